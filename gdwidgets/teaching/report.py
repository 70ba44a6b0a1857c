"""`report`: what the learner has predicted and solved, as a plain table to hand in."""

from __future__ import annotations

import html
import textwrap
from typing import TYPE_CHECKING, final

from gdwidgets.teaching.task import Row, tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = Row("", "question", "your answer", "outcome", "state")
WIDTHS = (10, 32, 26, 26, 22)
"""Characters a column, at most."""


@final
class Report:
    """A table with one row for each prediction and challenge.

    Parameters
    ----------
    rows : sequence of Row
        With ``kind``, ``question``, ``answer``, ``outcome`` and ``state``, each a text.

    Examples
    --------
    >>> Report([Row("challenge", "Settle it.", "", "", "not tried yet")])
              | question   | your answer | outcome | state
    challenge | Settle it. |             |         | not tried yet
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = list(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        if not self.rows:
            return "No predictions and no challenges yet."
        table = [HEADINGS, *self.rows]
        cells = [
            [textwrap.wrap(text, width) or [""] for text, width in zip(row, WIDTHS, strict=True)]
            for row in table
        ]
        widths = [max(len(line) for row in cells for line in row[i]) for i in range(len(HEADINGS))]
        lines = []
        for row in cells:
            for k in range(max(map(len, row))):
                parts = [(cell[k] if k < len(cell) else "") for cell in row]
                padded = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
                lines.append(" | ".join(padded).rstrip())
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{html.escape(repr(self))}</p>"
        head, *body = (
            "".join(f'<{tag} style="text-align: left">{html.escape(text)}</{tag}>' for text in row)
            for tag, row in [("th", HEADINGS), *(("td", row) for row in self.rows)]
        )
        rows = "".join(f"<tr>{row}</tr>" for row in body)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def report() -> Report:
    """List this notebook's predictions and challenges, in the order in which they were set.

    Run it again to bring it up to date; what it showed is saved with the notebook as text.

    Returns
    -------
    Report

    Examples
    --------
    >>> import gdwidgets as gd
    >>> question = gd.Prediction("Does a larger rate always help?", ["yes", "no"], outcome="no")
    >>> question.commit("no")
    >>> gd.teaching.report().rows[-1].state
    'right'
    """
    return Report([task.row() for task in tasks()])
