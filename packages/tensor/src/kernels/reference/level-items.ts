import type { Heap } from "../heap";

/** Writes the softmax of L levels, whose log-odds are relu(item + state) output + bias, to `to`. */
function weighLevels(
  { float }: Heap,
  item: number,
  state: number,
  output: number,
  bias: number,
  width: number,
  to: Float64Array,
): void {
  const count = to.length;
  for (let level = 0; level < count; level++) {
    let sum = float[bias + level]!;
    for (let c = 0; c < width; c++) {
      sum += Math.max(float[item + c]! + float[state + c]!, 0) * float[output + c * count + level]!;
    }
    to[level] = sum;
  }
  const most = Math.max(...to);
  let total = 0;
  for (let level = 0; level < count; level++) {
    to[level] = Math.exp(to[level]! - most);
    total += to[level]!;
  }
  for (let level = 0; level < count; level++) to[level]! /= total;
}

/**
 * y `[B, N]`: for learner b and key k, two hidden layers one after the other. The first, relu(`judgeItems` row k +
 * `judgeStates` row b) `[F]`, weighs the levels: p = softmax of it times `judgeOutput` `[F, L]` plus `judgeBias` `[L]`.
 * The second, relu(`items` row k + `states` row b + p `levels`) `[H]` with levels `[L, H]`, gives its product with
 * `output` `[H]` plus element k of `bias` `[K]`. The keys are `[N]` for every learner where `shared` is 1, else
 * `[B, N]`; -1 gives 0. `_scratch` holds `levelItemsScratch` elements a thread. Threads share learners.
 */
export function levelLogits(
  heap: Heap,
  keys: number,
  judgeItems: number,
  judgeStates: number,
  judgeOutput: number,
  judgeBias: number,
  items: number,
  states: number,
  levels: number,
  output: number,
  bias: number,
  y: number,
  _scratch: number,
  b: number,
  n: number,
  f: number,
  h: number,
  l: number,
  shared: number,
): void {
  const { float, int } = heap;
  const weights = new Float64Array(l);
  for (let learner = 0; learner < b; learner++) {
    for (let item = 0; item < n; item++) {
      const key = int[keys + (shared === 1 ? item : learner * n + item)]!;
      let logit = 0;
      if (key >= 0) {
        weighLevels(heap, judgeItems + key * f, judgeStates + learner * f, judgeOutput, judgeBias, f, weights);
        logit = float[bias + key]!;
        for (let c = 0; c < h; c++) {
          let sum = float[items + key * h + c]! + float[states + learner * h + c]!;
          for (let level = 0; level < l; level++) sum += weights[level]! * float[levels + level * h + c]!;
          logit += Math.max(sum, 0) * float[output + c]!;
        }
      }
      float[y + learner * n + item] = logit;
    }
  }
}
