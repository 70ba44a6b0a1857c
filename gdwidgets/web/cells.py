"""Re-running a cell closes the widgets that the cell made before.

ipywidgets keeps every widget until it is closed, so a cell that is run a hundred times would
leave a hundred explorers in the kernel and in the browser. The front end says which cell is
running; when a cell has run again, what its earlier run made and nobody holds by name any more
is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ipywidgets import Widget

_made: dict[str, dict[str, list[Widget]]] = {}
"""The open widgets that each cell made, by the request that ran it."""


def close_with_cell(widget: Widget) -> None:
    """Close `widget` once the cell that is running now has been run again.

    A widget that the user still holds in a variable, or in a list, tuple or dict in a
    variable, stays open. Outside a notebook whose front end names its cells nothing is done.

    Parameters
    ----------
    widget : ipywidgets.Widget
        A widget that was just made.

    Examples
    --------
    >>> import ipywidgets
    >>> close_with_cell(ipywidgets.Label("outside a notebook nothing is done"))
    """
    shell, cell, request = running_cell()
    if shell is None:
        return
    runs = _made.setdefault(cell, {})
    runs.setdefault(request, []).append(widget)
    shell.events.register("post_run_cell", _close_earlier_runs)  # it is kept once only


def _close_earlier_runs(_result: Any) -> None:
    shell, cell, request = running_cell()
    if shell is None:
        return
    runs = _made.get(cell, {})
    before = [each for each in runs if each != request]
    held = _held_by_user(shell.user_ns) if before else set()
    for earlier in before:
        kept = [widget for widget in runs[earlier] if id(widget) in held]
        for widget in runs[earlier]:
            if id(widget) not in held:
                widget.close()
        if kept:
            runs[earlier] = kept
        else:
            del runs[earlier]


def _held_by_user(namespace: dict[str, Any]) -> set[int]:
    """The identities of the widgets that the user's own variables hold, one container deep."""
    held: set[int] = set()
    for name, value in namespace.items():
        if name.startswith("_") or name in ("In", "Out"):  # IPython's own memory of outputs
            continue
        for each in _widgets_in(value):
            _add_with_parts(each, held)
    return held


def _widgets_in(value: Any) -> Iterable[Widget]:
    """The value itself, or what it holds, as far as it is a widget.

    By type, without asking the values anything: they may be anything, such as a proxy that
    raises whatever it is asked, and there may be millions of them.
    """
    kind = type(value)
    if issubclass(kind, Widget):
        return (value,)
    if not issubclass(kind, dict | list | tuple | set):
        return ()
    inside = list(value.values() if issubclass(kind, dict) else value)
    kinds = {each for each in set(map(type, inside)) if issubclass(each, Widget)}
    return [each for each in inside if type(each) in kinds] if kinds else ()


def _add_with_parts(widget: Widget, held: set[int]) -> None:
    """Add a widget and all that it is composed of."""
    if id(widget) not in held:
        held.add(id(widget))
        for part in widget.children if widget.has_trait("children") else ():
            _add_with_parts(part, held)


def running_cell() -> tuple[Any, str, str]:
    """The shell, the running cell's id and its request's id; no shell outside a notebook."""
    try:
        from IPython import get_ipython  # noqa: PLC0415 - only where IPython runs already
    except ImportError:
        return None, "", ""
    shell = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = parent.get("metadata", {}).get("cellId") or parent.get("content", {}).get("cellId")
    request = parent.get("header", {}).get("msg_id")
    return (shell, cell, request) if cell and request else (None, "", "")
