import { gateTanh } from "./gate-functions";
import { packPanels } from "./panels";
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
  zerosOf,
} from "./recurrence";
import { multiplyAdd } from "./vector";

// What each kernel means stands in src/kernels/reference/gru.ts. Addresses are elements of four bytes.

// @ts-expect-error: decorator
@inline
function forwardUnits(
  step: usize,
  gate: usize,
  given: usize,
  before: usize,
  hidden: usize,
  kept: usize,
  left: i32,
): void {
  const r = v128.load(step);
  const z = v128.load(step + gate);
  const inner = v128.load(step + 2 * gate);
  const n = gateTanh(multiplyAdd(r, inner, v128.load(given)));
  const h = multiplyAdd(z, f32x4.sub(v128.load(before), n), n);
  storeUpTo(hidden, h, left);
  v128.store(before, h);
  if (kept === 0) return;
  storeUpTo(kept, r, left);
  storeUpTo(kept + gate, z, left);
  storeUpTo(kept + 2 * gate, n, left);
  storeUpTo(kept + 3 * gate, inner, left);
}

/**
 * One learner and step: `step` holds the recurrent sums of r, z, n, `given` the token's row, `state` the hidden state,
 * which becomes the next; `kept` (unless 0) gets what the way back needs.
 */
function forwardCell(step: usize, given: usize, state: usize, hidden: usize, kept: usize, units: i32): void {
  const gate = <usize>units << 2;
  addFloats(given, step, 2 * units);
  sigmoidRow(step, 2 * units);
  given += 2 * gate;
  for (; units >= 4; units -= 4) {
    forwardUnits(step, gate, given, state, hidden, kept, 4);
    step += 16;
    given += 16;
    state += 16;
    hidden += 16;
    if (kept !== 0) kept += 16;
  }
  if (units > 0) forwardUnits(step, gate, given, state, hidden, kept, units);
}

