import { NO_ITEM } from "@zpd/core";
import type { RemCell, RemManifest } from "@zpd/eval";
import type { TableColumn, TablePiece } from "./table";

/** Ids in index order. */
export interface StudyIds {
  /** Of the learners played `[L]`. */
  readonly learners: readonly string[];
  readonly items: readonly string[];
}

/**
 * One row a policy, simulator, length, learner and repeat; a piece a cell. Repeats count from 1. What other reward models
 * make of the same learners stands in columns of its own, `score_MODEL`.
 */
export function* cellPieces(
  { lengths, repeats, otherRewardModels = [] }: RemManifest,
  cells: readonly RemCell[],
  { learners }: StudyIds,
): Generator<TablePiece> {
  const episodes = learners.length * repeats;
  const rows = lengths.length * episodes;
  const none = new Float64Array(rows).fill(Number.NaN);
  const length = Int32Array.from({ length: rows }, (_, row) => lengths[Math.floor(row / episodes)]!);
  const learner = Array.from({ length: rows }, (_, row) => learners[Math.floor((row % episodes) / repeats)]!);
  const repeat = Int32Array.from({ length: rows }, (_, row) => (row % repeats) + 1);
  for (const { policy, simulator, scores, otherScores, gains, trueScores } of cells) {
    yield [
      { name: "policy", type: "text", values: new Array<string>(rows).fill(policy) },
      { name: "simulator", type: "text", values: new Array<string>(rows).fill(simulator) },
      { name: "length", type: "integer", values: length },
      { name: "learner", type: "text", values: learner },
      { name: "repeat", type: "integer", values: repeat },
      { name: "score", type: "number", values: scores },
      { name: "gain", type: "number", values: gains ?? none },
      { name: "true_score", type: "number", values: trueScores ?? none },
      ...otherRewardModels.map(({ id }, model): TableColumn => {
        const values = otherScores?.subarray(model * rows, (model + 1) * rows) ?? none;
        return { name: `score_${id}`, type: "number", values };
      }),
    ];
  }
}

/** One row an answer, in the order of giving; steps on which a learner rested are left out. Steps and repeats count from 1. */
export function* trajectoryPieces(
  { lengths, repeats }: RemManifest,
  cells: readonly RemCell[],
  { learners, items }: StudyIds,
): Generator<TablePiece> {
  const longest = lengths.at(-1)!;
  for (const { policy, simulator, actions = new Int32Array(0), responses = new Float32Array(0) } of cells) {
    const places = Int32Array.from(actions.keys()).filter((place) => actions[place] !== NO_ITEM);
    yield [
      { name: "policy", type: "text", values: new Array<string>(places.length).fill(policy) },
      { name: "simulator", type: "text", values: new Array<string>(places.length).fill(simulator) },
      {
        name: "learner",
        type: "text",
        values: Array.from(places, (at) => learners[Math.floor(at / longest / repeats)]!),
      },
      { name: "repeat", type: "integer", values: places.map((at) => (Math.floor(at / longest) % repeats) + 1) },
      { name: "step", type: "integer", values: places.map((at) => (at % longest) + 1) },
      { name: "item", type: "text", values: Array.from(places, (at) => items[actions[at]!]!) },
      { name: "response", type: "number", values: Float32Array.from(places, (at) => responses[at]!) },
    ];
  }
}
