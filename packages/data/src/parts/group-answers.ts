import type { ScoreColumn } from "@zpd/core";
import type { AnswerTable } from "./answer-table";
import type { BlockColumn } from "./block-column";

/** Answers grouped by learner, oldest first; `L` learners, `N` answers. */
export interface GroupedAnswers {
  /** Row starts `[L + 1]`. */
  offsets: Int32Array;
  item: Int32Array;
  score: ScoreColumn;
  cell: Int32Array | undefined;
  order: Float64Array | undefined;
  time: Float64Array | undefined;
  /** Learners whose rows had to be sorted. */
  readonly sortedLearners: number;
}

/**
 * Counting sort by learner, stable, then by order (or time) within a learner where rows are not in order already. Empties
 * the table column by column, so that each is held twice only while it moves. O(N), plus sorting of what is out of order.
 */
export function groupAnswers(table: AnswerTable, sortByTime: boolean): GroupedAnswers {
  const learnerCount = table.learners.size;
  const answers = table.length;
  const offsets = new Int32Array(learnerCount + 1);
  for (const block of table.learner.blocks()) for (const learner of block) offsets[learner + 1]!++;
  for (let l = 0; l < learnerCount; l++) offsets[l + 1]! += offsets[l]!;

  const cursor = new Int32Array(learnerCount);
  const move = <A extends Int32Array | Float64Array | ScoreColumn>(
    column: BlockColumn<Int32Array> | BlockColumn<Float64Array> | BlockColumn<Float32Array> | BlockColumn<Uint8Array>,
    to: A,
  ): A => {
    cursor.set(offsets.subarray(0, learnerCount));
    const learners = table.learner.blocks()[Symbol.iterator]();
    for (const block of column.blocks()) {
      const learner = learners.next().value as Int32Array;
      for (let k = 0; k < block.length; k++) to[cursor[learner[k]!]!++] = block[k]!;
    }
    column.clear();
    return to;
  };
  const grouped = {
    offsets,
    item: move(table.item, new Int32Array(answers)),
    score: move(table.score.column, table.score.allocate(answers)),
    cell: table.cell === undefined ? undefined : move(table.cell, new Int32Array(answers)),
    order: table.order === undefined ? undefined : move(table.order, new Float64Array(answers)),
    time: table.time === undefined ? undefined : move(table.time, new Float64Array(answers)),
  };
  table.learner.clear();
  const key = grouped.order ?? (sortByTime ? grouped.time : undefined);
  return { ...grouped, sortedLearners: key === undefined ? 0 : sortWithinLearners(grouped, key) };
}

function sortWithinLearners(grouped: Omit<GroupedAnswers, "sortedLearners">, key: Float64Array): number {
  const { offsets } = grouped;
  const columns = [grouped.item, grouped.score, grouped.cell, grouped.order, grouped.time];
  let sorted = 0;
  for (let l = 0; l + 1 < offsets.length; l++) {
    const from = offsets[l]!;
    const to = offsets[l + 1]!;
    let n = from + 1;
    while (n < to && key[n]! >= key[n - 1]!) n++;
    if (n >= to) continue;
    sorted++;
    // Ties keep the order of the file.
    const sequence = Uint32Array.from({ length: to - from }, (_, k) => from + k);
    sequence.sort((a, b) => key[a]! - key[b]! || a - b);
    for (const column of columns) {
      if (column === undefined) continue;
      const held = column.slice(from, to);
      for (let k = 0; k < sequence.length; k++) column[from + k] = held[sequence[k]! - from]!;
    }
  }
  return sorted;
}
