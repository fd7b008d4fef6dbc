"""Reference paths and derivatives for ravine's tests, from PyTorch and optax.

Nothing here uses ravine. The surfaces are written twice from their literature definitions, once for
torch (autograd) and once for jax (jax.grad); the optimizers are the libraries' own.

    python3.11 -m venv venv && venv/bin/pip install -r tests/references/requirements.txt
    venv/bin/python tests/references/generate.py            # writes beside this file; a minute or two
    venv/bin/python tests/references/generate.py rosenbrock # computes and reports a few surfaces, writes nothing

Pinned: the library versions (requirements.txt), the seed of the random points, the starts (SURFACES), the
rule that picks alpha (pick), the noise (NOISE). All arithmetic is float64 on the CPU. Another CPU may change last bits.

paths.csv, one row per case and kept step (1..10, every 10th to 80, 100, 150, 200, 250, 300, and the horizon)
  library, version   what computed the path
  surface            ravine's name, surface parameters at these values (bowl kappa=20; rotated-bowl kappa=20,
                     angle=30; michalewicz m=10)
  convention         pytorch or notes
  optimizer          a ravine spec
  w0, b0             the start, step 0
  step, w, b         the point after that many steps; floats are shortest round-trip decimals
A case's last row is its horizon: the last step, of at most 300, up to which nothing below has grown past 1e-11
(relative to max(1, |coordinate|)). Comparing further would compare rounding errors.
  - one ulp added to w0, or to b0
  - an ulp of random sign on both coordinates at every step. The first alone is blind: the twins contract until they
    are bitwise equal, and an instability after that (RMSprop's, where it circles a minimum) goes unseen
  - the same rule computed by the other library, with the other surface code

derivatives.csv, 16 points a surface: 12 uniform in its domain, then 4 normal around a known minimum (or the saddle),
sigma a twentieth of the domain's width
  surface, w, b, loss, grad_w, grad_b, hess_ww, hess_wb, hess_bb     torch, double backward
"""

import csv
import math
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

STEPS, AT_LEAST, GROWTH = 300, 80, 1e-11
KEPT = {*range(1, 11), *range(10, 81, 10), 100, 150, 200, 250, 300}
KAPPA, ANGLE, M = 20.0, math.radians(30.0), 10
PI = math.pi

# What each point is multiplied by before the next step, STEPS+1 x 2 x path: the path itself, a twin with one ulp more
# in w0, one in b0, and four with an ulp up or down at every step.
NOISE = np.ones((STEPS + 1, 2, 7))
NOISE[0, 0, 1] = NOISE[0, 1, 2] = 1 + 2.0**-52
NOISE[:, :, 3:] = np.random.default_rng(1).choice([1 - 2.0**-53, 1 + 2.0**-52], (STEPS + 1, 2, 4))


# ---------------------------------------------------------------- the surfaces, for torch
cos, sin, exp, sqrt = torch.cos, torch.sin, torch.exp, torch.sqrt


def rotated_bowl(x, y):
    u = x * math.cos(ANGLE) + y * math.sin(ANGLE)  # along the flat axis
    v = -x * math.sin(ANGLE) + y * math.cos(ANGLE)
    return 0.5 * (u**2 + KAPPA * v**2)


def goldstein_price(x, y):
    a = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    return a * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))


TORCH = {
    "bowl": lambda x, y: 0.5 * (x**2 + KAPPA * y**2),
    "rotated-bowl": rotated_bowl,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "matyas": lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    "three-hump-camel": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    "six-hump-camel": lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2,
    "saddle": lambda x, y: x**2 - y**2,
    "monkey-saddle": lambda x, y: x**3 - 3 * x * y**2,
    "rastrigin": lambda x, y: 20 + x**2 - 10 * cos(2 * PI * x) + y**2 - 10 * cos(2 * PI * y),
    "ackley": lambda x, y: -20 * exp(-0.2 * sqrt(0.5 * (x**2 + y**2))) - exp(0.5 * (cos(2 * PI * x) + cos(2 * PI * y)))
    + math.e + 20,
    "styblinski-tang": lambda x, y: 0.5 * (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y),
    "goldstein-price": goldstein_price,
    "mccormick": lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "griewank": lambda x, y: 1 + (x**2 + y**2) / 4000 - cos(x) * cos(y / math.sqrt(2)),
    "levy13": lambda x, y: sin(3 * PI * x) ** 2 + (x - 1) ** 2 * (1 + sin(3 * PI * y) ** 2)
    + (y - 1) ** 2 * (1 + sin(2 * PI * y) ** 2),
    "michalewicz": lambda x, y: -sin(x) * sin(x**2 / PI) ** (2 * M) - sin(y) * sin(2 * y**2 / PI) ** (2 * M),
    "easom": lambda x, y: -cos(x) * cos(y) * exp(-((x - PI) ** 2) - (y - PI) ** 2),
    "two-wells": lambda x, y: x**2 + y**2 - 2 * exp(-((x - 1) ** 2 + y**2) / 0.2) - 3 * exp(-((x + 1) ** 2 + y**2) / 0.2),
}


