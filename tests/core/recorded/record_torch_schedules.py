"""Record the learning rates that the tests of the schedules compare ours with.

Run it with torch installed: ``python tests/core/recorded/record_torch_schedules.py``. It writes
torch_schedules.json beside itself: the rates of the first steps by torch.optim.lr_scheduler.
"""

import json
from pathlib import Path

import torch
from torch.optim import lr_scheduler as s


def warm_up_cosine(optimizer):
    up = s.LinearLR(optimizer, start_factor=1 / 20, end_factor=1.0, total_iters=19)
    down = s.CosineAnnealingLR(optimizer, T_max=80, eta_min=0.01)
    return s.SequentialLR(optimizer, [up, down], milestones=[20])


# Each of ours as it is called, the base rate, the scheduler, and how many rates are compared.
SETTINGS = [
    ("StepDecay(0.3, 0.1, 40)", 0.3, lambda o: s.StepLR(o, 40, 0.1), 130),
    ("Exponential(0.3, 0.98)", 0.3, lambda o: s.ExponentialLR(o, 0.98), 130),
    ("InverseTime(0.3, 0.05)", 0.3, lambda o: s.LambdaLR(o, lambda k: 1 / (1 + 0.05 * k)), 130),
    # torch's wave goes up again after its end, where ours stays.
    ("Cosine(0.3, 100, final=0.01)", 0.3, lambda o: s.CosineAnnealingLR(o, 100, 0.01), 101),
    (
        "LinearWarmUp(0.3, 25)",
        0.3,
        lambda o: s.LinearLR(o, start_factor=1 / 25, end_factor=1.0, total_iters=24),
        130,
    ),
    ("WarmUpCosine(0.3, 100, 20, final=0.01)", 0.3, warm_up_cosine, 101),
    (
        "LinearRise(0.003, 0.3, 100)",
        0.3,
        lambda o: s.LinearLR(o, start_factor=0.01, end_factor=1.0, total_iters=100),
        130,
    ),
    ("ExponentialRise(1e-3, 10.0, 100)", 1e-3, lambda o: s.ExponentialLR(o, 1e4**0.01), 101),
    (
        "WarmRestarts(0.3, 13, final=0.01)",
        0.3,
        lambda o: s.CosineAnnealingWarmRestarts(o, 13, 1, 0.01),
        130,
    ),
    (
        "WarmRestarts(0.3, 10, 2, final=0.01)",
        0.3,
        lambda o: s.CosineAnnealingWarmRestarts(o, 10, 2, 0.01),
        400,
    ),
    ("WarmRestarts(0.3, 5, 3)", 0.3, lambda o: s.CosineAnnealingWarmRestarts(o, 5, 3), 400),
    ("OneCycle(0.3, 100)", 0.3, lambda o: s.OneCycleLR(o, 0.3, 100), 100),
    (
        "OneCycle(0.3, 60, 0.5, 10.0, 100.0)",
        0.3,
        lambda o: s.OneCycleLR(o, 0.3, 60, pct_start=0.5, div_factor=10, final_div_factor=100),
        60,
    ),
]


def rates(base, make, n_steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
    scheduler = make(optimizer)
    found = []
    for k in range(n_steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if k + 1 < n_steps:  # OneCycleLR refuses a step beyond its last
            scheduler.step()
    return found


def main():
    recorded = {
        "torch": torch.__version__,
        "rates": {ours: rates(base, make, n) for ours, base, make, n in SETTINGS},
    }
    path = Path(__file__).with_name("torch_schedules.json")
    path.write_text(json.dumps(recorded, indent=0) + "\n")


if __name__ == "__main__":
    main()
