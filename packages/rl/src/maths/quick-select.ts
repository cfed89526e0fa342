/**
 * Reorders `order[from … to - 1]` so that the one at `nth` has the key it would have if sorted by `key`, those before
 * it none greater and those after it none smaller. Hoare's selection with the median of three. O(to - from) on average.
 */
export function quickSelect(order: Int32Array, key: Float64Array, from: number, to: number, nth: number): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const first = key[order[low]!]!;
    const middle = key[order[(low + high) >> 1]!]!;
    const last = key[order[high]!]!;
    const pivot = Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last));
    let left = low;
    let right = high;
    while (left <= right) {
      while (key[order[left]!]! < pivot) left++;
      while (key[order[right]!]! > pivot) right--;
      if (left > right) break;
      const held = order[left]!;
      order[left++] = order[right]!;
      order[right--] = held;
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else return;
  }
}
