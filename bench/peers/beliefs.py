"""One belief update and all predictions for 10,000 learners and 100 concepts in vectorised numpy (BKT, float32)."""
import json
import time

import numpy as np

LEARNERS, CONCEPTS, STEPS = 10_000, 100, 200

random = np.random.default_rng(1)
shape = (CONCEPTS,)
learn = random.uniform(0.05, 0.3, shape).astype(np.float32)
guess = random.uniform(0.05, 0.3, shape).astype(np.float32)
slip = random.uniform(0.05, 0.3, shape).astype(np.float32)
known = np.broadcast_to(random.uniform(0.1, 0.6, shape).astype(np.float32), (LEARNERS, CONCEPTS)).copy()
rows = np.arange(LEARNERS)
items = random.integers(0, CONCEPTS, (STEPS, LEARNERS))
scores = random.integers(0, 2, (STEPS, LEARNERS)).astype(np.float32)
spread = 1 - slip - guess
out = np.empty((LEARNERS, CONCEPTS), np.float32)

times = []
for step in range(STEPS):
    start = time.perf_counter()
    item, right = items[step], scores[step] > 0.5
    belief = known[rows, item]
    s, g = slip[item], guess[item]
    if_known = np.where(right, 1 - s, s) * belief
    if_unknown = np.where(right, g, 1 - g) * (1 - belief)
    belief = if_known / (if_known + if_unknown)
    known[rows, item] = belief + (1 - belief) * learn[item]
    np.multiply(known, spread, out=out)
    np.add(out, guess, out=out)
    times.append(time.perf_counter() - start)
print(json.dumps({"step": float(np.median(times)) * 1000}))