# ---------------------------------------------------------------- and again for jax, written otherwise, p = (x, y)
def jax_rotated_bowl(p):
    q = jnp.array([[math.cos(ANGLE), -math.sin(ANGLE)], [math.sin(ANGLE), math.cos(ANGLE)]])  # first column: flat axis
    return 0.5 * p @ q @ jnp.diag(jnp.array([1.0, KAPPA])) @ q.T @ p


def jax_beale(p):
    return jnp.sum((jnp.array([1.5, 2.25, 2.625]) - p[0] * (1 - jnp.stack([p[1], p[1] ** 2, p[1] ** 3]))) ** 2)


def jax_goldstein_price(p):
    s, t = p[0] + p[1], 2 * p[0] - 3 * p[1]
    return (1 + (s + 1) ** 2 * (3 * s**2 - 14 * s + 19)) * (30 + t**2 * (3 * t**2 - 16 * t + 18))


def jax_levy13(p):
    s = 1 - jnp.cos(2 * jnp.pi * jnp.array([3 * p[0], 3 * p[1], 2 * p[1]]))  # 2 sin^2
    return s[0] / 2 + jnp.sum((p - 1) ** 2 * (1 + s[1:] / 2))


def jax_two_wells(p):
    depth, center = jnp.array([2.0, 3.0]), jnp.array([[1.0, 0.0], [-1.0, 0.0]])
    return jnp.sum(p**2) - jnp.sum(depth * jnp.exp(-5 * jnp.sum((p - center) ** 2, axis=1)))


JAX = {
    "bowl": lambda p: (p[0] ** 2 + KAPPA * p[1] ** 2) / 2,
    "rotated-bowl": jax_rotated_bowl,
    "rosenbrock": lambda p: 100 * (p[1] - p[0] ** 2) ** 2 + (p[0] - 1) ** 2,
    "beale": jax_beale,
    "himmelblau": lambda p: jnp.sum((p**2 + p[::-1] - jnp.array([11.0, 7.0])) ** 2),
    "booth": lambda p: jnp.sum((jnp.array([[1.0, 2.0], [2.0, 1.0]]) @ p - jnp.array([7.0, 5.0])) ** 2),
    "matyas": lambda p: 0.26 * jnp.dot(p, p) - 0.48 * jnp.prod(p),
    "three-hump-camel": lambda p: p[0] ** 2 * (2 - 1.05 * p[0] ** 2 + p[0] ** 4 / 6) + p[1] * (p[0] + p[1]),
    "six-hump-camel": lambda p: 4 * p[0]**2 - 2.1 * p[0]**4 + p[0]**6 / 3 + p[0] * p[1] - 4 * p[1]**2 + 4 * p[1]**4,
    "saddle": lambda p: (p[0] - p[1]) * (p[0] + p[1]),
    "monkey-saddle": lambda p: p[0] * (p[0] ** 2 - 3 * p[1] ** 2),
    "rastrigin": lambda p: 10 * p.size + jnp.sum(p**2 - 10 * jnp.cos(2 * jnp.pi * p)),
    "ackley": lambda p: 20 * (1 - jnp.exp(-0.2 * jnp.sqrt(jnp.mean(p**2)))) + jnp.e
    - jnp.exp(jnp.mean(jnp.cos(2 * jnp.pi * p))),
    "styblinski-tang": lambda p: jnp.sum(p**4 - 16 * p**2 + 5 * p) / 2,
    "goldstein-price": jax_goldstein_price,
    "mccormick": lambda p: jnp.sin(jnp.sum(p)) + (p[0] - p[1]) ** 2 - 1.5 * p[0] + 2.5 * p[1] + 1,
    "griewank": lambda p: 1 + jnp.sum(p**2) / 4000 - jnp.prod(jnp.cos(p / jnp.sqrt(jnp.arange(1.0, 3.0)))),
    "levy13": jax_levy13,
    "michalewicz": lambda p: -jnp.sum(jnp.sin(p) * jnp.sin(jnp.arange(1, 3) * p**2 / jnp.pi) ** (2 * M)),
    "easom": lambda p: -jnp.prod(jnp.cos(p)) * jnp.exp(-jnp.sum((p - jnp.pi) ** 2)),
    "two-wells": jax_two_wells,
}

