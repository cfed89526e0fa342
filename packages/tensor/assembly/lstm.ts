import { gateTanh } from "./gate-functions";
import { addOuterColumns } from "./linear";
import { packPanels, panelColumns } from "./panels";
import { firstOf } from "./partition";
import {
  addFloats,
  blocksOf,
  carryOf,
  firstLearner,
  padded,
  readsInPlace,
  sigmoidRow,
  startsOf,
  stepGatesOf,
  stepProduct,
  storeUpTo,
  tanhRow,
  zerosOf,
} from "./recurrence";
import { multiplyAdd } from "./vector";

// What each kernel means stands in src/kernels/reference/lstm.ts. Addresses are elements of four bytes.

// @ts-expect-error: decorator
@inline
function forwardUnits(
  step: usize,
  gate: usize,
  before: usize,
  cell: usize,
  hidden: usize,
  state: usize,
  kept: usize,
  left: i32,
): void {
  const i = v128.load(step);
  const f = v128.load(step + gate);
  const g = v128.load(step + 2 * gate);
  const o = v128.load(step + 3 * gate);
  const c = multiplyAdd(f, v128.load(before), f32x4.mul(i, g));
  const h = f32x4.mul(o, gateTanh(c));
  storeUpTo(cell, c, left);
  storeUpTo(hidden, h, left);
  v128.store(state, h);
  if (kept === 0) return;
  storeUpTo(kept, i, left);
  storeUpTo(kept + gate, f, left);
  storeUpTo(kept + 2 * gate, g, left);
  storeUpTo(kept + 3 * gate, o, left);
}

/**
 * One learner and step: `step` holds the gates before their functions, `before` the cell before the step, `state` gets
 * the hidden state once more and `kept` (unless 0) the gates.
 */
function forwardCell(
  step: usize,
  before: usize,
  cell: usize,
  hidden: usize,
  state: usize,
  kept: usize,
  units: i32,
): void {
  const gate = <usize>units << 2;
  sigmoidRow(step, 2 * units);
  tanhRow(step + 2 * gate, units);
  sigmoidRow(step + 3 * gate, units);
  for (; units >= 4; units -= 4) {
    forwardUnits(step, gate, before, cell, hidden, state, kept, 4);
    step += 16;
    before += 16;
    cell += 16;
    hidden += 16;
    state += 16;
    if (kept !== 0) kept += 16;
  }
  if (units > 0) forwardUnits(step, gate, before, cell, hidden, state, kept, units);
}

export function lstm(
  projected: i32,
  tokens: i32,
  recurrent: i32,
  initialHidden: i32,
  initialCell: i32,
  hidden: i32,
  cell: i32,
  gates: i32,
  scratch: i32,
  room: i32,
  batch: i32,
  steps: i32,
  units: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstLearner(batch, part, parts);
  const learners = firstLearner(batch, part + 1, parts) - first;
  if (learners === 0) return;
  const n = 4 * units;
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const starts = startsOf(own, room);
  const state = carryOf(own, room, units, 0);
  const step = stepGatesOf(own, room, units, n);
  const zeros = zerosOf(own, room, units, n);
  const stateRow = <usize>padded(units) << 2;
  const stepRow = <usize>padded(n) << 2;
  const hiddenBytes = <usize>units << 2;
  const gatesBytes = 4 * hiddenBytes;
  const inPlace = readsInPlace(learners, steps);
  const weights = inPlace ? <usize>recurrent << 2 : own;
  memory.fill(zeros, 0, gatesBytes);
  if (!inPlace) packPanels(<usize>recurrent << 2, gatesBytes, 4, units, n, own);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = <usize>(first + firstOf(learners, 1, e + 1, blocks) - b0);
    const hiddenRow = <usize>steps * hiddenBytes;
    const firstRow = <usize>b0 * <usize>steps;
    if (initialHidden >= 0) {
      const from = (<usize>initialHidden << 2) + <usize>b0 * hiddenBytes;
      for (let r: usize = 0; r < rows; r++) memory.copy(state + r * stateRow, from + r * hiddenBytes, hiddenBytes);
    }
    for (let t = 0; t < steps; t++) {
      const inStep = <usize>t * <usize>batch + <usize>b0;
      for (let r: usize = 0; r < rows; r++) {
        const token = load<i32>((<usize>tokens + inStep + r) << 2);
        const from = token < 0 ? zeros : (<usize>projected << 2) + <usize>token * gatesBytes;
        store<u32>(starts + (r << 2), <u32>from);
      }
      const count = t === 0 && initialHidden < 0 ? 0 : units;
      stepProduct(<i32>rows, state, stateRow, weights, inPlace, count, units, n, starts, 4, step);
      const at = (firstRow + <usize>t) * hiddenBytes;
      const pHidden = (<usize>hidden << 2) + at;
      const pCell = (<usize>cell << 2) + at;
      const pGates = gates < 0 ? 0 : (<usize>gates << 2) + inStep * gatesBytes;
      let before = pCell - hiddenBytes;
      let beforeRow = hiddenRow;
      if (t === 0) {
        beforeRow = initialCell < 0 ? 0 : hiddenBytes;
        before = initialCell < 0 ? zeros : (<usize>initialCell << 2) + <usize>b0 * hiddenBytes;
      }
      for (let r: usize = 0; r < rows; r++) {
        const row = r * hiddenRow;
        const kept = gates < 0 ? 0 : pGates + r * gatesBytes;
        const from = step + r * stepRow;
        forwardCell(from, before + r * beforeRow, pCell + row, pHidden + row, state + r * stateRow, kept, units);
      }
    }
  }
}

