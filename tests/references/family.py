"""Reference paths of the whole optimizer family for ravine's tests, from PyTorch, Keras, optax, and the papers.

Nothing here uses ravine. Surfaces, starts, noise, kept steps and the rule for the horizon are generate.py's.

    venv/bin/python tests/references/family.py         # writes family.csv and schedules.csv beside this file; minutes
    venv/bin/python tests/references/family.py bowl    # computes and reports a few surfaces, writes nothing

family.csv has paths.csv's columns. The convention says what computed the path: pytorch torch.optim, keras
keras.optimizers (JAX backend), optax optax, notes the paper's rule, written here in plain numpy float64 (library
"paper", version the paper's). A spec that names only alpha, or alpha and eps, was computed with everything else left to
the library; momentum and nesterov also name beta, whose default is none in torch, Keras and optax. Other specs name all
that matters.
Order: clip, then coupled decay added to the gradient, then the rule; decoupled decay -alpha*weight_decay*theta in
the same step. A gradient is clipped in one path at a time.

A case's horizon is generate.py's, its checks being
  - every other library that has the same form: its own code, at its own rounding
  - the plain numpy rule of this file, always
each with the other surface code (torch: TORCH and autograd; optax, Keras: JAX and jax.grad; papers: TORCH).

What had to be seen to:
  - torch.optim.NAdam keeps its product of mu in float32 unless the default dtype is float64 (generate.py sets it)
  - Keras computes in float32 unless floatx is float64: the learning rate is cast to floatx whatever the variable's dtype.
    With set_floatx("float64") and jax_enable_x64 it is exact
  - all the same float32: ops.cos on the JAX backend (so CosineDecay, not used here), and ops.maximum with a number on
    the torch backend (so clipnorm there). Keras' rules on the torch backend are separate code; compared with these rows
    once, clipnorm apart, they are within 8e-12
  - torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm: clip_norm here is optax.clip_by_global_norm or Keras'
    clipnorm; the two agree and are exact. torch's clip_grad_value_ is exact
  - optax.adagrad gives 0 where the accumulator is 0 (initial=0 and no gradient so far), not 0/sqrt(eps): the same

schedules.csv: alpha_t / alpha at the update t = 0, 1, ..., steps - 1, every t for 40 steps, every tenth for 300
  schedule, params (key=value;...), steps, t, factor
  step, exponential, cosine, one-cycle   torch.optim.lr_scheduler, stepped once after each update
  one-cycle with cycle=optax             optax.schedules.cosine_onecycle_schedule
  inverse                                1 / (1 + k t)
  warmup-cosine                          optax; the first update has factor 0
"""

import math
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import torch
from torch.optim import lr_scheduler

from generate import (AT_LEAST, GROWTH, JAX, KEPT, NOISE, STEPS, SURFACES, TORCH, apart, derivatives, optax_paths,
                      torch_paths, write)

keras.config.set_floatx("float64")
assert keras.backend.backend() == "jax"
SUBSET = ["bowl", "rosenbrock", "himmelblau", "beale", "mccormick"]
FEW = SUBSET[:3]


# ---------------------------------------------------------------- the rules, in plain numpy
# Each takes alpha and returns step(gradient), what is subtracted from the point.
def sgd(a):
    return lambda g: a * g


def momentum(a, beta, nesterov=False, inside=False):
    v = 0.0

    def step(g):
        nonlocal v
        v = beta * v + (a * g if inside else g)
        if inside:
            return beta * v + a * g if nesterov else v
        return a * (g + beta * v) if nesterov else a * v

    return step


def adagrad(a, eps, initial, in_sqrt):
    total = initial

    def step(g):
        nonlocal total
        total = total + g * g
        return a * g / (np.sqrt(total + eps) if in_sqrt else np.sqrt(total) + eps)

    return step


def rmsprop(a, beta, eps, mu, in_sqrt, centered, inside):
    s = mean = buffer = 0.0

    def step(g):
        nonlocal s, mean, buffer
        s = beta * s + (1 - beta) * g * g
        mean = beta * mean + (1 - beta) * g
        variance = s - mean * mean if centered else s
        scaled = g / (np.sqrt(variance + eps) if in_sqrt else np.sqrt(variance) + eps)
        buffer = mu * buffer + (a * scaled if inside else scaled)
        return buffer if inside else a * buffer

    return step


def adadelta(a, rho, eps):
    gg = dd = 0.0

    def step(g):
        nonlocal gg, dd
        gg = rho * gg + (1 - rho) * g * g
        d = np.sqrt(dd + eps) / np.sqrt(gg + eps) * g
        dd = rho * dd + (1 - rho) * d * d
        return a * d

    return step


def adam(a, b1, b2, eps, form, corrected=True, max_of=None):
    """form: eps beside the root, inside it, or hat (beside the root of what is not corrected yet)."""
    m = v = most = 0.0
    t = 0

    def step(g):
        nonlocal m, v, most, t
        t += 1
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        c1, c2 = (1 - b1**t, 1 - b2**t) if corrected else (1.0, 1.0)
        s = v
        if max_of == "raw":
            s = most = np.maximum(most, v)
        elif max_of == "corrected":
            most = np.maximum(most, v / c2)
            s = most * c2
        if form == "hat":
            return a * math.sqrt(c2) / c1 * m / (np.sqrt(s) + eps)
        return a * (m / c1) / (np.sqrt(s / c2 + eps) if form == "inside" else np.sqrt(s / c2) + eps)

    return step


def nadam(a, b1, b2, eps, decay):
    """decay None: mu is b1 throughout."""
    m = v = 0.0
    t, product = 0, 1.0

    def mu(t):
        return b1 if decay is None else b1 * (1 - 0.5 * 0.96 ** (t * decay))

    def step(g):
        nonlocal m, v, t, product
        t += 1
        m, v, product = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g, product * mu(t)
        ahead = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
        return a * ahead / (np.sqrt(v / (1 - b2**t)) + eps)

    return step


