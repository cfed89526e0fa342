import { exp4, log4, relu4, sigmoid4, softplus4, tanh4 } from "./exponential";
import { loadLanes, storeLanes } from "./lanes";
import { firstOf } from "./partition";

// What each kernel means stands in src/kernels/reference/elementwise.ts. Addresses are elements of four bytes. Loops
// are written once and made once for each function. Each needs a function of its own around it: where loops stand in one,
// the optimiser folds them into one that asks for the kind at each step, which takes twice as long.

/** The numbers of `ACTIVATIONS` in src/types/activations.ts. */
const enum Kind {
  Sigmoid = 0,
  Tanh = 1,
  Relu = 2,
  Exp = 3,
  Softplus = 4,
  Abs = 5,
  Log = 6,
  Step = 7,
}

// @ts-expect-error: decorator
@inline
function activated(x: v128, kind: Kind): v128 {
  if (kind === Kind.Sigmoid) return sigmoid4(x);
  if (kind === Kind.Tanh) return tanh4(x);
  if (kind === Kind.Relu) return relu4(x);
  if (kind === Kind.Exp) return exp4(x);
  if (kind === Kind.Softplus) return softplus4(x);
  if (kind === Kind.Abs) return f32x4.abs(x);
  if (kind === Kind.Log) return log4(x);
  const step = v128.and(f32x4.ge(x, f32x4.splat(0)), f32x4.splat(1));
  return v128.bitselect(step, x, f32x4.eq(x, x));
}

// @ts-expect-error: decorator
@inline
function activateRange(x: usize, y: usize, end: usize, kind: Kind): void {
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, activated(v128.load(x), kind));
  if (x < end) storeLanes(y, (end - x) >> 2, activated(loadLanes(x, (end - x) >> 2), kind));
}

function activateSigmoid(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Sigmoid);
}

function activateTanh(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Tanh);
}

function activateRelu(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Relu);
}

function activateExp(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Exp);
}

function activateSoftplus(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Softplus);
}

function activateAbs(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Abs);
}

function activateLog(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Log);
}

function activateStep(x: usize, y: usize, end: usize): void {
  activateRange(x, y, end, Kind.Step);
}

export function activate(x: i32, y: i32, count: i32, kind: i32, part: i32, parts: i32): void {
  const first = firstOf(count, 16, part, parts);
  const px: usize = (<usize>x + first) << 2;
  const py: usize = (<usize>y + first) << 2;
  const end: usize = (<usize>x + firstOf(count, 16, part + 1, parts)) << 2;
  if (kind === Kind.Sigmoid) activateSigmoid(px, py, end);
  else if (kind === Kind.Tanh) activateTanh(px, py, end);
  else if (kind === Kind.Relu) activateRelu(px, py, end);
  else if (kind === Kind.Exp) activateExp(px, py, end);
  else if (kind === Kind.Softplus) activateSoftplus(px, py, end);
  else if (kind === Kind.Abs) activateAbs(px, py, end);
  else if (kind === Kind.Log) activateLog(px, py, end);
  else activateStep(px, py, end);
}

/** f'(x) dy. */
// @ts-expect-error: decorator
@inline
function pulledBack(x: v128, y: v128, dy: v128, kind: Kind): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (kind === Kind.Sigmoid) return f32x4.mul(f32x4.mul(y, f32x4.sub(one, y)), dy);
  if (kind === Kind.Tanh) return f32x4.mul(f32x4.sub(one, f32x4.mul(y, y)), dy);
  // A product, not a selection of dy: what is not a number stays so even where the slope is 0.
  if (kind === Kind.Relu) return f32x4.mul(v128.and(f32x4.gt(x, zero), one), dy);
  if (kind === Kind.Exp) return f32x4.mul(y, dy);
  if (kind === Kind.Softplus) return f32x4.mul(sigmoid4(x), dy);
  if (kind === Kind.Log) return f32x4.mul(f32x4.div(one, x), dy);
  if (kind === Kind.Step) return f32x4.mul(zero, dy);
  const sign = f32x4.sub(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), one));
  // As Math.sign, NaN has the sign NaN.
  return f32x4.mul(v128.bitselect(sign, x, f32x4.eq(x, x)), dy);
}

// @ts-expect-error: decorator
@inline
function backRange(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32, kind: Kind): void {
  const readsX = kind === Kind.Relu || kind === Kind.Softplus || kind === Kind.Abs || kind === Kind.Log;
  const none = f32x4.splat(0);
  for (; x + 16 <= end; x += 16, y += 16, dy += 16, dx += 16) {
    const back = pulledBack(readsX ? v128.load(x) : none, readsX ? none : v128.load(y), v128.load(dy), kind);
    v128.store(dx, accumulate ? f32x4.add(v128.load(dx), back) : back);
  }
  if (x < end) {
    const rest = (end - x) >> 2;
    const back = pulledBack(loadLanes(x, rest), loadLanes(y, rest), loadLanes(dy, rest), kind);
    storeLanes(dx, rest, accumulate ? f32x4.add(loadLanes(dx, rest), back) : back);
  }
}

function backSigmoid(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Sigmoid);
}

function backTanh(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Tanh);
}

function backRelu(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Relu);
}

function backExp(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Exp);
}

function backSoftplus(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Softplus);
}

function backAbs(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Abs);
}

function backLog(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Log);
}

function backStep(x: usize, y: usize, dy: usize, dx: usize, end: usize, accumulate: i32): void {
  backRange(x, y, dy, dx, end, accumulate, Kind.Step);
}

export function activateBackward(
  x: i32,
  y: i32,
  dy: i32,
  dx: i32,
  count: i32,
  kind: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstOf(count, 16, part, parts);
  const px: usize = (<usize>x + first) << 2;
  const py: usize = (<usize>y + first) << 2;
  const pdy: usize = (<usize>dy + first) << 2;
  const pdx: usize = (<usize>dx + first) << 2;
  const end: usize = (<usize>x + firstOf(count, 16, part + 1, parts)) << 2;
  if (kind === Kind.Sigmoid) backSigmoid(px, py, pdy, pdx, end, accumulate);
  else if (kind === Kind.Tanh) backTanh(px, py, pdy, pdx, end, accumulate);
  else if (kind === Kind.Relu) backRelu(px, py, pdy, pdx, end, accumulate);
  else if (kind === Kind.Exp) backExp(px, py, pdy, pdx, end, accumulate);
  else if (kind === Kind.Softplus) backSoftplus(px, py, pdy, pdx, end, accumulate);
  else if (kind === Kind.Abs) backAbs(px, py, pdy, pdx, end, accumulate);
  else if (kind === Kind.Log) backLog(px, py, pdy, pdx, end, accumulate);
  else backStep(px, py, pdy, pdx, end, accumulate);
}
