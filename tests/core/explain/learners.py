"""Methods as learners write them, each with the line that it should be explained by."""

import functools
import math
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy import maximum as larger

import gdwidgets as gd

BETA = 0.5
velocity = 3.0  # a notebook's global of the same name as a variable below


def plain(params, gradient, learning_rate):
    return params - learning_rate * gradient


def momentum(params, gradient, learning_rate, memory, beta=0.9):
    """A docstring, and a default."""
    velocity = beta * memory.get("velocity", 0) + gradient
    return params - learning_rate * velocity, {"velocity": velocity}


def adam(params, gradient, learning_rate, memory, step):
    m = 0.9 * memory.get("m", 0) + 0.1 * gradient
    v = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return params - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), {"m": m, "v": v}


def in_place(params, gradient, learning_rate, memory):
    v = memory.get("v", np.zeros_like(params))
    v *= 0.9
    v += gradient
    params -= learning_rate * v
    return params, {"v": v}


def in_memory(params, gradient, learning_rate, memory):
    memory["v"] = 0.9 * memory.get("v", 0) + gradient
    return params - learning_rate * memory["v"], memory


def in_memory_alone(params, gradient, learning_rate, memory):
    memory.setdefault("v", np.zeros_like(params))
    memory["v"] *= 0.9
    memory["v"] += gradient
    return params - learning_rate * memory["v"]


def annotated(params, gradient, learning_rate):
    move: np.ndarray = learning_rate * gradient
    unused: float  # noqa: F842
    return params - move


def in_tuples(params, gradient, learning_rate):
    a, b = 0.25 * gradient, 0.75 * gradient
    a, b = b, a
    (half, _), rest = (0.5, 1), 0.5
    return params - learning_rate * (a + b) * (half + rest)


def in_chains(params, gradient, learning_rate):
    move = step = learning_rate * gradient
    return params - 0.5 * move - 0.5 * step


def columns(params, gradient, learning_rate):
    new = params.copy()
    new[:, 0] = params[:, 0] - learning_rate * gradient[:, 0]
    new[:, 1:] -= learning_rate * gradient[:, 1:]
    return new


def walrus(params, gradient, learning_rate):
    return params - (move := learning_rate * gradient) + 0 * move


def comprehension(params, gradient, learning_rate):
    moves = [learning_rate * slopes for slopes in gradient]
    return params - np.array(moves)


def with_helpers(params, gradient, learning_rate):
    def scaled(slope):
        return learning_rate * slope

    double = lambda x: 2 * x  # noqa: E731
    return params - double(scaled(gradient)) / 2


def loops(params, gradient, learning_rate):
    move = np.zeros_like(params)
    for _ in range(4):
        move = move + learning_rate * gradient / 4
    rate = 1.0
    while rate > learning_rate:
        rate = rate / 2
    return params - move - 0 * rate


def returns_early(params, gradient, learning_rate, step):
    for k in range(100):
        if k == step:
            return params - learning_rate * gradient / (1 + 0 * k)
    return params


def branches(params, gradient, learning_rate, step):
    if step == 1:
        rate = 0.5 * learning_rate
    elif step % 2:
        rate = learning_rate
    else:
        rate = 2 * learning_rate
    scale = 1 if step > 2 else 0.5
    try:
        new = params - scale * rate * gradient
    finally:
        pass
    return new


def branches_at_the_end(params, gradient, learning_rate, step):
    return (params - learning_rate * gradient, {}) if step % 2 else params


def chosen(params, gradient, learning_rate):
    return params - learning_rate * np.where(gradient > 0, gradient, 2 * gradient)


def imported(params, gradient, learning_rate):
    norm = np.linalg.norm(gradient, axis=1, keepdims=True)
    return params - learning_rate * gradient * larger(0.1, 1 / (1 + norm)) / sqrt(4) / math.sqrt(2)


def outside(params, gradient, learning_rate):
    return params - BETA * learning_rate * gradient


def with_a_matrix(params, gradient, learning_rate, hessian, value):
    curved = (hessian @ gradient[:, :, None])[:, :, 0]
    return params - learning_rate * (gradient + 0.01 * curved) + 0 * value[:, None]


def keeps_a_list(params, gradient, learning_rate, memory):
    seen = memory.setdefault("seen", [])
    seen.append(gradient)
    mean = sum(seen[-3:]) / len(seen[-3:])
    return params - learning_rate * mean, memory


def unnamed(params, gradient, learning_rate):
    new_params = params - learning_rate * gradient
    return new_params  # noqa: RET504


def looks_ahead(params, gradient, learning_rate, memory):
    new = params - learning_rate * gradient
    v = new - memory.get("old", params)
    return new + 0.5 * v, {"old": new}


def stays(params):
    return params


