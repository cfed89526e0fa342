import { firstOf } from "./partition";

// What the kernel means stands in src/kernels/reference/sample.ts. Addresses are elements of four bytes.

export function sample(
  probabilities: i32,
  uniforms: i32,
  ids: i32,
  m: i32,
  n: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 16, part + 1, parts);
  for (let r = firstOf(m, 16, part, parts); r < last; r++) {
    const row: usize = (<usize>probabilities + r * n) << 2;
    const uniform = <f64>load<f32>((<usize>uniforms + r) << 2);
    let sum: f64 = 0;
    let drawn = -1;
    for (let c = 0; c < n; c++) {
      const probability = load<f32>(row + (<usize>c << 2));
      sum += <f64>probability;
      if (probability > 0) drawn = c;
      if (sum > uniform) break;
    }
    store<i32>((<usize>ids + r) << 2, drawn);
  }
}