def radam(a, b1, b2, eps, threshold, hat):
    m = v = 0.0
    t, longest = 0, 2 / (1 - b2) - 1

    def step(g):
        nonlocal m, v, t
        t += 1
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        c1, c2 = 1 - b1**t, 1 - b2**t
        length = longest - 2 * t * b2**t / c2
        if length <= threshold:
            return a * m / c1
        r = math.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
        return a * r * (m / c1) * (math.sqrt(c2) / (np.sqrt(v) + eps) if hat else 1 / (np.sqrt(v / c2) + eps))

    return step


def adamax(a, b1, b2, eps, in_max):
    m = u = 0.0
    t = 0

    def step(g):
        nonlocal m, u, t
        t += 1
        m, u = b1 * m + (1 - b1) * g, np.maximum(b2 * u, np.abs(g) + (eps if in_max else 0))
        return a / (1 - b1**t) * m / (u if in_max else u + eps)

    return step


def lion(a, b1, b2):
    m = 0.0

    def step(g):
        nonlocal m
        d = a * np.sign(b1 * m + (1 - b1) * g)
        m = b2 * m + (1 - b2) * g
        return d

    return step


def plain(rule, *args, coupled=0.0, decoupled=0.0, clip_norm=None, clip_value=None, **more):
    """Of a rule above: alpha -> step(point, gradient), the next point."""

    def make(a):
        step = rule(a, *args, **more)

        def advance(p, g):
            if clip_norm is not None:
                norm = np.sqrt(np.sum(g * g, axis=0))
                g = np.where(norm > clip_norm, g * (clip_norm / norm), g)
            if clip_value is not None:
                g = np.clip(g, -clip_value, clip_value)
            return p - step(g + coupled * p) - a * decoupled * p

        return advance

    return make


# ---------------------------------------------------------------- running them; all return STEPS+1 x 2 x paths
def torch_gradient(name):
    def gradient(p):
        q = torch.from_numpy(p).requires_grad_()
        TORCH[name](q[0], q[1]).sum().backward()
        return q.grad.numpy()

    return gradient


def jax_gradient(name):
    gradient = jax.jit(jax.vmap(jax.grad(JAX[name]), in_axes=1, out_axes=1))
    return lambda p: np.asarray(gradient(p))


def plain_paths(name, make, gradient):
    gradient = gradient(name)

    def run(alpha, noise):
        step, p = make(alpha), np.array(SURFACES[name][2])[:, None] * noise[0]
        out = [p]
        for factor in noise[1:]:
            p = step(p, gradient(p)) * factor
            out.append(p)
        return np.stack(out)

    return run


def columnwise(make):
    """Of an optax rule: the same for each path by itself, which matters where the gradient's norm is used."""

    def each(a):
        rule = make(a)
        update = jax.vmap(lambda g, state, p: rule.update(g, state, p), in_axes=(1, 0, 1), out_axes=(1, 0))
        return optax.GradientTransformation(jax.vmap(rule.init, in_axes=1), update)

    return each


def keras_paths(name, make):
    """The alpha is put into the state, so that one compilation does."""
    opt, grad = make(), jax.grad(JAX[name])
    var = keras.Variable(np.array(SURFACES[name][2]), dtype="float64")
    opt.build([var])
    at = [v is opt._learning_rate for v in opt.variables].index(True)
    assert all(v.dtype == "float64" or v is opt.iterations for v in opt.variables), opt.variables

    @jax.jit
    def run(alpha, noise):
        start = jnp.array(SURFACES[name][2])[:, None] * noise[0]
        state = [v.value for v in opt.variables]
        state[at] = jnp.asarray(alpha, "float64")
        state = [jnp.broadcast_to(v, (noise.shape[2], *v.shape)) for v in state]

        def one(p, state):
            (p,), state = opt.stateless_apply(state, [grad(p)], [p])
            return p, state

        def step(carry, factor):
            p, state = jax.vmap(one, in_axes=(1, 0), out_axes=(1, 0))(*carry)
            p = p * factor
            return (p, state), p

        _, out = jax.lax.scan(step, (start, state), noise[1:])
        return jnp.concatenate([start[None], out])

    return lambda alpha, noise: np.asarray(run(alpha, noise))


# ---------------------------------------------------------------- the cases
T, K = torch.optim, keras.optimizers
LIBRARY = {"pytorch": "torch", "keras": "keras", "optax": "optax", "notes": "paper"}
CASES = []


def case(convention, spec, thumb, make, *, torch=None, keras=None, optax=None, paper="1", on=SUBSET):
    """The libraries named compute this form: the convention's own is written, the others and make check."""
    assert LIBRARY[convention] == "paper" or {"torch": torch, "keras": keras, "optax": optax}[LIBRARY[convention]], spec
    CASES.append((convention, spec, thumb, make, {"torch": torch, "keras": keras, "optax": optax}, paper, on))


def clipping(make, value):
    """torch: the gradient clamped before each step, by torch's own function."""

    def clipped(p, a):
        opt = make(p, a)
        opt.register_step_pre_hook(lambda *_: torch.nn.utils.clip_grad_value_(p, value))
        return opt

    return clipped


def k(rule, **kwargs):
    return lambda: rule(learning_rate=1.0, **kwargs)


# sgd; pytorch's is in paths.csv
every = dict(torch=lambda p, a: T.SGD(p, lr=a), keras=k(K.SGD), optax=lambda a: optax.sgd(a))
for convention in ("keras", "optax"):
    case(convention, "sgd:alpha={}", "gd", plain(sgd), **every)

# momentum, nesterov: one form but for rounding while alpha is constant
for name, nesterov in (("momentum", False), ("nesterov", True)):
    for beta, rest in ((0.9, ""), (0.7, ",form=heavy-ball,alpha_inside={}")):
        every = dict(
            torch=lambda p, a, b=beta, n=nesterov: T.SGD(p, lr=a, momentum=b, nesterov=n),
            keras=k(K.SGD, momentum=beta, nesterov=nesterov),
            optax=lambda a, b=beta, n=nesterov: optax.sgd(a, momentum=b, nesterov=n),
        )
        for convention in ("pytorch", "keras", "optax", "notes"):
            if convention == "notes" and (name == "momentum" or rest):
                continue
            inside = convention == "keras"
            spec = f"{name}:alpha={{}},beta={beta}" + rest.format(str(inside).lower())
            case(convention, spec, "heavy-ball", plain(momentum, beta, nesterov, inside), **every, paper="Nesterov 1983",
                 on=FEW if rest else SUBSET)

