"""What the PyTorch peers share: their input, both allocator settings, the training step, the timing.

A training step is forward, loss, backward, gradient clip, fused Adam, in float32.

glibc hands big buffers back to the system after every step unless it is told to keep them, which makes some forms
faster and others slower. `under_both_allocators` runs the script once with each setting, one after the other, and
prints the smaller of each figure. Call it before torch is imported: the settings count from a process's start, and
the process that only compares needs no torch.

With two threads on two cores a single foreign process makes PyTorch 2 to 40 times slower (its threads spin at
barriers). "othersCores" says how many cores other processes used meanwhile, the larger of both runs: a comparison in
which it is not near 0 counts for nothing.
"""
import json
import os
import statistics
import subprocess
import sys
import time
from types import SimpleNamespace

MARK = "ZPD_BENCH_ALLOCATOR"
OTHERS = "othersCores"
KEEP = {
    "MALLOC_TRIM_THRESHOLD_": "4294967296",
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TOP_PAD_": "268435456",
}


def under_both_allocators():
    """In the process that was started: prints the better figures of two children and exits. In a child: returns."""
    if MARK in os.environ:
        return
    plain = {name: value for name, value in os.environ.items() if name not in KEEP}
    runs = {}
    for name, setting in {"default": {}, "keep": KEEP}.items():
        child = subprocess.run(
            [sys.executable, *sys.argv], env={**plain, **setting, MARK: name}, stdout=subprocess.PIPE, text=True
        )
        if child.returncode != 0:
            sys.exit(child.returncode)
        runs[name] = json.loads(child.stdout.strip().split("\n")[-1])
    both = [figure for figure in runs["default"] if figure in runs["keep"]]
    figures = {figure: min(run[figure] for run in runs.values()) for figure in both}
    print(json.dumps({**figures, OTHERS: max(run[OTHERS] for run in runs.values())}))
    sys.exit()


def cpu_seconds():
    """CPU seconds that this machine and this process have used, or None where /proc/stat does not say."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(field) for field in file.readline().split()[1:9]]
    except OSError:
        return None
    own = os.times()
    user, nice, system, _idle, _wait, irq, soft_irq, steal = ticks
    busy = (user + nice + system + irq + soft_irq + steal) / os.sysconf("SC_CLK_TCK")
    return busy, own.user + own.system


started = time.perf_counter(), cpu_seconds()


def cores_of_others():
    """Cores that other processes have used on average since this one imported this file; 0 where it is not known."""
    if started[1] is None:
        return 0.0
    now, (busy, own) = time.perf_counter(), cpu_seconds()
    return max(0.0, (busy - started[1][0]) - (own - started[1][1])) / (now - started[0])


def read_spec(**fields):
    """The input file's fields. One it leaves out has the value given here, one that is not known here is an error."""
    import torch

    with open(sys.argv[1], encoding="utf8") as file:
        given = json.load(file)
    known = {"seed": 1, "threads": 2, "warmup": 3, "measured": 7, **fields}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        sys.exit(f"unknown input fields {', '.join(unknown)}; known are {', '.join(known)}")
    spec = SimpleNamespace(**{**known, **given})
    torch.set_num_threads(spec.threads)
    return spec


def draw_answers(spec, items, length):
    """`batch` x `length` items, uniform, and answers, 65 in 100 right."""
    import numpy as np
    import torch

    random = np.random.default_rng(spec.seed)
    item = random.integers(0, items, (spec.batch, length))
    right = random.random((spec.batch, length)) < 0.65
    return torch.from_numpy(item), torch.from_numpy(right.astype(np.int64))


def adam(parameters):
    import torch

    return torch.optim.Adam(parameters, lr=1e-3, fused=True)


def train_step(optimizer, parameters, loss_of):
    """One step; `loss_of` is called once and gives the loss as a tensor."""
    import torch

    optimizer.zero_grad(set_to_none=True)
    loss = loss_of()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 10)
    optimizer.step()
    return loss


def time_training(spec, name, build):
    """Median milliseconds of a training step. `build` makes the parameters and the loss anew, from the same seed.

    The first and the last loss go to the error stream.
    """
    import torch

    torch.manual_seed(spec.seed)
    parameters, loss_of = build()
    parameters = list(parameters)
    optimizer = adam(parameters)
    losses = []
    times = time_calls(spec, lambda: losses.append(train_step(optimizer, parameters, loss_of).item()))
    print(f"{os.environ.get(MARK)} {name}: loss {losses[0]:.4f} to {losses[-1]:.4f}, ms {listed(times)}", file=sys.stderr)
    return statistics.median(times)


def time_calls(spec, body):
    """Milliseconds of each of `measured` calls after `warmup` that do not count."""
    times = []
    for call in range(spec.warmup + spec.measured):
        start = time.perf_counter()
        body()
        if call >= spec.warmup:
            times.append((time.perf_counter() - start) * 1000)
    return times


def listed(times):
    return " ".join(f"{value:.3g}" for value in times)


def report(figures, alternatives=None):
    """Prints the figures; `best` is the smallest of `alternatives`, forms that do the same work (all, if not given)."""
    best = min(figures[name] for name in alternatives or figures)
    report_as_they_are({**figures, "best": best})


def report_as_they_are(figures):
    print(json.dumps({**figures, OTHERS: cores_of_others()}))
