"""Record the trajectories that the tests of the wrappers compare ours with.

Run it with torch installed: ``python tests/core/recorded/record_torch_wrappers.py``. It writes
torch_wrappers.json beside itself: every tenth point of each run in float64, with torch.nn.utils'
clipping and the averages of torch.optim.swa_utils, and Nesterov's method with its momentum set anew
before each step.
"""

import json
from pathlib import Path

import torch
from record_torch import EVERY, N_STEPS, SURFACES
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

METHODS = {
    "GradientDescent": lambda p: torch.optim.SGD(p, lr=1e-3),
    "Momentum": lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.05),
}


class Point(torch.nn.Module):
    """A point as the only parameter of a model."""

    def __init__(self, start):
        super().__init__()
        self.place = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))


def trajectory(surface, make, *, clip=None, average=None, begin=0, momentum=None):
    function, start = SURFACES[surface]
    model = Point(start)
    optimizer = make([model.place])
    mean = average(model) if average else None
    if begin is None:  # the running mean begins with the start itself
        mean.update_parameters(model)
    points = [list(start)]
    for step in range(N_STEPS):
        if momentum:
            optimizer.param_groups[0]["momentum"] = momentum(step)
        optimizer.zero_grad()
        function(*model.place).backward()
        if clip:
            clip(model.place)
        optimizer.step()
        if mean is None:
            points.append(model.place.tolist())
        elif begin is None or step >= begin:
            mean.update_parameters(model)
            points.append(mean.module.place.tolist())
        else:
            points.append(model.place.tolist())
    return points[::EVERY]


def exponential(model):
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.95))


def main():
    torch.set_default_dtype(torch.float64)
    kinds = {
        "Clipped": {"clip": lambda p: clip_grad_norm_(p, 2.0)},
        "ClippedByValue": {"clip": lambda p: clip_grad_value_(p, 2.0)},
        "Averaged": {"average": AveragedModel},
        "AveragedFrom30": {"average": AveragedModel, "begin": 30},
        "ExponentiallyAveraged": {"average": exponential, "begin": None},
    }
    runs = [
        {
            "wrapper": kind,
            "optimizer": name,
            "surface": surface,
            "start": SURFACES[surface][1],
            "points": trajectory(surface, make, **options),
        }
        for kind, options in kinds.items()
        for name, make in METHODS.items()
        for surface in SURFACES
    ]
    runs += [
        {
            "wrapper": "NesterovMomentum",
            "optimizer": "Nesterov",
            "surface": surface,
            "start": SURFACES[surface][1],
            "points": trajectory(
                surface,
                lambda p: torch.optim.SGD(p, lr=2e-4, momentum=0.5, nesterov=True),
                # At 0 torch would not even begin to gather a velocity.
                momentum=lambda k: max(k / (k + 3), 1e-300),
            ),
        }
        for surface in SURFACES
    ]
    recorded = {"torch": torch.__version__, "n_steps": N_STEPS, "every": EVERY, "runs": runs}
    path = Path(__file__).with_name("torch_wrappers.json")
    path.write_text(json.dumps(recorded, indent=0) + "\n")


if __name__ == "__main__":
    main()