# adagrad
case("pytorch", "adagrad:alpha={}", "adaptive", plain(adagrad, 1e-10, 0.0, False), torch=lambda p, a: T.Adagrad(p, lr=a))
case("pytorch", "adagrad:alpha={},eps=0.5,initial=0.3,eps_in_sqrt=false", "adaptive", plain(adagrad, 0.5, 0.3, False),
     torch=lambda p, a: T.Adagrad(p, lr=a, eps=0.5, initial_accumulator_value=0.3))
every = dict(keras=k(K.Adagrad), optax=lambda a: optax.adagrad(a))
case("keras", "adagrad:alpha={}", "adaptive", plain(adagrad, 1e-7, 0.1, True), **every)
case("optax", "adagrad:alpha={}", "adaptive", plain(adagrad, 1e-7, 0.1, True), **every)
every = dict(keras=k(K.Adagrad, epsilon=0.5, initial_accumulator_value=0.3),
             optax=lambda a: optax.adagrad(a, eps=0.5, initial_accumulator_value=0.3))
for convention in ("keras", "optax"):
    case(convention, "adagrad:alpha={},eps=0.5,initial=0.3,eps_in_sqrt=true", "adaptive", plain(adagrad, 0.5, 0.3, True),
         **every)
case("notes", "adagrad:alpha={}", "adaptive", plain(adagrad, 1e-8, 0.0, False),
     torch=lambda p, a: T.Adagrad(p, lr=a, eps=1e-8), paper="Duchi 2011")

# rmsprop
case("keras", "rmsprop:alpha={}", "adaptive", plain(rmsprop, 0.9, 1e-7, 0.0, True, False, True), keras=k(K.RMSprop),
     optax=lambda a: optax.rmsprop(a, eps=1e-7))
case("optax", "rmsprop:alpha={}", "adaptive", plain(rmsprop, 0.9, 1e-8, 0.0, True, False, True),
     optax=lambda a: optax.rmsprop(a), keras=k(K.RMSprop, epsilon=1e-8))
case("pytorch", "rmsprop:alpha={}", "adaptive", plain(rmsprop, 0.99, 1e-8, 0.0, False, False, False),
     torch=lambda p, a: T.RMSprop(p, lr=a), optax=lambda a: optax.rmsprop(a, decay=0.99, eps=1e-8, eps_in_sqrt=False))
for mu, centered in ((0.6, False), (0.0, True), (0.6, True)):
    text = f"momentum={mu},eps_in_sqrt={{}},centered={str(centered).lower()},alpha_inside={{}}"
    beside = dict(
        torch=lambda p, a, m=mu, c=centered: T.RMSprop(p, lr=a, alpha=0.95, eps=0.01, momentum=m, centered=c),
        optax=lambda a, m=mu, c=centered: optax.rmsprop(a, decay=0.95, eps=0.01, eps_in_sqrt=False, momentum=m, centered=c),
    )
    within = dict(
        keras=k(K.RMSprop, rho=0.95, epsilon=0.01, momentum=mu, centered=centered),
        optax=lambda a, m=mu, c=centered: optax.rmsprop(a, decay=0.95, eps=0.01, momentum=m, centered=c),
    )
    for convention, inside in (("pytorch", False), ("keras", True), ("optax", True), ("optax", False)):
        if convention == "optax" and not inside and centered and mu:
            continue
        in_sqrt = inside  # optax also with eps beside
        a_inside = convention != "pytorch"
        case(convention, "rmsprop:alpha={},beta=0.95,eps=0.01," + text.format(str(in_sqrt).lower(), str(a_inside).lower()),
             "adaptive", plain(rmsprop, 0.95, 0.01, mu, in_sqrt, centered, a_inside), **(within if in_sqrt else beside))
    case("notes", "rmsprop:alpha={},beta=0.9,eps=1e-8," + f"momentum={mu},centered={str(centered).lower()}", "adaptive",
         plain(rmsprop, 0.9, 1e-8, mu, True, centered, False),
         optax=lambda a, m=mu, c=centered: optax.rmsprop(a, decay=0.9, eps=1e-8, momentum=m, centered=c),
         keras=k(K.RMSprop, rho=0.9, epsilon=1e-8, momentum=mu, centered=centered), paper="Graves 2013")

# adadelta
case("pytorch", "adadelta:alpha={}", "adadelta", plain(adadelta, 0.9, 1e-6), torch=lambda p, a: T.Adadelta(p, lr=a),
     optax=lambda a: optax.adadelta(a), keras=k(K.Adadelta, rho=0.9, epsilon=1e-6))
case("optax", "adadelta:alpha={}", "adadelta", plain(adadelta, 0.9, 1e-6), torch=lambda p, a: T.Adadelta(p, lr=a),
     optax=lambda a: optax.adadelta(a), keras=k(K.Adadelta, rho=0.9, epsilon=1e-6))
case("keras", "adadelta:alpha={}", "adadelta", plain(adadelta, 0.95, 1e-7), keras=k(K.Adadelta),
     torch=lambda p, a: T.Adadelta(p, lr=a, rho=0.95, eps=1e-7), optax=lambda a: optax.adadelta(a, rho=0.95, eps=1e-7))
case("notes", "adadelta:alpha={}", "adadelta", plain(adadelta, 0.95, 1e-6), keras=k(K.Adadelta, rho=0.95, epsilon=1e-6),
     torch=lambda p, a: T.Adadelta(p, lr=a, rho=0.95, eps=1e-6), optax=lambda a: optax.adadelta(a, rho=0.95, eps=1e-6),
     paper="Zeiler 2012")
for convention in ("pytorch", "keras", "optax"):
    case(convention, "adadelta:alpha={},beta=0.8,eps=1e-4", "adadelta", plain(adadelta, 0.8, 1e-4),
         torch=lambda p, a: T.Adadelta(p, lr=a, rho=0.8, eps=1e-4), keras=k(K.Adadelta, rho=0.8, epsilon=1e-4),
         optax=lambda a: optax.adadelta(a, rho=0.8, eps=1e-4))

