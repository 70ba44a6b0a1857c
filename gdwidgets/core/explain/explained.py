"""`ExplainedStep`: a step and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.explain.lines import Line
    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class ExplainedStep:
    """A step and its parts.

    Attributes
    ----------
    step : int
        Which step it is: 1 for the first.
    params, gradient : (n_params,) ndarray
        Where it started, and the slope there (of the mini-batch, if there was one). None for a
        method that doesn't ask for the slope there.
    next_params : (n_params,) ndarray
        Where it ended.
    terms : dict of str to ndarray
        Every named value of the step in the order of the formula: the hyperparameters, what
        was remembered from the step before (``"velocity before"``), and what was worked out.
    lines : tuple of Line
        The formula line by line. Empty if it can't be had: then `note` says why.
    rows : (batch_size,) ndarray of int or None
        The rows of data that made the gradient; None for all of them.
    note : str
        Why there are no lines.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.ravine(), gd.optimizers.Momentum(0.1), [2.0, 0.1], 5)
    >>> gd.explain_step(run, 2)
    ExplainedStep(step=2, terms: learning_rate, momentum, gradient, velocity before, velocity,
    params)
    """

    step: int
    params: Array
    gradient: Array | None
    next_params: Array
    terms: dict[str, Array]
    lines: tuple[Line, ...]
    rows: np.ndarray | None = None
    note: str = ""

    @property
    def parts(self) -> dict[str, Array]:
        """The step as a sum: what the slope alone would do, and what the method adds to that.

        A part that is no more than rounding is none. A method without a learning rate has the
        step only.

        Examples
        --------
        >>> import gdwidgets as gd
        >>> momentum = gd.optimizers.Momentum(0.1, momentum=0.5)
        >>> run = gd.descend(gd.surfaces.ravine(10), momentum, [2.0, 0.1], 2)
        >>> {name: part.round(3).tolist() for name, part in gd.explain_step(run, 2).parts.items()}
        {'slope': [-0.18, -0.0], 'method': [-0.1, -0.05], 'step': [-0.28, -0.05]}
        """
        with np.errstate(all="ignore"):
            step = self.next_params - self.params
            rate = self.terms.get("learning_rate")
            if rate is None or self.gradient is None:
                return {"step": step}
            slope = -rate * self.gradient
            size = np.maximum(np.abs(self.params), np.abs(self.next_params)) + np.abs(slope)
            rest = step - slope
            rest[np.abs(rest) <= 4 * np.finfo(size.dtype).eps * size] = 0
        return {"slope": slope, **({"method": rest} if rest.any() else {}), "step": step}

    def text(self, coordinate: int = 0) -> str:
        """Return the step's formula with one coordinate's numbers, a line each."""
        self._check(coordinate)
        return "\n".join(line.text(coordinate) for line in self.lines)

    def latex(self, coordinate: int | None = None) -> str:
        """Return the step's formula in LaTeX (an aligned block), with symbols or numbers."""
        if coordinate is not None:
            self._check(coordinate)
        sign = r"\leftarrow" if coordinate is None else "="
        lines = [line.latex(coordinate).replace(sign, f"&{sign}", 1) for line in self.lines]
        return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"

    def _check(self, coordinate: Any) -> None:
        whole_number("coordinate", coordinate, low=0, high=len(self.params) - 1)

    def __repr__(self) -> str:
        return f"ExplainedStep(step={self.step}, terms: {', '.join(self.terms)})"
