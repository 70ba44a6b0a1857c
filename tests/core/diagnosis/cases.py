"""Named runs, each constructed to end in its own way."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gdwidgets.core import datasets, surfaces
from gdwidgets.core.losses import LinearRegression, SoftmaxRegression
from gdwidgets.core.networks import MLP
from gdwidgets.core.objective import Objective
from gdwidgets.core.optimizers import (
    Adadelta,
    Adagrad,
    Adam,
    AdamW,
    Backtracking,
    EvolutionStrategy,
    FromFunction,
    GradientDescent,
    Lion,
    Momentum,
    Nesterov,
    Newton,
    Optimizer,
    RandomSearch,
    RMSprop,
)
from gdwidgets.core.schedules import Cosine
from gdwidgets.core.surfaces import Surface


class Case(NamedTuple):
    """A run, and what must and must not be said of it."""

    name: str
    objective: Any
    optimizer: Any
    start: Any
    n_steps: int
    kind: str
    says: str
    """What the summary must contain."""
    never: tuple[str, ...] = ()
    """What neither the summary nor the remedy may contain."""
    batch_size: int | None = None


rng = np.random.default_rng(0)
X = rng.normal(size=60)
NOISY_LINE = LinearRegression(X, 2 * X + 1 + rng.normal(size=60))
EXACT_LINE = LinearRegression(X, 2 * X + 1)
WIDE = LinearRegression(rng.normal(size=(80, 30)), rng.normal(size=80))
TWIN = LinearRegression(np.column_stack([X, X]), 2 * X + 1 + rng.normal(size=60))
BOTTOMLESS = Surface(
    name="Slide", height=lambda x: -(x**3), slope=lambda x: (-3 * x**2,), domain=[(-1, 9)]
)
SHELF = Surface(
    name="Shelf",
    height=lambda x, y: np.tanh(x) + y**2,
    slope=lambda x, y: (1 / np.cosh(x) ** 2, 2 * y),
    domain=[(-9, 9), (-2, 2)],
)
LOG = Surface(
    name="Log",
    height=lambda x: x - np.log(x),
    slope=lambda x: (1 - 1 / x,),
    curvature=lambda x: ((1 / x**2,),),
    domain=[(-1, 4)],
)
ROOT = Surface(
    name="Root",
    height=np.sqrt,
    slope=lambda x: (0.5 / np.sqrt(x),),
    domain=[(-1, 4)],
)
TROUGH = Surface(
    name="Trough",
    height=lambda x: np.maximum(np.abs(x) - 1, 0) ** 2,
    slope=lambda x: (2 * np.sign(x) * np.maximum(np.abs(x) - 1, 0),),
    domain=[(-5, 5)],
    lower_bound=0.0,
)
MOONS, BLOBS = datasets.moons(100), datasets.blobs(60)


class ManySaddle(Objective):
    """A saddle in many dimensions, which falls away in the first one only."""

    name = "saddle"

    def __init__(self, n_params):
        self.n_params = n_params
        self.bend = np.ones(n_params)
        self.bend[0] = -1

    def value(self, params, rows=None):
        return 0.5 * (self.bend * np.square(params)).sum(-1)

    def gradient(self, params, rows=None):
        return self.bend * np.asarray(params)


@dataclass(frozen=True)
class SignDescent(Optimizer):
    """Steps of one length."""

    learning_rate: float = 0.1

    def init(self, params):
        return ()

    def update(self, here, state):
        return here.params - self.learning_rate * np.sign(here.gradient), state


def along_a_ridge(n_params):
    start = np.ones(n_params)
    start[0] = 0
    return start


def network(hidden, activation="relu", init="he"):
    net = MLP((2, *hidden, 2), activation=activation, init=init)
    return net.on(MOONS.X, MOONS.labels), net.start(1)


def zero_network(hidden):
    return network([hidden], "tanh", "zero")


def dead_network(hidden):
    loss, start = network([hidden])
    start = start.copy()
    start[2 * hidden : 3 * hidden] = -50  # the biases: no unit ever fires
    return loss, start


def my_momentum(params, gradient, learning_rate, memory):
    velocity = 0.9 * memory.get("velocity", 0) + gradient
    return params - learning_rate * velocity, {"velocity": velocity}


def my_descent(params, gradient, learning_rate):
    return params - learning_rate * gradient


GD = GradientDescent
ON_EVERY_SIDE = "rises on every side"
CLAIMS_A_MINIMUM = ("rises on", "Converged")
CLASSES = SoftmaxRegression(BLOBS.X, BLOBS.labels)
CLASSES_START = np.zeros(CLASSES.n_params)
DEEP = network([8] * 12, "sigmoid", "xavier")
RATE, MOMENTUM = "Lower the learning rate", "momentum"

CASES = [
    # Arrived.
    Case("bowl", surfaces.bowl(1, 3), GD(0.3), (-5, -2), 200, "converged", ON_EVERY_SIDE),
    Case("ravine", surfaces.ravine(5), GD(0.3), (-5, -2), 100, "converged", ON_EVERY_SIDE),
    Case("Adam", surfaces.himmelblau, Adam(0.3), (0, 0), 400, "converged", ON_EVERY_SIDE),
    Case("in one jump", surfaces.ravine(9), Newton(), (1, 1), 20, "converged", "step 1:"),
    Case("Backtracking", surfaces.himmelblau, Backtracking(1.0), (0, 0), 200, "converged", "rises"),
    Case("twin features", TWIN, GD(0.1), (0, 0, 0), 2000, "converged", "nothing lies lower"),
    Case("exact line", EXACT_LINE, GD(0.3), (0, 0), 900, "converged", "Converged", (), 8),
    Case(
        "an evolution strategy that arrived",
        surfaces.bowl(1, 1),
        EvolutionStrategy(0.5),
        (3, 1),
        2000,
        "converged",
        "Converged: the ground is level",
        ("Still searching",),
    ),
    Case("schedule", surfaces.parabola, GD(Cosine(0.4, 80)), (10,), 80, "converged", "Converged"),
    Case("float32", surfaces.ravine(20), GD(0.05), np.float32([-5, -2]), 600, "converged", "rises"),
    # Arrived elsewhere.
    Case(
        "two valleys",
        surfaces.two_valleys,
        GD(0.1),
        (1.8,),
        200,
        "shallow valley",
        "Settled at step",
    ),
    Case(
        "Adam at rest in Rastrigin's egg box",
        surfaces.rastrigin,
        Adam(0.05),
        (2.2, 2.1),
        150,
        "shallow valley",
        "settling in a valley that isn't the deepest",
        ("Overshoots", MOMENTUM),
    ),
    Case(
        "momentum rolling into Rastrigin's egg box",
        surfaces.rastrigin,
        Momentum(0.0005, 0.9),
        (2.2, 2.1),
        60,
        "shallow valley",
        "a valley that isn't the deepest",
    ),
    # Lost.
    Case("over the limit", surfaces.parabola, GD(1.1), (10,), 40, "diverged", "stable below 2)"),
    Case("barely over", surfaces.parabola, GD(1.0005), (10,), 8, "diverged", "at step 1: each"),
    Case(
        "swings that are still small",
        surfaces.ravine(20),
        GD(0.101),
        (-5, -1e-6),
        10,
        "diverged",
        "Going to diverge: the swings",
    ),
    Case(
        "momentum over its limit",
        surfaces.ravine(20),
        Momentum(0.2, 0.9),
        (-5, -2),
        60,
        "diverged",
        "stable below 3.8)",
    ),
    Case("banana", surfaces.rosenbrock, GD(0.01), (-1.2, 1), 100, "diverged", "step 1: each step"),
    Case("mini-batches", NOISY_LINE, GD(3.0), (0, 0), 60, "diverged", "stable below 2)", (), 10),
    Case(
        "bottomless",
        BOTTOMLESS,
        GD(0.1),
        (1,),
        100,
        "diverged",
        "falls away without end",
        ("overshoots", RATE),
    ),
    Case(
        "Lion thrown off by its weight decay",
        surfaces.booth,
        Lion(3.6, weight_decay=2.5),
        (0, -7),
        60,
        "diverged",
        "the loss grows beyond all bounds",
        ("overshoots by more",),
    ),
    # No value.
    Case(
        "no logarithm at the start",
        LOG,
        GD(0.1),
        (-0.5,),
        30,
        "no value",
        "has no value at the start",
        ("iverged", RATE),
    ),
    Case(
        "a step off the logarithm",
        LOG,
        GD(0.5),
        (0.2,),
        30,
        "no value" if 0.2 - 0.5 * (1 - 1 / 0.2) < 0 else "converged",
        "",
    ),
    Case("a step off the root", ROOT, GD(0.5), (1.0,), 30, "no value", "Stepped off after step 3"),
    Case(
        "too large a start",
        surfaces.himmelblau,
        GD(0.01),
        (1e200, 0),
        5,
        "no value",
        "infinite, or too large to compute",
        ("no value",),
    ),
    # Neither up nor down.
    Case("saddle", surfaces.saddle, GD(0.1), (-1.7, 0), 1000, "saddle stall", "at a saddle: level"),
    Case("a ridge", surfaces.saddle, GD(0.1), (-1.7, 0), 60, "saddle stall", "Held up at a saddle"),
    Case("beside it", surfaces.saddle, GD(0.1), (-1.7, 1e-6), 80, "saddle stall", "Held up"),
    Case(
        "Newton to a saddle",
        surfaces.himmelblau,
        Newton(),
        (0.2, 2.5),
        60,
        "saddle stall",
        "Stalled at a saddle",
        ("rises",),
    ),
    Case(
        "Newton to a summit",
        surfaces.himmelblau,
        Newton(),
        (0, 0),
        60,
        "saddle stall",
        "Stalled at a summit: level here, but the ground falls away on every side",
    ),
    Case(
        "64 dimensions",
        ManySaddle(64),
        GD(0.5),
        along_a_ridge(64),
        100,
        "saddle stall",
        "Stalled at a saddle",
        CLAIMS_A_MINIMUM,
    ),
    Case(
        "65 dimensions",
        ManySaddle(65),
        GD(0.5),
        along_a_ridge(65),
        100,
        "saddle stall",
        "Stalled at a saddle",
        CLAIMS_A_MINIMUM,
    ),
    *(
        Case(
            f"{hidden} {name} units",
            *((loss, GD(0.5), start, 300)),
            kind,
            says,
            (*CLAIMS_A_MINIMUM, "on every side"),
        )
        for hidden, name, (loss, start), kind, says in [
            (12, "zero", zero_network(12), "saddle stall", "Stalled at a saddle"),
            (16, "zero", zero_network(16), "saddle stall", "Stalled at a saddle"),
            (10, "dead", dead_network(10), "plateau", "neither rises nor falls in"),
            (40, "dead", dead_network(40), "plateau", "neither rises nor falls in"),
        ]
    ),
    Case(
        "twelve layers of sigmoids",
        DEEP[0],
        GD(1.0),
        DEEP[1],
        500,
        "plateau",
        "",
        (*CLAIMS_A_MINIMUM, "on every side"),
    ),
    Case("shelf", SHELF, GD(0.1), (6, 1), 200, "plateau", "On a plateau"),
    Case("Easom's plain", surfaces.easom, GD(0.1), (-5, -5), 100, "plateau", "hardly any slope"),
    # Held back.
    Case(
        "AdamW against its decay",
        surfaces.himmelblau,
        AdamW(0.05, weight_decay=5.0),
        (3, 3),
        400,
        "held back",
        "pull of the weight decay",
        ("Overshoots", "learning rate"),
    ),
    Case(
        "Lion against its decay",
        surfaces.booth,
        Lion(0.01, weight_decay=1.0),
        (0.5, 0.5),
        400,
        "held back",
        "pull of the weight decay",
    ),
    # To and fro.
    Case("at the limit", surfaces.parabola, GD(1.0), (10,), 40, "overshoot", "one side of the"),
    Case(
        "at the limit across a ravine",
        surfaces.ravine(20),
        GD(0.1),
        (-5, -2),
        100,
        "zig-zag",
        "across a ravine",
        ("iverge",),
    ),
    Case("just below", surfaces.parabola, GD(0.995), (10,), 40, "zig-zag", "one side of the bowl"),
    Case(
        "too much momentum",
        surfaces.ravine(1),
        Momentum(0.05, 0.99),
        (-5, -2),
        120,
        "overshoot",
        "velocity carries it past the minimum",
    ),
    Case(
        "Adam on Himmelblau",
        surfaces.himmelblau,
        Adam(0.9),
        (0, 0),
        20,
        "overshoot",
        "velocity carries it past the minimum",
        (MOMENTUM,),
    ),
    Case(
        "GD bouncing about has no velocity",
        surfaces.random_landscape(2),
        GD(3.0),
        (2.1, 0.7),
        60,
        "overshoot",
        "its steps go too far",
        ("velocity", MOMENTUM),
    ),
    Case("across a ravine", surfaces.ravine(50), GD(0.0395), (-5, -2), 60, "zig-zag", "a ravine"),
    Case("RMSprop", surfaces.parabola, RMSprop(0.5), (3.1,), 200, "hops", "hardly get shorter"),
    Case("Lion", surfaces.himmelblau, Lion(0.3), (0, 0), 200, "hops", "Hops back and forth"),
    Case("signs", surfaces.himmelblau, SignDescent(0.3), (0.1, 0), 200, "hops", "Hops back and"),
    Case("noise", NOISY_LINE, GD(0.3), (0, 0), 200, "noise floor", "mini-batches", ("iverg",), 5),
    # Under way.
    Case("slow", surfaces.parabola, GD(0.001), (10,), 100, "crawling", "Still crawling: about"),
    Case("slow ravine", surfaces.ravine(100), GD(0.01), (-5, -2), 100, "crawling", "more steps"),
    Case("many weights", WIDE, GD(0.001), WIDE.start, 50, "crawling", "more steps"),
    Case("no rate", surfaces.parabola, GD(0.0), (10,), 100, "crawling", "learning rate is 0"),
    Case("no steps", surfaces.beale, GD(0.01), (1, 1.5), 0, "crawling", "no step has been taken"),
    Case(
        "a rate below rounding",
        surfaces.parabola,
        GD(1e-20),
        (10,),
        50,
        "crawling",
        "too small to change",
        ("hardly any slope",),
    ),
    Case(
        "random search",
        surfaces.himmelblau,
        RandomSearch(4.0),
        (0, 0),
        50,
        "crawling",
        "can't tell whether it has arrived",
        ("pace",),
    ),
    Case(
        "a schedule that ends too soon",
        surfaces.parabola,
        GD(Cosine(0.02, 50)),
        (10,),
        50,
        "crawling",
        "Slowed down by its schedule",
        ("pace",),
    ),
    Case("Adagrad", surfaces.rosenbrock, Adagrad(0.1), (-1, 1), 100, "crawling", "the loss fell"),
    Case("Adadelta", surfaces.booth, Adadelta(), (0, 0), 50, "crawling", "the loss fell"),
    Case(
        "Newton uphill",
        surfaces.himmelblau,
        Newton(0.05),
        (1, -1.5),
        10,
        "crawling",
        "Going uphill: the loss rose",
    ),
    Case(
        "an optimizer of one's own",
        surfaces.parabola,
        FromFunction(my_descent, 0.001),
        (10,),
        50,
        "crawling",
        "the loss fell",
        ("pace",),
    ),
    Case(
        "one's own momentum",
        surfaces.ravine(1),
        FromFunction(my_momentum, 0.3),
        (-5, -2),
        14,
        "hops",
        "its steps hardly get shorter",
        (MOMENTUM, "velocity"),
    ),
    Case("Nesterov", surfaces.ravine(20), Nesterov(0.001, 0.5), (-5, -2), 100, "crawling", "pace"),
    Case(
        "in Ackley's cone, the deepest place there is",
        surfaces.ackley,
        GD(1e-5),
        (0.003, 0.001),
        20,
        "crawling",
        "Still",
        ("isn't the deepest",),
    ),
    Case(
        "down at the lower bound on mini-batches",
        CLASSES,
        GD(1e4),
        CLASSES_START,
        60,
        "converged",
        "Converged: the ground is level here, and nothing lies lower",
        ("plateau", "noise"),
        30,
    ),
    Case(
        "a search that found the bottom of a trough",
        TROUGH,
        RandomSearch(4.0),
        (3.0,),
        40,
        "converged",
        "Converged: the loss is as low as it can get",
        ("rises", "can't tell"),
    ),
    Case(
        "nearly down at the lower bound",
        CLASSES,
        GD(3.0),
        CLASSES_START,
        2000,
        "plateau",
        "Nearly as low as it gets: the loss is 0.0",
        ("minimum",),
    ),
    Case(
        "Newton on its way up",
        surfaces.two_valleys,
        Newton(0.15),
        (-0.49,),
        20,
        "saddle stall",
        "Climbs to a summit",
        ("Held up",),
    ),
    Case(
        "swings that die down slowly",
        surfaces.booth,
        Adam(1.5, beta2=0.5),
        surfaces.booth.start,
        60,
        "overshoot",
        "velocity carries it past the minimum",
        ("Still under way", MOMENTUM),
    ),
    Case(
        "a little momentum is no velocity to speak of",
        surfaces.random_landscape(2),
        Momentum(2.7, 0.1),
        (2.1, 0.7),
        60,
        "overshoot",
        "Overshoots: ",
        ("velocity",),
    ),
]
