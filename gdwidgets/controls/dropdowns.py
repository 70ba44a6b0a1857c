"""`OptimizerDropdown` and `SurfaceDropdown`: choose a thing itself, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets
from traitlets import TraitError, validate

from gdwidgets.controls.arguments import refuse_unknown
from gdwidgets.core.objective import Objective
from gdwidgets.core.optimizers import NAMED as OPTIMIZERS
from gdwidgets.core.optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from gdwidgets.core.surfaces import NAMED
from gdwidgets.web.closing import ClosesOwnParts

FIRST_OPTIMIZERS = (GradientDescent, Momentum, RMSprop, Adam)


class NamedDropdown(ClosesOwnParts, ipywidgets.Dropdown):  # type: ignore[misc]
    """The abstract base of the dropdowns: things that have a `name`, shown by it.

    Parameters
    ----------
    options : iterable of things, iterable of (name, thing) pairs, or mapping of name to thing
        What can be chosen.
    value : thing or str
        The one that is chosen, or its name.
    **traits
        `description`, `disabled`, `layout`, `style`, `tooltip`, `tabbable`.

    Attributes
    ----------
    value
        The chosen thing. It can be set to a thing or to its name, in any case.
    index : int
        Its place; in the browser this is what `jslink` can join.
    label : str
        Its name.
    options : tuple of (str, thing) pairs
        What can be chosen. Setting it chooses the first.

    Raises
    ------
    TraitError
        If `value` is not among the options, or an option has no name.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> dropdown = gd.SurfaceDropdown(value="beale")
    >>> dropdown.label, dropdown.value is gd.surfaces.beale
    ('Beale', True)
    """

    def __init__(self, options: Any, value: Any, **traits: Any) -> None:
        refuse_unknown(self, traits)
        pairs = _pairs(options)
        super().__init__(options=pairs, value=_chosen(pairs, value), **traits)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(value={self.label!r})"

    @validate("options")
    def _validate_options(self, proposal: Any) -> Any:  # in place of ipywidgets' own
        pairs = _pairs(proposal["value"])
        self._options_full = pairs
        return pairs

    @validate("value")
    def _validate_value(self, proposal: Any) -> Any:  # in place of ipywidgets' own
        return _chosen(self._options_full, proposal["value"])


class OptimizerDropdown(NamedDropdown):
    """Choose an optimizer: `value` is its class, ready to be given a learning rate.

    Parameters
    ----------
    value : type[Optimizer] or str
        The one to begin with, or its name: one of `gdwidgets.optimizers`, or your own.
    options : iterable or mapping, optional
        What can be chosen: classes, (name, class) pairs, or a mapping of name to class. If
        not given, the four that a learner meets first, and `value` if it is none of them;
        ``gd.optimizers.NAMED`` is all.
    description : str
        What stands before the choice.
    **traits
        `disabled`, `layout`, `style`, `tooltip`, `tabbable`; see `NamedDropdown` for these,
        and for the attributes `index`, `label` and `options`.

    Raises
    ------
    TraitError
        If `value` is not among the options; the message lists their names.

    Examples
    --------
    >>> dropdown = OptimizerDropdown(value="Adam")
    >>> dropdown
    OptimizerDropdown(value='Adam')
    >>> dropdown.value(learning_rate=0.1).learning_rate
    0.1
    """

    def __init__(
        self,
        value: type[Optimizer] | str = GradientDescent,
        *,
        options: Any = None,
        description: str = "optimizer",
        **traits: Any,
    ) -> None:
        given = _with_first(value) if options is None else options
        super().__init__(given, value, description=description, **traits)


class SurfaceDropdown(NamedDropdown):
    """Choose a surface to descend on: `value` is the surface itself.

    Parameters
    ----------
    value : Surface or str, optional
        The one to begin with, or its name; the first of the options if not given.
    options : iterable or mapping, optional
        What can be chosen: surfaces, (name, surface) pairs, or a mapping of name to surface.
        Any objective will do.
    description : str
        What stands before the choice.
    **traits
        `disabled`, `layout`, `style`, `tooltip`, `tabbable`; see `NamedDropdown` for these,
        and for the attributes `index`, `label` and `options`.

    Raises
    ------
    TraitError
        If `value` is not among the options; the message lists their names.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> dropdown = SurfaceDropdown(value=gd.surfaces.himmelblau)
    >>> dropdown.value = "rosenbrock"
    >>> dropdown.value is gd.surfaces.rosenbrock
    True
    """

    def __init__(
        self,
        value: Objective | str | None = None,
        *,
        options: Any = NAMED,
        description: str = "surface",
        **traits: Any,
    ) -> None:
        pairs = _pairs(options)
        value = pairs[0][1] if value is None else value
        super().__init__(pairs, value, description=description, **traits)


def _with_first(value: Any) -> tuple[Any, ...]:
    """The optimizers that a learner meets first, and another one that is to be among them."""
    known = {name.casefold(): method for name, method in OPTIMIZERS.items()}
    wanted = known.get(value.casefold()) if isinstance(value, str) else value
    own = isinstance(wanted, type) and issubclass(wanted, Optimizer)
    another = (wanted,) if own and wanted not in FIRST_OPTIMIZERS else ()
    return (*FIRST_OPTIMIZERS, *another)


def _pairs(options: Any) -> tuple[tuple[str, Any], ...]:
    if not isinstance(options, Iterable) or isinstance(options, str):
        raise TraitError(f"options must be a list or a mapping, not {options!r}")
    given = options.items() if isinstance(options, Mapping) else options
    pairs = tuple(each if isinstance(each, tuple) else (_name(each), each) for each in given)
    if not pairs:
        raise TraitError("options must have at least one thing to choose")
    return pairs


def _name(thing: Any) -> str:
    name = getattr(thing, "name", None)
    if not isinstance(name, str):
        raise TraitError(f"options must have names: give (name, {thing!r}) instead")
    return name


def _chosen(pairs: tuple[tuple[str, Any], ...], value: Any) -> Any:
    for name, thing in pairs:
        if value is thing or (isinstance(value, str) and value.casefold() == name.casefold()):
            return thing
    names = ", ".join(repr(name) for name, _ in pairs)
    raise TraitError(f"value must be one of {names}, not {value!r}")
