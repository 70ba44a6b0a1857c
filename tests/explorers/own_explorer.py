"""An explorer of one's own: which momentum and which rate bring a noisy descent lowest?"""

from __future__ import annotations

from typing import Any, final

import ipywidgets
import numpy as np

import gdwidgets as gd
from gdwidgets.explorers import Axis, Explorer, Scene, panels


@final
class NoiseExplorer(Explorer):
    """A line fitted by mini-batches; a click on the map shows the run of that pair.

    Another seed picks other rows of the data. The map is blank where the loss rose.
    """

    def __init__(self, loss: Any = None, *, n_steps: int = 60, **options: Any) -> None:
        if loss is None:
            x = np.linspace(-1, 1, 40)
            loss = gd.losses.LinearRegression(x, 2 * x + 1 + 0.5 * np.sin(25 * x))
        rates = gd.LearningRateSlider(0.1, min=0.01, max=10, continuous_update=False)
        super().__init__(
            loss,
            axes=[
                Axis("seed", ipywidgets.SelectionSlider(options=range(4), description="seed")),
                Axis("momentum", gd.MomentumSlider(0.5, continuous_update=False)),
                Axis("learning_rate", rates),
            ],
            n_steps=n_steps,
            batch_size=4,
            **options,
        )

    def draw(self, objective: Any) -> Scene:
        """The landscape, and the loss at the end over both settings."""
        settings = {name: self.positions[name] for name in ("momentum", "learning_rate")}
        method = gd.optimizers.Momentum(learning_rate=0.1)
        ends = gd.sweep(objective, method, self.n_steps, grid=settings, batch_size=4, seeds=0)
        overview = panels.HeatMap(
            ("learning_rate", settings["learning_rate"]),
            ("momentum", settings["momentum"]),
            np.where(ends.loss < objective.value(objective.start), ends.loss, np.nan),
            title=f"Loss after {self.n_steps} steps from the usual start, seed 0",
        )
        return Scene([panels.Landscape(), overview], objective, self.n_steps)

    def run(self, shown: Any, **settings: Any) -> gd.Trajectory:
        """Run all learning rates with one momentum and one seed."""
        seed = settings.pop("seed")
        return self.descend(shown, gd.optimizers.Momentum(**settings), seed=seed)
