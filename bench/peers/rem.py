"""The Robust Evaluation Matrix as studies have run it: one learner at a time, in one Python loop.

"plain" works on lists, as the published student models do; "numpy" scores all items of one learner at once. Eight rule policies under three BKT-like simulators; a slice of the learners is played and the time is scaled to all.
The parameters come from a file that both sides read, so both play the same worlds.
"""
import json
import random
import sys
import time

import numpy as np

world = json.load(open(sys.argv[1]))
played, learners, steps = world["slice"], world["learners"], world["steps"]
concept_of = world["conceptOf"]
concepts = np.array(concept_of)
items = len(concept_of)
rng = random.Random(1)


class Plain:
    def __init__(self, rows):
        self.prior, self.learn, self.guess, self.slip = (rows[k] for k in ("prior", "learn", "guess", "slip"))

    def start(self):
        return list(self.prior)

    def correct(self, known, item):
        c = concept_of[item]
        return known[c] * (1 - self.slip[c]) + (1 - known[c]) * self.guess[c]

    def observe(self, known, item, right):
        c = concept_of[item]
        s, g, k = self.slip[c], self.guess[c], known[c]
        a = (1 - s if right else s) * k
        b = (g if right else 1 - g) * (1 - k)
        k = a / (a + b)
        known[c] = k + (1 - k) * self.learn[c]

    def choose(self, policy, known, allowed):
        candidates = [item for item in range(items) if allowed[item]]
        if policy == "random":
            return rng.choice(candidates)
        if policy == "instruct-seq":
            return candidates[0]
        if policy == "inv-instruct-seq":
            return candidates[-1]
        if policy == "mp":
            return max(candidates, key=lambda item: 0.95 - known[concept_of[item]])
        score = {
            "highest": lambda p: p,
            "lowest": lambda p: -p,
            "uncertain": lambda p: -abs(p - 0.5),
            "zone": lambda p: -abs(p - 0.7),
        }[policy]
        return max(candidates, key=lambda item: score(self.correct(known, item)))


class Numpy:
    def __init__(self, rows):
        self.prior, self.learn, self.guess, self.slip = (np.array(rows[k]) for k in ("prior", "learn", "guess", "slip"))
        self.item_slip, self.item_guess = self.slip[concepts], self.guess[concepts]

    def start(self):
        return self.prior.copy()

    correct = Plain.correct
    observe = Plain.observe

    def choose(self, policy, known, allowed):
        candidates = np.flatnonzero(allowed)
        if policy == "random":
            return int(rng.choice(candidates))
        if policy == "instruct-seq":
            return int(candidates[0])
        if policy == "inv-instruct-seq":
            return int(candidates[-1])
        k = known[concepts]
        if policy == "mp":
            score = 0.95 - k
        else:
            p = k * (1 - self.item_slip) + (1 - k) * self.item_guess
            score = {"highest": p, "lowest": -p, "uncertain": -abs(p - 0.5), "zone": -abs(p - 0.7)}[policy]
        return int(candidates[np.argmax(score[candidates])])


POLICIES = ["random", "instruct-seq", "inv-instruct-seq", "mp", "highest", "lowest", "uncertain", "zone"]


def matrix(kind):
    """Seconds for all learners, from a slice of them."""
    simulators = [kind(rows) for rows in world["simulators"]]
    planner = simulators[0]
    weights = world["rewardWeights"]
    start = time.perf_counter()
    total = 0.0
    for simulator in simulators:
        for policy in POLICIES:
            for _ in range(played):
                hidden, belief = simulator.start(), planner.start()
                allowed = [True] * items if kind is Plain else np.ones(items, bool)
                for _ in range(steps):
                    item = planner.choose(policy, belief, allowed)
                    right = rng.random() < simulator.correct(hidden, item)
                    simulator.observe(hidden, item, right)
                    planner.observe(belief, item, right)
                    if right:
                        allowed[item] = False
                    if not (any(allowed) if kind is Plain else allowed.any()):
                        allowed = [True] * items if kind is Plain else np.ones(items, bool)
                total += sum(k * w for k, w in zip(belief, weights))
    return (time.perf_counter() - start) * learners / played


print(json.dumps({"plain": matrix(Plain) * 1000, "numpy": matrix(Numpy) * 1000}))
