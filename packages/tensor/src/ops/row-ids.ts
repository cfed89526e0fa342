import { ZpdError } from "@zpd/core";
import type { Tape, TapeIndices } from "./tape";

/**
 * Refuses row numbers that a table does not have, because kernels would read and write elsewhere. Costs some ten
 * microseconds for ten thousand of them.
 *
 * @throws INVALID_INPUT unless every id is among the table's `rows`, or is -1
 */
export function checkRowIds(tape: Tape, where: string, { data, length }: TapeIndices, rows: number): void {
  const { int } = tape.machine;
  for (let k = data; k < data + length; k++) {
    const id = int[k]!;
    if (id >= -1 && id < rows) continue;
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `ids from -1 to ${rows - 1}`,
      got: `${id} at position ${k - data}`,
    });
  }
}

/** @throws INVALID_INPUT unless offsets begin with 0 or more, never fall, and end within `count` ids */
export function checkOffsets(tape: Tape, where: string, { data, length }: TapeIndices, count: number): void {
  const { int } = tape.machine;
  let before = 0;
  for (let k = data; k < data + length; k++) {
    const offset = int[k]!;
    if (offset < before || offset > count) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: `offsets that never fall, from 0 to ${count}`,
        got: `${offset} at position ${k - data}`,
      });
    }
    before = offset;
  }
}
