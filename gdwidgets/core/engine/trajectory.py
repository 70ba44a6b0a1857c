"""The record of one or many runs: `Trajectory`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.engine.origin import Origin
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


@final
@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """Where each run went, and how it ended.

    Parameters
    ----------
    params : (n_points, ..., n_params) ndarray
        The points of each run from its start on: ``n_steps + 1`` of them, unless only every
        so many were recorded. NaN after a run has diverged.
    loss : (n_points, ...) ndarray
        The objective's value over all rows at each point. NaN after a run has diverged,
        and where it is not finite.
    status : str or (...) ndarray of str
        How the run ended, in the first of these words that is true of it:

        ``"diverged"``
            The loss or a parameter became infinite or NaN, or outside of the domain the loss grew
            beyond 1e12 times its scale at the start. Or the loss rose ever faster over the last
            half of the steps, ended above its start, and left for good when the run was let go on.
        ``"converged"``
            It is at a minimum as far as was looked, and stays there. The ground is level: no entry
            of the gradient is larger than the tolerance times the steepest slope that the run has
            seen; or the run doesn't move any more. What is left to go, slope over curvature, is
            below 1 % of the size of the parameters (or of half the domain's width). It rises
            in every direction that was looked at: in all of them up to 64 parameters, along 32
            beyond; or the objective is convex; or its loss has come down to a known lower bound.
            And at this learning rate the method isn't thrown off that minimum if it
            goes on for ten times as many steps.
        ``"stalled"``
            The ground is as level, or the steps have become too small to change the parameters;
            but no minimum was shown to be there. And it stays: in ten times as many steps it gets
            no further than 1 % of the size of the parameters.
        ``"running"``
            None of these: there is still some way to go. Runs on mini-batches, and of methods that
            ask for no slope, are always running unless they diverge.
    stop_step : int or (...) ndarray of int
        The first step from which on the status held to the end, as far as was looked: every
        twenty steps, or more often in a short run. For a diverged run the last step that still
        means something. For a running one the last step.
    evaluations : (n_points, ...) ndarray of int
        How often the objective had been evaluated when each point was reached. A value, a
        gradient and a Hessian count one each, whatever the number of rows.
    rows_seen : (n_points, ...) ndarray of int
        How many rows of data these evaluations went through; 0 where there are no data.
    steps : (n_points,) ndarray of int
        The step of each point.
    origin : Origin, optional
        What was minimised and how: None for a trajectory that wasn't made by `descend`.
    kept : tuple of str
        What a run that goes on from another has taken along of its memory.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(gd.surfaces.himmelblau, gd.optimizers.Adam(0.1), [0, 0], 400)
    Trajectory(n_steps=400, loss 170 -> 2.34e-17, converged at step 280)
    """

    params: Array
    loss: Array
    status: Any
    stop_step: Any
    evaluations: np.ndarray
    rows_seen: np.ndarray
    steps: np.ndarray
    origin: Origin | None = None
    kept: tuple[str, ...] = ()

    @property
    def n_steps(self) -> int:
        """How many steps were taken, those before a run went on included."""
        return int(self.steps[-1])

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the batch of runs; () for a single run."""
        return self.loss.shape[1:]

    @property
    def objective(self) -> Objective:
        """What was minimised."""
        return self.known_origin().objective

    @property
    def optimizer(self) -> Optimizer:
        """The method, with the hyperparameters of these runs."""
        return self.known_origin().optimizer

    @property
    def batch_size(self) -> int | None:
        """How many rows each step looked at; None for all."""
        return self.known_origin().sampling.batch_size

    @property
    def seed(self) -> Any:
        """The seed of each run."""
        return self.known_origin().seed

    @property
    def epochs(self) -> Array:
        """How many times over all rows of data had been gone through at each point.

        Raises
        ------
        ValueError
            If the objective has no rows of data.
        """
        n_rows = self.objective.n_rows
        if n_rows is None:
            raise ValueError(f"{self.objective.name!r} has no rows of data, so no epochs")
        return self.rows_seen / n_rows

    def known_origin(self) -> Origin:
        """Return where it comes from, or raise an error if that isn't known."""
        if self.origin is None:
            raise ValueError(
                "this trajectory must be one that gd.descend returned: it doesn't know what was "
                "minimised, or how"
            )
        return self.origin

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
        >>> family.run(0).optimizer
        GradientDescent(learning_rate=0.1)
        """
        try:
            status, stop_step = np.asarray(self.status)[index], np.asarray(self.stop_step)[index]
        except IndexError as error:
            raise IndexError(
                f"index must pick runs out of a batch of shape {self.shape}, not "
                f"{', '.join(map(repr, index))}: {error}"
            ) from None
        along = (slice(None), *index)
        return Trajectory(
            self.params[along],
            self.loss[along],
            str(status) if np.ndim(status) == 0 else status,
            int(stop_step) if np.ndim(stop_step) == 0 else stop_step,
            self.evaluations[along],
            self.rows_seen[along],
            self.steps,
            self.origin and self.origin.pick(index),
            self.kept,
        )

    def __len__(self) -> int:
        return len(self.params)

    def __repr__(self) -> str:
        if self.shape:
            words, counts = np.unique(self.status, return_counts=True)
            how = ", ".join(f"{n} {word}" for word, n in zip(words, counts, strict=True))
            return f"Trajectory(n_steps={self.n_steps}, runs={self.shape}: {how})"
        finite = np.flatnonzero(np.isfinite(self.loss))
        last = self.loss[finite[-1]] if len(finite) else self.loss[0]
        return (
            f"Trajectory(n_steps={self.n_steps}, loss {self.loss[0]:.3g} -> {last:.3g}, "
            f"{self.status} at step {self.stop_step})"
        )
