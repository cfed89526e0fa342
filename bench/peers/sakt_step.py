"""Training step of SAKT (Pandey and Karypis 2019) in PyTorch: the next item asks, past answers are keys and values.

Called with one JSON file; fields, all optional:
  batch 64, length 200       learners, and keys of each (length + 1 answers are drawn, the last only to be predicted)
  items 110, dim 128, heads 8
  dropout 0.2                after attention, inside and after the feed-forward layer
  attentionDropout 0.2       on the attention weights, as pyKT and nn.MultiheadAttention do it
  seed 1, threads 2, warmup 3, measured 7

Figures: "attention", nn.MultiheadAttention as pyKT uses it; "sdpa", one projection for keys and values, then
scaled_dot_product_attention; "best", the smaller. Apart from them "flash": "sdpa" without dropout on the attention
weights, the one case in which a CPU gets a fused kernel. It does less, so it is the peer only of a side that does not
drop attention weights either.
"""
from torch_step import draw_answers, read_spec, report, time_training, under_both_allocators

under_both_allocators()

import torch
from torch import nn
from torch.nn import functional as F


class Sakt(nn.Module):
    """One block: token and position embeddings, attention, residual, layer norm, feed-forward, residual, layer norm."""

    def __init__(self, spec, kind):
        super().__init__()
        dim = spec.dim
        self.items, self.heads, self.kind = spec.items, spec.heads, kind
        self.attention_dropout = 0.0 if kind == "flash" else spec.attentionDropout
        self.item = nn.Embedding(spec.items, dim)
        self.token = nn.Embedding(2 * spec.items, dim)
        self.position = nn.Embedding(spec.length, dim)
        if kind == "attention":
            self.attention = nn.MultiheadAttention(dim, spec.heads, dropout=self.attention_dropout, batch_first=True)
            later = torch.ones(spec.length, spec.length, dtype=torch.bool).triu(1)
            self.register_buffer("later", later, persistent=False)
        else:
            self.query = nn.Linear(dim, dim)
            self.key_value = nn.Linear(dim, 2 * dim)
            self.join = nn.Linear(dim, dim)
        self.forward_layers = nn.Sequential(
            nn.Linear(dim, dim), nn.ReLU(), nn.Dropout(spec.dropout), nn.Linear(dim, dim)
        )
        self.norm_attention = nn.LayerNorm(dim)
        self.norm_forward = nn.LayerNorm(dim)
        self.drop = nn.Dropout(spec.dropout)
        self.out = nn.Linear(dim, 1)

    def attend(self, query, past):
        if self.kind == "attention":
            return self.attention(query, past, past, attn_mask=self.later, need_weights=False)[0]
        batch, length, dim = query.shape
        q = self.query(query).view(batch, length, self.heads, -1).transpose(1, 2)
        k, v = self.key_value(past).view(batch, length, 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, dropout_p=self.attention_dropout, is_causal=True)
        return self.join(mixed.transpose(1, 2).reshape(batch, length, dim))

    def forward(self, item, right, following):
        query = self.item(following)
        past = self.token(item + self.items * right) + self.position.weight
        hidden = self.norm_attention(query + self.drop(self.attend(query, past)))
        hidden = self.norm_forward(hidden + self.drop(self.forward_layers(hidden)))
        return self.out(hidden).squeeze(-1)


spec = read_spec(batch=64, length=200, items=110, dim=128, heads=8, dropout=0.2, attentionDropout=0.2)
item, right = draw_answers(spec, spec.items, spec.length + 1)
target = right[:, 1:].float()


def time_form(kind):
    def build():
        model = Sakt(spec, kind)
        return model.parameters(), lambda: F.binary_cross_entropy_with_logits(
            model(item[:, :-1], right[:, :-1], item[:, 1:]), target
        )

    return time_training(spec, kind, build)


report({kind: time_form(kind) for kind in ("attention", "sdpa", "flash")}, ("attention", "sdpa"))
