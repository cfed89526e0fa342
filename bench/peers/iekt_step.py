"""Training step of IEKT (Long et al. 2021) in PyTorch.

Called with one JSON file; fields, all optional:
  batch 64, length 200                  learners and answers of each; every answer is predicted before it moves the state
  items 1000, concepts 100, dim 64      questions (one concept each, drawn uniformly); d of the paper
  levels 10                             of cognition, and of acquisition
  gamma 0.93, lambda 40                 discount and weight of the policy gradient
  seed 1, threads 2, warmup 1, measured 3

Figures: "usual", a step at a time as the authors write it: Categorical, concatenated inputs, nn.GRUCell; "tuned", the
share of every layer that depends on a question, an answer or a level alone is looked up in a table, all layers that
read the state share one matrix product, the halves of the acquisition layer's input that are zero are not multiplied,
levels are drawn with noise made before the loop, log probabilities are taken after it; "best", the smaller. Both are
the same function of the same parameters.
"""
from torch_step import draw_answers, read_spec, report, time_training, under_both_allocators

under_both_allocators()

import torch
from torch import nn
from torch.distributions import Categorical
from torch.nn import functional as F


def two_layers(inputs, outputs):
    return nn.Sequential(nn.Linear(inputs, inputs), nn.ReLU(), nn.Linear(inputs, outputs))


