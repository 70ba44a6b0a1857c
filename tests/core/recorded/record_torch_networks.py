"""Record the networks that tests/core/networks/test_torch.py compares ours with.

Run it with torch installed: ``python tests/core/recorded/record_torch_networks.py``. It writes
torch_networks.json beside itself: for small networks in float64 the data and parameters, and of
these the value, gradient, product of the Hessian and a vector, accuracy, and 20 steps of
torch.optim.SGD with weight decay on the weights, but not on the biases. The parameters are laid
out as ours: for each layer the weights, (n_in, n_out) row by row, then the biases.
"""

import json
from itertools import pairwise
from pathlib import Path

import torch
from torch.nn import functional

N_ROWS, N_STEPS, RATE, DECAY = 15, 20, 0.3, 0.05
NETWORKS = [
    ((3, 5, 4, 3), "tanh", "cross-entropy"),
    ((3, 6, 3), "relu", "cross-entropy"),
    ((3, 4, 4, 1), "sigmoid", "binary cross-entropy"),
    ((3, 5, 2), "softplus", "squared error"),
]
ACTIVATIONS = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "softplus": functional.softplus,
}


def outputs(parts, activation, X):
    for weights, biases in parts[:-1]:
        X = ACTIVATIONS[activation](X @ weights + biases)
    weights, biases = parts[-1]
    return X @ weights + biases


def mean_loss(loss, z, y):
    if loss == "cross-entropy":
        return functional.cross_entropy(z, y)
    if loss == "binary cross-entropy":
        return functional.binary_cross_entropy_with_logits(z[:, 0], y.double())
    return 0.5 * functional.mse_loss(z, y, reduction="sum") / len(y)


def unpacked(vector, layers):
    parts, at = [], 0
    for n_in, n_out in pairwise(layers):
        weights = vector[at : at + n_in * n_out].reshape(n_in, n_out)
        at += n_in * n_out
        parts.append((weights, vector[at : at + n_out]))
        at += n_out
    return parts


def packed(parts):
    return torch.cat([each.reshape(-1) for part in parts for each in part]).tolist()


def n_params(layers):
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(layers))


def sgd_run(params, layers, activation, loss, X, y):
    parts = [
        tuple(each.clone().requires_grad_() for each in part) for part in unpacked(params, layers)
    ]
    weights, biases = zip(*parts, strict=True)
    optimizer = torch.optim.SGD(
        [
            {"params": weights, "weight_decay": DECAY},
            {"params": biases, "weight_decay": 0.0},
        ],
        lr=RATE,
    )
    points = [packed(parts)]
    for _ in range(N_STEPS):
        optimizer.zero_grad()
        mean_loss(loss, outputs(parts, activation, X), y).backward()
        optimizer.step()
        points.append(packed(parts))
    return points


def recorded(layers, activation, loss):
    X = torch.randn(N_ROWS, layers[0])
    y = {
        "cross-entropy": torch.randint(0, layers[-1], (N_ROWS,)),
        "binary cross-entropy": torch.randint(0, 2, (N_ROWS,)),
        "squared error": torch.randn(N_ROWS, layers[-1]),
    }[loss]
    params = 0.7 * torch.randn(n_params(layers))
    vector = torch.randn(n_params(layers))

    def value(at):
        return mean_loss(loss, outputs(unpacked(at, layers), activation, X), y)

    z = outputs(unpacked(params, layers), activation, X)
    chosen = z.argmax(dim=1) if layers[-1] > 1 else (z[:, 0] > 0).long()
    return {
        "layers": layers,
        "activation": activation,
        "loss": loss,
        "X": X.tolist(),
        "y": y.tolist(),
        "params": params.tolist(),
        "vector": vector.tolist(),
        "value": value(params).item(),
        "gradient": torch.autograd.functional.jacobian(value, params).tolist(),
        "hessian_product": torch.autograd.functional.hvp(value, params, vector)[1].tolist(),
        "accuracy": None if loss == "squared error" else (chosen == y).double().mean().item(),
        "points": sgd_run(params, layers, activation, loss, X, y)[::5],
    }


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    networks = [recorded(*network) for network in NETWORKS]
    everything = {
        "torch": torch.__version__,
        "learning_rate": RATE,
        "weight_decay": DECAY,
        "every": 5,
        "networks": networks,
    }
    path = Path(__file__).with_name("torch_networks.json")
    path.write_text(json.dumps(everything) + "\n")


if __name__ == "__main__":
    main()