export function gru(
  projected: i32,
  tokens: i32,
  recurrent: i32,
  bias: i32,
  initial: i32,
  hidden: i32,
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
  const n = 3 * units;
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const starts = startsOf(own, room);
  const state = carryOf(own, room, units, 0);
  const step = stepGatesOf(own, room, units, n);
  const zeros = zerosOf(own, room, units, n);
  const stateRow = <usize>padded(units) << 2;
  const stepRow = <usize>padded(n) << 2;
  const hiddenBytes = <usize>units << 2;
  const inputBytes = 3 * hiddenBytes;
  const inPlace = readsInPlace(learners, steps);
  const weights = inPlace ? <usize>recurrent << 2 : own;
  memory.fill(zeros, 0, inputBytes);
  if (!inPlace) packPanels(<usize>recurrent << 2, inputBytes, 4, units, n, own);
  // Every sum starts from the bias.
  for (let r = 0; r < 6; r++) store<u32>(starts + (r << 2), <u32>bias << 2);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = <usize>(first + firstOf(learners, 1, e + 1, blocks) - b0);
    const firstRow = <usize>b0 * <usize>steps;
    memory.fill(state, 0, rows * stateRow);
    if (initial >= 0) {
      const from = (<usize>initial << 2) + <usize>b0 * hiddenBytes;
      for (let r: usize = 0; r < rows; r++) memory.copy(state + r * stateRow, from + r * hiddenBytes, hiddenBytes);
    }
    for (let t = 0; t < steps; t++) {
      const count = t === 0 && initial < 0 ? 0 : units;
      stepProduct(<i32>rows, state, stateRow, weights, inPlace, count, units, n, starts, 0, step);
      const inStep = <usize>t * <usize>batch + <usize>b0;
      for (let r: usize = 0; r < rows; r++) {
        const token = load<i32>((<usize>tokens + inStep + r) << 2);
        const given = token < 0 ? zeros : (<usize>projected << 2) + <usize>token * inputBytes;
        const at = (firstRow + r * <usize>steps + <usize>t) * hiddenBytes;
        const kept = gates < 0 ? 0 : (<usize>gates << 2) + (inStep + r) * 4 * hiddenBytes;
        forwardCell(step + r * stepRow, given, state + r * stateRow, (<usize>hidden << 2) + at, kept, units);
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
  dhidden: usize,
  dprojected: usize,
  drecurrent: usize,
  dh: usize,
  step: usize,
  left: i32,
): void {
  const one = f32x4.splat(1);
  const r = v128.load(gates);
  const z = v128.load(gates + gate);
  const n = v128.load(gates + 2 * gate);
  const inner = v128.load(gates + 3 * gate);
  const total = f32x4.add(v128.load(dh), v128.load(dhidden));
  const change = f32x4.sub(one, z);
  const dn = f32x4.mul(f32x4.mul(total, change), f32x4.sub(one, f32x4.mul(n, n)));
  const dinner = f32x4.mul(dn, r);
  const dr = f32x4.mul(f32x4.mul(dinner, inner), f32x4.sub(one, r));
  const past = f32x4.mul(total, z);
  const dz = f32x4.mul(f32x4.mul(past, f32x4.sub(v128.load(before), n)), change);
  v128.store(dh, past);
  storeUpTo(step, dr, left);
  storeUpTo(step + gate, dz, left);
  storeUpTo(step + 2 * gate, dinner, left);
  storeUpTo(dprojected, dr, left);
  storeUpTo(dprojected + gate, dz, left);
  storeUpTo(dprojected + 2 * gate, dn, left);
  storeUpTo(drecurrent, dr, left);
  storeUpTo(drecurrent + gate, dz, left);
  storeUpTo(drecurrent + 2 * gate, dinner, left);
}

/**
 * The gradients of one learner and step; `dh` comes from the step after it, and keeps what goes past the gates. `step`
 * gets `drecurrent` once more.
 */
function backwardCell(
  gates: usize,
  before: usize,
  dhidden: usize,
  dprojected: usize,
  drecurrent: usize,
  dh: usize,
  step: usize,
  units: i32,
): void {
  const gate = <usize>units << 2;
  for (; units >= 4; units -= 4) {
    backwardUnits(gates, gate, before, dhidden, dprojected, drecurrent, dh, step, 4);
    gates += 16;
    before += 16;
    dhidden += 16;
    dprojected += 16;
    drecurrent += 16;
    dh += 16;
    step += 16;
  }
  if (units > 0) backwardUnits(gates, gate, before, dhidden, dprojected, drecurrent, dh, step, units);
}

export function gruBackward(
  recurrent: i32,
  initial: i32,
  hidden: i32,
  gates: i32,
  dhidden: i32,
  dprojected: i32,
  drecurrent: i32,
  dinitial: i32,
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
  const n = 3 * units;
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const dh = carryOf(own, room, units, 0);
  const step = stepGatesOf(own, room, units, n);
  const zeros = zerosOf(own, room, units, n);
  const carryRow = <usize>padded(units) << 2;
  const stepRow = <usize>padded(n) << 2;
  const hiddenBytes = <usize>units << 2;
  memory.fill(zeros, 0, hiddenBytes);
  packPanels(<usize>recurrent << 2, 4, 3 * hiddenBytes, n, units, own);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = <usize>(first + firstOf(learners, 1, e + 1, blocks) - b0);
    const hiddenRow = <usize>steps * hiddenBytes;
    memory.fill(dh, 0, rows * carryRow);
    for (let t = steps - 1; t >= 0; t--) {
      const at = (<usize>b0 * <usize>steps + <usize>t) * hiddenBytes;
      let before = (<usize>hidden << 2) + at - hiddenBytes;
      let beforeRow = hiddenRow;
      if (t === 0) {
        beforeRow = initial < 0 ? 0 : hiddenBytes;
        before = initial < 0 ? zeros : (<usize>initial << 2) + <usize>b0 * hiddenBytes;
      }
      for (let r: usize = 0; r < rows; r++) {
        const inStep = (<usize>t * <usize>batch + <usize>b0 + r) * hiddenBytes;
        backwardCell(
          (<usize>gates << 2) + 4 * inStep,
          before + r * beforeRow,
          (<usize>dhidden << 2) + at + r * hiddenRow,
          (<usize>dprojected << 2) + 3 * inStep,
          (<usize>drecurrent << 2) + 3 * inStep,
          dh + r * carryRow,
          step + r * stepRow,
          units,
        );
      }
      if (t === 0 && dinitial < 0) continue;
      stepProduct(<i32>rows, step, stepRow, own, false, n, n, units, 0, 0, dh);
    }
    if (dinitial < 0) continue;
    for (let r: usize = 0; r < rows; r++) {
      addFloats(dh + r * carryRow, (<usize>dinitial << 2) + (<usize>b0 + r) * hiddenBytes, units);
    }
  }
}
