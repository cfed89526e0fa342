/**
 * The sum of each row of a matrix `[N, width]`, written into `out` `[N]`. O(N width), and four sums side by side, for
 * each addition waits for the one before it.
 */
export function sumRows(matrix: Float32Array, width: number, out: Float32Array): void {
  const whole = width - (width % 4);
  for (let n = 0, at = 0; n < out.length; n++) {
    let [a, b, c, d] = [0, 0, 0, 0];
    const end = at + whole;
    for (; at < end; at += 4) {
      a += matrix[at]!;
      b += matrix[at + 1]!;
      c += matrix[at + 2]!;
      d += matrix[at + 3]!;
    }
    for (const last = (n + 1) * width; at < last; at++) a += matrix[at]!;
    out[n] = a + b + (c + d);
  }
}
