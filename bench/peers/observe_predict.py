"""Serving in PyTorch: one answer of every learner observed, then all items predicted for every learner.

Called with one JSON file; fields, all optional:
  learners 860
  models ["dkt", "dkvmn", "sakt", "iekt"]          which of them to time
  items 110                                        of DKT, DKVMN and SAKT
  hidden 100                                       units of DKT
  slots 20, key 50, value 200, summary 50          DKVMN
  cache 200, dim 128, heads 8                      SAKT: past answers kept (all places taken), width, heads; one block
  questions 1000, concepts 100, width 64, levels 10   IEKT: a question has one concept; d of the paper
  compile true                                     whether to try torch.compile where it may help (DKVMN, IEKT)
  seed 1, threads 2, warmup 1, measured 7

Figures: "dkt", "dkvmn", "sakt", "iekt", each the fastest of its forms below; "dkvmnTuned", "iektTuned" and so on, the
fastest that is not compiled. All run in inference mode with random weights; the single forms' times go to the error
stream. What depends on weights alone is computed before. IEKT takes the likeliest level instead of drawing one, which
costs less.
"""
import statistics
import sys

from torch_step import MARK, listed, read_spec, report_as_they_are, time_calls, under_both_allocators

under_both_allocators()

import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def dkt_forms(spec):
    """State: h, c [learners, hidden]."""
    token = nn.Embedding(2 * spec.items, spec.hidden)
    cell = nn.LSTMCell(spec.hidden, spec.hidden)
    out = nn.Linear(spec.hidden, spec.items)
    table = F.linear(token.weight, cell.weight_ih, cell.bias_ih + cell.bias_hh)
    recurrent = cell.weight_hh.T.contiguous()

    def as_people_run_it(state, item, right):
        state = cell(token(item + spec.items * right), state)
        return state, torch.sigmoid(out(state[0]))

    def by_table(state, item, right):
        h, c = state
        gates = torch.addmm(table[item + spec.items * right], h, recurrent)
        i, f, g, o = gates.chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return (h, c), torch.sigmoid(out(h))

    start = (torch.zeros(spec.learners, spec.hidden), torch.zeros(spec.learners, spec.hidden))
    return spec.items, start, [as_people_run_it, by_table]


def dkvmn_forms(spec):
    """State: memory [learners, slots, value], written in place."""
    weight = torch.softmax(torch.randn(spec.items, spec.slots), -1)
    erase = torch.sigmoid(torch.randn(2 * spec.items, spec.value))
    add = torch.tanh(torch.randn(2 * spec.items, spec.value))
    key = torch.randn(spec.items, spec.key)
    summary = nn.Linear(spec.value + spec.key, spec.summary)
    out = nn.Linear(spec.summary, 1)
    read_part = summary.weight[:, : spec.value].T.contiguous()
    key_part = F.linear(key, summary.weight[:, spec.value :], summary.bias)

    def write(memory, item, right):
        token = item + spec.items * right
        w = weight[item].unsqueeze(2)
        return memory.addcmul_(w, torch.addcmul(add[token].unsqueeze(1), erase[token].unsqueeze(1), memory, value=-1))

    def read_first(memory):
        return torch.sigmoid(out(torch.tanh(F.linear(weight @ memory, summary.weight[:, : spec.value]) + key_part)))

    def summarise_first(memory):
        """The memory has fewer rows than there are items: into the summary's width first, then to the items."""
        small = (memory.view(-1, spec.value) @ read_part).view(-1, spec.slots, spec.summary)
        return torch.sigmoid(out((weight @ small).add_(key_part).tanh_()))

    def in_chunks(memory):
        return torch.cat([summarise_first(part) for part in memory.split(32)])

    def fusable(small):
        return torch.sigmoid((torch.tanh(weight @ small + key_part) * out.weight.squeeze(0)).sum(-1) + out.bias)

    def compiled(memory):
        small = (memory.view(-1, spec.value) @ read_part).view(-1, spec.slots, spec.summary)
        return fused(small)

    def form(predict):
        def step(memory, item, right):
            memory = write(memory, item, right)
            return memory, predict(memory)

        step.__name__ = predict.__name__
        return step

    fused = torch.compile(fusable)
    predictions = [read_first, summarise_first, in_chunks, *([compiled] if spec.compile else [])]

    start = 0.1 * torch.randn(spec.learners, spec.slots, spec.value)
    return spec.items, start, [form(predict) for predict in predictions]