# name: (lo, hi) of w, (lo, hi) of b; start, off symmetry axes; known minimum or None, its loss
SURFACES = {
    "bowl": ((-5, 5), (-2.5, 2.5), (-4.1, 2.1), (0, 0), 0),
    "rotated-bowl": ((-5, 5), (-5, 5), (-4.1, 2.3), (0, 0), 0),
    "rosenbrock": ((-2, 2), (-1, 3), (-1.2, 1.7), (1, 1), 0),
    "beale": ((-4.5, 4.5), (-4.5, 4.5), (0.8, 1.6), (3, 0.5), 0),
    "himmelblau": ((-5, 5), (-5, 5), (1.2, 4.1), (-2.805118, 3.131313), 0),
    "booth": ((-10, 10), (-10, 10), (-6.3, 7.4), (1, 3), 0),
    "matyas": ((-10, 10), (-10, 10), (7.2, -4.6), (0, 0), 0),
    "three-hump-camel": ((-5, 5), (-5, 5), (-2.3, 1.9), (0, 0), 0),
    "six-hump-camel": ((-3, 3), (-2, 2), (1.3, 1.4), (0.0898420, -0.7126564), -1.0316285),
    "saddle": ((-2, 2), (-2, 2), (1.3, 0.2), None, None),
    "monkey-saddle": ((-2, 2), (-2, 2), (1.2, 0.7), None, None),
    "rastrigin": ((-5.12, 5.12), (-5.12, 5.12), (2.3, -1.7), (0, 0), 0),
    "ackley": ((-5, 5), (-5, 5), (-2.7, 1.6), (0, 0), 0),
    "styblinski-tang": ((-5, 5), (-5, 5), (0.9, -1.3), (-2.903534, -2.903534), -78.33233),
    "goldstein-price": ((-2, 2), (-2, 2), (0.7, -0.4), (0, -1), 3),
    "mccormick": ((-1.5, 4), (-3, 4), (2.7, -1.6), (-0.547198, -1.547198), -1.913223),
    "griewank": ((-10, 10), (-10, 10), (4.7, -3.3), (0, 0), 0),
    "levy13": ((-10, 10), (-10, 10), (2.4, -1.2), (1, 1), 0),
    "michalewicz": ((0, PI), (0, PI), (1.9, 1.3), (2.202906, 1.570796), -1.801303),
    "easom": ((-10, 10), (-10, 10), (2.3, 3.9), (PI, PI), -1),
    "two-wells": ((-2, 2), (-2, 2), (0.6, 1.1), (-0.936300, 0), -2.0631),
}


# ---------------------------------------------------------------- the rules
class Inside(torch.optim.Optimizer):
    """Only a check on optax: RMSprop (b1=0, uncorrected) and Adam with eps inside the root, which torch lacks."""

    def __init__(self, params, lr, b1, b2, corrected, eps=1e-8):
        super().__init__(params, {"lr": lr})
        self.b1, self.b2, self.corrected, self.eps, self.t, self.v, self.s = b1, b2, corrected, eps, 0, 0.0, 0.0

    @torch.no_grad()
    def step(self):
        (p,), lr = self.param_groups[0]["params"], self.param_groups[0]["lr"]
        self.t += 1
        self.v = self.b1 * self.v + (1 - self.b1) * p.grad
        self.s = self.b2 * self.s + (1 - self.b2) * p.grad**2
        c1, c2 = (1 - self.b1**self.t, 1 - self.b2**self.t) if self.corrected else (1, 1)
        p -= lr * (self.v / c1) / torch.sqrt(self.s / c2 + self.eps)


def optax_adam_uncorrected(lr, b1=0.9, b2=0.977, eps=1e-8):
    """optax's Adam always corrects: its two averages by optax.ema, the quotient written out."""
    v, s = optax.ema(b1, debias=False), optax.ema(b2, debias=False)

    def update(g, state, _params=None):
        (num, v_state), (den, s_state) = v.update(g, state[0]), s.update(g * g, state[1])
        return -lr * num / jnp.sqrt(den + eps), (v_state, s_state)

    return optax.GradientTransformation(lambda p: (v.init(p), s.init(p)), update)


