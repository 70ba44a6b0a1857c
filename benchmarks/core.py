"""The core's speed beside what one would use instead: torch.optim, and JAX with optax.

``pip install -e ".[bench]"``, then ``python benchmarks/core.py [--rounds 3]``. What is not
installed is left out and said so. Everything runs in one session, side by side, for some
rounds; the best time of each counts, and the ratios are printed at the end.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor

import numpy as np

import gdwidgets as gd

N_STEPS = 200
HIMMELBLAU = gd.surfaces.himmelblau
NOISY = gd.losses.LinearRegression(np.linspace(-2, 2, 60), np.sin(np.linspace(-9, 9, 60)))
ONE_SEED, MANY_SEEDS = "one run on mini-batches, ours", "40 seeds of it as a batch, ours"
EXPLAINED = "200 steps explained, ours"
IMPORT = "import of the core after NumPy's"
POOLED = "300 x 300 basin map, Adam, ours on all cores"
METHODS = (
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "Adagrad",
    "RMSprop",
    "Adam",
    "AMSGrad",
    "NAdam",
)


def seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def one_trajectory() -> object:
    return gd.descend(HIMMELBLAU, gd.optimizers.Adam(0.1), [-0.5, -4.5], N_STEPS)


def sliders_family() -> object:
    rates = np.geomspace(1e-4, 1, 100)
    return [
        gd.descend(HIMMELBLAU, getattr(gd.optimizers, name)(rates), [-0.5, -4.5], N_STEPS)
        for name in METHODS
    ]


def many_seeds() -> object:
    """Forty runs whose start is the same and whose mini-batches are not."""
    return one_seed([*range(40)])


def one_seed(seed: int | list[int] = 0) -> object:
    adam = gd.optimizers.Adam(0.1)
    return gd.descend(NOISY, adam, NOISY.start, N_STEPS, batch_size=8, seed=seed)


def explained_steps() -> object:
    """Explain every step of a run, as a learner who goes through it step by step."""
    run = gd.descend(HIMMELBLAU, gd.optimizers.Adam(0.1), [-0.5, -4.5], N_STEPS, record=True)
    return [gd.explain_step(run, step) for step in range(1, N_STEPS + 1)]


def map_starts() -> np.ndarray:
    side = np.linspace(-6, 6, 300, dtype=np.float32)
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


def basin_map(executor: Executor | None = None) -> object:
    adam = gd.optimizers.Adam(0.1)
    return gd.basin_map(HIMMELBLAU, adam, N_STEPS, resolution=300, executor=executor)


def torch_runs(start: np.ndarray, *, keep_path: bool) -> object:
    import torch

    params = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.Adam([params], lr=0.1)
    path = [params.detach().clone()]
    for _ in range(N_STEPS):
        optimizer.zero_grad()
        x, y = params[..., 0], params[..., 1]
        loss = ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2).sum()
        loss.backward()
        optimizer.step()
        if keep_path:
            path.append(params.detach().clone())
    return path, params


def jax_map() -> Callable[[], object]:
    """Return a fresh function: its first call compiles."""
    import jax
    import optax

    optimizer = optax.adam(0.1)

    def height(params: jax.Array) -> jax.Array:
        x, y = params[..., 0], params[..., 1]
        return ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2).sum()

    @jax.jit
    def run(params: jax.Array) -> jax.Array:
        def step(carry: tuple, _: None) -> tuple:
            params, state = carry
            updates, state = optimizer.update(jax.grad(height)(params), state)
            return (optax.apply_updates(params, updates), state), None

        (params, _), _ = jax.lax.scan(step, (params, optimizer.init(params)), None, N_STEPS)
        return params

    starts = map_starts()
    return lambda: run(starts).block_until_ready()


def import_cost() -> float:
    """Return the seconds that the core's import adds to NumPy's, in a fresh interpreter."""
    code = (
        "import time, numpy; begin = time.perf_counter();"
        "from gdwidgets.core import losses, optimizers, schedules, surfaces;"
        "from gdwidgets.core.engine.descend import descend;"
        "print(time.perf_counter() - begin)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def has(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) is not None for module in modules)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds

    with ProcessPoolExecutor() as pool:
        basin_map(pool)  # starts the workers, as a session that draws maps does once
        compare(rounds, pool)


def compare(rounds: int, pool: Executor) -> None:
    start = np.array([-0.5, -4.5])
    calls: dict[str, Callable[[], object]] = {
        "one 200-step Adam trajectory, ours": one_trajectory,
        "slider's family, 100 rates x 8 methods, ours": sliders_family,
        ONE_SEED: one_seed,
        MANY_SEEDS: many_seeds,
        EXPLAINED: explained_steps,
        "300 x 300 basin map, Adam, ours": basin_map,
        POOLED: lambda: basin_map(pool),
    }
    if has("torch"):
        calls["one 200-step Adam trajectory, torch"] = lambda: torch_runs(start, keep_path=True)
        calls["300 x 300 map, torch"] = lambda: torch_runs(map_starts(), keep_path=False)
    else:
        print("torch is not installed: left out")
    times: dict[str, list[float]] = {name: [] for name in calls}
    compiled: Callable[[], object] | None = None
    first_calls: list[float] = []
    for _ in range(rounds):
        for name, call in calls.items():
            repeats = 10 if name.startswith(("one", "40 seeds")) else 1
            times[name] += [seconds(call) for _ in range(repeats)]
        if has("jax", "optax"):
            import jax

            jax.clear_caches()
            compiled = jax_map()
            first_calls.append(seconds(compiled))
            times.setdefault("300 x 300 map, JAX compiled", []).append(seconds(compiled))
    if compiled is None:
        print("jax and optax are not installed: left out")
    else:
        times["300 x 300 map, JAX with its compilation"] = first_calls

    times[IMPORT] = [import_cost() for _ in range(rounds)]

    best = {name: min(each) for name, each in times.items()}
    for name, value in best.items():
        print(f"{name:52s} {1e3 * value:9.2f} ms")
    ours, mapped = (
        best["one 200-step Adam trajectory, ours"],
        best["300 x 300 basin map, Adam, ours"],
    )
    family = best["slider's family, 100 rates x 8 methods, ours"]
    print(f"family / single trajectory: {family / ours:.1f} (to reach: 50 or less)")
    seeds = best[MANY_SEEDS] / best[ONE_SEED]
    print(f"40 seeds as a batch / one run: {seeds:.1f} (to reach: 2 or less)")
    print(f"import of the core: {best[IMPORT]:.3f} s (to reach: 0.1 or less)")
    if "300 x 300 map, torch" in best:
        single = best["one 200-step Adam trajectory, torch"] / ours
        print(f"torch / ours, one trajectory: {single:.1f} (to reach: 10)")
        torch_map = best["300 x 300 map, torch"]
        print(f"torch / ours, basin map: {torch_map / mapped:.1f} (to reach: 3)")
        print(f"torch / ours on all cores, as torch is: {torch_map / best[POOLED]:.1f}")
    if compiled is not None:
        jitted = best["300 x 300 map, JAX compiled"] / mapped
        with_compilation = best["300 x 300 map, JAX with its compilation"] / mapped
        print(f"JAX compiled / ours, basin map: {jitted:.2f} (to reach: 1)")
        pooled = best["300 x 300 map, JAX compiled"] / best[POOLED]
        print(f"JAX compiled / ours on all cores, as JAX is: {pooled:.2f}")
        print(f"JAX with compilation / ours: {with_compilation:.2f} (to reach: 1)")


if __name__ == "__main__":
    main()
