import type { Heap } from "../heap";

/**
 * y `[B S, V]` = memories x `[B S, V]` after one step's writing: slot s of learner b becomes M (1 - w e) + w a with w
 * element (`keys[b]`, s) of weights `[K, S]`, e and a rows `tokens[b]` of erase and add `[R, V]`. Where key or token is
 * -1 the memory is copied.
 */
export function writeMemory(
  { float, int }: Heap,
  x: number,
  weights: number,
  keys: number,
  erase: number,
  add: number,
  tokens: number,
  y: number,
  b: number,
  s: number,
  v: number,
): void {
  for (let learner = 0; learner < b; learner++) {
    const key = int[keys + learner]!;
    const token = int[tokens + learner]!;
    for (let slot = 0; slot < s; slot++) {
      for (let c = 0; c < v; c++) {
        const at = (learner * s + slot) * v + c;
        const state = float[x + at]!;
        if (key < 0 || token < 0) float[y + at] = state;
        else {
          const e = float[erase + token * v + c]!;
          const a = float[add + token * v + c]!;
          float[y + at] = state + float[weights + key * s + slot]! * (a - state * e);
        }
      }
    }
  }
}

/** Key of item n of a learner: the lists are the same for all where `shared` is 1. */
function keyOf({ int }: Heap, keys: number, learner: number, n: number, item: number, shared: number): number {
  return int[keys + (shared === 1 ? item : learner * n + item)]!;
}

/**
 * y `[B N, V]`: for learner b and item i, the rows x `[B S, V]` of the learner mixed by row `keys` of weights `[K, S]`.
 * The keys are `[N]` for every learner where `shared` is 1, else `[B, N]`; -1 gives zeros. `_scratch` holds
 * `memoryItemsScratch` elements a thread. Threads share learners.
 */
export function readMemory(
  heap: Heap,
  weights: number,
  keys: number,
  x: number,
  y: number,
  _scratch: number,
  b: number,
  n: number,
  s: number,
  v: number,
  shared: number,
): void {
  const { float } = heap;
  for (let learner = 0; learner < b; learner++) {
    for (let item = 0; item < n; item++) {
      const key = keyOf(heap, keys, learner, n, item, shared);
      for (let c = 0; c < v; c++) {
        let sum = 0;
        if (key >= 0) {
          for (let slot = 0; slot < s; slot++) {
            sum += float[weights + key * s + slot]! * float[x + (learner * s + slot) * v + c]!;
          }
        }
        float[y + (learner * n + item) * v + c] = sum;
      }
    }
  }
}

/**
 * y `[B, N]` = output `[F]` . tanh(mixed + summary row `[K, F]` of the key) + bias `[1]`, with mixed as `readMemory`
 * gives it for rows x `[B S, F]`; a key of -1 gives 0.
 */
export function memoryLogits(
  heap: Heap,
  weights: number,
  keys: number,
  x: number,
  summary: number,
  output: number,
  bias: number,
  y: number,
  _scratch: number,
  b: number,
  n: number,
  s: number,
  f: number,
  shared: number,
): void {
  const { float } = heap;
  for (let learner = 0; learner < b; learner++) {
    for (let item = 0; item < n; item++) {
      const key = keyOf(heap, keys, learner, n, item, shared);
      let logit = 0;
      if (key >= 0) {
        logit = float[bias]!;
        for (let c = 0; c < f; c++) {
          let sum = float[summary + key * f + c]!;
          for (let slot = 0; slot < s; slot++) {
            sum += float[weights + key * s + slot]! * float[x + (learner * s + slot) * f + c]!;
          }
          logit += float[output + c]! * Math.tanh(sum);
        }
      }
      float[y + learner * n + item] = logit;
    }
  }
}
