"""How a method answers slopes close to level ground: what decides where it is stable."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Response(NamedTuple):
    """The recursion that a method follows along one direction of a bowl.

    With p = `scale` times the curvature, an offset x from the minimum goes on as
    ``x[k + 1] = b x[k] - c x[k - 1]``, where ``b = b0 - b1 p`` and ``c = c0 - c1 p``.

    Attributes
    ----------
    scale : float or (n_runs, n_params) ndarray
        What each slope is multiplied by, the learning rate included.
    b0, b1, c0, c1 : float or (n_runs, 1) ndarray
        The recursion; by default that of gradient descent.
    fixed : bool
        Whether the scale stays as it is whatever slopes are met. Where it adapts, a run that gets
        unstable is thrown off, but doesn't leave for good.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964, section 2.
    Goh, Why momentum really works, Distill, 2017.

    Examples
    --------
    >>> Response.with_momentum(0.1, 0.5).limit
    3.0
    """

    scale: Any
    b0: Any = 1.0
    b1: Any = 1.0
    c0: Any = 0.0
    c1: Any = 0.0
    fixed: bool = True

    @classmethod
    def with_momentum(cls, scale: Any, momentum: Any) -> Response:
        """A velocity that gathers slopes: ``v = momentum v + g``."""
        return cls(scale, 1 + momentum, 1.0, momentum)

    @classmethod
    def adaptive(cls, scale: Any, beta: Any = 0.0) -> Response:
        """A scale that adapts, on a running mean ``m = beta m + (1 - beta) g`` of the slopes."""
        return cls(scale, 1 + beta, 1 - beta, beta, fixed=False)

    def flat(self) -> Response:
        """Return it with one number for each run, and the scales ``(n_params, n_runs)``."""
        b0, b1, c0, c1 = (value if np.ndim(value) == 0 else value[:, 0] for value in self[1:5])
        scale = np.atleast_2d(np.transpose(self.scale))
        return Response(scale, b0, b1, c0, c1, self.fixed)

    @property
    def limit(self) -> Any:
        """What p must stay below, or the run is thrown off: there one root is -1."""
        return (1 + self.b0 + self.c0) / (self.b1 + self.c1)

    @property
    def gain(self) -> Any:
        """How far a step leads in the long run, in units of scale times a slope that stays."""
        with np.errstate(divide="ignore"):  # nothing is forgotten: ever further
            return np.divide(np.subtract(self.b1, self.c1), np.subtract(1.0, self.c0))

    def factor(self, p: Any) -> Any:
        """What a step multiplies an offset by in the long run: the size of the larger root."""
        b, c = self.b0 - self.b1 * p, self.c0 - self.c1 * p
        inside = b * b - 4 * c
        # Below zero the roots are complex, and each as long as the root of their product.
        real = (np.abs(b) + np.sqrt(np.maximum(inside, 0))) / 2
        return np.where(inside < 0, np.sqrt(np.maximum(c, 0)), real)
