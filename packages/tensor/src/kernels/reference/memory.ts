import type { Heap } from "../heap";
import { firstColumnOf, MEMORY_CHUNKS } from "../memory-chunks";

/**
 * Dynamic key-value memory over whole sequences (Zhang, Shi, King, Yeung 2017, equations 3 to 6). At each of T steps a
 * learner reads r = sum over s of w_s M_s, then each slot s becomes M_s (1 - w_s e) + w_s a.
 *
 * w is row `keys[b T + t]` of weights `[K, S]`, e and a are rows `tokens[b T + t]` of erase and add `[R, V]`, and M
 * begins as memory `[S, V]` for every learner. reads `[B T, V]` are overwritten. A key of -1 reads zeros and writes
 * nothing; a token of -1 writes nothing. Memory columns are independent: threads share learners and columns. `_scratch`
 * holds `memoryScanScratch` elements a thread.
 */
export function memoryScan(
  { float, int }: Heap,
  weights: number,
  keys: number,
  erase: number,
  add: number,
  tokens: number,
  memory: number,
  reads: number,
  _scratch: number,
  b: number,
  t: number,
  s: number,
  v: number,
  _keyCount: number,
): void {
  const state = new Float64Array(s);
  for (let learner = 0; learner < b; learner++) {
    for (let column = 0; column < v; column++) {
      for (let slot = 0; slot < s; slot++) state[slot] = float[memory + slot * v + column]!;
      for (let row = learner * t; row < (learner + 1) * t; row++) {
        const key = int[keys + row]!;
        const token = int[tokens + row]!;
        let read = 0;
        if (key >= 0) {
          const w = weights + key * s;
          for (let slot = 0; slot < s; slot++) read += float[w + slot]! * state[slot]!;
          if (token >= 0) {
            const e = float[erase + token * v + column]!;
            const a = float[add + token * v + column]!;
            for (let slot = 0; slot < s; slot++) state[slot]! += float[w + slot]! * (a - state[slot]! * e);
          }
        }
        float[reads + row * v + column] = read;
      }
    }
  }
}

/**
 * Gradients of `memoryScan` from dreads `[B T, V]`: adds to derase and dadd `[R, V]` and dmemory `[S, V]`, and
 * overwrites partials `[MEMORY_CHUNKS, K, S]`: the gradient of the weights by chunk of memory columns
 * (`firstColumnOf`), for `sumRows` to add up. States are computed anew, not kept. Threads share the chunks.
 */
export function memoryScanBackward(
  { float, int }: Heap,
  weights: number,
  keys: number,
  erase: number,
  add: number,
  tokens: number,
  memory: number,
  dreads: number,
  partials: number,
  derase: number,
  dadd: number,
  dmemory: number,
  _scratch: number,
  b: number,
  t: number,
  s: number,
  v: number,
  keyCount: number,
): void {
  const states = new Float64Array((t + 1) * s);
  const dstate = new Float64Array(s);
  float.fill(0, partials, partials + MEMORY_CHUNKS * keyCount * s);
  for (let chunk = 0; chunk < MEMORY_CHUNKS; chunk++) {
    const dweights = partials + chunk * keyCount * s;
    for (let column = firstColumnOf(chunk, v); column < firstColumnOf(chunk + 1, v); column++) {
      for (let learner = 0; learner < b; learner++) {
        for (let slot = 0; slot < s; slot++) states[slot] = float[memory + slot * v + column]!;
        for (let step = 0; step < t; step++) {
          const key = int[keys + learner * t + step]!;
          const token = int[tokens + learner * t + step]!;
          const writes = key >= 0 && token >= 0;
          const e = writes ? float[erase + token * v + column]! : 0;
          const a = writes ? float[add + token * v + column]! : 0;
          for (let slot = 0; slot < s; slot++) {
            const state = states[step * s + slot]!;
            states[(step + 1) * s + slot] = writes ? state + float[weights + key * s + slot]! * (a - state * e) : state;
          }
        }
        dstate.fill(0);
        for (let step = t - 1; step >= 0; step--) {
          const row = learner * t + step;
          const key = int[keys + row]!;
          if (key < 0) continue;
          const token = int[tokens + row]!;
          const e = token < 0 ? 0 : float[erase + token * v + column]!;
          const a = token < 0 ? 0 : float[add + token * v + column]!;
          const dread = float[dreads + row * v + column]!;
          let de = 0;
          let da = 0;
          for (let slot = 0; slot < s; slot++) {
            const state = states[step * s + slot]!;
            const w = float[weights + key * s + slot]!;
            const written = w * dstate[slot]!;
            de -= written * state;
            da += written;
            float[dweights + key * s + slot]! += dread * state + dstate[slot]! * (a - state * e);
            dstate[slot]! += w * (dread - dstate[slot]! * e);
          }
          if (token < 0) continue;
          float[derase + token * v + column]! += de;
          float[dadd + token * v + column]! += da;
        }
        for (let slot = 0; slot < s; slot++) float[dmemory + slot * v + column]! += dstate[slot]!;
      }
    }
  }
}
