"""DKT (Piech et al. 2015) with embedded tokens, for the peers that train it. All tensors have time first."""
import torch.nn.functional as F
from torch import nn


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
