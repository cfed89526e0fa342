"""A training epoch of DKT in PyTorch on sequences of unequal length, padded to windows as pyKT does it.

Called with one JSON file; fields, all optional but lengths:
  lengths [..]            answers of each learner, cut into windows of `window`, the last one padded; a window of a
                          single answer, in which there is nothing to predict, is left out
  batch 64, window 200    windows are shuffled; the last batch may be smaller
  items 110, hidden 100
  epochs 3                that are timed, after 3 batches that are not
  seed 1, threads 2

An epoch gathers every batch, predicts each answer but a window's first (the next logit alone, the faster form of
dkt_step.py), leaves the padding out of the loss, and steps. Figure: "epoch", the median of the epochs.
"""
import statistics
import sys
import time

from torch_step import adam, listed, read_spec, report_as_they_are, train_step, under_both_allocators

under_both_allocators()

import numpy as np
import torch
from torch.nn import functional as F

from dkt_model import Dkt

WARM_BATCHES = 3

spec = read_spec(lengths=None, batch=64, window=200, items=110, hidden=100, epochs=3)
if not spec.lengths:
    sys.exit("lengths: expected the answers of each learner, got none")
random = np.random.default_rng(spec.seed)
torch.manual_seed(spec.seed)

sizes = [min(spec.window, length - start) for length in spec.lengths for start in range(0, length, spec.window)]
sizes = torch.tensor([size for size in sizes if size > 1])
used = torch.arange(spec.window) < sizes.unsqueeze(1)
item = torch.from_numpy(random.integers(0, spec.items, used.shape)) * used
right = torch.from_numpy((random.random(used.shape) < 0.65).astype(np.int64)) * used

model = Dkt(spec.items, spec.hidden)
parameters = list(model.parameters())
optimizer = adam(parameters)


def step(rows):
    # Time first.
    items, rights, mask = item[rows].T.contiguous(), right[rows].T.contiguous(), used[rows].T[1:]

    def loss():
        logits = model.next_only(items[:-1], rights[:-1], items[1:])
        return F.binary_cross_entropy_with_logits(logits[mask], rights[1:][mask].float())

    return train_step(optimizer, parameters, loss).item()


def epoch(batches=None):
    return [step(rows) for rows in torch.randperm(len(sizes)).split(spec.batch)[:batches]]


losses = epoch(WARM_BATCHES)
times = []
for _ in range(spec.epochs):
    start = time.perf_counter()
    losses += epoch()
    times.append((time.perf_counter() - start) * 1000)
print(f"{len(sizes)} windows, loss {losses[0]:.4f} to {losses[-1]:.4f}, ms {listed(times)}", file=sys.stderr)
report_as_they_are({"epoch": statistics.median(times)})
