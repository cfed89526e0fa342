"""The Robust Evaluation Matrix as studies have run it: one learner at a time, one Python loop (numpy where it helps).

Eight rule policies under three BKT-like simulators; a slice of the learners is played and the time is scaled to all.
The parameters come from a file that both sides read, so both play the same worlds.
"""
import json
import random
import sys
import time

import numpy as np

world = json.load(open(sys.argv[1]))
played, learners, steps = world["slice"], world["learners"], world["steps"]
concept_of = np.array(world["conceptOf"])
rng = random.Random(1)


class Bkt:
    def __init__(self, rows):
        self.prior, self.learn, self.guess, self.slip = (np.array(rows[k]) for k in ("prior", "learn", "guess", "slip"))

    def start(self):
        return self.prior.copy()

    def predict(self, known):
        k = known[concept_of]
        return k * (1 - self.slip[concept_of]) + (1 - k) * self.guess[concept_of]

    def observe(self, known, item, right):
        c = concept_of[item]
        s, g, k = self.slip[c], self.guess[c], known[c]
        a = (1 - s if right else s) * k
        b = (g if right else 1 - g) * (1 - k)
        k = a / (a + b)
        known[c] = k + (1 - k) * self.learn[c]


def choose(policy, tracer, known, allowed, step):
    candidates = np.flatnonzero(allowed)
    if policy == "random":
        return int(rng.choice(candidates))
    if policy == "instruct-seq":
        return int(candidates[0])
    if policy == "inv-instruct-seq":
        return int(candidates[-1])
    if policy == "mp":
        score = 0.95 - known[concept_of]
    else:
        p = tracer.predict(known)
        score = {"highest": p, "lowest": -p, "uncertain": -abs(p - 0.5), "zone": -abs(p - 0.7)}[policy]
    return int(candidates[np.argmax(score[candidates])])


policies = ["random", "instruct-seq", "inv-instruct-seq", "mp", "highest", "lowest", "uncertain", "zone"]
tracers = [Bkt(rows) for rows in world["simulators"]]
weights = np.array(world["rewardWeights"])
start = time.perf_counter()
total = 0.0
for simulator in tracers:
    for policy in policies:
        for _ in range(played):
            hidden, belief = simulator.start(), tracers[0].start()
            allowed = np.ones(len(concept_of), bool)
            for step in range(steps):
                item = choose(policy, tracers[0], belief, allowed, step)
                right = rng.random() < simulator.predict(hidden)[item]
                simulator.observe(hidden, item, right)
                tracers[0].observe(belief, item, right)
                if right:
                    allowed[item] = False
                if not allowed.any():
                    allowed[:] = True
            total += float(belief @ weights)
seconds = (time.perf_counter() - start) * learners / played
print(json.dumps({"matrix": seconds * 1000, "value": total}))
