"""What went wrong in a learner's code, in words."""

from __future__ import annotations

import linecache
import sysconfig
import types
from typing import Any

OURS = "gdwidgets."
"""The modules whose errors say themselves what is wrong."""

LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})
"""Where the lines stand that nobody wants to see."""


def in_words(error: Exception, own: Any) -> str:
    """Say where and why a function or an optimizer failed.

    Parameters
    ----------
    error : Exception
        What it raised.
    own : object
        The function or optimizer that was run.
    """
    frames = [frame for frame in _frames(error) if not _is_ours(frame[0])]
    if not frames:
        return str(error)
    written = [f for f in frames if not f[0].f_code.co_filename.startswith((*LIBRARIES, "<__"))]
    frame, number = (written or frames)[-1]
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    where = f"`{line}`" if line else f"line {number - frame.f_code.co_firstlineno + 1}"
    said = f"{where} in {frame.f_code.co_name!r} raised {type(error).__name__}: {error}"
    return f"{said}{_hint(error, _code(own))}"


def _hint(error: Exception, code: types.CodeType | None) -> str:
    """Say what is likely to be meant: the memory has nothing in it before the first step."""
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code else ()
    if "memory" not in names:
        return ""
    if isinstance(error, KeyError):
        return f". memory is empty before the first step: memory.get({error}, 0) gives 0 then."
    if isinstance(error, TypeError) and "NoneType" in str(error):
        return ". memory.get(name) is None before the first step: memory.get(name, 0) gives 0 then."
    return ""


def _code(own: Any) -> types.CodeType | None:
    function = getattr(own, "function", None) or type(own).update
    function = getattr(function, "func", function)
    code: types.CodeType | None = getattr(function, "__code__", None)
    return code


def _frames(error: Exception) -> list[tuple[types.FrameType, int]]:
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        frames.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return frames


def _is_ours(frame: types.FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).startswith(OURS)
