"""`BatchSizePicker`: how many rows of the data make one gradient."""

from __future__ import annotations

from typing import Any

from gdwidgets.controls.option_slider import OptionSlider
from gdwidgets.core.validate import whole_number


class BatchSizePicker(OptionSlider):
    """Choose a batch size: one example, a power of two, or the whole data set.

    Any other whole number up to the size of the data can be typed or set.

    Parameters
    ----------
    n_rows : int
        How many rows the data set has. Can be changed later: the whole data set stays
        chosen if it was, and a batch that has become too large is cut to it.
    value : int, optional
        The batch size to begin with; 32 (or all rows if they are fewer) if not given.
    description : str
        What stands before the number.
    **traits
        `disabled`, `continuous_update`, `readout`, `layout`, `tooltip`, `tabbable`; see
        `OptionSlider` for these, and for the attributes `index`, `options` and `labels`.

    Raises
    ------
    ValueError, TypeError
        If `n_rows` is not a whole number, at least 1.
    TraitError
        If `value` is not a whole number from 1 to `n_rows`.

    Examples
    --------
    >>> picker = BatchSizePicker(344)
    >>> picker.options
    (1, 2, 4, 8, 16, 32, 64, 128, 256, 344)
    >>> picker.labels[0], picker.labels[-1]
    ('1 (one example)', '344 (whole data)')
    >>> picker
    BatchSizePicker(value=32)
    """

    def __init__(
        self,
        n_rows: int,
        value: int | None = None,
        *,
        description: str = "batch size",
        **traits: Any,
    ) -> None:
        self._n_rows = whole_number("n_rows", n_rows, low=1)
        sizes = _sizes(self._n_rows)
        super().__init__(
            sizes,
            min(32, self._n_rows) if value is None else value,
            ticks=sizes,
            label=self._in_words,
            whole=True,
            description=description,
            **traits,
        )

    @property
    def n_rows(self) -> int:
        """How many rows the data set has."""
        return self._n_rows

    @n_rows.setter
    def n_rows(self, n_rows: int) -> None:
        was_whole = self.value == self._n_rows
        self._n_rows = whole_number("n_rows", n_rows, low=1)
        value = self._n_rows if was_whole else self.value
        sizes = _sizes(self._n_rows)
        self._offer(sizes, value, sizes)

    def _in_words(self, size: int) -> str:
        if size == self._n_rows:
            return f"{size} (whole data)"
        return "1 (one example)" if size == 1 else str(size)


def _sizes(n_rows: int) -> tuple[int, ...]:
    return (*(1 << power for power in range((n_rows - 1).bit_length())), n_rows)
