import { sigmoid4, tanh4 } from "./exponential";
import { addOuterColumns } from "./linear";
import { packPanels, panelColumns } from "./panels";
import { firstOf } from "./partition";
import {
  addState,
  blocksOf,
  carryOf,
  firstLearner,
  paddedUnits,
  readsInPlace,
  spareOf,
  startsOf,
  stepProduct,
  storeUpTo,
  zerosOf,
} from "./recurrence";
import { multiplyAdd } from "./vector";

// What each kernel means stands in src/kernels/reference/lstm.ts. Addresses are elements of four bytes.

/** The gates' functions in place, and the new state of one learner; `before` is the cell before the step. */
function cellForward(gates: usize, before: usize, cell: usize, hidden: usize, units: i32): void {
  const gate = <usize>units << 2;
  for (let left = units; left > 0; left -= 4) {
    const i = sigmoid4(v128.load(gates));
    const f = sigmoid4(v128.load(gates + gate));
    const g = tanh4(v128.load(gates + 2 * gate));
    const o = sigmoid4(v128.load(gates + 3 * gate));
    const c = multiplyAdd(f, v128.load(before), f32x4.mul(i, g));
    const h = f32x4.mul(o, tanh4(c));
    storeUpTo(gates, i, left);
    storeUpTo(gates + gate, f, left);
    storeUpTo(gates + 2 * gate, g, left);
    storeUpTo(gates + 3 * gate, o, left);
    storeUpTo(cell, c, left);
    storeUpTo(hidden, h, left);
    gates += 16;
    before += 16;
    cell += 16;
    hidden += 16;
  }
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
  keep: i32,
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
  const spare = spareOf(own, room);
  const starts = startsOf(own, room);
  const zeros = zerosOf(own, room, units, 4);
  const inPlace = readsInPlace(learners, steps);
  const weights = inPlace ? <usize>recurrent << 2 : own;
  const gatesBytes = <usize>n << 2;
  const stateBytes = <usize>units << 2;
  memory.fill(zeros, 0, gatesBytes);
  if (!inPlace) packPanels(<usize>recurrent << 2, gatesBytes, 4, units, 0, n, own);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = first + firstOf(learners, 1, e + 1, blocks) - b0;
    const hiddenRow = <usize>steps * stateBytes;
    const gatesRow = keep === 1 ? <usize>steps * gatesBytes : gatesBytes;
    let pHidden = (<usize>hidden << 2) + <usize>b0 * hiddenRow;
    let pCell = (<usize>cell << 2) + <usize>b0 * hiddenRow;
    let pGates = (<usize>gates << 2) + <usize>b0 * gatesRow;
    let pTokens = <usize>(tokens + b0 * steps) << 2;
    for (let t = 0; t < steps; t++) {
      for (let r = 0; r < rows; r++) {
        const token = load<i32>(pTokens + (<usize>(r * steps) << 2));
        const from = token < 0 ? zeros : (<usize>projected << 2) + <usize>token * gatesBytes;
        store<u32>(starts + (r << 2), <u32>from);
      }
      let count = units;
      let x = pHidden - stateBytes;
      let xRow = hiddenRow;
      let before = pCell - stateBytes;
      let beforeRow = hiddenRow;
      if (t === 0) {
        xRow = stateBytes;
        if (initialHidden < 0) count = 0;
        else x = (<usize>initialHidden << 2) + <usize>b0 * stateBytes;
        beforeRow = initialCell < 0 ? 0 : stateBytes;
        before = initialCell < 0 ? zeros : (<usize>initialCell << 2) + <usize>b0 * stateBytes;
      }
      stepProduct(rows, x, xRow, weights, inPlace, count, units, n, starts, 4, pGates, gatesRow, spare);
      for (let r = 0; r < rows; r++) {
        const row = <usize>r * hiddenRow;
        cellForward(pGates + <usize>r * gatesRow, before + <usize>r * beforeRow, pCell + row, pHidden + row, units);
      }
      pHidden += stateBytes;
      pCell += stateBytes;
      pTokens += 4;
      if (keep === 1) pGates += gatesBytes;
    }
  }
}

