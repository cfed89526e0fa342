import type { Heap } from "../heap";

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) over whole
 * sequences:
 *
 *   i, f, o = sigmoid, g = tanh of projected[token] + h(t-1) recurrent;  c = f c(t-1) + i g;  h = o tanh(c)
 *
 * Row b steps + t of `hidden` and `cell` is learner b at step t; `tokens` and `gates` have one step of all learners after
 * the other, row t batch + b, so that a step's rows are neighbours. `projected` `[R, 4H]` and `recurrent` `[H, 4H]` have the gates in the order i, f, g, o; a token of -1 reads zeros.
 * `initialHidden` and `initialCell` `[batch, H]` are -1 for zeros. Writes `hidden` and `cell` `[batch * steps, H]`, and
 * unless `gates` is -1 the gates after their functions `[steps * batch, 4H]`. Each thread has `room` floats of `scratch`.
 */
export function lstm(
  { float, int }: Heap,
  projected: number,
  tokens: number,
  recurrent: number,
  initialHidden: number,
  initialCell: number,
  hidden: number,
  cell: number,
  gates: number,
  _scratch: number,
  _room: number,
  batch: number,
  steps: number,
  units: number,
): void {
  const n = 4 * units;
  const step = new Float64Array(n);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      const row = b * steps + t;
      const before = t > 0 ? hidden + (row - 1) * units : initialHidden < 0 ? -1 : initialHidden + b * units;
      const cellBefore = t > 0 ? cell + (row - 1) * units : initialCell < 0 ? -1 : initialCell + b * units;
      const token = int[tokens + t * batch + b]!;
      for (let c = 0; c < n; c++) {
        let sum = token < 0 ? 0 : float[projected + token * n + c]!;
        if (before >= 0) {
          for (let k = 0; k < units; k++) sum += float[before + k]! * float[recurrent + k * n + c]!;
        }
        step[c] = c >= 2 * units && c < 3 * units ? Math.tanh(sum) : sigmoid(sum);
      }
      for (let u = 0; u < units; u++) {
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => step[gate * units + u]!) as [number, number, number, number];
        const c = i * g + (cellBefore < 0 ? 0 : f * float[cellBefore + u]!);
        float[cell + row * units + u] = c;
        float[hidden + row * units + u] = o * Math.tanh(c);
      }
      if (gates >= 0) float.set(step, gates + (t * batch + b) * n);
    }
  }
}

/**
 * The way back through `lstm`: turns the kept `gates` `[steps * batch, 4H]` into the gradients of what the gates'
 * functions were applied to, given the gradient `dhidden` of the hidden states. Adds to the gradients of the initial
 * state, each `[batch, H]` or -1 where they are not wanted. Each thread has `room` floats of `scratch`.
 */
export function lstmBackward(
  { float }: Heap,
  recurrent: number,
  initialCell: number,
  cell: number,
  gates: number,
  dhidden: number,
  dinitialHidden: number,
  dinitialCell: number,
  _scratch: number,
  _room: number,
  batch: number,
  steps: number,
  units: number,
): void {
  const n = 4 * units;
  const dh = new Float64Array(units);
  const dc = new Float64Array(units);
  for (let b = 0; b < batch; b++) {
    dh.fill(0);
    dc.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      const row = b * steps + t;
      const at = gates + (t * batch + b) * n;
      const cellBefore = t > 0 ? cell + (row - 1) * units : initialCell < 0 ? -1 : initialCell + b * units;
      for (let u = 0; u < units; u++) {
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => float[at + gate * units + u]!) as [
          number,
          number,
          number,
          number,
        ];
        const bent = Math.tanh(float[cell + row * units + u]!);
        const fromHidden = dh[u]! + float[dhidden + row * units + u]!;
        const fromCell = dc[u]! + fromHidden * o * (1 - bent * bent);
        float[at + u] = fromCell * g * i * (1 - i);
        float[at + units + u] = cellBefore < 0 ? 0 : fromCell * float[cellBefore + u]! * f * (1 - f);
        float[at + 2 * units + u] = fromCell * i * (1 - g * g);
        float[at + 3 * units + u] = fromHidden * bent * o * (1 - o);
        dc[u] = fromCell * f;
      }
      for (let u = 0; u < units; u++) {
        let sum = 0;
        for (let c = 0; c < n; c++) sum += float[at + c]! * float[recurrent + u * n + c]!;
        dh[u] = sum;
      }
    }
    for (let u = 0; u < units; u++) {
      if (dinitialHidden >= 0) float[dinitialHidden + b * units + u]! += dh[u]!;
      if (dinitialCell >= 0) float[dinitialCell + b * units + u]! += dc[u]!;
    }
  }
}

/**
 * The gradient of recurrent weights: dw `[H, N]` += the sum over learners and steps of the outer product of the state
 * before the step and the step's `dgates` `[steps * batch, N]`. The state before the first step is `initialHidden`
 * `[batch, H]`, zeros where it is -1. Threads share the columns of dw; each has `room` floats of `scratch`.
 */
export function recurrentProducts(
  { float }: Heap,
  hidden: number,
  initialHidden: number,
  dgates: number,
  dw: number,
  _scratch: number,
  _room: number,
  batch: number,
  steps: number,
  units: number,
  n: number,
): void {
  for (let b = 0; b < batch; b++) {
    for (let t = initialHidden < 0 ? 1 : 0; t < steps; t++) {
      const row = b * steps + t;
      const before = t > 0 ? hidden + (row - 1) * units : initialHidden + b * units;
      for (let k = 0; k < units; k++) {
        const left = float[before + k]!;
        for (let c = 0; c < n; c++) float[dw + k * n + c]! += left * float[dgates + (t * batch + b) * n + c]!;
      }
    }
  }
}
