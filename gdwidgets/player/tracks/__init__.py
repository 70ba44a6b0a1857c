"""What the player can move over a figure: trails, curves, clouds, lines, arrows, fields, …"""

from gdwidgets.player.tracks.fields import field
from gdwidgets.player.tracks.shapes import arrow, cloud, curve, line, mixed, segments, trail
from gdwidgets.player.tracks.track import Track

__all__ = ["Track", "arrow", "cloud", "curve", "field", "line", "mixed", "segments", "trail"]
