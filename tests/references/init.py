"""Reference values of deep nets before training, and of the symmetry net in training, from PyTorch.

Nothing here uses ravine. Weights and inputs are sines and cosines of their places, which anybody can write down again.

    venv/bin/python tests/references/init.py         # writes init.csv beside this file; seconds

init.csv: kind,activation,layer,sample,unit,value
  output      the net's output
  gradient    of 0.5*mean(y^2) with respect to a layer's pre-activations, by autograd
  mean, std   of a layer's activations over units and samples (divided by their count)
  sgd, adam   the loss of the symmetry net (3 units, every weight 0.75) before step `sample`; alpha 0.1, PyTorch's defaults
"""

import csv
import math
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
DEPTH, WIDTH, BATCH, UNITS, STEPS = 5, 7, 4, 3, 60

ACTIVATIONS = {
    "linear": lambda z: z * 1.0,
    "relu": F.relu,
    "leaky-relu": F.leaky_relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
}


def deep(name, f):
    a = torch.tensor([[math.cos(3 * s + u) for u in range(WIDTH)] for s in range(BATCH)])
    sums = []
    for layer in range(1, DEPTH + 1):
        w = torch.tensor([[math.sin(1 + 5 * layer + 2 * u + 0.7 * i * (u + 1)) for i in range(WIDTH)] for u in range(WIDTH)])
        z = F.linear(a, w).requires_grad_() if layer == 1 else F.linear(a, w)
        z.retain_grad()
        sums.append(z)
        a = f(z)
        yield "mean", name, layer, 0, 0, a.mean().item()
        yield "std", name, layer, 0, 0, a.std(correction=0).item()
    (0.5 * (a * a).mean()).backward()
    for s in range(BATCH):
        for u in range(WIDTH):
            yield "output", name, DEPTH, s, u, a[s, u].item()
            for layer, z in enumerate(sums, 1):
                yield "gradient", name, layer, s, u, z.grad[s, u].item()


def symmetry(name, f, kind):
    x = torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    t = torch.tensor([0.0, 1.0, 1.0, 0.0])
    w = torch.full((UNITS, 2), 0.75, requires_grad=True)
    b = torch.zeros(UNITS, requires_grad=True)
    v = torch.full((UNITS,), 0.75, requires_grad=True)
    c = torch.zeros(1, requires_grad=True)
    # A unit is given the gradient of its own output, not of its share of the mean.
    for p in (w, b, v):
        p.register_hook(lambda g: g * UNITS)
    opt = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[kind]([w, b, v, c], lr=0.1)
    for step in range(STEPS):
        opt.zero_grad()
        y = c + (f(F.linear(x, w, b)) * v).mean(dim=1)
        loss = 0.5 * ((y - t) ** 2).mean()
        yield kind, name, 0, step, 0, loss.item()
        loss.backward()
        opt.step()


if __name__ == "__main__":
    rows = [row for name, f in ACTIVATIONS.items() for row in deep(name, f)]
    rows += [row for name, f in ACTIVATIONS.items() for kind in ("sgd", "adam") for row in symmetry(name, f, kind)]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "init.csv")
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow("kind,activation,layer,sample,unit,value".split(","))
        out.writerows([*row[:5], repr(row[5])] for row in rows)
    print(len(rows), "rows")
