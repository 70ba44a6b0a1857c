"""The record of one or many runs: `Trajectory`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """Where each run went, and how it ended.

    Parameters
    ----------
    params : (n_steps + 1, ..., n_params) ndarray
        The points of each run from its start on. NaN after a run has diverged.
    loss : (n_steps + 1, ...) ndarray
        The objective's value over all rows at each point. NaN after a run has diverged,
        and where it is not finite.
    status : str or (...) ndarray of str
        How the run ended, in the first of these words that is true of it:

        ``"diverged"``
            The loss or a parameter became infinite or NaN, or the loss grew beyond
            1e12 times its size at the start (1e12 if that is below 1). Or the loss ended
            above its start and over the last half of the steps, five at least, rose at
            every step and each time by more.
        ``"converged"``
            At the end, no entry of the gradient is larger than the tolerance, and the
            curvature agrees that this is a minimum: no direction goes downhill (no
            eigenvalue of the Hessian is below -1e-6 times the largest one) and what is
            left to go, gradient over curvature, is below 1 % of the size of the
            parameters (of 1 if they are smaller).
        ``"stalled"``
            The gradient is as small, but this is no minimum: a saddle, a maximum or a
            plateau. Or the steps have become too small to change the parameters.
        ``"running"``
            None of these: there is still some way to go. Runs on mini-batches are always
            running unless they diverge: their steps never die down by themselves.
    stop_step : int or (...) ndarray of int
        The first step from which on the status held to the end. For a diverged run the
        last step that still means something. For a running one the last step.
    evaluations : (n_steps + 1, ...) ndarray of int
        How often the objective had been evaluated when each point was reached. A value, a
        gradient and a Hessian count one each, whatever the number of rows.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(gd.surfaces.himmelblau, gd.optimizers.Adam(0.1), [0, 0], 400)
    Trajectory(n_steps=400, loss 170 -> 2.34e-17, converged at step 365)
    """

    params: Array
    loss: Array
    status: Any
    stop_step: Any
    evaluations: np.ndarray

    @property
    def n_steps(self) -> int:
        """How many steps were taken."""
        return len(self.params) - 1

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the batch of runs; () for a single run."""
        return self.loss.shape[1:]

    def run(self, *index: Any) -> Trajectory:
        """Pick runs out of a batch, by index as in an array.

        Parameters
        ----------
        *index : int, slice or array
            One for each axis of `shape`, from the first on.

        Raises
        ------
        IndexError
            If there is no such run.

        Examples
        --------
        >>> import gdwidgets as gd
        >>> family = gd.descend(
        ...     gd.surfaces.parabola, gd.optimizers.GradientDescent([0.1, 0.4]), [2.0], 5
        ... )
        >>> family.shape
        (2,)
        >>> family.run(0).shape
        ()
        """
        status, stop_step = np.asarray(self.status)[index], np.asarray(self.stop_step)[index]
        along = (slice(None), *index)
        return Trajectory(
            self.params[along],
            self.loss[along],
            str(status) if np.ndim(status) == 0 else status,
            int(stop_step) if np.ndim(stop_step) == 0 else stop_step,
            self.evaluations[along],
        )

    def __len__(self) -> int:
        return len(self.params)

    def __repr__(self) -> str:
        if self.shape:
            words, counts = np.unique(self.status, return_counts=True)
            how = ", ".join(f"{n} {word}" for word, n in zip(words, counts, strict=True))
            return f"Trajectory(n_steps={self.n_steps}, runs={self.shape}: {how})"
        last = self.loss[self.stop_step] if self.status == "diverged" else self.loss[-1]
        return (
            f"Trajectory(n_steps={self.n_steps}, loss {self.loss[0]:.3g} -> {last:.3g}, "
            f"{self.status} at step {self.stop_step})"
        )
