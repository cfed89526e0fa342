import {
  createNumberedVocabulary,
  type InteractionLog,
  identityQMatrix,
  type QMatrix,
  qMatrixFromIds,
} from "@zpd/core";
import { describe, expect, it } from "vitest";
import { settleInputs } from "./item-tables";

function logOf(qMatrix: QMatrix, answersAnItem: number): InteractionLog {
  const answers = answersAnItem * qMatrix.itemCount;
  return {
    learners: createNumberedVocabulary(1),
    items: createNumberedVocabulary(qMatrix.itemCount),
    qMatrix,
    offsets: Int32Array.of(0, answers),
    item: Int32Array.from({ length: answers }, (_, n) => n % qMatrix.itemCount),
    score: new Uint8Array(answers),
  };
}

const shared = qMatrixFromIds([["a"], ["a"], ["b"]]);

describe("auto", () => {
  it("leans rare items on their concepts, and leaves common ones alone", () => {
    expect(settleInputs({ inputs: "auto" }, logOf(shared, 49))).toEqual({ inputs: "both" });
    expect(settleInputs({ inputs: "auto" }, logOf(shared, 50))).toEqual({ inputs: "items" });
  });

  it("looks at items alone where every item is a concept of its own", () => {
    expect(settleInputs({ inputs: "auto" }, logOf(identityQMatrix(createNumberedVocabulary(3)), 2))).toEqual({
      inputs: "items",
    });
  });
});

it("does what it is told otherwise", () => {
  for (const inputs of ["items", "concepts", "both"]) {
    expect(settleInputs({ inputs }, logOf(shared, 49))).toEqual({ inputs });
  }
});