def clipped(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return np.clip(function(*args, **kwargs), -1, 1)

    return wrapper


@clipped
def decorated(params, gradient, learning_rate):
    return params - learning_rate * gradient


def closing_over(share):
    def step(params, gradient, learning_rate):
        return params - share * learning_rate * gradient

    return step


class Stepper:
    def __init__(self, share):
        self.share = share

    def __call__(self, params, gradient, learning_rate):
        return params - self.share * learning_rate * gradient

    def step(self, params, gradient, learning_rate):
        return params - self.share * learning_rate * gradient


class ListStepper(list):
    """A callable that can't be hashed."""

    def __call__(self, params, gradient, learning_rate):
        return params - learning_rate * gradient


two = (lambda params, gradient: params - 0.001 * gradient, lambda params, gradient: params - 0.002 * gradient)  # fmt: skip  # noqa: E501

FUNCTIONS = {
    function.__name__: function
    for function in (
        plain,
        momentum,
        adam,
        in_place,
        in_memory,
        in_memory_alone,
        annotated,
        in_tuples,
        in_chains,
        columns,
        walrus,
        comprehension,
        with_helpers,
        loops,
        returns_early,
        branches,
        branches_at_the_end,
        chosen,
        imported,
        outside,
        with_a_matrix,
        keeps_a_list,
        unnamed,
        looks_ahead,
        stays,
        decorated,
    )
} | {
    "closure": closing_over(0.5),
    "partial": functools.partial(momentum, beta=0.5),
    "partial by place": functools.partial(Stepper.step, Stepper(0.5)),
    "callable": Stepper(0.5),
    "method": Stepper(0.5).step,
    "unhashable": ListStepper(),
    "first lambda": two[0],
    "second lambda": two[1],
}


class Velocity(NamedTuple):
    velocity: np.ndarray


@dataclass(frozen=True)
class Heavy(gd.optimizers.Optimizer):
    learning_rate: float = 0.001
    momentum: float = 0.9

    def init(self, params):
        return Velocity(np.zeros_like(params))

    def update(self, here, state):
        velocity = self.momentum * state.velocity + here.gradient
        return here.params - self.learning_rate * velocity, Velocity(velocity)


@dataclass(frozen=True)
class OtherNames(Heavy):
    """Its arguments are called otherwise, and its state is a tuple."""

    def init(self, params):
        return (np.zeros_like(params), 0)

    def update(this, place, memory):  # noqa: N805
        v = this.momentum * memory[0] + place.gradient
        n = memory[1] + 1
        return place.params - this.learning_rate * v, (v, n)


@dataclass(frozen=True)
class Twice(Heavy):
    """It is built on another."""

    def update(self, here, state):
        params, after = super().update(here, state)
        return params + 0.5 * (params - here.params), after


@dataclass(frozen=True)
class Super(Heavy):
    def update(self, here, state):
        return super().update(here, state)


def halved(update):
    @functools.wraps(update)
    def wrapper(self, here, state):
        params, after = update(self, here, state)
        return (here.params + params) / 2, after

    return wrapper


@dataclass(frozen=True)
class Decorated(Heavy):
    @halved
    def update(self, here, state):
        velocity = self.momentum * state.velocity + here.gradient
        return here.params - self.learning_rate * velocity, Velocity(velocity)


@dataclass(frozen=True)
class Within(gd.optimizers.Optimizer):
    """It clips the slope for another."""

    inner: gd.optimizers.Optimizer = gd.optimizers.Momentum(0.001)  # noqa: RUF009
    most: float = 1.0

    def init(self, params):
        return self.inner.init(params)

    def update(self, here, state):
        g = here.gradient
        norm = np.linalg.norm(g, axis=-1, keepdims=True)
        clipped = g * np.minimum(1, self.most / np.maximum(norm, 1e-12))
        return self.inner.update(here.with_gradient(clipped), state)


@dataclass(frozen=True)
class Private(Heavy):
    """It has names of its own class alone."""

    def __kept(self, velocity):
        return self.momentum * velocity

    def update(self, here, state):
        __velocity = self.__kept(state.velocity) + here.gradient
        return here.params - self.learning_rate * __velocity, Velocity(__velocity)


@dataclass(frozen=True)
class Searching(gd.optimizers.Optimizer):
    """It draws from its `Here`."""

    learning_rate: float = 0.001

    def init(self, params):
        return {"n": 0}

    def update(self, here, state):
        noise = here.normal(1)[0] + here.uniform(-1, 1, 1)[0]
        return here.params - self.learning_rate * (here.gradient + noise), {"n": state["n"] + 1}


OPTIMIZERS = {
    "Heavy": Heavy(),
    "OtherNames": OtherNames(),
    "Twice": Twice(),
    "Super": Super(),
    "Decorated": Decorated(),
    "Within": Within(),
    "Private": Private(),
    "Searching": Searching(),
}
