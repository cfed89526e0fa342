import type { AnswerTable } from "./answer-table";
import type { GroupedAnswers } from "./group-answers";

export interface MergeCounts {
  /** Rows that named another concept of the answer before them. */
  readonly concepts: number;
  /** Rows with the answer id, item and concepts of the answer before them. */
  readonly repeatedAnswers: number;
  /** Rows equal to the one before in everything that was read; kept. */
  readonly equalRows: number;
  /** Items that answers name with different concepts. */
  readonly variedItems: number;
}

/**
 * Many published logs write an answer to an item with k concepts as k rows. Kept apart, they tell the answer of the second
 * row before it is asked. So consecutive rows of one learner, item and score (and order or time, where there is one) whose
 * concepts differ are one answer: the first row stays. A concept that comes again begins the next answer.
 * With `orderIsAnswer` rows of equal order and item are one answer whatever they hold. Works in place. O(N).
 */
export function mergeConceptRows(grouped: GroupedAnswers, table: AnswerTable, orderIsAnswer: boolean): MergeCounts {
  const { offsets, item, score, cell, time } = grouped;
  // Where every item has one cell there is nothing to merge.
  if (!orderIsAnswer && !table.hasVariedCells)
    return { concepts: 0, repeatedAnswers: 0, equalRows: countEqualRows(grouped), variedItems: 0 };
  const key = grouped.order ?? time;
  const varied = new Set<number>();
  let concepts = 0;
  let repeatedAnswers = 0;
  let equalRows = 0;
  let to = 0;
  const run = new ConceptRun();
  const closeRun = (): void => {
    if (run.size === 0) return;
    const last = item[to - 1]!;
    if (run.size !== table.cellsOf(last).length) varied.add(last);
    run.size = 0;
  };
  for (let l = 0; l + 1 < offsets.length; l++) {
    const from = offsets[l]!;
    const end = offsets[l + 1]!;
    offsets[l] = to;
    for (let n = from; n < end; n++) {
      const sameAnswer =
        n > from &&
        item[n] === item[to - 1] &&
        (key === undefined || key[n] === key[to - 1]) &&
        ((orderIsAnswer && grouped.order !== undefined) || score[n] === score[to - 1]);
      if (sameAnswer) {
        const known = cell === undefined || run.has(cell[n]!);
        if (!known) {
          run.add(cell![n]!);
          concepts++;
          continue;
        }
        if (orderIsAnswer) {
          repeatedAnswers++;
          continue;
        }
        if (key !== undefined) equalRows++;
      }
      closeRun();
      item[to] = item[n]!;
      score[to] = score[n]!;
      if (cell !== undefined) {
        cell[to] = cell[n]!;
        run.add(cell[n]!);
      }
      if (grouped.order !== undefined) grouped.order[to] = grouped.order[n]!;
      if (time !== undefined) time[to] = time[n]!;
      to++;
    }
    closeRun();
  }
  offsets[offsets.length - 1] = to;
  // slice, not subarray: the columns outlive this call and should not hold the merged rows' memory.
  if (to < item.length) {
    grouped.item = item.slice(0, to);
    grouped.score = score.slice(0, to);
    grouped.cell = cell?.slice(0, to);
    grouped.order = grouped.order?.slice(0, to);
    grouped.time = time?.slice(0, to);
  }
  return { concepts, repeatedAnswers, equalRows, variedItems: varied.size };
}

/** The distinct concept cells of one answer; few, so a list is the fastest set. */
class ConceptRun {
  size = 0;
  readonly #cells: number[] = [];

  has(cell: number): boolean {
    for (let k = 0; k < this.size; k++) if (this.#cells[k] === cell) return true;
    return false;
  }

  add(cell: number): void {
    this.#cells[this.size++] = cell;
  }
}

function countEqualRows({ offsets, item, score, order, time }: GroupedAnswers): number {
  const key = order ?? time;
  if (key === undefined) return 0;
  let equal = 0;
  for (let l = 0; l + 1 < offsets.length; l++) {
    for (let n = offsets[l]! + 1; n < offsets[l + 1]!; n++)
      if (item[n] === item[n - 1] && score[n] === score[n - 1] && key[n] === key[n - 1]) equal++;
  }
  return equal;
}