# adam, adamw, amsgrad
B, OWN = dict(betas=(0.8, 0.95), eps=0.05), "beta1=0.8,beta2=0.95,eps=0.05,bias_correction=true,eps_in_sqrt=false"
OB, KB = dict(b1=0.8, b2=0.95, eps=0.05), dict(beta_1=0.8, beta_2=0.95, epsilon=0.05)
P = (0.8, 0.95, 0.05)
DEFAULT = {"pytorch": (0.9, 0.999, 1e-8, "beside"), "keras": (0.9, 0.999, 1e-7, "hat"),
           "optax": (0.9, 0.999, 1e-8, "beside")}
case("pytorch", "adam:alpha={}", "adaptive", plain(adam, *DEFAULT["pytorch"]), torch=lambda p, a: T.Adam(p, lr=a),
     optax=lambda a: optax.adam(a))
case("optax", "adam:alpha={}", "adaptive", plain(adam, *DEFAULT["optax"]), torch=lambda p, a: T.Adam(p, lr=a),
     optax=lambda a: optax.adam(a))
case("keras", "adam:alpha={}", "adaptive", plain(adam, *DEFAULT["keras"]), keras=k(K.Adam))
for convention in ("pytorch", "optax"):
    case(convention, f"adam:alpha={{}},{OWN},eps_hat=false", "adaptive", plain(adam, *P, "beside"),
         torch=lambda p, a: T.Adam(p, lr=a, **B), optax=lambda a: optax.adam(a, **OB))
case("keras", f"adam:alpha={{}},{OWN},eps_hat=true", "adaptive", plain(adam, *P, "hat"), keras=k(K.Adam, **KB))
case("optax", f"adam:alpha={{}},{OWN.replace('sqrt=false', 'sqrt=true')},eps_hat=false", "adaptive",
     plain(adam, *P, "inside"), optax=lambda a: optax.adam(a, b1=0.8, b2=0.95, eps=0.0, eps_root=0.05))

case("pytorch", "adamw:alpha={}", "adaptive", plain(adam, *DEFAULT["pytorch"], decoupled=0.01),
     torch=lambda p, a: T.AdamW(p, lr=a), optax=lambda a: optax.adamw(a, weight_decay=0.01))
case("optax", "adamw:alpha={}", "adaptive", plain(adam, *DEFAULT["optax"], decoupled=1e-4), optax=lambda a: optax.adamw(a),
     torch=lambda p, a: T.AdamW(p, lr=a, weight_decay=1e-4))
case("keras", "adamw:alpha={}", "adaptive", plain(adam, *DEFAULT["keras"], decoupled=0.004), keras=k(K.AdamW))
for convention in ("pytorch", "optax"):
    case(convention, f"adamw:alpha={{}},{OWN},eps_hat=false,weight_decay=0.1", "adaptive",
         plain(adam, *P, "beside", decoupled=0.1), torch=lambda p, a: T.AdamW(p, lr=a, weight_decay=0.1, **B),
         optax=lambda a: optax.adamw(a, weight_decay=0.1, **OB))
case("keras", f"adamw:alpha={{}},{OWN},eps_hat=true,weight_decay=0.1", "adaptive", plain(adam, *P, "hat", decoupled=0.1),
     keras=k(K.AdamW, weight_decay=0.1, **KB))
case("notes", "adamw:alpha={}", "adaptive", plain(adam, 0.9, 0.999, 1e-8, "inside", decoupled=0.01),
     optax=lambda a: optax.adamw(a, eps=0.0, eps_root=1e-8, weight_decay=0.01), paper="Loshchilov 2019")
case("notes", f"adamw:alpha={{}},{OWN.replace('sqrt=false', 'sqrt=true')},weight_decay=0.1", "adaptive",
     plain(adam, *P, "inside", decoupled=0.1),
     optax=lambda a: optax.adamw(a, b1=0.8, b2=0.95, eps=0.0, eps_root=0.05, weight_decay=0.1), paper="Loshchilov 2019")

case("pytorch", "amsgrad:alpha={}", "adaptive", plain(adam, *DEFAULT["pytorch"], max_of="raw"),
     torch=lambda p, a: T.Adam(p, lr=a, amsgrad=True))
case("keras", "amsgrad:alpha={}", "adaptive", plain(adam, *DEFAULT["keras"], max_of="raw"), keras=k(K.Adam, amsgrad=True))
case("optax", "amsgrad:alpha={}", "adaptive", plain(adam, *DEFAULT["optax"], max_of="corrected"),
     optax=lambda a: optax.amsgrad(a))
case("pytorch", f"amsgrad:alpha={{}},{OWN},eps_hat=false,max_of=raw", "adaptive", plain(adam, *P, "beside", max_of="raw"),
     torch=lambda p, a: T.Adam(p, lr=a, amsgrad=True, **B))
case("keras", f"amsgrad:alpha={{}},{OWN},eps_hat=true,max_of=raw", "adaptive", plain(adam, *P, "hat", max_of="raw"),
     keras=k(K.Adam, amsgrad=True, **KB))
case("optax", f"amsgrad:alpha={{}},{OWN},eps_hat=false,max_of=corrected", "adaptive",
     plain(adam, *P, "beside", max_of="corrected"), optax=lambda a: optax.amsgrad(a, **OB))
case("notes", "amsgrad:alpha={}", "adaptive", plain(adam, 0.9, 0.999, 1e-8, "beside", corrected=False, max_of="raw"),
     optax=lambda a: optax.amsgrad(a, bias_correction_mu=False, bias_correction_nu=False), paper="Reddi 2018")
case("notes", f"amsgrad:alpha={{}},{OWN.replace('correction=true', 'correction=false')},eps_hat=false,max_of=raw",
     "adaptive", plain(adam, *P, "beside", corrected=False, max_of="raw"),
     optax=lambda a: optax.amsgrad(a, bias_correction_mu=False, bias_correction_nu=False, **OB), paper="Reddi 2018")

# nadam
case("pytorch", "nadam:alpha={}", "adaptive", plain(nadam, 0.9, 0.999, 1e-8, 0.004), torch=lambda p, a: T.NAdam(p, lr=a))
case("notes", "nadam:alpha={}", "adaptive", plain(nadam, 0.9, 0.999, 1e-8, 0.004), torch=lambda p, a: T.NAdam(p, lr=a),
     paper="Dozat 2016")
