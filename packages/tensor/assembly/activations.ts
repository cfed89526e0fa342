import { exp4, relu4, sigmoid4, softplus4, tanh4 } from "./exponential";
import { firstOf } from "./partition";

// What each kernel means stands in src/kernels/reference/elementwise.ts. Addresses are elements of four bytes.

/** The numbers of `ACTIVATIONS` in src/types/activations.ts. */
const enum Kind {
  Sigmoid = 0,
  Tanh = 1,
  Relu = 2,
  Exp = 3,
  Softplus = 4,
  Abs = 5,
}

// @ts-expect-error: decorator
@inline
function activated(x: v128, kind: Kind): v128 {
  if (kind === Kind.Sigmoid) return sigmoid4(x);
  if (kind === Kind.Tanh) return tanh4(x);
  if (kind === Kind.Relu) return relu4(x);
  if (kind === Kind.Exp) return exp4(x);
  if (kind === Kind.Softplus) return softplus4(x);
  return f32x4.abs(x);
}

/** One loop a kind: `kind` is known where this is inlined. */
// @ts-expect-error: decorator
@inline
function activateRange(x: usize, y: usize, end: usize, kind: Kind): void {
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, activated(v128.load(x), kind));
  for (; x < end; x += 4, y += 4) v128.store_lane<f32>(y, activated(v128.load32_zero(x), kind), 0);
}

export function activate(x: i32, y: i32, count: i32, kind: i32, part: i32, parts: i32): void {
  const first = firstOf(count, 16, part, parts);
  const px: usize = (<usize>x + first) << 2;
  const py: usize = (<usize>y + first) << 2;
  const end: usize = (<usize>x + firstOf(count, 16, part + 1, parts)) << 2;
  if (kind === Kind.Sigmoid) activateRange(px, py, end, Kind.Sigmoid);
  else if (kind === Kind.Tanh) activateRange(px, py, end, Kind.Tanh);
  else if (kind === Kind.Relu) activateRange(px, py, end, Kind.Relu);
  else if (kind === Kind.Exp) activateRange(px, py, end, Kind.Exp);
  else if (kind === Kind.Softplus) activateRange(px, py, end, Kind.Softplus);
  else activateRange(px, py, end, Kind.Abs);
}