/** Turns the gates of one learner and step into their gradients; `dh` and `dc` come from the step after it. */
function cellBackward(gates: usize, before: usize, cell: usize, dhidden: usize, dh: usize, dc: usize, units: i32): void {
  const gate = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let left = units; left > 0; left -= 4) {
    const i = v128.load(gates);
    const f = v128.load(gates + gate);
    const g = v128.load(gates + 2 * gate);
    const o = v128.load(gates + 3 * gate);
    const bent = tanh4(v128.load(cell));
    const fromHidden = f32x4.add(v128.load(dh), v128.load(dhidden));
    const bare = f32x4.mul(fromHidden, o);
    const fromCell = multiplyAdd(bare, f32x4.sub(one, f32x4.mul(bent, bent)), v128.load(dc));
    const toInput = f32x4.mul(fromCell, i);
    const kept = f32x4.mul(fromCell, f);
    storeUpTo(gates, f32x4.mul(f32x4.mul(toInput, g), f32x4.sub(one, i)), left);
    storeUpTo(gates + gate, f32x4.mul(f32x4.mul(kept, v128.load(before)), f32x4.sub(one, f)), left);
    storeUpTo(gates + 2 * gate, f32x4.mul(toInput, f32x4.sub(one, f32x4.mul(g, g))), left);
    storeUpTo(gates + 3 * gate, f32x4.mul(f32x4.mul(bare, bent), f32x4.sub(one, o)), left);
    v128.store(dc, kept);
    gates += 16;
    before += 16;
    cell += 16;
    dhidden += 16;
    dh += 16;
    dc += 16;
  }
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
  const spare = spareOf(own, room);
  const starts = startsOf(own, room);
  const zeros = zerosOf(own, room, units, 4);
  const dh = carryOf(own, room, units, 0);
  const dc = carryOf(own, room, units, 1);
  const carryRow = <usize>paddedUnits(units) << 2;
  const gatesBytes = <usize>n << 2;
  const stateBytes = <usize>units << 2;
  memory.fill(zeros, 0, gatesBytes);
  packPanels(<usize>recurrent << 2, 4, gatesBytes, n, 0, units, own);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = first + firstOf(learners, 1, e + 1, blocks) - b0;
    const hiddenRow = <usize>steps * stateBytes;
    const gatesRow = <usize>steps * gatesBytes;
    memory.fill(dh, 0, <usize>rows * carryRow);
    memory.fill(dc, 0, <usize>rows * carryRow);
    for (let r = 0; r < rows; r++) store<u32>(starts + (r << 2), <u32>zeros);
    for (let t = steps - 1; t >= 0; t--) {
      const at = (<usize>b0 * <usize>steps + <usize>t) * stateBytes;
      const pCell = (<usize>cell << 2) + at;
      const pDhidden = (<usize>dhidden << 2) + at;
      const pGates = (<usize>gates << 2) + 4 * at;
      let before = pCell - stateBytes;
      let beforeRow = hiddenRow;
      if (t === 0) {
        beforeRow = initialCell < 0 ? 0 : stateBytes;
        before = initialCell < 0 ? zeros : (<usize>initialCell << 2) + <usize>b0 * stateBytes;
      }
      for (let r: usize = 0; r < <usize>rows; r++) {
        const row = r * hiddenRow;
        const carry = r * carryRow;
        cellBackward(
          pGates + r * gatesRow,
          before + r * beforeRow,
          pCell + row,
          pDhidden + row,
          dh + carry,
          dc + carry,
          units,
        );
      }
      if (t > 0 || dinitialHidden >= 0) {
        stepProduct(rows, pGates, gatesRow, own, false, n, n, units, starts, 4, dh, carryRow, spare);
      }
    }
    for (let r: usize = 0; r < <usize>rows; r++) {
      const row = (<usize>b0 + r) * stateBytes;
      if (dinitialHidden >= 0) addState(dh + r * carryRow, (<usize>dinitialHidden << 2) + row, units);
      if (dinitialCell >= 0) addState(dc + r * carryRow, (<usize>dinitialCell << 2) + row, units);
    }
  }
}

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
  const spare = spareOf(own, room);
  const x = <usize>hidden << 2;
  const dy = <usize>dgates << 2;
  const target = <usize>dw << 2;
  const xRow = <usize>units << 2;
  const dyRow = <usize>n << 2;
  if (initialHidden >= 0 && steps > 0) {
    const h0 = <usize>initialHidden << 2;
    addOuterColumns(h0, xRow, dy, <usize>steps * dyRow, target, batch, units, n, first, last, own, spare);
  }
  // The longer of learners and steps is the inner sum.
  if (steps > batch) {
    for (let b = 0; b < batch; b++) {
      const row = <usize>b * <usize>steps;
      const from = dy + (row + 1) * dyRow;
      addOuterColumns(x + row * xRow, xRow, from, dyRow, target, steps - 1, units, n, first, last, own, spare);
    }
    return;
  }
  for (let t = 1; t < steps; t++) {
    const left = x + <usize>(t - 1) * xRow;
    const from = dy + <usize>t * dyRow;
    addOuterColumns(left, <usize>steps * xRow, from, <usize>steps * dyRow, target, batch, units, n, first, last, own, spare);
  }
}
