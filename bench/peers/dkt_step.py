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

from torch.nn import functional as F

from dkt_model import Dkt

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
