"""`FogGame`: hunt for the deepest point of a landscape in fog, by its slope alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, final

import ipywidgets
import numpy as np
from numpy.typing import ArrayLike, NDArray
from traitlets import TraitError

from gdwidgets.controls import LearningRateSlider, SurfaceDropdown
from gdwidgets.controls.arguments import refuse_unknown
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers import GradientDescent
from gdwidgets.core.validate import finite_number, whole_number
from gdwidgets.explorers.fog.goal import finds
from gdwidgets.explorers.fog.hidden import hide, suited_rates
from gdwidgets.explorers.fog.judgement import judge
from gdwidgets.explorers.fog.landscapes import LANDSCAPES, chosen
from gdwidgets.explorers.fog.map import FogMap
from gdwidgets.explorers.fog.rules import Rules
from gdwidgets.explorers.starts import side_by_side
from gdwidgets.explorers.stills import with_still
from gdwidgets.web import reporting
from gdwidgets.web.closing import ClosesOwnParts, whole_or_not_at_all

if TYPE_CHECKING:
    from ipywidgets import Widget

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective


@final
class FogGame(ClosesOwnParts, ipywidgets.VBox):  # type: ignore[misc]
    """A treasure lies at the deepest point of a landscape, and fog lies over all of it.

    The learner sees the ground around the walker, its height and its slope, and steps: down
    the slope by the learning rate, as gradient descent does, or to ground in sight. Each
    step is counted. Then the fog lifts, and the path lies beside the one that gradient
    descent takes from the same start, in as many steps. The game is played in the browser,
    with a busy kernel or none; what is said in the end comes from the core if it is there.

    Parameters
    ----------
    landscape : str or Objective, optional
        A name among `FogGame.LANDSCAPES`, or anything of two parameters that is smooth. If
        not given, the first one, and the learner may choose another.
    seed : int or None
        How the landscape is turned, mirrored, moved and lifted, so that no place is known
        by heart. None leaves it as it is.
    learning_rate : float, optional
        To begin with: by default half of the largest that doesn't overshoot ever further.
    start : sequence of float, optional
        Where to start, in the landscape's own coordinates; by default its own start.
    n_steps : int
        After how many steps the fog lifts by itself, 1 to 500.
    sight : float
        How far one sees, as a share of the map's sides, from 0.04 to 0.5.
    domain : pair of (low, high) pairs, optional
        The part to play on, for an objective that has no `domain` of its own.

    Attributes
    ----------
    landscape : Dropdown
    learning_rate : OptionSlider
    map : FogMap
        The parts, each a widget of its own.
    hidden : Hidden
        What the fog hides: the landscape as it was turned and moved, start and treasures.
    rules : Rules
        How many steps, and how far one sees.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> game = gd.FogGame("Old quarry", seed=3)
    >>> game
    FogGame(Old quarry, seed=3, steps=0, loss=5.086)
    >>> by_slope = gd.descend(
    ...     game.objective, gd.optimizers.GradientDescent(0.08), game.start, 20
    ... )
    >>> game.walk(by_slope.params)
    >>> game.found, game  # there is a deeper valley than the one that the slope leads to
    (False, FogGame(Old quarry, seed=3, steps=20, loss=1.585, found=False))
    """

    LANDSCAPES = tuple(LANDSCAPES)
    _parts: tuple[Widget, ...] = ()
    _known = False

    @whole_or_not_at_all
    def __init__(
        self,
        landscape: str | Objective | None = None,
        *,
        seed: int | None = 0,
        learning_rate: float | None = None,
        start: Sequence[float] | None = None,
        n_steps: int = 100,
        sight: float = 0.1,
        domain: Sequence[tuple[float, float]] | None = None,
        **traits: Any,
    ) -> None:
        refuse_unknown(self, traits)
        shown, choices = chosen(landscape)
        if seed is not None:
            seed = whole_number("seed", seed, low=0, high=2**31 - 1)
        self.rules = Rules(n_steps, sight)
        self.hidden = hide(shown, seed, start=start, domain=domain)
        self._own_place = {"start": start, "domain": domain}
        self.landscape = SurfaceDropdown(value=shown, options=choices, description="landscape")
        steady, low, high = suited_rates(self.hidden)
        rate = steady if learning_rate is None else learning_rate
        rate = finite_number("learning_rate", rate, low=low, high=high)
        self.learning_rate = LearningRateSlider(rate, min=low, max=high, continuous_update=False)
        label = self._label(seed)
        self.map = FogMap(
            self.hidden, self.rules, label, learning_rate=self.learning_rate, seed=seed
        )
        controls = [self.landscape] if len(choices) > 1 else []
        row = side_by_side([*controls, self.learning_rate])
        super().__init__([row, self.map], **traits)
        self._parts = (self.landscape, self.learning_rate, row.layout, row, self.map)
        self.landscape.observe(self._change_landscape, names="value")
        self.map.observe(self._change_place, names="seed")
        self.map.observe(self._judge, names=["path", "over"])
        self.map.observe(self._remember, names="over")
        self.learning_rate.observe(self._judge, names="value")

    @property
    def objective(self) -> Objective:
        """What is walked on: the landscape as it was turned and moved."""
        return self.hidden.objective

    @property
    def start(self) -> tuple[float, ...]:
        """Where the walker begins."""
        return self.hidden.start

    @property
    def path(self) -> NDArray[np.floating]:
        """Where the walker has been: ``(steps + 1, 2)``."""
        return np.array(self.map.path)

    @property
    def found(self) -> bool:
        """Whether the path comes within reach of the treasure."""
        return self.hidden.first_in_reach(self.path) is not None

    @property
    def known(self) -> bool:
        """Whether the fog had lifted over this place before the walker set out."""
        return self._known

    @property
    def descent(self) -> Trajectory:
        """Gradient descent's run from the same start with the same number of steps."""
        return descend(
            self.objective,
            GradientDescent(self.learning_rate.value),
            self.start,
            max(1, len(self.map.path) - 1),
        )

    finds = staticmethod(finds)

    def walk(self, points: ArrayLike) -> None:
        """Walk a path of your own making, and lift the fog.

        Parameters
        ----------
        points : (n, 2) array_like
            The start and each place after it, `n_steps` at most.

        Raises
        ------
        ValueError
            If `points` are not such places, leave the map or don't begin at `start`.
        """
        try:
            given = np.asarray(points, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"points must be an array of numbers, not {points!r}") from None
        if given.ndim != 2 or given.shape[1] != 2:
            raise ValueError(f"points must have the shape (n, 2), not {given.shape}")
        try:
            with self.map.hold_sync(), self.map.hold_trait_notifications():
                self.map.path = given.tolist()
                self.map.over = True
        except TraitError as refused:
            raise ValueError(str(refused).replace("path", "points", 1)) from None

    def lift(self) -> None:
        """Lift the fog, and see."""
        self.map.over = True

    def restart(self) -> None:
        """Go back to the start, under the same fog."""
        with self.map.hold_sync(), self.map.hold_trait_notifications():
            self.map.over = False
            self.map.path = [list(self.start)]

    def close(self) -> None:
        """Remove the game and all its parts, for good."""
        super().close()
        for part in self._parts:
            part.close()

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        loss = float(self.objective.value(self.path[-1]))
        over = f", found={self.found}" if self.map.over else ""
        return (
            f"FogGame({self.landscape.label}, seed={self.map.seed}, "
            f"steps={len(self.path) - 1}, loss={loss:.4g}{over})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        return with_still(bundle, repr(self), self.map.png())

    # -- what changes what -------------------------------------------------------------------

    def _change_landscape(self, _change: Any) -> None:
        with reporting(self.map):
            self._own_place = {}  # it was for the landscape before
            self._begin()
            steady, low, high = suited_rates(self.hidden)
            with self.learning_rate.hold_sync():
                self.learning_rate.min, self.learning_rate.max = low, high
                self.learning_rate.value = steady

    def _change_place(self, _change: Any) -> None:
        with reporting(self.map):
            self._begin()

    def _begin(self) -> None:
        self.hidden = hide(self.landscape.value, self.map.seed, **self._own_place)
        self.map.show(self.hidden, self.rules, self._label(self.map.seed))
        self._known = False

    def _label(self, seed: int | None) -> str:
        return str(self.landscape.label) + ("" if seed is None else f", place {seed}")

    def _remember(self, change: Any) -> None:
        self._known = self._known or not change["new"]  # fog again, where it had lifted

    def _judge(self, _change: Any) -> None:
        with reporting(self.map):
            if self.map.over:
                self.map.judged = judge(self.hidden, self.path, self.learning_rate.value)