case("keras", "nadam:alpha={}", "adaptive", plain(nadam, 0.9, 0.999, 1e-7, 1.0), keras=k(K.Nadam),
     torch=lambda p, a: T.NAdam(p, lr=a, eps=1e-7, momentum_decay=1.0))
case("optax", "nadam:alpha={}", "adaptive", plain(nadam, 0.9, 0.999, 1e-8, None), optax=lambda a: optax.nadam(a))
N = "nadam:alpha={},beta1=0.8,beta2=0.95,eps=0.05"
case("pytorch", N + ",momentum_decay=0.05,warming=true", "adaptive", plain(nadam, *P, 0.05),
     torch=lambda p, a: T.NAdam(p, lr=a, momentum_decay=0.05, **B))
case("keras", N + ",momentum_decay=1,warming=true", "adaptive", plain(nadam, *P, 1.0), keras=k(K.Nadam, **KB),
     torch=lambda p, a: T.NAdam(p, lr=a, momentum_decay=1.0, **B))
case("optax", N + ",warming=false", "adaptive", plain(nadam, *P, None), optax=lambda a: optax.nadam(a, **OB))

# radam
case("pytorch", "radam:alpha={}", "adaptive", plain(radam, 0.9, 0.999, 1e-8, 5, True), torch=lambda p, a: T.RAdam(p, lr=a))
case("optax", "radam:alpha={}", "adaptive", plain(radam, 0.9, 0.999, 1e-8, 5, False), optax=lambda a: optax.radam(a))
case("notes", "radam:alpha={}", "adaptive", plain(radam, 0.9, 0.999, 1e-8, 4, True), paper="Liu 2019")
R = "radam:alpha={},beta1=0.8,beta2=0.95,eps=0.05,threshold={th},eps_hat={hat}"
case("pytorch", R.replace("{th}", "5").replace("{hat}", "true"), "adaptive", plain(radam, *P, 5, True),
     torch=lambda p, a: T.RAdam(p, lr=a, **B))
case("optax", R.replace("{th}", "5").replace("{hat}", "false"), "adaptive", plain(radam, *P, 5, False),
     optax=lambda a: optax.radam(a, **OB))
case("optax", R.replace("{th}", "8").replace("{hat}", "false"), "adaptive", plain(radam, *P, 8, False),
     optax=lambda a: optax.radam(a, threshold=8.0, **OB))

# adamax
case("pytorch", "adamax:alpha={}", "adaptive", plain(adamax, 0.9, 0.999, 1e-8, True), torch=lambda p, a: T.Adamax(p, lr=a),
     optax=lambda a: optax.adamax(a))
case("optax", "adamax:alpha={}", "adaptive", plain(adamax, 0.9, 0.999, 1e-8, True), torch=lambda p, a: T.Adamax(p, lr=a),
     optax=lambda a: optax.adamax(a))
case("keras", "adamax:alpha={}", "adaptive", plain(adamax, 0.9, 0.999, 1e-7, False), keras=k(K.Adamax))
case("notes", "adamax:alpha={}", "adaptive", plain(adamax, 0.9, 0.999, 1e-8, False), keras=k(K.Adamax, epsilon=1e-8),
     paper="Kingma 2015")
X = "adamax:alpha={},beta1=0.8,beta2=0.95,eps=0.05"
for convention in ("pytorch", "optax"):
    case(convention, X + ",eps_in_max=true", "adaptive", plain(adamax, *P, True), torch=lambda p, a: T.Adamax(p, lr=a, **B),
         optax=lambda a: optax.adamax(a, **OB))
case("keras", X + ",eps_in_max=false", "adaptive", plain(adamax, *P, False), keras=k(K.Adamax, **KB))

# lion: torch has none
case("keras", "lion:alpha={}", "adaptive", plain(lion, 0.9, 0.99), keras=k(K.Lion),
     optax=lambda a: optax.lion(a, weight_decay=0.0))
case("optax", "lion:alpha={}", "adaptive", plain(lion, 0.9, 0.99, decoupled=1e-3), optax=lambda a: optax.lion(a),
     keras=k(K.Lion, weight_decay=1e-3))
case("notes", "lion:alpha={}", "adaptive", plain(lion, 0.9, 0.99), keras=k(K.Lion),
     optax=lambda a: optax.lion(a, weight_decay=0.0), paper="Chen 2023")
for convention in ("keras", "optax"):
    case(convention, "lion:alpha={},beta1=0.8,beta2=0.95,weight_decay=0.1,decay=decoupled", "adaptive",
         plain(lion, 0.8, 0.95, decoupled=0.1), keras=k(K.Lion, beta_1=0.8, beta_2=0.95, weight_decay=0.1),
         optax=lambda a: optax.lion(a, b1=0.8, b2=0.95, weight_decay=0.1))

# Only alpha and a large eps: where the convention puts eps, which the small default eps does not show.
E = 0.05
HERE = dict(on=["himmelblau", "mccormick"])
case("pytorch", "adagrad:alpha={},eps=0.05", "adaptive", plain(adagrad, E, 0.0, False),
     torch=lambda p, a: T.Adagrad(p, lr=a, eps=E), **HERE)
case("keras", "adagrad:alpha={},eps=0.05", "adaptive", plain(adagrad, E, 0.1, True), keras=k(K.Adagrad, epsilon=E), **HERE)
case("optax", "adagrad:alpha={},eps=0.05", "adaptive", plain(adagrad, E, 0.1, True),
     optax=lambda a: optax.adagrad(a, eps=E), **HERE)
case("notes", "adagrad:alpha={},eps=0.05", "adaptive", plain(adagrad, E, 0.0, False),
     torch=lambda p, a: T.Adagrad(p, lr=a, eps=E), paper="Duchi 2011", **HERE)
case("pytorch", "rmsprop:alpha={},eps=0.05", "adaptive", plain(rmsprop, 0.99, E, 0.0, False, False, False),
     torch=lambda p, a: T.RMSprop(p, lr=a, eps=E), **HERE)
