"""Which rows are learned from, and which are kept back to test on."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdwidgets.core.validate import finite_number, whole_number


def split_rows(n_rows: int, test_share: Any, seed: Any) -> tuple[Any, Any]:
    """Return the numbers of the rows to learn from and of those to test on; neither is empty."""
    share = finite_number("test_share", test_share, low=0, high=1, low_open=True, high_open=True)
    rng = np.random.default_rng(whole_number("seed", seed, low=0))
    if n_rows < 2:
        raise ValueError("split needs at least 2 rows, one for each part, not n_rows=1")
    order = rng.permutation(n_rows)
    n_test = min(max(1, round(share * n_rows)), n_rows - 1)
    return order[n_test:], order[:n_test]
