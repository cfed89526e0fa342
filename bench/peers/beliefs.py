"""One belief update and all predictions for 10,000 learners and 100 concepts in vectorised numpy (BKT).

"usual": doubles, whole-array expressions, as one writes it. "tuned": single precision, results written into arrays that
are there already.
"""
import json
import time

import numpy as np

LEARNERS, CONCEPTS, STEPS = 10_000, 100, 200

random = np.random.default_rng(1)
rows = np.arange(LEARNERS)
items = random.integers(0, CONCEPTS, (STEPS, LEARNERS))
answers = random.integers(0, 2, (STEPS, LEARNERS)) == 1
learn, guess, slip = (random.uniform(0.05, 0.3, CONCEPTS) for _ in range(3))
prior = random.uniform(0.1, 0.6, CONCEPTS)


def observe(known, item, right, learn, guess, slip):
    belief = known[rows, item]
    s, g = slip[item], guess[item]
    if_known = np.where(right, 1 - s, s) * belief
    if_unknown = np.where(right, g, 1 - g) * (1 - belief)
    belief = if_known / (if_known + if_unknown)
    known[rows, item] = belief + (1 - belief) * learn[item]


def usual():
    known = np.tile(prior, (LEARNERS, 1))
    times = []
    for item, right in zip(items, answers):
        start = time.perf_counter()
        observe(known, item, right, learn, guess, slip)
        known * (1 - slip) + (1 - known) * guess
        times.append(time.perf_counter() - start)
    return times


def tuned():
    single = [array.astype(np.float32) for array in (learn, guess, slip)]
    known = np.tile(prior.astype(np.float32), (LEARNERS, 1))
    spread = 1 - single[2] - single[1]
    out = np.empty_like(known)
    times = []
    for item, right in zip(items, answers):
        start = time.perf_counter()
        observe(known, item, right, *single)
        np.multiply(known, spread, out=out)
        np.add(out, single[1], out=out)
        times.append(time.perf_counter() - start)
    return times


print(json.dumps({"usual": float(np.median(usual())) * 1000, "tuned": float(np.median(tuned())) * 1000}))
