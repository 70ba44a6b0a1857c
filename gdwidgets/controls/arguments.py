"""A misspelt keyword is an error, where traitlets would let it pass with a warning."""

from __future__ import annotations

from collections.abc import Iterable

from traitlets import HasTraits


def refuse_unknown(widget: HasTraits, names: Iterable[str]) -> None:
    """Raise a TypeError for those of `names` that are no public traits of `widget`.

    Examples
    --------
    >>> import ipywidgets
    >>> refuse_unknown(ipywidgets.Label(), ["layout", "colour"])
    Traceback (most recent call last):
    TypeError: Label has no argument 'colour'
    """
    for name in names:
        if name.startswith("_") or not widget.has_trait(name):
            raise TypeError(f"{type(widget).__name__} has no argument {name!r}")
