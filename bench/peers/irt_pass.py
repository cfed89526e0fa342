"""Shi and Athey's models in Pyro on the same answers: full-batch stochastic variational inference in single precision.

Two-parameter and twenty factors: standard normal priors, independent normals, positive loading means, one sample a step,
Adam 0.05; a loss every ten steps, until the mean of its last four drops is below 0.1 % of the first. Prints one JSON object:
milliseconds of a step and to convergence, the held-out log loss integrated over the posterior (MacKay's approximation) and
from posterior means alone; and of a 2PL step written by hand, without Pyro.
"""
import json
import math
import statistics
import sys
import time

import numpy as np
import pyro
import pyro.distributions as dist
import torch
from pyro.distributions import constraints
from pyro.infer import SVI, Trace_ELBO

LEARNERS, ITEMS, TRAIN, TEST = 5000, 2000, 200, 10
RECORD, MOST, SHARE, RATE = 10, 2000, 0.001, 0.05
HAND_STEPS = 30

torch.set_num_threads(2)


def read(item_file, score_file):
    item = torch.from_numpy(np.fromfile(item_file, dtype=np.int32).astype(np.int64)).reshape(LEARNERS, TRAIN + TEST)
    score = torch.from_numpy(np.fromfile(score_file, dtype=np.uint8).astype(np.float32)).reshape(LEARNERS, TRAIN + TEST)
    learner = torch.arange(LEARNERS)[:, None].expand(-1, TRAIN + TEST)
    parts = (slice(0, TRAIN), slice(TRAIN, TRAIN + TEST))
    return [tuple(column[:, part].reshape(-1) for column in (learner, item, score)) for part in parts]


def model_of(factors):
    def model(learner, item, score):
        theta = pyro.sample("theta", dist.Normal(torch.zeros(LEARNERS, factors), 1.0).to_event(2))
        alpha = pyro.sample("alpha", dist.Normal(torch.zeros(ITEMS, factors), 1.0).to_event(2))
        beta = pyro.sample("beta", dist.Normal(torch.zeros(ITEMS), 1.0).to_event(1))
        if factors == 1:
            logits = theta[:, 0][learner] * alpha[:, 0][item] - beta[item]
        else:
            logits = (theta[learner] * alpha[item]).sum(-1) - beta[item]
        with pyro.plate("answers", len(score)):
            pyro.sample("score", dist.Bernoulli(logits=logits), obs=score)

    return model


def guide_of(factors):
    def guide(learner, item, score):
        shapes = {"theta": (LEARNERS, factors), "alpha": (ITEMS, factors), "beta": (ITEMS,)}
        for name, shape in shapes.items():
            if name == "alpha":
                loc = pyro.param("alpha_loc", lambda: torch.ones(shape), constraint=constraints.positive)
            else:
                loc = pyro.param(f"{name}_loc", lambda: torch.randn(shape))
            scale = pyro.param(f"{name}_scale", lambda: torch.ones(shape), constraint=constraints.positive)
            pyro.sample(name, dist.Normal(loc, scale).to_event(len(shape)))

    return guide


def settled(losses):
    if len(losses) < 5:
        return False
    return (losses[-5] - losses[-1]) / 4 < SHARE * (losses[0] - losses[1])


def held_out(test):
    learner, item, score = test
    with torch.no_grad():
        get = {name: pyro.param(name) for name in ("theta_loc", "theta_scale", "alpha_loc", "alpha_scale", "beta_loc", "beta_scale")}
        t, a = get["theta_loc"][learner], get["alpha_loc"][item]
        tv, av = get["theta_scale"][learner] ** 2, get["alpha_scale"][item] ** 2
        mean = (t * a).sum(-1) - get["beta_loc"][item]
        variance = (a * a * tv + av * (t * t + tv)).sum(-1) + get["beta_scale"][item] ** 2
        loss = torch.nn.functional.binary_cross_entropy_with_logits
        integrated = loss(mean / torch.sqrt(1 + math.pi / 8 * variance), score)
        return integrated.item(), loss(mean, score).item()


def fit(factors, train, test):
    pyro.clear_param_store()
    pyro.set_rng_seed(1)
    svi = SVI(model_of(factors), guide_of(factors), pyro.optim.Adam({"lr": RATE}), Trace_ELBO())
    steps, losses = [], []
    start = time.perf_counter()
    for step in range(MOST):
        since = time.perf_counter()
        loss = svi.step(*train)
        steps.append(time.perf_counter() - since)
        if step % RECORD == 0:
            losses.append(loss)
            if settled(losses):
                break
    seconds = time.perf_counter() - start
    integrated, plug_in = held_out(test)
    return {
        "pass": statistics.median(steps) * 1000,
        "settled": seconds * 1000,
        "steps": len(steps),
        "heldOut": integrated,
        "plugIn": plug_in,
    }


def by_hand(train):
    """A 2PL step as one writes it in PyTorch alone: reparametrised samples, closed-form divergences, Adam."""
    learner, item, score = train
    shapes = [(LEARNERS,), (ITEMS,), (ITEMS,)]
    locs = [torch.zeros(shape, requires_grad=True) for shape in shapes]
    logs = [torch.zeros(shape, requires_grad=True) for shape in shapes]
    adam = torch.optim.Adam([*locs, *logs], lr=RATE)
    steps = []
    for _ in range(HAND_STEPS):
        since = time.perf_counter()
        theta, alpha, beta = (loc + torch.exp(log) * torch.randn_like(loc) for loc, log in zip(locs, logs))
        logits = theta[learner] * alpha[item] - beta[item]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, score, reduction="sum")
        for loc, log in zip(locs, logs):
            loss = loss + (0.5 * (torch.exp(2 * log) + loc**2 - 1) - log).sum()
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        steps.append(time.perf_counter() - since)
    return statistics.median(steps) * 1000


files = sys.argv[1:]
out = {}
for suffix, factors, pair in (("2pl", 1, files[:2]), ("20", 20, files[2:])):
    train, test = read(*pair)
    for name, value in fit(factors, train, test).items():
        out[f"{name}{suffix}"] = value
    if factors == 1:
        out["byHand2pl"] = by_hand(train)
print(json.dumps(out))
