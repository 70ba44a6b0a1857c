"""A player that is locked until every prediction about it has been made."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdwidgets.player import DescentPlayer

_waiting: weakref.WeakKeyDictionary[DescentPlayer, set[str]] = weakref.WeakKeyDictionary()
"""What each locked player waits for, by model ids."""


def lock(player: DescentPlayer, waiting: str) -> None:
    """Put a player back to its first step, and keep it there until `unlock`.

    Parameters
    ----------
    player : DescentPlayer
    waiting : str
        The model id of what it waits for.
    """
    _waiting.setdefault(player, set()).add(waiting)
    with player.hold_sync():
        player.playing = False
        player.value = player.min
        player.disabled = True


def unlock(player: DescentPlayer, waiting: str) -> None:
    """Let a player go, unless it waits for something else too."""
    if waiting in _waiting.get(player, ()):
        _waiting[player].remove(waiting)
        player.disabled = bool(_waiting[player])
