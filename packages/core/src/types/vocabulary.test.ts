import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNumberedVocabulary, createVocabulary, VocabularyBuilder } from "./vocabulary";

describe("a vocabulary", () => {
  it("leads from any distinct ids to their positions and back", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.string(), (ids, other) => {
        const vocabulary = createVocabulary(ids);
        expect(vocabulary.size).toBe(ids.length);
        expect(ids.map((id) => vocabulary.indexOf(id))).toEqual(ids.map((_, index) => index));
        expect(vocabulary.indexOf(other)).toBe(ids.indexOf(other));
      }),
    );
  });

  it("does not follow later changes of the list it was made from", () => {
    const ids = ["a"];
    const vocabulary = createVocabulary(ids);
    ids.push("b");
    expect([vocabulary.size, vocabulary.indexOf("b")]).toEqual([1, -1]);
  });

  it("refuses an id that comes twice", () => {
    expect(() => createVocabulary(["a", "b", "a"])).toThrow(
      'createVocabulary: expected distinct ids, got "a" at positions 0 and 2',
    );
  });

  it("holds numbers with a prefix", () => {
    const vocabulary = createNumberedVocabulary(3, "item ", 1);
    expect(vocabulary.ids).toEqual(["item 1", "item 2", "item 3"]);
    expect([vocabulary.indexOf("item 3"), vocabulary.indexOf("item 0")]).toEqual([2, -1]);
  });
});

describe("a builder", () => {
  it("numbers ids in the order of their first coming", () => {
    const builder = new VocabularyBuilder();
    expect(["x", "y", "x", "", "y"].map((id) => builder.add(id))).toEqual([0, 1, 0, 2, 1]);
    expect([builder.size, builder.build().ids]).toEqual([3, ["x", "y", ""]]);
  });

  it("may go on after building without changing what it built", () => {
    const builder = new VocabularyBuilder();
    builder.add("x");
    const built = builder.build();
    builder.add("y");
    expect([built.size, built.indexOf("x"), built.indexOf("y")]).toEqual([1, 0, -1]);
    expect(builder.build().indexOf("y")).toBe(1);
  });
});
