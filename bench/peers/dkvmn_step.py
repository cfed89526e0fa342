"""Training step of DKVMN (Zhang et al. 2017) in PyTorch.

Called with one JSON file; fields, all optional:
  batch 64, length 200                      learners and answers of each; every answer is predicted before it is written
  items 110, slots 20                       questions; rows of the memory
  key 50, value 200, summary 50             widths
  seed 1, threads 2, warmup 2, measured 5
  compile true                              whether to time torch.compile too

Figures: "pykt", as pyKT writes it: every state of the memory kept, stacked, read at once; "tuned", a loop that looks
weights, erase and add vectors up in tables per question and per token, reads inside and stacks no states; "compiled",
the same loop with every five answers in one function under torch.compile (absent where that finds no C++ compiler; the
first run on a machine compiles for some ten seconds, later ones find the result in its cache); "best", the smallest.
All do the same arithmetic: their losses agree.
"""
import sys

from torch_step import draw_answers, read_spec, report, time_training, under_both_allocators

under_both_allocators()

import torch
from torch import nn
from torch.nn import functional as F


class Dkvmn(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.items = spec.items
        self.key = nn.Embedding(spec.items, spec.key)
        self.value = nn.Embedding(2 * spec.items, spec.value)
        self.key_memory = nn.Parameter(0.1 * torch.randn(spec.slots, spec.key))
        self.start = nn.Parameter(0.1 * torch.randn(spec.slots, spec.value))
        self.erase = nn.Linear(spec.value, spec.value)
        self.add = nn.Linear(spec.value, spec.value)
        self.summary = nn.Linear(spec.value + spec.key, spec.summary)
        self.out = nn.Linear(spec.summary, 1)

    def logits(self, read, key):
        return self.out(torch.tanh(self.summary(torch.cat([read, key], -1)))).squeeze(-1)

    def pykt(self, item, right):
        key = self.key(item)
        value = self.value(item + self.items * right)
        weight = torch.softmax(key @ self.key_memory.T, -1)
        erase = torch.sigmoid(self.erase(value))
        add = torch.tanh(self.add(value))
        memory = self.start.unsqueeze(0).repeat(len(item), 1, 1)
        memories = [memory]
        for e, a, w in zip(erase.permute(1, 0, 2), add.permute(1, 0, 2), weight.permute(1, 0, 2)):
            memory = memory * (1 - w.unsqueeze(-1) * e.unsqueeze(1)) + w.unsqueeze(-1) * a.unsqueeze(1)
            memories.append(memory)
        read = (weight.unsqueeze(-1) * torch.stack(memories, 1)[:, :-1]).sum(-2)
        return self.logits(read, key)

    def loop(self, advance, item, right):
        token = item + self.items * right
        weight = F.embedding(item.T, torch.softmax(self.key.weight @ self.key_memory.T, -1)).unsqueeze(-1)
        erase = F.embedding(token.T, torch.sigmoid(self.erase(self.value.weight))).unsqueeze(2)
        add = F.embedding(token.T, torch.tanh(self.add(self.value.weight))).unsqueeze(2)
        memory = self.start.expand(len(item), -1, -1).contiguous()
        reads = []
        for part in zip(*(vector.split(TOGETHER) for vector in (weight, erase, add))):
            some, memory = advance(memory, *part)
            reads += some
        return self.logits(torch.stack(reads, 1), self.key(item))


def read_by_product(memory, w):
    return torch.bmm(w.transpose(1, 2), memory).squeeze(1)


def read_by_sum(memory, w):
    """Unlike a matrix product, something that a compiler can put into the loop over the memory that writes it."""
    return (w * memory).sum(1)


def advance_with(read):
    """Reads, then writes, a few answers in a row: memory (1 - w e) + w a in two passes over the memory."""

    def advance(memory, weights, erases, adds):
        reads = []
        for w, e, a in zip(weights.unbind(0), erases.unbind(0), adds.unbind(0)):
            reads.append(read(memory, w))
            memory = torch.addcmul(memory, w, torch.addcmul(a, e, memory, value=-1))
        return reads, memory

    return advance


# More make torch.compile's functions slower, fewer cost it more calls.
TOGETHER = 5

spec = read_spec(
    batch=64, length=200, items=110, slots=20, key=50, value=200, summary=50, warmup=2, measured=5, compile=True
)
item, right = draw_answers(spec, spec.items, spec.length)
target = right.float()


def time_form(name, forward):
    def build():
        model = Dkvmn(spec)
        return model.parameters(), lambda: F.binary_cross_entropy_with_logits(forward(model, item, right), target)

    return time_training(spec, name, build)


def time_loop(name, advance):
    return time_form(name, lambda model, item, right: model.loop(advance, item, right))


figures = {
    "pykt": time_form("pykt", Dkvmn.pykt),
    "tuned": time_loop("tuned", advance_with(read_by_product)),
}
if spec.compile:
    try:
        figures["compiled"] = time_loop("compiled", torch.compile(advance_with(read_by_sum)))
    except RuntimeError as error:
        print(f"no compiled form: {error}", file=sys.stderr)
report(figures)
