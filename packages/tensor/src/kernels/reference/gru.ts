import type { Heap } from "../heap";

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Gated recurrent unit (Cho et al. 2014, with the reset gate after the product) over whole sequences; p is
 * projected[token], s = h(t-1) recurrent + bias:
 *
 *   r, z = sigmoid(p + s);  n = tanh(p + r s);  h = (1 - z) n + z h(t-1)
 *
 * Row b steps + t of `hidden` is learner b at step t; `tokens` and `gates` have row t batch + b for it. `projected` `[R, 3H]` and `recurrent` `[H, 3H]` have the gates in the order r, z, n; a token of -1 reads zeros.
 * `initial` `[batch, H]` is -1 for zeros. Writes `hidden` `[batch * steps, H]`, and unless `gates` is -1 r, z, n
 * and the s of n `[steps * batch, 4H]`. Each thread has `room`
 * floats of `scratch`.
 */
export function gru(
  { float, int }: Heap,
  projected: number,
  tokens: number,
  recurrent: number,
  bias: number,
  initial: number,
  hidden: number,
  gates: number,
  _scratch: number,
  _room: number,
  batch: number,
  steps: number,
  units: number,
): void {
  const n = 3 * units;
  const given = new Float64Array(n);
  const sums = new Float64Array(n);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      const row = b * steps + t;
      const before = t > 0 ? hidden + (row - 1) * units : initial < 0 ? -1 : initial + b * units;
      const token = int[tokens + t * batch + b]!;
      for (let c = 0; c < n; c++) {
        let sum = float[bias + c]!;
        if (before >= 0) {
          for (let k = 0; k < units; k++) sum += float[before + k]! * float[recurrent + k * n + c]!;
        }
        sums[c] = sum;
        given[c] = token < 0 ? 0 : float[projected + token * n + c]!;
      }
      for (let u = 0; u < units; u++) {
        const inner = sums[2 * units + u]!;
        const r = sigmoid(given[u]! + sums[u]!);
        const z = sigmoid(given[units + u]! + sums[units + u]!);
        const candidate = Math.tanh(given[2 * units + u]! + r * inner);
        for (const [gate, value] of [r, z, candidate, inner].entries()) {
          if (gates >= 0) float[gates + (4 * (t * batch + b) + gate) * units + u] = value;
        }
        float[hidden + row * units + u] = (1 - z) * candidate + (before < 0 ? 0 : z * float[before + u]!);
      }
    }
  }
}

/**
 * The way back through `gru`, given the gradient `dhidden` of the hidden states. Writes, each `[steps * batch, 3H]`,
 * the gradients `dprojected` of the gathered rows and `drecurrent` of h(t-1) recurrent + bias; they differ by a factor
 * r in n. Adds to the gradient `dinitial` `[batch, H]`, -1 where it is not wanted. Each thread has `room` floats
 * of `scratch`.
 */
export function gruBackward(
  { float }: Heap,
  recurrent: number,
  initial: number,
  hidden: number,
  gates: number,
  dhidden: number,
  dprojected: number,
  drecurrent: number,
  dinitial: number,
  _scratch: number,
  _room: number,
  batch: number,
  steps: number,
  units: number,
): void {
  const n = 3 * units;
  const dh = new Float64Array(units);
  for (let b = 0; b < batch; b++) {
    dh.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      const row = b * steps + t;
      const before = t > 0 ? hidden + (row - 1) * units : initial < 0 ? -1 : initial + b * units;
      const inStep = t * batch + b;
      const at = gates + inStep * 4 * units;
      for (let u = 0; u < units; u++) {
        const r = float[at + u]!;
        const z = float[at + units + u]!;
        const candidate = float[at + 2 * units + u]!;
        const inner = float[at + 3 * units + u]!;
        const total = dh[u]! + float[dhidden + row * units + u]!;
        const dcandidate = total * (1 - z) * (1 - candidate * candidate);
        const dr = dcandidate * inner * r * (1 - r);
        const dz = total * ((before < 0 ? 0 : float[before + u]!) - candidate) * z * (1 - z);
        for (const [gradient, toCandidate] of [
          [dprojected, dcandidate],
          [drecurrent, dcandidate * r],
        ] as const) {
          float[gradient + inStep * n + u] = dr;
          float[gradient + inStep * n + units + u] = dz;
          float[gradient + inStep * n + 2 * units + u] = toCandidate;
        }
        dh[u] = total * z;
      }
      for (let u = 0; u < units; u++) {
        let sum = dh[u]!;
        for (let c = 0; c < n; c++) sum += float[drecurrent + inStep * n + c]! * float[recurrent + u * n + c]!;
        dh[u] = sum;
      }
    }
    for (let u = 0; u < units && dinitial >= 0; u++) float[dinitial + b * units + u]! += dh[u]!;
  }
}