# The library whose path is written, convention, spec, rule of thumb for alpha (pick), then the rule in torch and in
# optax: the first-named library's is written, the other's is a check. In torch the notes' momentum is SGD's at
# (1 - beta) alpha, and the notes' eps inside the root is Inside.
SGD, Adam, RMSprop = torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop
RULES = [
    ("torch", "pytorch", "sgd:alpha={}", "gd", lambda p, a: SGD(p, lr=a), lambda a: optax.sgd(a)),
    ("torch", "pytorch", "momentum:alpha={},beta=0.9,form=heavy-ball", "heavy-ball",
     lambda p, a: SGD(p, lr=a, momentum=0.9),
     lambda a: optax.sgd(a, momentum=0.9)),
    ("optax", "notes", "momentum:alpha={},beta=0.9", "ema",
     lambda p, a: SGD(p, lr=a * (1 - 0.9), momentum=0.9),
     lambda a: optax.chain(optax.ema(0.9, debias=False), optax.scale(-a))),
    ("optax", "notes", "rmsprop:alpha={},beta=0.9,eps=1e-8", "adaptive",
     lambda p, a: Inside(p, a, 0.0, 0.9, corrected=False),
     lambda a: optax.rmsprop(a, decay=0.9, eps=1e-8, eps_in_sqrt=True)),
    ("torch", "pytorch", "rmsprop:alpha={},beta=0.99,eps=1e-8", "adaptive",
     lambda p, a: RMSprop(p, lr=a, alpha=0.99, eps=1e-8),
     lambda a: optax.rmsprop(a, decay=0.99, eps=1e-8, eps_in_sqrt=False)),
    ("optax", "notes", "adam:alpha={},beta1=0.9,beta2=0.999,eps=1e-8", "adaptive",
     lambda p, a: Inside(p, a, 0.9, 0.999, corrected=True),
     lambda a: optax.adam(a, b1=0.9, b2=0.999, eps=0.0, eps_root=1e-8)),
    ("torch", "pytorch", "adam:alpha={},beta1=0.9,beta2=0.999,eps=1e-8", "adaptive",
     lambda p, a: Adam(p, lr=a, betas=(0.9, 0.999), eps=1e-8),
     lambda a: optax.adam(a, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0)),
    ("optax", "notes", "adam:alpha={},beta1=0.9,beta2=0.977,eps=1e-8,bias_correction=false", "adaptive",
     lambda p, a: Inside(p, a, 0.9, 0.977, corrected=False),
     optax_adam_uncorrected),
]


def torch_paths(name, rule, alpha, noise):
    """All paths at once, a column each (the rules are elementwise). Returns STEPS+1 x 2 x paths."""
    noise = torch.from_numpy(noise)
    p = (torch.tensor(SURFACES[name][2])[:, None] * noise[0]).requires_grad_()
    opt, out = rule[4]([p], alpha), [p.detach().clone()]
    for factor in noise[1:]:
        opt.zero_grad()
        TORCH[name](p[0], p[1]).sum().backward()
        opt.step()
        p.data *= factor
        out.append(p.detach().clone())
    return torch.stack(out).numpy()


def optax_paths(name, rule):
    """The same, compiled once for all alpha."""
    grad = jax.vmap(jax.grad(JAX[name]), in_axes=1, out_axes=1)

    @jax.jit
    def run(alpha, noise):
        opt, start = rule[5](alpha), jnp.array(SURFACES[name][2])[:, None] * noise[0]

        def step(carry, factor):
            p, state = carry
            updates, state = opt.update(grad(p), state, p)
            p = optax.apply_updates(p, updates) * factor
            return (p, state), p

        _, out = jax.lax.scan(step, (start, opt.init(start)), noise[1:])
        return jnp.concatenate([start[None], out])

    return lambda alpha, noise: np.asarray(run(alpha, noise))


# ---------------------------------------------------------------- choosing alpha and the horizon
def apart(a, b):
    """Per step, the largest difference of two paths, relative to max(1, |coordinate|)."""
    return (np.abs(a - b) / np.maximum(1, np.abs(a))).max(axis=1)


def derivatives(name, w, b):
    p = torch.tensor([w, b], requires_grad=True)
    loss = TORCH[name](p[0], p[1])
    (g,) = torch.autograd.grad(loss, p, create_graph=True)
    rows = [torch.autograd.grad(g[i], p, retain_graph=True, allow_unused=True, materialize_grads=True)[0] for i in (0, 1)]
    return np.array([loss.item(), *g.tolist(), *rows[0].tolist(), rows[1][1].item()])


