"""Record the trajectories that tests/core/optimizers/test_torch.py compares ours with.

Run it with torch installed: ``python tests/core/recorded/record_torch.py``. It writes
torch_trajectories.json beside itself: every tenth point of each run, from torch.optim in
float64 with gradients by autograd. Lion, which torch lacks, is written out here from its
paper's algorithm 2.
"""

import json
from pathlib import Path

import torch

N_STEPS = 120
EVERY = 10

SURFACES = {
    "himmelblau": (lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (0.0, 0.0)),
    "rosenbrock": (lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, (-1.2, 1.0)),
    "beale": (
        lambda x, y: (
            (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
        ),
        (1.0, 1.5),
    ),
}


class Lion(torch.optim.Optimizer):
    """Chen et al., Symbolic discovery of optimization algorithms, 2023, algorithm 2."""

    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                update = beta1 * m + (1 - beta1) * p.grad
                p.sub_(group["lr"] * (torch.sign(update) + group["weight_decay"] * p))
                m.mul_(beta2).add_((1 - beta2) * p.grad)


# For each of our optimizers, two settings: ours, and the call that is to equal it.
o = torch.optim
SETTINGS = {
    "GradientDescent": [
        ({"learning_rate": 1e-3}, lambda p: o.SGD(p, lr=1e-3)),
        ({"learning_rate": 2e-4}, lambda p: o.SGD(p, lr=2e-4)),
    ],
    "Momentum": [
        ({"learning_rate": 1e-4, "momentum": 0.9}, lambda p: o.SGD(p, lr=1e-4, momentum=0.9)),
        ({"learning_rate": 5e-4, "momentum": 0.5}, lambda p: o.SGD(p, lr=5e-4, momentum=0.5)),
    ],
    "Nesterov": [
        (
            {"learning_rate": 1e-4, "momentum": 0.9},
            lambda p: o.SGD(p, lr=1e-4, momentum=0.9, nesterov=True),
        ),
        (
            {"learning_rate": 5e-4, "momentum": 0.5},
            lambda p: o.SGD(p, lr=5e-4, momentum=0.5, nesterov=True),
        ),
    ],
    "Adagrad": [
        ({"learning_rate": 0.5}, lambda p: o.Adagrad(p, lr=0.5)),
        ({"learning_rate": 0.1, "epsilon": 1e-3}, lambda p: o.Adagrad(p, lr=0.1, eps=1e-3)),
    ],
    "Adadelta": [
        ({}, o.Adadelta),
        (
            {"learning_rate": 2.0, "rho": 0.95, "epsilon": 1e-4},
            lambda p: o.Adadelta(p, lr=2.0, rho=0.95, eps=1e-4),
        ),
    ],
    "RMSprop": [
        ({"learning_rate": 0.01}, lambda p: o.RMSprop(p, lr=0.01)),
        (
            {"learning_rate": 0.03, "alpha": 0.9, "epsilon": 1e-4},
            lambda p: o.RMSprop(p, lr=0.03, alpha=0.9, eps=1e-4),
        ),
    ],
    "Adam": [
        ({"learning_rate": 0.05}, lambda p: o.Adam(p, lr=0.05)),
        (
            {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
            lambda p: o.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-3),
        ),
    ],
    "AMSGrad": [
        ({"learning_rate": 0.05}, lambda p: o.Adam(p, lr=0.05, amsgrad=True)),
        (
            {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.9},
            lambda p: o.Adam(p, lr=0.1, betas=(0.8, 0.9), amsgrad=True),
        ),
    ],
    "AdamW": [
        ({"learning_rate": 0.05}, lambda p: o.AdamW(p, lr=0.05)),
        (
            {"learning_rate": 0.1, "beta1": 0.8, "weight_decay": 0.2},
            lambda p: o.AdamW(p, lr=0.1, betas=(0.8, 0.999), weight_decay=0.2),
        ),
    ],
    "NAdam": [
        ({"learning_rate": 0.05}, lambda p: o.NAdam(p, lr=0.05)),
        (
            {"learning_rate": 0.02, "beta1": 0.8, "beta2": 0.95},
            lambda p: o.NAdam(p, lr=0.02, betas=(0.8, 0.95)),
        ),
    ],
    "Lion": [
        ({"learning_rate": 0.01}, lambda p: Lion(p, 0.01, (0.9, 0.99), 0.0)),
        (
            {"learning_rate": 0.03, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1},
            lambda p: Lion(p, 0.03, (0.8, 0.9), 0.1),
        ),
    ],
}


def trajectory(surface, make):
    function, start = SURFACES[surface]
    params = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make([params])
    points = [params.tolist()]
    for _ in range(N_STEPS):
        optimizer.zero_grad()
        function(*params).backward()
        optimizer.step()
        points.append(params.tolist())
    return points[::EVERY]


def main():
    # Otherwise NAdam keeps its product of momenta in float32.
    torch.set_default_dtype(torch.float64)
    runs = [
        {
            "optimizer": name,
            "settings": ours,
            "surface": surface,
            "start": SURFACES[surface][1],
            "points": trajectory(surface, make),
        }
        for name, settings in SETTINGS.items()
        for ours, make in settings
        for surface in SURFACES
    ]
    recorded = {"torch": torch.__version__, "n_steps": N_STEPS, "every": EVERY, "runs": runs}
    path = Path(__file__).with_name("torch_trajectories.json")
    path.write_text(json.dumps(recorded, indent=0) + "\n")


if __name__ == "__main__":
    main()
