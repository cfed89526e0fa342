// Up to four neighbouring floats at a row's end. Loads never reach beyond the row, and fill up with zeros.

// @ts-expect-error: decorator
@inline
export function loadColumns(from: usize, width: i32): v128 {
  return width >= 4 ? v128.load(from) : loadFewColumns(from, width);
}

function loadFewColumns(from: usize, width: i32): v128 {
  let x = v128.load32_zero(from);
  if (width > 1) x = v128.load32_lane(from, x, 1, 4);
  if (width > 2) x = v128.load32_lane(from, x, 2, 8);
  return x;
}

// @ts-expect-error: decorator
@inline
export function storeColumns(to: usize, x: v128, width: i32): void {
  if (width >= 4) v128.store(to, x);
  else storeFewColumns(to, x, width);
}

function storeFewColumns(to: usize, x: v128, width: i32): void {
  v128.store32_lane(to, x, 0);
  if (width > 1) v128.store32_lane(to, x, 1, 4);
  if (width > 2) v128.store32_lane(to, x, 2, 8);
}

// @ts-expect-error: decorator
@inline
export function addToColumns(to: usize, x: v128, width: i32): void {
  storeColumns(to, f32x4.add(loadColumns(to, width), x), width);
}
