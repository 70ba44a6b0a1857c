"""The one lock of all widgets, and an error's way from a callback to the learner."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from traitlets import TraitError

LOCK = threading.RLock()
"""JupyterLab may call back on another thread than a cell's. One lock for all, so that two
widgets which set each other can't wait for each other."""


_reporting: list[Any] = []
"""The widgets whose callbacks are running, the outermost first."""


@contextmanager
def reporting(widget: Any) -> Iterator[None]:
    """Show in `widget` what goes wrong in a callback: Jupyter would swallow it.

    Parameters
    ----------
    widget : HasTraits
        Its `error` is set to the message, or to nothing if all went well. One callback may lead
        to another one of the same widget: what went wrong in either is shown.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> slider = gd.LearningRateSlider()
    >>> with reporting(slider):
    ...     raise ValueError("start must be 2 numbers, not 3")
    >>> slider.error
    'start must be 2 numbers, not 3'
    """
    with LOCK:
        if not any(each is widget for each in _reporting):
            widget.error = ""
        _reporting.append(widget)
        try:
            yield
        except (TypeError, ValueError, TraitError) as error:  # our own words for wrong input
            widget.error = str(error)
        except Exception as error:
            widget.error = f"{type(error).__name__}: {error}"
        finally:
            _reporting.pop()