// @ts-expect-error: decorator
@inline
function backwardUnits(
  gates: usize,
  gate: usize,
  before: usize,
  cell: usize,
  dhidden: usize,
  dh: usize,
  dc: usize,
  step: usize,
  left: i32,
): void {
  const one = f32x4.splat(1);
  const i = v128.load(gates);
  const f = v128.load(gates + gate);
  const g = v128.load(gates + 2 * gate);
  const o = v128.load(gates + 3 * gate);
  const bent = gateTanh(v128.load(cell));
  const fromHidden = f32x4.mul(f32x4.add(v128.load(dh), v128.load(dhidden)), o);
  const fromCell = multiplyAdd(fromHidden, f32x4.sub(one, f32x4.mul(bent, bent)), v128.load(dc));
  const toInput = f32x4.mul(fromCell, i);
  const kept = f32x4.mul(fromCell, f);
  const di = f32x4.mul(f32x4.mul(toInput, g), f32x4.sub(one, i));
  const df = f32x4.mul(f32x4.mul(kept, v128.load(before)), f32x4.sub(one, f));
  const dg = f32x4.mul(toInput, f32x4.sub(one, f32x4.mul(g, g)));
  const dout = f32x4.mul(f32x4.mul(fromHidden, bent), f32x4.sub(one, o));
  v128.store(dc, kept);
  storeUpTo(step, di, left);
  storeUpTo(step + gate, df, left);
  storeUpTo(step + 2 * gate, dg, left);
  storeUpTo(step + 3 * gate, dout, left);
  storeUpTo(gates, di, left);
  storeUpTo(gates + gate, df, left);
  storeUpTo(gates + 2 * gate, dg, left);
  storeUpTo(gates + 3 * gate, dout, left);
}

/**
 * Turns the gates of one learner and step into their gradients, written to `step` once more; `dh` and `dc` come from the
 * step after it.
 */
function backwardCell(
  gates: usize,
  before: usize,
  cell: usize,
  dhidden: usize,
  dh: usize,
  dc: usize,
  step: usize,
  units: i32,
): void {
  const gate = <usize>units << 2;
  for (; units >= 4; units -= 4) {
    backwardUnits(gates, gate, before, cell, dhidden, dh, dc, step, 4);
    gates += 16;
    before += 16;
    cell += 16;
    dhidden += 16;
    dh += 16;
    dc += 16;
    step += 16;
  }
  if (units > 0) backwardUnits(gates, gate, before, cell, dhidden, dh, dc, step, units);
}

