/**
 * Where the machine says how wide panels are: 8 columns, or 16 where V8 joins vectors to 256 bits. The address is
 * `THREAD_BLOCK.panelColumns` (thread-block.ts) in bytes.
 */
const COLUMNS_AT: usize = 1074 << 2;

/** Columns of a panel, into which the right side of a product is packed. */
// @ts-expect-error: decorator
@inline
export function panelColumns(): i32 {
  return load<i32>(COLUMNS_AT);
}

/** Rows at most of a tile. */
// @ts-expect-error: decorator
@inline
export function tileRows(): i32 {
  return panelColumns() === 16 ? 4 : ASC_FEATURE_RELAXED_SIMD ? 6 : 5;
}

/** Four rows of four floats become four columns; row r is written to `to + r step`. */
// @ts-expect-error: decorator
@inline
function storeTransposed(a: v128, b: v128, c: v128, d: v128, to: usize, step: usize): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * step, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}

/**
 * Copies `count` columns of w, from byte address `w` on, into a panel `[k, width]`, zeros in the rest. Steps are bytes; one
 * of them is 4.
 */
export function packPanel(w: usize, rowStep: usize, columnStep: usize, k: i32, count: i32, width: i32, to: usize): void {
  const step = <usize>width << 2;
  if (count < width) memory.fill(to, 0, <usize>k * step);
  if (columnStep === 4) {
    for (let i = 0; i < k; i++) {
      let c = 0;
      for (; c + 4 <= count; c += 4) v128.store(to + (c << 2), v128.load(w + (c << 2)));
      for (; c < count; c++) store<f32>(to + (c << 2), load<f32>(w + (c << 2)));
      w += rowStep;
      to += step;
    }
    return;
  }
  let c = 0;
  for (; c + 4 <= count; c += 4) {
    let p = w + <usize>c * columnStep;
    let q = to + (c << 2);
    let i = 0;
    for (; i + 4 <= k; i += 4) {
      const a = v128.load(p);
      const b = v128.load(p + columnStep);
      const d = v128.load(p + 2 * columnStep);
      storeTransposed(a, b, d, v128.load(p + 3 * columnStep), q, step);
      p += 16;
      q += 4 * step;
    }
    for (; i < k; i++) {
      for (let e = 0; e < 4; e++) store<f32>(q + (e << 2), load<f32>(p + <usize>e * columnStep));
      p += 4;
      q += step;
    }
  }
  for (; c < count; c++) {
    let p = w + <usize>c * columnStep;
    let q = to + (c << 2);
    for (let i = 0; i < k; i++) {
      store<f32>(q, load<f32>(p));
      p += rowStep;
      q += step;
    }
  }
}

/** Packs the columns `first` to `last` of w `[k, N]`, the first at a panel's edge; panel after panel from `to` on. */
export function packPanels(
  w: usize,
  rowStep: usize,
  columnStep: usize,
  k: i32,
  first: i32,
  last: i32,
  to: usize,
): void {
  const width = panelColumns();
  for (let c = first; c < last; c += width) {
    packPanel(w + <usize>c * columnStep, rowStep, columnStep, k, min(width, last - c), width, to);
    to += <usize>(k * width) << 2;
  }
}
