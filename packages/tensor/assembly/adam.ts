import { loadLanes, storeLanes } from "./lanes";
import { firstOf } from "./partition";

// What the kernel means stands in src/kernels/reference/adam.ts. Addresses are elements of four bytes. The numbers come
// in float64, because 1 - beta has few digits left when beta is rounded first.

export function adam(
  weight: i32,
  gradient: i32,
  first: i32,
  second: i32,
  count: i32,
  scale: f64,
  beta1: f64,
  beta2: f64,
  stepSize: f64,
  inverseRootCorrection: f64,
  epsilon: f64,
  l2: f64,
  decay: f64,
  part: i32,
  parts: i32,
): void {
  const start = firstOf(count, 16, part, parts);
  const end: usize = (<usize>weight + firstOf(count, 16, part + 1, parts)) << 2;
  let w: usize = (<usize>weight + start) << 2;
  let g: usize = (<usize>gradient + start) << 2;
  let m: usize = (<usize>first + start) << 2;
  let v: usize = (<usize>second + start) << 2;
  for (; w < end; w += 16, g += 16, m += 16, v += 16) {
    const lanes = (end - w) >> 2;
    const whole = lanes >= 4;
    const before = whole ? v128.load(w) : loadLanes(w, lanes);
    const slope = f32x4.add(
      f32x4.mul(f32x4.splat(<f32>scale), whole ? v128.load(g) : loadLanes(g, lanes)),
      f32x4.mul(f32x4.splat(<f32>l2), before),
    );
    const mean = f32x4.add(
      f32x4.mul(f32x4.splat(<f32>beta1), whole ? v128.load(m) : loadLanes(m, lanes)),
      f32x4.mul(f32x4.splat(<f32>(1 - beta1)), slope),
    );
    const square = f32x4.add(
      f32x4.mul(f32x4.splat(<f32>beta2), whole ? v128.load(v) : loadLanes(v, lanes)),
      f32x4.mul(f32x4.splat(<f32>(1 - beta2)), f32x4.mul(slope, slope)),
    );
    const root = f32x4.mul(f32x4.sqrt(square), f32x4.splat(<f32>inverseRootCorrection));
    const step = f32x4.div(
      f32x4.mul(f32x4.splat(<f32>stepSize), mean),
      f32x4.add(root, f32x4.splat(<f32>epsilon)),
    );
    const after = f32x4.sub(f32x4.sub(before, step), f32x4.mul(f32x4.splat(<f32>decay), before));
    if (whole) {
      v128.store(w, after);
      v128.store(m, mean);
      v128.store(v, square);
    } else {
      storeLanes(w, lanes, after);
      storeLanes(m, lanes, mean);
      storeLanes(v, lanes, square);
    }
  }
}
