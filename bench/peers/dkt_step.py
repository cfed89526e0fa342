"""Training step of DKT (Piech et al. 2015) in PyTorch.

Called with one JSON file; fields, all optional:
  batch 64, length 200   learners, and LSTM steps of each (length + 1 answers are drawn, the last only to be predicted)
  items 110, hidden 100  skills; units, which is also the size of a token's embedding (2 x items tokens)
  seed 1, threads 2, warmup 3, measured 7

Figures: "nextOnly", the logit of the next item alone (rows of the output weights gathered, then a dot product); "all",
all logits and then the next item's among them; "best", the smaller.
"""
from torch_step import draw_answers, read_spec, report, time_training, under_both_allocators

under_both_allocators()

import torch
from torch import nn
from torch.nn import functional as F


class Dkt(nn.Module):
    def __init__(self, items, hidden):
        super().__init__()
        self.items = items
        self.token = nn.Embedding(2 * items, hidden)
        self.lstm = nn.LSTM(hidden, hidden)
        self.out = nn.Linear(hidden, items)

    def states(self, item, right):
        return self.lstm(self.token(item + self.items * right))[0]

    def next_only(self, item, right, following):
        states = self.states(item, right)
        logit = (states * F.embedding(following, self.out.weight)).sum(-1)
        return logit + F.embedding(following, self.out.bias.unsqueeze(1)).squeeze(-1)

    def all(self, item, right, following):
        logits = self.out(self.states(item, right))
        return logits.gather(2, following.unsqueeze(-1)).squeeze(-1)


spec = read_spec(batch=64, length=200, items=110, hidden=100)
# Time first, which nn.LSTM likes a little better.
item, right = (part.T.contiguous() for part in draw_answers(spec, spec.items, spec.length + 1))
target = right[1:].float()


def form(forward):
    def build():
        model = Dkt(spec.items, spec.hidden)
        return model.parameters(), lambda: F.binary_cross_entropy_with_logits(
            forward(model, item[:-1], right[:-1], item[1:]), target
        )

    return build


report(
    {
        "nextOnly": time_training(spec, "nextOnly", form(Dkt.next_only)),
        "all": time_training(spec, "all", form(Dkt.all)),
    }
)