def sakt_forms(spec):
    """State: keys and values [learners, heads, cache, dim / heads], written in place at the oldest answer's place."""
    dim, heads = spec.dim, spec.heads
    token = torch.randn(2 * spec.items, dim)
    position = torch.randn(spec.cache, dim)
    item_table = torch.randn(spec.items, dim)
    project = nn.Linear(dim, 2 * dim)
    query = nn.Linear(dim, dim)(item_table).view(spec.items, heads, -1).transpose(0, 1).contiguous()
    by_token, by_position = project(token), F.linear(position, project.weight)
    join, inner, outer, out = nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, 1)
    norms = nn.LayerNorm(dim), nn.LayerNorm(dim)
    place = 0

    def write(keys, values, item, right):
        nonlocal place
        new = by_token[item + spec.items * right] + by_position[place]
        keys[:, :, place], values[:, :, place] = new.view(-1, 2, heads, dim // heads).unbind(1)
        place = (place + 1) % spec.cache

    def finish(mixed):
        hidden = norms[0](join(mixed.transpose(1, 2).flatten(2)).add_(item_table))
        hidden = norms[1](outer(inner(hidden).relu_()).add_(hidden))
        return torch.sigmoid(out(hidden).squeeze(-1))

    def sdpa(keys, values):
        return finish(F.scaled_dot_product_attention(query.expand(len(keys), -1, -1, -1), keys, values))

    def products(keys, values):
        scores = (query * (dim // heads) ** -0.5) @ keys.transpose(2, 3)
        return finish(torch.softmax(scores, -1) @ values)

    def form(name, predict, size):
        def step(state, item, right):
            write(*state, item, right)
            return state, torch.cat([predict(*part) for part in zip(*(cache.split(size) for cache in state))])

        step.__name__ = name
        return step

    start = tuple(torch.randn(spec.learners, heads, spec.cache, dim // heads) for _ in range(2))
    # All learners at once take three times as long: what is between two products then leaves the processor's cache.
    forms = [form("sdpa", sdpa, 32), form("products", products, 32)]
    return spec.items, start, forms


def iekt_forms(spec):
    """State: h [learners, d]."""
    d, questions = spec.width, spec.questions
    concept_of = torch.randint(spec.concepts, (questions,))
    v = torch.cat([torch.randn(questions, d), torch.randn(spec.concepts, d)[concept_of]], 1)
    level, acquired = torch.randn(spec.levels, 2 * d), torch.randn(spec.levels, 2 * d)
    cognition, cognition_out = nn.Linear(3 * d, 3 * d), nn.Linear(3 * d, spec.levels)
    predictor, predictor_out = nn.Linear(5 * d, 5 * d), nn.Linear(5 * d, 1)
    acquisition, acquisition_out = nn.Linear(12 * d, 12 * d), nn.Linear(12 * d, spec.levels)
    gru = nn.GRUCell(4 * d, d)
    # Inputs are in the order h, v, m.
    question_c = F.linear(v, cognition.weight[:, d:], cognition.bias)
    question_p = F.linear(v, predictor.weight[:, d : 3 * d], predictor.bias)
    level_p = F.linear(level, predictor.weight[:, 3 * d :])
    both_p = (question_p.unsqueeze(1) + level_p).flatten(0, 1)
    first_of_question = torch.arange(questions) * spec.levels
    state_weight = torch.cat([cognition.weight[:, :d], predictor.weight[:, :d]]).contiguous()
    out_weight = predictor_out.weight.squeeze(0)

    def levels_of(c):
        return cognition_out((c.unsqueeze(1) + question_c).relu_()).argmax(-1)

    def predict(c, p):
        hidden = F.embedding(levels_of(c) + first_of_question, both_p).add_(p.unsqueeze(1)).relu_()
        return torch.sigmoid(hidden @ out_weight + predictor_out.bias)

    def fusable(c, p):
        i = levels_of(c)
        hidden = torch.relu(both_p[i + first_of_question] + p.unsqueeze(1))
        return torch.sigmoid((hidden * out_weight).sum(-1) + predictor_out.bias)

    def observe(h, item, right):
        c, p = F.linear(h, state_weight).split([3 * d, 5 * d], 1)
        i = cognition_out(torch.relu(c + question_c[item])).argmax(-1)
        logit = predictor_out(torch.relu(p + both_p[item * spec.levels + i]))
        high, r = (logit >= 0).float(), right.unsqueeze(1).float()
        hv = torch.cat([h, v[item]], 1)
        seen = torch.cat([hv * r, hv * (1 - r), hv * high, hv * (1 - high)], 1)
        s = acquired[acquisition_out(torch.relu(acquisition(seen))).argmax(-1)]
        return gru(torch.where(r > 0, torch.cat([v[item], s], 1), torch.cat([s, v[item]], 1)), h)

    def form(name, predict, size):
        def step(h, item, right):
            h = observe(h, item, right)
            c, p = F.linear(h, state_weight).split([3 * d, 5 * d], 1)
            return h, torch.cat([predict(*part) for part in zip(c.split(size), p.split(size))])

        step.__name__ = name
        return step

    forms = [form("tuned", predict, 2)]
    if spec.compile:
        forms.append(form("compiled", torch.compile(fusable), 10))
    return questions, torch.zeros(spec.learners, d), forms


FORMS = {"dkt": dkt_forms, "dkvmn": dkvmn_forms, "sakt": sakt_forms, "iekt": iekt_forms}

spec = read_spec(
    learners=860, models=list(FORMS), items=110, hidden=100, slots=20, key=50, value=200, summary=50, cache=200, dim=128,
    heads=8, questions=1000, concepts=100, width=64, levels=10, compile=True, warmup=1, measured=7,
)  # fmt: skip


def time_model(name):
    random = np.random.default_rng(spec.seed)
    torch.manual_seed(spec.seed)
    items, state, forms = FORMS[name](spec)
    medians = {}
    for form in forms:

        def step():
            nonlocal state
            item = torch.from_numpy(random.integers(0, items, spec.learners))
            right = torch.from_numpy(random.integers(0, 2, spec.learners))
            state, prediction = form(state, item, right)
            assert prediction.numel() == spec.learners * items

        try:
            times = time_calls(spec, step)
        except RuntimeError as error:
            print(f"{name} {form.__name__} does not run: {error}", file=sys.stderr)
            continue
        medians[form.__name__] = statistics.median(times)
        print(f"{os.environ.get(MARK)} {name} {form.__name__}: ms {listed(times)}", file=sys.stderr)
    tuned = min(time for form, time in medians.items() if form != "compiled")
    return {name: min(medians.values()), f"{name}Tuned": tuned}


with torch.inference_mode():
    figures = {}
    for name in spec.models:
        figures |= time_model(name)
report_as_they_are(figures)