class Iekt(nn.Module):
    """v = question + concept (2d), h = state (d), m, s = rows of the level matrices (2d)."""

    def __init__(self, spec, concept_of):
        super().__init__()
        d = spec.dim
        self.dim, self.levels, self.gamma, self.weight = d, spec.levels, spec.gamma, vars(spec)["lambda"]
        self.concept_of = concept_of
        self.question = nn.Embedding(spec.items, d)
        self.concept = nn.Embedding(spec.concepts, d)
        self.cognition = nn.Parameter(0.1 * torch.randn(spec.levels, 2 * d))
        self.acquisition = nn.Parameter(0.1 * torch.randn(spec.levels, 2 * d))
        self.predictor = two_layers(5 * d, 1)
        self.cognition_policy = two_layers(3 * d, spec.levels)
        self.acquisition_policy = two_layers(12 * d, spec.levels)
        self.gru = nn.GRUCell(4 * d, d)

    def questions(self, item):
        return torch.cat([self.question(item), self.concept(self.concept_of[item])], -1)

    def usual(self, item, right):
        v_all = self.questions(item)
        h = v_all.new_zeros(len(item), self.dim)
        logits, chosen_m, chosen_s = [], [], []
        for t in range(item.shape[1]):
            v, r = v_all[:, t], right[:, t, None].float()
            hv = torch.cat([h, v], 1)
            policy = Categorical(logits=self.cognition_policy(hv))
            i = policy.sample()
            chosen_m.append(policy.log_prob(i))
            logit = self.predictor(torch.cat([hv, self.cognition[i]], 1))
            logits.append(logit)
            p = (logit.detach() >= 0).float()
            seen = torch.cat([hv * r, hv * (1 - r), hv * p, hv * (1 - p)], 1)
            policy = Categorical(logits=self.acquisition_policy(seen))
            j = policy.sample()
            chosen_s.append(policy.log_prob(j))
            s = self.acquisition[j]
            h = self.gru(torch.where(r > 0, torch.cat([v, s], 1), torch.cat([s, v], 1)), h)
        return torch.cat(logits, 1), torch.stack(chosen_m, 1), torch.stack(chosen_s, 1)

    def tuned(self, item, right):
        d, batch = self.dim, len(item)
        cognition, _, cognition_out = self.cognition_policy
        predictor, _, predictor_out = self.predictor
        acquisition, _, acquisition_out = self.acquisition_policy
        # The acquisition layer reads hv at two of four places: base + r by_answer + p by_prediction.
        if_right, if_wrong, if_high, if_low = acquisition.weight.split(3 * d, 1)
        base, by_answer, by_prediction = if_wrong + if_low, if_right - if_wrong, if_high - if_low
        reads_hv = torch.cat([cognition.weight, predictor.weight[:, : 3 * d], base, by_answer, by_prediction])
        widths = [3 * d, 5 * d, 12 * d, 12 * d, 12 * d]
        state_weight = torch.cat([reads_hv[:, :d], self.gru.weight_hh])
        state_bias = torch.cat(
            [cognition.bias, predictor.bias, acquisition.bias, state_weight.new_zeros(24 * d), self.gru.bias_hh]
        )
        v = self.questions(torch.arange(len(self.concept_of)))
        tables = (v @ reads_hv[:, d:].T).split(widths, 1)
        of_cognition, of_prediction = (F.embedding(item.T, table).unbind(0) for table in tables[:2])
        token = 2 * item.T + right.T
        of_token = F.embedding(token, torch.stack([tables[2], tables[2] + tables[3]], 1).flatten(0, 1)).unbind(0)
        of_high = F.embedding(item.T, tables[4]).unbind(0)
        first, second = self.gru.weight_ih.split(2 * d, 1)
        into_gru = torch.stack([F.linear(v, second, self.gru.bias_ih), F.linear(v, first, self.gru.bias_ih)], 1)
        of_gru = F.embedding(token, into_gru.flatten(0, 1)).unbind(0)
        level_gru = torch.stack([self.acquisition @ first.T, self.acquisition @ second.T], 1).flatten(0, 1)
        level_prediction = self.cognition @ predictor.weight[:, 3 * d :].T
        noise = self.noise(item.shape[1], 2, batch, self.levels).unbind(0)
        h = v.new_zeros(batch, d)
        logits, logits_m, logits_s, drawn = [], [], [], []
        for t, r in enumerate(right.T):
            c, p, b, a, f, g = torch.addmm(state_bias, h, state_weight.T).split([*widths, 3 * d], 1)
            logit_m = cognition_out(torch.relu(c + of_cognition[t]))
            i = (logit_m.detach() + noise[t][0]).argmax(1)
            logit = predictor_out(torch.relu(p + of_prediction[t] + F.embedding(i, level_prediction)))
            high = (logit.detach() >= 0).float()
            seen = torch.addcmul(torch.addcmul(b + of_token[t], a, r.unsqueeze(1).float()), f + of_high[t], high)
            logit_s = acquisition_out(torch.relu(seen))
            j = (logit_s.detach() + noise[t][1]).argmax(1)
            x = of_gru[t] + F.embedding(2 * j + r, level_gru)
            gates = torch.sigmoid(x[:, : 2 * d] + g[:, : 2 * d])
            new = torch.tanh(torch.addcmul(x[:, 2 * d :], gates[:, :d], g[:, 2 * d :]))
            h = torch.lerp(new, h, gates[:, d:])
            logits.append(logit)
            logits_m.append(logit_m)
            logits_s.append(logit_s)
            drawn.append(torch.stack([i, j]))
        chosen = torch.log_softmax(torch.stack([torch.stack(logits_m, 1), torch.stack(logits_s, 1)]), -1)
        chosen = chosen.gather(-1, torch.stack(drawn, 2).unsqueeze(-1)).squeeze(-1)
        return torch.cat(logits, 1), chosen[0], chosen[1]

    def noise(self, *shape):
        """Gumbel: where log probability plus noise is largest is a draw."""
        return -torch.log(torch.empty(shape).exponential_())

    def loss(self, outputs, right):
        logits, chosen_m, chosen_s = outputs
        length = right.shape[1]
        reward = ((logits.detach() >= 0) == (right > 0)).float() / length
        ahead = torch.arange(length).unsqueeze(1) - torch.arange(length)
        returns = reward @ torch.where(ahead >= 0, self.gamma ** ahead.clamp(min=0).float(), 0.0)
        policy = -((chosen_m + chosen_s) * returns).mean()
        return F.binary_cross_entropy_with_logits(logits, right.float()) + self.weight * policy


spec = read_spec(
    batch=64, length=200, items=1000, concepts=100, dim=64, levels=10, gamma=0.93, **{"lambda": 40}, warmup=1, measured=3
)
item, right = draw_answers(spec, spec.items, spec.length)
concept_of = torch.randint(spec.concepts, (spec.items,), generator=torch.Generator().manual_seed(spec.seed))


def time_form(name, forward):
    def build():
        model = Iekt(spec, concept_of)
        return model.parameters(), lambda: model.loss(forward(model, item, right), right)

    return time_training(spec, name, build)


report({"usual": time_form("usual", Iekt.usual), "tuned": time_form("tuned", Iekt.tuned)})
