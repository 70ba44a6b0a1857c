"""How a surface gets to another process: by its name, or else part by part."""

from __future__ import annotations

import importlib
import pickle
import sys
from typing import Any

ABLE = {"cloudpickle", "dill"}
"""Libraries, used by Dask and joblib among others, that send any function."""


def place_in_a_module(thing: Any, home: str) -> tuple[str, str] | None:
    """Return the module and the name under which `thing` can be imported, if it can.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import himmelblau
    >>> place_in_a_module(himmelblau, himmelblau.height.__module__)
    ('gdwidgets.core.surfaces.valleys', 'himmelblau')
    """
    if home != "__main__":
        for name, value in vars(sys.modules.get(home, object)).items():
            if value is thing:
                return home, name
    return None


def by_name(module: str, name: str) -> Any:
    """Import something by its place."""
    return getattr(importlib.import_module(module), name)


def check_parts(whole: Any, **parts: Any) -> None:
    """Raise a PicklingError that names the part of `whole` that can't be pickled, if one can't.

    Nothing is said if a library has been loaded that can send what `pickle` can't.
    """
    if any(name.rpartition(".")[2] in ABLE for name in list(sys.modules)):
        return
    for name, part in parts.items():
        try:
            pickle.dumps(part)
        except Exception as error:
            raise pickle.PicklingError(
                f"{whole!r} can't be sent to another process, for its {name} can't be pickled "
                f"({error}); define its functions with def, not lambda, at the top of a module, "
                "or write it as a formula, by Surface.from_formula"
            ) from error