export function lstmBackward(
  recurrent: i32,
  initialCell: i32,
  cell: i32,
  gates: i32,
  dhidden: i32,
  dinitialHidden: i32,
  dinitialCell: i32,
  scratch: i32,
  room: i32,
  batch: i32,
  steps: i32,
  units: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstLearner(batch, part, parts);
  const learners = firstLearner(batch, part + 1, parts) - first;
  if (learners === 0) return;
  const n = 4 * units;
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const starts = startsOf(own, room);
  const dh = carryOf(own, room, units, 0);
  const dc = carryOf(own, room, units, 1);
  const step = stepGatesOf(own, room, units, n);
  const zeros = zerosOf(own, room, units, n);
  const carryRow = <usize>padded(units) << 2;
  const stepRow = <usize>padded(n) << 2;
  const hiddenBytes = <usize>units << 2;
  const gatesBytes = 4 * hiddenBytes;
  memory.fill(zeros, 0, <usize>padded(n) << 2);
  for (let r = 0; r < 6; r++) store<u32>(starts + (r << 2), <u32>zeros);
  packPanels(<usize>recurrent << 2, 4, gatesBytes, n, units, own);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = <usize>(first + firstOf(learners, 1, e + 1, blocks) - b0);
    const hiddenRow = <usize>steps * hiddenBytes;
    memory.fill(dh, 0, rows * carryRow);
    memory.fill(dc, 0, rows * carryRow);
    for (let t = steps - 1; t >= 0; t--) {
      const at = (<usize>b0 * <usize>steps + <usize>t) * hiddenBytes;
      const pCell = (<usize>cell << 2) + at;
      const pDhidden = (<usize>dhidden << 2) + at;
      const pGates = (<usize>gates << 2) + (<usize>t * <usize>batch + <usize>b0) * gatesBytes;
      let before = pCell - hiddenBytes;
      let beforeRow = hiddenRow;
      if (t === 0) {
        beforeRow = initialCell < 0 ? 0 : hiddenBytes;
        before = initialCell < 0 ? zeros : (<usize>initialCell << 2) + <usize>b0 * hiddenBytes;
      }
      for (let r: usize = 0; r < rows; r++) {
        const row = r * hiddenRow;
        const carry = r * carryRow;
        const from = before + r * beforeRow;
        const to = step + r * stepRow;
        backwardCell(pGates + r * gatesBytes, from, pCell + row, pDhidden + row, dh + carry, dc + carry, to, units);
      }
      if (t === 0 && dinitialHidden < 0) continue;
      stepProduct(<i32>rows, step, stepRow, own, false, n, n, units, starts, 0, dh);
    }
    for (let r: usize = 0; r < rows; r++) {
      const row = (<usize>b0 + r) * hiddenBytes;
      if (dinitialHidden >= 0) addFloats(dh + r * carryRow, (<usize>dinitialHidden << 2) + row, units);
      if (dinitialCell >= 0) addFloats(dc + r * carryRow, (<usize>dinitialCell << 2) + row, units);
    }
  }
}

/** Floats of states that are gathered at a time: with those of `addOuterColumns` they fill `outerScratch`. */
const GATHERED: i32 = 1 << 15;

export function recurrentProducts(
  hidden: i32,
  initialHidden: i32,
  dgates: i32,
  dw: i32,
  scratch: i32,
  room: i32,
  batch: i32,
  steps: i32,
  units: i32,
  n: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstOf(n, panelColumns(), part, parts);
  const last = firstOf(n, panelColumns(), part + 1, parts);
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const spare = startsOf(own, room);
  const target = <usize>dw << 2;
  const xRow = <usize>units << 2;
  const dyRow = <usize>n << 2;
  const x = spare - (<usize>max(GATHERED, 16 * units) << 2);
  const most = max(16, GATHERED / max(1, units));
  const rows = steps * batch;
  // States are gathered in the order of the gates, a step of all learners after the other, to be read as one stretch.
  let t = initialHidden < 0 ? 1 : 0;
  let b = 0;
  for (let row = t * batch; row < rows; row += most) {
    const count = min(most, rows - row);
    for (let r: usize = 0; r < <usize>count; r++) {
      const before = t === 0 ? initialHidden + b * units : hidden + (b * steps + t - 1) * units;
      memory.copy(x + r * xRow, <usize>before << 2, xRow);
      if (++b === batch) {
        b = 0;
        t++;
      }
    }
    const dy = (<usize>dgates << 2) + <usize>row * dyRow;
    addOuterColumns(x, xRow, dy, dyRow, target, count, units, n, first, last, own, spare);
  }
}
