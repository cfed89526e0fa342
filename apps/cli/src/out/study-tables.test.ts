import { NO_ITEM } from "@zpd/core";
import type { RemManifest } from "@zpd/eval";
import { expect, it } from "vitest";
import { cellPieces, trajectoryPieces } from "./study-tables";
import type { TablePiece } from "./table";

// Two lengths, two learners, two repeats.
const manifest = { lengths: [1, 3], repeats: 2 } as unknown as RemManifest;
const ids = { learners: ["anna", "bo"], items: ["i", "j"] };
const cell = { policy: "p", simulator: "s", scores: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

function rows(pieces: Iterable<TablePiece>): unknown[][] {
  return [...pieces].flatMap((piece) =>
    Array.from({ length: piece[0]!.values.length }, (_, row) => piece.map(({ values }) => values[row])),
  );
}

it("cells: a row a score, in the order of [lengths, learners, repeats]", () => {
  const gains = cell.scores.map((score) => -score);
  expect(rows(cellPieces(manifest, [{ ...cell, gains }], ids))).toEqual([
    ["p", "s", 1, "anna", 1, 1, -1, Number.NaN],
    ["p", "s", 1, "anna", 2, 2, -2, Number.NaN],
    ["p", "s", 1, "bo", 1, 3, -3, Number.NaN],
    ["p", "s", 1, "bo", 2, 4, -4, Number.NaN],
    ["p", "s", 3, "anna", 1, 5, -5, Number.NaN],
    ["p", "s", 3, "anna", 2, 6, -6, Number.NaN],
    ["p", "s", 3, "bo", 1, 7, -7, Number.NaN],
    ["p", "s", 3, "bo", 2, 8, -8, Number.NaN],
  ]);
});

it("cells: other reward models have columns of their own", () => {
  const two = { ...manifest, otherRewardModels: [{ id: "ridge" }, { id: "mean" }] } as unknown as RemManifest;
  const otherScores = Float64Array.from({ length: 16 }, (_, at) => at / 10);
  const [piece] = [...cellPieces(two, [{ ...cell, otherScores }], ids)];
  expect(piece!.slice(8).map(({ name }) => name)).toEqual(["score_ridge", "score_mean"]);
  expect(piece!.slice(8).map(({ values }) => [...values])).toEqual([
    [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5],
  ]);
});

it("trajectories: a row an answer, rests left out", () => {
  const actions = Int32Array.of(0, 1, 0, 1, NO_ITEM, NO_ITEM, 0, 0, 0, 1, NO_ITEM, 1);
  const responses = Float32Array.from(actions, (item, at) => (item === NO_ITEM ? Number.NaN : at % 2));
  expect(rows(trajectoryPieces(manifest, [{ ...cell, actions, responses }], ids))).toEqual([
    ["p", "s", "anna", 1, 1, "i", 0],
    ["p", "s", "anna", 1, 2, "j", 1],
    ["p", "s", "anna", 1, 3, "i", 0],
    ["p", "s", "anna", 2, 1, "j", 1],
    ["p", "s", "bo", 1, 1, "i", 0],
    ["p", "s", "bo", 1, 2, "i", 1],
    ["p", "s", "bo", 1, 3, "i", 0],
    ["p", "s", "bo", 2, 1, "j", 1],
    ["p", "s", "bo", 2, 3, "j", 1],
  ]);
});
