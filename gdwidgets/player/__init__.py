"""`DescentPlayer` and what it plays."""

from gdwidgets.player import tracks
from gdwidgets.player.advice import Gauge, NumberTable, Remedy
from gdwidgets.player.player import DescentPlayer
from gdwidgets.player.recording import Recording

__all__ = ["DescentPlayer", "Gauge", "NumberTable", "Recording", "Remedy", "tracks"]