case("keras", "rmsprop:alpha={},eps=0.05", "adaptive", plain(rmsprop, 0.9, E, 0.0, True, False, True),
     keras=k(K.RMSprop, epsilon=E), **HERE)
case("optax", "rmsprop:alpha={},eps=0.05", "adaptive", plain(rmsprop, 0.9, E, 0.0, True, False, True),
     optax=lambda a: optax.rmsprop(a, eps=E), **HERE)
case("pytorch", "adam:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "beside"),
     torch=lambda p, a: T.Adam(p, lr=a, eps=E), **HERE)
case("keras", "adam:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "hat"), keras=k(K.Adam, epsilon=E), **HERE)
case("optax", "adam:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "beside"),
     optax=lambda a: optax.adam(a, eps=E), **HERE)
case("keras", "adamw:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "hat", decoupled=0.004),
     keras=k(K.AdamW, epsilon=E), **HERE)
case("notes", "adamw:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "inside", decoupled=0.01),
     optax=lambda a: optax.adamw(a, eps=0.0, eps_root=E, weight_decay=0.01), paper="Loshchilov 2019", **HERE)
case("pytorch", "amsgrad:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "beside", max_of="raw"),
     torch=lambda p, a: T.Adam(p, lr=a, eps=E, amsgrad=True), **HERE)
case("keras", "amsgrad:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "hat", max_of="raw"),
     keras=k(K.Adam, epsilon=E, amsgrad=True), **HERE)
case("notes", "amsgrad:alpha={},eps=0.05", "adaptive", plain(adam, 0.9, 0.999, E, "beside", corrected=False, max_of="raw"),
     optax=lambda a: optax.amsgrad(a, eps=E, bias_correction_mu=False, bias_correction_nu=False),
     paper="Reddi 2018", **HERE)
case("pytorch", "radam:alpha={},eps=0.05", "adaptive", plain(radam, 0.9, 0.999, E, 5, True),
     torch=lambda p, a: T.RAdam(p, lr=a, eps=E), **HERE)
case("optax", "radam:alpha={},eps=0.05", "adaptive", plain(radam, 0.9, 0.999, E, 5, False),
     optax=lambda a: optax.radam(a, eps=E), **HERE)
case("notes", "radam:alpha={},eps=0.05", "adaptive", plain(radam, 0.9, 0.999, E, 4, True), paper="Liu 2019", **HERE)
case("pytorch", "adamax:alpha={},eps=0.05", "adaptive", plain(adamax, 0.9, 0.999, E, True),
     torch=lambda p, a: T.Adamax(p, lr=a, eps=E), **HERE)
case("keras", "adamax:alpha={},eps=0.05", "adaptive", plain(adamax, 0.9, 0.999, E, False),
     keras=k(K.Adamax, epsilon=E), **HERE)
case("optax", "adamax:alpha={},eps=0.05", "adaptive", plain(adamax, 0.9, 0.999, E, True),
     optax=lambda a: optax.adamax(a, eps=E), **HERE)
case("notes", "adamax:alpha={},eps=0.05", "adaptive", plain(adamax, 0.9, 0.999, E, False), keras=k(K.Adamax, epsilon=E),
     paper="Kingma 2015", **HERE)

# decay and clipping
before = len(CASES)
chain, decayed, by_norm, by_value = optax.chain, optax.add_decayed_weights, optax.clip_by_global_norm, optax.clip
DEC, COU = "weight_decay=0.1,decay=decoupled", "weight_decay=0.1,decay=coupled"
HB, AD = "momentum:alpha={},beta=0.9,form=heavy-ball,alpha_inside={in}", "adam:alpha={},beta1=0.9,beta2=0.999,eps=1e-8"
PT, OX, KE = (HB.replace("{in}", s) for s in ("false", "false", "true"))
ADAM = (0.9, 0.999, 1e-8, "beside")
case("pytorch", f"sgd:alpha={{}},{COU}", "gd", plain(sgd, coupled=0.1), torch=lambda p, a: T.SGD(p, lr=a, weight_decay=0.1),
     optax=lambda a: chain(decayed(0.1), optax.sgd(a)))
case("pytorch", "sgd:alpha={},clip_value=3", "gd", plain(sgd, clip_value=3.0), keras=k(K.SGD, clipvalue=3.0),
     torch=clipping(lambda p, a: T.SGD(p, lr=a), 3.0), optax=lambda a: chain(by_value(3.0), optax.sgd(a)))
case("pytorch", f"{PT},{COU},clip_value=3", "heavy-ball", plain(momentum, 0.9, coupled=0.1, clip_value=3.0),
     torch=clipping(lambda p, a: T.SGD(p, lr=a, momentum=0.9, weight_decay=0.1), 3.0),
     optax=lambda a: chain(by_value(3.0), decayed(0.1), optax.sgd(a, momentum=0.9)))
case("pytorch", f"{AD},{COU}", "adaptive", plain(adam, *ADAM, coupled=0.1),
     torch=lambda p, a: T.Adam(p, lr=a, weight_decay=0.1),
     optax=lambda a: chain(decayed(0.1), optax.adam(a)))
case("pytorch", f"{AD},{DEC}", "adaptive", plain(adam, *ADAM, decoupled=0.1),
     optax=lambda a: optax.adamw(a, weight_decay=0.1),
     torch=lambda p, a: T.Adam(p, lr=a, weight_decay=0.1, decoupled_weight_decay=True))
case("pytorch", f"{AD},{COU},clip_value=3", "adaptive", plain(adam, *ADAM, coupled=0.1, clip_value=3.0),
     torch=clipping(lambda p, a: T.Adam(p, lr=a, weight_decay=0.1), 3.0),
     optax=lambda a: chain(by_value(3.0), decayed(0.1), optax.adam(a)))
case("pytorch", f"nadam:alpha={{}},beta1=0.9,beta2=0.999,eps=1e-8,momentum_decay=0.004,warming=true,{DEC}", "adaptive",
     plain(nadam, 0.9, 0.999, 1e-8, 0.004, decoupled=0.1),
     torch=lambda p, a: T.NAdam(p, lr=a, weight_decay=0.1, decoupled_weight_decay=True))
case("pytorch", f"rmsprop:alpha={{}},beta=0.99,eps=1e-8,momentum=0,eps_in_sqrt=false,centered=false,{COU}", "adaptive",
     plain(rmsprop, 0.99, 1e-8, 0.0, False, False, False, coupled=0.1),
     torch=lambda p, a: T.RMSprop(p, lr=a, weight_decay=0.1))
case("optax", "sgd:alpha={},clip_norm=4", "gd", plain(sgd, clip_norm=4.0), keras=k(K.SGD, clipnorm=4.0),
     optax=columnwise(lambda a: chain(by_norm(4.0), optax.sgd(a))))
case("optax", f"sgd:alpha={{}},{DEC},clip_norm=4", "gd", plain(sgd, decoupled=0.1, clip_norm=4.0),
     keras=k(K.SGD, clipnorm=4.0, weight_decay=0.1),
     optax=columnwise(lambda a: chain(by_norm(4.0), decayed(0.1), optax.scale_by_learning_rate(a))))
case("optax", f"{OX},clip_norm=4", "heavy-ball", plain(momentum, 0.9, clip_norm=4.0),
     keras=k(K.SGD, momentum=0.9, clipnorm=4.0),
     optax=columnwise(lambda a: chain(by_norm(4.0), optax.sgd(a, momentum=0.9))))
case("optax", f"{OX},{COU},clip_norm=4", "heavy-ball", plain(momentum, 0.9, coupled=0.1, clip_norm=4.0),
     optax=columnwise(lambda a: chain(by_norm(4.0), decayed(0.1), optax.sgd(a, momentum=0.9))))
case("optax", f"{OX},{DEC}", "heavy-ball", plain(momentum, 0.9, decoupled=0.1),
     optax=lambda a: chain(optax.trace(0.9), decayed(0.1), optax.scale_by_learning_rate(a)),
     keras=k(K.SGD, momentum=0.9, weight_decay=0.1))
case("optax", f"{AD},{COU},clip_norm=4", "adaptive", plain(adam, *ADAM, coupled=0.1, clip_norm=4.0),
     optax=columnwise(lambda a: chain(by_norm(4.0), decayed(0.1), optax.adam(a))))
case("optax", f"{AD},{DEC},clip_norm=4", "adaptive", plain(adam, *ADAM, decoupled=0.1, clip_norm=4.0),
     optax=columnwise(lambda a: chain(by_norm(4.0), optax.adamw(a, weight_decay=0.1))))
case("optax", f"{AD},clip_value=3", "adaptive", plain(adam, *ADAM, clip_value=3.0),
     torch=clipping(lambda p, a: T.Adam(p, lr=a), 3.0), optax=lambda a: chain(by_value(3.0), optax.adam(a)))
case("keras", f"{KE},{DEC},clip_value=3", "heavy-ball", plain(momentum, 0.9, False, True, decoupled=0.1, clip_value=3.0),
     keras=k(K.SGD, momentum=0.9, weight_decay=0.1, clipvalue=3.0),
     optax=lambda a: chain(by_value(3.0), optax.trace(0.9), decayed(0.1), optax.scale_by_learning_rate(a)))
case("keras", f"adam:alpha={{}},beta1=0.9,beta2=0.999,eps=1e-7,eps_hat=true,{DEC},clip_norm=4", "adaptive",
     plain(adam, 0.9, 0.999, 1e-7, "hat", decoupled=0.1, clip_norm=4.0), keras=k(K.Adam, weight_decay=0.1, clipnorm=4.0))
CASES[before:] = [(*c[:-1], FEW) for c in CASES[before:]]


# ---------------------------------------------------------------- choosing alpha and the horizon, as generate.pick does
def runners(name, case):
    """(label, run), the one written first."""
    convention, spec, _, make, libraries, *_ = case
    rule = (None, None, spec, None, libraries["torch"], libraries["optax"])
    found = {}
    if libraries["torch"]:
        found["torch"] = lambda *a: torch_paths(name, rule, *a)
    if libraries["optax"]:
        found["optax"] = optax_paths(name, rule)
    if libraries["keras"]:
        found["keras"] = keras_paths(name, libraries["keras"])
    own = LIBRARY[convention]
    if own == "paper":
        first = plain_paths(name, make, torch_gradient)
    else:
        first = found.pop(own)
    found["plain"] = plain_paths(name, make, torch_gradient if own in ("optax", "keras") else jax_gradient)
    return [(own, first), *found.items()]


def choose(name, case):
    ws, bs, (w, b), *_ = SURFACES[name]
    *_, ww, wb, bb = derivatives(name, w, b)
    stiffest = np.abs(np.linalg.eigvalsh([[ww, wb], [wb, bb]])).max()
    middle, width = np.array([ws, bs]).mean(axis=1), np.array([ws[1] - ws[0], bs[1] - bs[0]])
    wide = width.max()
    alpha = {"gd": 1.5 / stiffest, "heavy-ball": 0.5 / stiffest, "adaptive": wide / 50, "adadelta": wide}[case[2]]
    (_, primary), *checks = runners(name, case)
    while True:
        alpha = float(f"{alpha:.1e}")
        with np.errstate(all="ignore"):
            paths = primary(alpha, NOISE)
            path = paths[:, :, 0]
            off = {label: apart(path, run(alpha, NOISE[:, :, :1] * 0 + 1)[:, :, 0]) for label, run in checks}
            growth = np.max([apart(path, paths[:, :, i]) for i in range(1, NOISE.shape[2])], axis=0)
            tame = np.isfinite(path) & (np.abs(path - middle) <= 0.75 * width)  # the domain and half as much again
            good = tame.all(axis=1) & (growth <= GROWTH)
            for each in off.values():
                good &= each <= GROWTH
        horizon = STEPS if good.all() else int(np.argmin(good)) - 1
        if horizon >= AT_LEAST:
            moved = (np.abs(path[: AT_LEAST + 1] - path[0]) / width).max()
            assert moved > 0.01, f"{name} {case[1]}: alpha {alpha} hardly moves"
            # A check that leaves while rounding is still small computes another form: it must not just cut the horizon.
            if horizon < STEPS:
                end = horizon + 1
                assert growth[end] > GROWTH / 100 or not tame[end].all(), (name, case[1], growth[end], off)
            return alpha, horizon, path, growth[: horizon + 1].max(), {k: v[: horizon + 1].max() for k, v in off.items()}
        assert alpha > 1e-9, (name, case[1], {k: v[:4] for k, v in off.items()})
        alpha /= 2


def family(names):
    versions = {"torch": torch.__version__.split("+")[0], "optax": optax.__version__, "keras": keras.__version__}
    rows, worst, horizons = [], {}, []
    assert len({(c[0], c[1]) for c in CASES}) == len(CASES)
    for name in names:
        w0, b0 = SURFACES[name][2]
        for case in CASES:
            convention, spec, *_, paper, on = case
            if name not in on:
                continue
            alpha, horizon, path, growth, off = choose(name, case)
            library, spec, (w, b) = LIBRARY[convention], spec.replace("alpha={}", f"alpha={alpha}"), path[horizon]
            print(f"{name:10} {convention:7} {spec:110} horizon {horizon:3} ({w:+.2e}, {b:+.2e})", end="  ")
            print(f"grew to {growth:.0e},", *(f"{label} {d:.0e}" for label, d in off.items()), flush=True)
            for label, d in off.items():
                pair = f"{library}-{label}"
                worst[pair] = max(worst.get(pair, 0.0), d)
            horizons.append(horizon)
            for step in sorted(s for s in KEPT | {horizon} if s <= horizon):
                w, b = path[step].tolist()
                rows.append([library, versions.get(library, paper), name, convention, spec, w0, b0, step, w, b])
    print(f"family: {len(horizons)} cases, {len(rows)} rows, horizon at least {min(horizons)},",
          f"full in {horizons.count(STEPS)}")
    print("family: worst deviations", ", ".join(f"{k} {v:.1e}" for k, v in sorted(worst.items())))
    return rows


# ---------------------------------------------------------------- schedules
def torch_factors(make, steps):
    opt = T.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule, out = make(opt), []
    for _ in range(steps):
        out.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step()
    return out


def cosine(x):
    return (1 + math.cos(math.pi * x)) / 2


def one_cycle(t, steps, share, div, final, top=None, end=None):
    low = 1 / div
    if top is None:
        top, end = share * steps - 1, steps - 1
    least = low / final
    if t <= top:
        return 1 + (low - 1) * cosine(t / top)
    return least + (1 - least) * cosine((t - top) / (end - top))


def schedules():
    """(schedule, params, steps, factors, check), the check being another library's or the closed form."""
    S, KS = optax.schedules, keras.optimizers.schedules
    for steps, every, drop in ((40, 10, 0.5), (40, 7, 0.1), (300, 90, 0.3)):
        yield ("step", f"every={every};drop={drop}", steps,
               torch_factors(lambda o: lr_scheduler.StepLR(o, step_size=every, gamma=drop), steps),
               S.exponential_decay(1.0, every, drop, staircase=True))
    for steps, gamma in ((40, 0.9), (300, 0.99)):
        yield ("exponential", f"gamma={gamma}", steps,
               torch_factors(lambda o: lr_scheduler.ExponentialLR(o, gamma=gamma), steps),
               S.exponential_decay(1.0, 1, gamma))
    for steps, rate in ((40, 0.1), (300, 0.02)):
        yield ("inverse", f"k={rate}", steps, [1 / (1 + rate * t) for t in range(steps)], KS.InverseTimeDecay(1.0, 1, rate))
    for steps, floor in ((40, 0.0), (40, 0.1), (300, 0.05)):
        yield ("cosine", f"floor={floor}", steps,
               torch_factors(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=steps, eta_min=floor), steps),
               S.cosine_decay_schedule(1.0, steps, alpha=floor))
    for steps, warm, floor in ((40, 4, 0.0), (40, 10, 0.1), (300, 30, 0.01)):
        own = S.warmup_cosine_decay_schedule(0.0, 1.0, warm, steps, end_value=floor)
        yield ("warmup-cosine", f"warmup_steps={warm};floor={floor}", steps, [float(own(t)) for t in range(steps)],
               lambda t, warm=warm, floor=floor, rest=steps - warm:
               t / warm if t < warm else floor + (1 - floor) * cosine((t - warm) / rest))
    for steps, share in ((40, 0.3), (40, 0.5), (300, 0.3)):
        yield ("one-cycle", f"warmup={share};div_factor=25;final_div_factor=10000", steps,
               torch_factors(lambda o: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=steps, pct_start=share,
                                                               div_factor=25.0, final_div_factor=1e4,
                                                               cycle_momentum=False), steps),
               lambda t, steps=steps, share=share: one_cycle(t, steps, share, 25.0, 1e4))
    # optax' ends at the update after the last and peaks a step later than PyTorch's.
    for steps, share in ((40, 0.33), (300, 0.3)):
        own = S.cosine_onecycle_schedule(steps, 1.0, share, 25.0, 1e4)
        yield ("one-cycle", f"warmup={share};div_factor=25;final_div_factor=10000;cycle=optax", steps,
               [float(own(t)) for t in range(steps)],
               lambda t, steps=steps, share=share: one_cycle(t, steps, share, 25.0, 1e4, int(share * steps), steps))


def schedule_rows():
    rows, worst = [], {}
    for name, params, steps, factors, check in schedules():
        off = max(abs(a - float(check(t))) for t, a in enumerate(factors))
        assert off < 1e-12, (name, params, off)
        worst[name] = max(worst.get(name, 0.0), off)
        rows += [[name, params, steps, t, factors[t]] for t in range(0, steps, 1 if steps == 40 else 10)]
    print(f"schedules: {len(rows)} rows;", ", ".join(f"{k} {v:.1e}" for k, v in worst.items()))
    return rows


if __name__ == "__main__":
    names = sys.argv[1:] or SUBSET
    schedule = schedule_rows()
    rows = family(names)
    if names == SUBSET:
        write("family.csv", "library,version,surface,convention,optimizer,w0,b0,step,w,b".split(","), rows)
        write("schedules.csv", "schedule,params,steps,t,factor".split(","), schedule)
