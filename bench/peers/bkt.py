"""pyBKT with its C++ part on the same log: one start, 100 EM iterations, then one-step predictions.

Prints one JSON object of milliseconds. pyBKT truncates its log-likelihood to an integer and so stops after a few
iterations by itself; the tolerance below keeps it going, so that both sides do the same number of iterations.
"""
import functools
import json
import sys
import time

import pandas as pd
from pyBKT.fit import EM_fit
from pyBKT.models import Model

ITERATIONS = 100

original = EM_fit.EM_fit
inside = []


@functools.wraps(original)
def timed(model, data, **options):
    start = time.perf_counter()
    result = original(model, data, **{**options, "tol": -1, "maxiter": ITERATIONS})
    inside.append(time.perf_counter() - start)
    return result


EM_fit.EM_fit = timed

frame = pd.read_csv(sys.argv[1])
model = Model(seed=1, num_fits=1, parallel=True)
start = time.perf_counter()
model.fit(data=frame)
fit = time.perf_counter() - start
predictions = []
for _ in range(3):
    start = time.perf_counter()
    model.predict(data=frame)
    predictions.append(time.perf_counter() - start)
predict = sorted(predictions)[1]
print(json.dumps({"fit": fit * 1000, "em": sum(inside) * 1000, "predict": predict * 1000}))
