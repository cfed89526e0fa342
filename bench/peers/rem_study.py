"""The published study's chain in one PyTorch process, one learner at a time, as such studies are run.

Policies of each kind under BKT, DKT and DQKT simulators: at each answer the policy's model predicts and ranks, the simulator
draws an answer, the policy's model, the simulator and BKT for the reward take it in. A slice is played and the time scaled to
all. Weights are random: how well a model predicts does not matter to how fast. States are carried from answer to answer
(re-reading the whole history at each, as the authors' code does, would cost many times more). "myopic" takes the expectation
over both answers, all items at once.
"""
import json
import random
import sys
import time

import numpy as np
import torch
from torch import nn

spec = json.load(open(sys.argv[1]))
items, concepts = spec["items"], spec["concepts"]
torch.manual_seed(1)
torch.set_num_threads(2)
torch.set_grad_enabled(False)
rng = random.Random(1)
concept_of = np.arange(items) % concepts
every_item = torch.arange(items)


class Bkt:
    learn, guess, slip = 0.1, 0.2, 0.1

    def start(self):
        return np.full(concepts, 0.3)

    def predict(self, known):
        k = known[concept_of]
        return k * (1 - self.slip) + (1 - k) * self.guess

    def after(self, k, right):
        a = k * ((1 - self.slip) if right else self.slip)
        b = (1 - k) * (self.guess if right else 1 - self.guess)
        k = a / (a + b)
        return k + (1 - k) * self.learn

    def observe(self, known, item, right):
        c = concept_of[item]
        known = known.copy()
        known[c] = self.after(known[c], right)
        return known

    def mastery(self, known):
        return known

    def expected_reward(self, known):
        k, p = known[concept_of], self.predict(known)
        return p * self.after(k, True) + (1 - p) * self.after(k, False) - k


class Dkt:
    def __init__(self):
        units = spec["units"]
        self.cell = nn.LSTMCell(units, units)
        self.out = nn.Linear(units, items)
        self.token = nn.Embedding(2 * items, units)
        self.units = units

    def start(self):
        return torch.zeros(1, self.units), torch.zeros(1, self.units)

    def predict(self, state):
        return torch.sigmoid(self.out(state[0]))[0].numpy()

    def observe(self, state, item, right):
        return self.cell(self.token(torch.tensor([2 * item + right])), state)

    def expected_reward(self, state):
        h, c = (part.expand(items, -1) for part in state)
        p = torch.sigmoid(self.out(state[0]))[0]
        scores = 0
        for right, weight in ((1, p), (0, 1 - p)):
            after, _ = self.cell(self.token(2 * every_item + right), (h, c))
            scores = scores + weight * torch.sigmoid(self.out(after)).mean(1)
        return scores.numpy()


class Dqkt:
    def __init__(self):
        slots, vector = spec["slots"], spec["vector"]
        self.weights = torch.softmax(8 * torch.randn(items, slots), 1)
        self.norms = self.weights.norm(dim=1)
        self.erase = torch.rand(2 * items, vector)
        self.add = torch.rand(2 * items, vector) - 0.5
        self.first = 0.2 * torch.randn(slots, vector)

    def start(self):
        return self.first

    def predict(self, memory):
        return torch.sigmoid(self.weights @ memory.sum(1)).numpy()

    def observe(self, memory, item, right):
        w, token = self.weights[item][:, None], 2 * item + right
        return memory * (1 - w * self.erase[token]) + w * self.add[token]

    def proximity(self, memory, last, score):
        k = memory.sum(1)
        logit = self.weights @ k
        x = torch.sigmoid(logit)
        if last is not None:
            x[last] = score
        return ((1 - x) * logit / (self.norms * k.norm())).numpy()


models = {"bkt": Bkt(), "dkt": Dkt(), "dqkt": Dqkt()}
reward = models["bkt"]


def choose(policy, state, allowed, last, score):
    if policy == "random":
        return int(rng.choice(np.flatnonzero(allowed)))
    name, rule = policy.split("-", 1)
    model = models[name]
    if rule == "mp":
        scores = 0.95 - model.mastery(state)[concept_of]
    elif rule == "highest-prob-correct":
        scores = model.predict(state)
    elif rule == "myopic":
        scores = model.expected_reward(state)
    else:
        scores = model.proximity(state, last, score)
    return int(np.argmax(np.where(allowed, scores, -np.inf)))


def play(policy, simulator, steps):
    own = None if policy == "random" else models[policy.split("-", 1)[0]]
    state = None if own is None else own.start()
    learner, beliefs = simulator.start(), reward.start()
    allowed = np.ones(items, bool)
    last, right = None, 0
    for _ in range(steps):
        item = choose(policy, state, allowed, last, right)
        right = int(rng.random() < simulator.predict(learner)[item])
        learner = simulator.observe(learner, item, right)
        beliefs = reward.observe(beliefs, item, right)
        if own is not None:
            state = own.observe(state, item, right)
        if right:
            allowed[item] = False
        last = item
    return beliefs


play("dkt-myopic", models["dqkt"], 5)
slice_ = spec["slice"]
start = time.perf_counter()
for policy in spec["policies"]:
    for simulator in models.values():
        for _ in range(slice_["episodes"]):
            play(policy, simulator, slice_["steps"])
seconds = time.perf_counter() - start
scale = spec["episodes"] * spec["steps"] / (slice_["episodes"] * slice_["steps"])
print(json.dumps({"torch": 1000 * seconds * scale}))
