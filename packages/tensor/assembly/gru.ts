import { sigmoid4, tanh4 } from "./exponential";
import { packPanels } from "./panels";
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

// What each kernel means stands in src/kernels/reference/gru.ts. Addresses are elements of four bytes.

/** The gates' functions and the new state of one learner; `gates` holds the sums of r, z, n, `given` the token's row. */
function cellForward(gates: usize, given: usize, before: usize, hidden: usize, units: i32): void {
  const gate = <usize>units << 2;
  for (let left = units; left > 0; left -= 4) {
    const r = sigmoid4(f32x4.add(v128.load(gates), v128.load(given)));
    const z = sigmoid4(f32x4.add(v128.load(gates + gate), v128.load(given + gate)));
    const inner = v128.load(gates + 2 * gate);
    const n = tanh4(multiplyAdd(r, inner, v128.load(given + 2 * gate)));
    const h = multiplyAdd(z, f32x4.sub(v128.load(before), n), n);
    storeUpTo(gates, r, left);
    storeUpTo(gates + gate, z, left);
    storeUpTo(gates + 2 * gate, n, left);
    storeUpTo(gates + 3 * gate, inner, left);
    storeUpTo(hidden, h, left);
    gates += 16;
    given += 16;
    before += 16;
    hidden += 16;
  }
}

export function gru(
  projected: i32,
  tokens: i32,
  recurrent: i32,
  bias: i32,
  initial: i32,
  hidden: i32,
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
  const n = 3 * units;
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const spare = spareOf(own, room);
  const starts = startsOf(own, room);
  const zeros = zerosOf(own, room, units, 3);
  const inPlace = readsInPlace(learners, steps);
  const weights = inPlace ? <usize>recurrent << 2 : own;
  const inputBytes = <usize>n << 2;
  const stateBytes = <usize>units << 2;
  const gatesBytes = 4 * stateBytes;
  memory.fill(zeros, 0, inputBytes);
  if (!inPlace) packPanels(<usize>recurrent << 2, inputBytes, 4, units, 0, n, own);
  // Every sum starts from the bias.
  for (let r = 0; r < 6; r++) store<u32>(starts + (r << 2), <u32>bias << 2);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = first + firstOf(learners, 1, e + 1, blocks) - b0;
    const hiddenRow = <usize>steps * stateBytes;
    const gatesRow = keep === 1 ? <usize>steps * gatesBytes : gatesBytes;
    let pHidden = (<usize>hidden << 2) + <usize>b0 * hiddenRow;
    let pGates = (<usize>gates << 2) + <usize>b0 * gatesRow;
    let pTokens = <usize>(tokens + b0 * steps) << 2;
    for (let t = 0; t < steps; t++) {
      let count = units;
      let x = pHidden - stateBytes;
      let xRow = hiddenRow;
      if (t === 0) {
        count = initial < 0 ? 0 : units;
        xRow = initial < 0 ? 0 : stateBytes;
        x = initial < 0 ? zeros : (<usize>initial << 2) + <usize>b0 * stateBytes;
      }
      stepProduct(rows, x, xRow, weights, inPlace, count, units, n, starts, 0, pGates, gatesRow, spare);
      for (let r: usize = 0; r < <usize>rows; r++) {
        const token = load<i32>(pTokens + ((r * <usize>steps) << 2));
        const given = token < 0 ? zeros : (<usize>projected << 2) + <usize>token * inputBytes;
        cellForward(pGates + r * gatesRow, given, x + r * xRow, pHidden + r * hiddenRow, units);
      }
      pHidden += stateBytes;
      pTokens += 4;
      if (keep === 1) pGates += gatesBytes;
    }
  }
}

/** The gradients of one learner and step; `dh` comes from the step after it, and keeps what goes past the gates. */
function cellBackward(
  gates: usize,
  before: usize,
  dhidden: usize,
  dprojected: usize,
  drecurrent: usize,
  dh: usize,
  units: i32,
): void {
  const gate = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let left = units; left > 0; left -= 4) {
    const r = v128.load(gates);
    const z = v128.load(gates + gate);
    const n = v128.load(gates + 2 * gate);
    const inner = v128.load(gates + 3 * gate);
    const total = f32x4.add(v128.load(dh), v128.load(dhidden));
    const keeps = f32x4.sub(one, z);
    const dn = f32x4.mul(f32x4.mul(total, keeps), f32x4.sub(one, f32x4.mul(n, n)));
    const dinner = f32x4.mul(dn, r);
    const dr = f32x4.mul(f32x4.mul(dinner, inner), f32x4.sub(one, r));
    const past = f32x4.mul(total, z);
    const dz = f32x4.mul(f32x4.mul(past, f32x4.sub(v128.load(before), n)), keeps);
    storeUpTo(dprojected, dr, left);
    storeUpTo(dprojected + gate, dz, left);
    storeUpTo(dprojected + 2 * gate, dn, left);
    storeUpTo(drecurrent, dr, left);
    storeUpTo(drecurrent + gate, dz, left);
    storeUpTo(drecurrent + 2 * gate, dinner, left);
    v128.store(dh, past);
    gates += 16;
    before += 16;
    dhidden += 16;
    dprojected += 16;
    drecurrent += 16;
    dh += 16;
  }
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
  const spare = spareOf(own, room);
  const zeros = zerosOf(own, room, units, 3);
  const dh = carryOf(own, room, units, 0);
  const carryRow = <usize>paddedUnits(units) << 2;
  const inputBytes = <usize>n << 2;
  const stateBytes = <usize>units << 2;
  memory.fill(zeros, 0, inputBytes);
  packPanels(<usize>recurrent << 2, 4, inputBytes, n, 0, units, own);

  const blocks = blocksOf(learners);
  for (let e = 0; e < blocks; e++) {
    const b0 = first + firstOf(learners, 1, e, blocks);
    const rows = first + firstOf(learners, 1, e + 1, blocks) - b0;
    const hiddenRow = <usize>steps * stateBytes;
    memory.fill(dh, 0, <usize>rows * carryRow);
    for (let t = steps - 1; t >= 0; t--) {
      const at = (<usize>b0 * <usize>steps + <usize>t) * stateBytes;
      const pHidden = (<usize>hidden << 2) + at;
      const pDhidden = (<usize>dhidden << 2) + at;
      const pGates = (<usize>gates << 2) + 4 * at;
      const pInput = (<usize>dprojected << 2) + 3 * at;
      const pRecurrent = (<usize>drecurrent << 2) + 3 * at;
      let before = pHidden - stateBytes;
      let beforeRow = hiddenRow;
      if (t === 0) {
        beforeRow = initial < 0 ? 0 : stateBytes;
        before = initial < 0 ? zeros : (<usize>initial << 2) + <usize>b0 * stateBytes;
      }
      for (let r: usize = 0; r < <usize>rows; r++) {
        const row = r * hiddenRow;
        const to = 3 * row;
        cellBackward(
          pGates + 4 * row,
          before + r * beforeRow,
          pDhidden + row,
          pInput + to,
          pRecurrent + to,
          dh + r * carryRow,
          units,
        );
      }
      if (t > 0 || dinitial >= 0) {
        stepProduct(rows, pRecurrent, 3 * hiddenRow, own, false, n, n, units, 0, 0, dh, carryRow, spare);
      }
    }
    if (dinitial < 0) continue;
    for (let r: usize = 0; r < <usize>rows; r++) {
      addState(dh + r * carryRow, (<usize>dinitial << 2) + (<usize>b0 + r) * stateBytes, units);
    }
  }
}