def pick(name, rule):
    """The first alpha, from a rule of thumb and then halved, whose path is tame for AT_LEAST steps and goes somewhere.
    Returns it, the horizon, the path, and what rounding grew to and how far the other library is off by the horizon."""
    ws, bs, (w, b), *_ = SURFACES[name]
    *_, ww, wb, bb = derivatives(name, w, b)
    stiffest = np.abs(np.linalg.eigvalsh([[ww, wb], [wb, bb]])).max()
    middle, width = np.array([ws, bs]).mean(axis=1), np.array([ws[1] - ws[0], bs[1] - bs[0]])
    alpha = {"gd": 1.5 / stiffest, "heavy-ball": 0.5 / stiffest, "ema": 8 / stiffest, "adaptive": width.max() / 50}[rule[3]]
    runners = {"torch": lambda *a: torch_paths(name, rule, *a), "optax": optax_paths(name, rule)}
    primary = runners.pop(rule[0])
    (other,) = runners.values()
    while True:
        alpha = float(f"{alpha:.1e}")
        paths, check = primary(alpha, NOISE), other(alpha, NOISE[:, :, :1])[:, :, 0]
        path = paths[:, :, 0]
        with np.errstate(invalid="ignore", over="ignore"):
            growth = np.max([apart(path, paths[:, :, i]) for i in range(1, NOISE.shape[2])], axis=0)
            off = apart(path, check)
            tame = np.isfinite(path) & (np.abs(path - middle) <= 0.75 * width)  # the domain and half as much again
            good = tame.all(axis=1) & (growth <= GROWTH) & (off <= GROWTH)
        horizon = STEPS if good.all() else int(np.argmin(good)) - 1
        if horizon >= AT_LEAST:
            moved = (np.abs(path[: AT_LEAST + 1] - path[0]) / width).max()
            assert moved > 0.01, f"{name} {rule[2]}: alpha {alpha} hardly moves"
            return alpha, horizon, path, growth[: horizon + 1].max(), off[: horizon + 1].max()
        alpha /= 2


def write(name, header, rows):
    with open(Path(__file__).with_name(name), "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def reference_derivatives(names):
    """Torch's, asserted equal to jax's, and the known minima asserted to be minima."""
    rng, rows, worst = np.random.default_rng(20240607), [], 0.0
    for name, (ws, bs, _, minimum, least) in SURFACES.items():
        lo, hi = np.array([ws, bs]).T
        points = [*rng.uniform(lo, hi, (12, 2)), *rng.normal(minimum or (0, 0), (hi - lo) / 20, (4, 2))]
        if name not in names:
            continue
        f, grad, hess = JAX[name], jax.jit(jax.grad(JAX[name])), jax.jit(jax.hessian(JAX[name]))
        for w, b in np.round(points, 4).tolist():
            ours, p = derivatives(name, w, b), jnp.array([w, b])
            h = np.asarray(hess(p))
            other = np.array([f(p), *grad(p), h[0, 0], h[0, 1], h[1, 1]])
            off = (np.abs(ours - other) / np.maximum(1, np.abs(ours))).max()
            assert off < 1e-12, (name, w, b, ours, other)
            worst = max(worst, off)
            rows.append([name, w, b, *ours.tolist()])
        if minimum:
            loss, gw, gb, *_ = derivatives(name, *(float(v) + 1e-9 for v in minimum))  # ackley has no gradient at 0
            assert abs(loss - least) < 1e-4 and (name == "ackley" or math.hypot(gw, gb) < 1e-2), (name, loss, gw, gb)
    print(f"derivatives: {len(rows)} points, torch and jax within {worst:.1e}")
    return rows


def main(names):
    derivative_rows = reference_derivatives(names)
    versions = {"torch": torch.__version__.split("+")[0], "optax": optax.__version__}
    rows, cases, worst = [], 0, 0.0
    for name in names:
        w0, b0 = SURFACES[name][2]
        for rule in RULES:
            alpha, horizon, path, growth, off = pick(name, rule)
            spec, (w, b) = rule[2].format(alpha), path[horizon]
            print(f"{name:16} {rule[1]:7} {spec:75} horizon {horizon:3} ({w:+.2e}, {b:+.2e})", end="  ")
            print(f"rounding grew to {growth:.0e}, other library within {off:.0e}", flush=True)
            cases, worst = cases + 1, max(worst, off)
            for step in sorted(s for s in KEPT | {horizon} if s <= horizon):
                w, b = path[step].tolist()
                rows.append([rule[0], versions[rule[0]], name, rule[1], spec, w0, b0, step, w, b])
    print(f"paths: {cases} cases, {len(rows)} rows, the two libraries within {worst:.1e}")
    if len(names) == len(SURFACES):
        write("paths.csv", "library,version,surface,convention,optimizer,w0,b0,step,w,b".split(","), rows)
        write("derivatives.csv", "surface,w,b,loss,grad_w,grad_b,hess_ww,hess_wb,hess_bb".split(","), derivative_rows)


if __name__ == "__main__":
    main(sys.argv[1:] or list(SURFACES))
