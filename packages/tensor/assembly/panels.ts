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

/** Packs `count` columns whose elements stand one after the other, row by row: far memory is read in its order. */
function packRows(w: usize, rowStep: usize, k: i32, count: i32, width: i32, to: usize): void {
  const step = <usize>width << 2;
  const panel = <usize>k * step;
  const whole = count - (count % width);
  if (whole < count) memory.fill(to + <usize>(whole / width) * panel, 0, panel);
  for (let i = 0; i < k; i++) {
    let q = to;
    let p = w;
    for (const end = w + (<usize>whole << 2); p < end; p += step) {
      v128.store(q, v128.load(p));
      v128.store(q, v128.load(p, 16), 16);
      if (width === 16) {
        v128.store(q, v128.load(p, 32), 32);
        v128.store(q, v128.load(p, 48), 48);
      }
      q += panel;
    }
    for (let c = whole; c < count; c++) {
      store<f32>(q, load<f32>(p));
      p += 4;
      q += 4;
    }
    w += rowStep;
    to += step;
  }
}

/** Packs up to `width` columns, each of which has its elements one after the other. */
function packColumns(w: usize, columnStep: usize, k: i32, count: i32, width: i32, to: usize): void {
  const step = <usize>width << 2;
  if (count < width) memory.fill(to, 0, <usize>k * step);
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
      p += 4;
      q += step;
    }
  }
}

/**
 * Packs `count` columns of w, from byte address `w` on, into panels `[k, panelColumns]` from `to` on; the last has zeros
 * where there are no more columns. Steps are bytes; one of them is 4.
 */
export function packPanels(w: usize, rowStep: usize, columnStep: usize, k: i32, count: i32, to: usize): void {
  const width = panelColumns();
  if (columnStep === 4) {
    packRows(w, rowStep, k, count, width, to);
    return;
  }
  for (let c = 0; c < count; c += width) {
    packColumns(w + <usize>c * columnStep, columnStep, k, min(width, count - c), width, to);
    to += <usize>(k * width) << 2;
  }
}
