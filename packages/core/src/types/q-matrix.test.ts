import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conceptsOf, createQMatrix, identityQMatrix, itemsByConcept, qMatrixFromIds } from "./q-matrix";
import { createNumberedVocabulary } from "./vocabulary";

const concepts = createNumberedVocabulary(4, "c");

describe("a Q-matrix", () => {
  it("keeps each item's concepts ascending and distinct, and items without any", () => {
    const q = createQMatrix([[2, 0, 2], [], [3]], concepts);
    expect(q).toMatchObject({ itemCount: 3, offsets: Int32Array.of(0, 2, 2, 3), concept: Int32Array.of(0, 2, 3) });
    expect([0, 1, 2].map((item) => [...conceptsOf(q, item)])).toEqual([[0, 2], [], [3]]);
  });

  it("turned round says the same for any items", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { maxLength: 8 }), (rows) => {
        const q = createQMatrix(rows, concepts);
        const { offsets, item } = itemsByConcept(q);
        for (let c = 0; c < 4; c++) {
          const expected = rows.flatMap((row, i) => (row.includes(c) ? [i] : []));
          expect([...item.subarray(offsets[c], offsets[c + 1])]).toEqual(expected);
        }
      }),
    );
  });

  it("may make each item its own concept", () => {
    const q = identityQMatrix(createNumberedVocabulary(3));
    expect([0, 1, 2].map((item) => [...conceptsOf(q, item)])).toEqual([[0], [1], [2]]);
    expect(q.concepts.ids).toEqual(["0", "1", "2"]);
  });

  it("can be written with ids", () => {
    const q = qMatrixFromIds([["add"], ["times", "add"], []]);
    expect(q.concepts.ids).toEqual(["add", "times"]);
    expect([0, 1, 2].map((item) => [...conceptsOf(q, item)])).toEqual([[0], [0, 1], []]);
  });

  it.each([4, -1, 0.5, Number.NaN])("refuses the concept index %d", (bad) => {
    expect(() => createQMatrix([[0], [bad]], concepts)).toThrow(
      `createQMatrix: expected concept indices 0…3, got ${bad} for item 1`,
    );
  });
});
