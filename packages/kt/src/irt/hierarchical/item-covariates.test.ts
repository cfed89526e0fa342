import { createVocabulary } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { createItemCovariates } from "./create-item-covariates";

const items = createVocabulary(["x", "y", "z"]);
const item = ["z", "x", "y"];

describe("item covariates", () => {
  it("read text as one-hot, several values as multi-hot, numbers over their root mean square", () => {
    const { families, ignored } = createItemCovariates(items, {
      item: ["z", "x", "gone", "y"],
      columns: { area: ["b", "a", "q", "a"], tags: ["u", "u;v", "w", " v ; v"], words: ["0", "-3", "9", "4"] },
    });
    const [area, tags, words] = families;
    expect(area).toEqual({
      name: "area",
      columns: ["a", "b"],
      offsets: Int32Array.of(0, 1, 2, 3),
      attributes: Int32Array.of(0, 0, 1),
      values: Float64Array.of(1, 1, 1),
    });
    expect(tags!.columns).toEqual(["u", "v"]);
    expect(tags!.offsets).toEqual(Int32Array.of(0, 2, 3, 4));
    expect(tags!.attributes).toEqual(Int32Array.of(0, 1, 1, 0));
    // sqrt((9 + 16 + 0) / 3), in the items' order; the row of an unknown item plays no part.
    const scale = Math.sqrt(25 / 3);
    expect(words!.scale).toBeCloseTo(scale, 12);
    expect(Array.from(words!.values)).toEqual([-3 / scale, 4 / scale, 0]);
    expect(ignored).toEqual(["gone"]);
  });

  it("give missing values an attribute of their own where asked to", () => {
    const table = { item: ["x", "y"], columns: { area: ["a", ""], words: ["2", "4"] } };
    const [area, words] = createItemCovariates(items, table, { missing: "attribute" }).families;
    expect(area!.columns).toEqual(["a", "(missing)"]);
    expect(Array.from(area!.attributes)).toEqual([0, 1, 1]);
    // z counts as the mean, 3, and as missing; root mean square of 2 and 4 is sqrt(10).
    expect(Array.from(words!.values)).toEqual([2 / Math.sqrt(10), 4 / Math.sqrt(10), 3 / Math.sqrt(10), 1]);
    expect(Array.from(words!.attributes)).toEqual([0, 0, 0, 1]);
  });

  it("read what joins an earlier fit as that fit read it, though alone it would read otherwise", () => {
    const table = { item, columns: { area: ["b", "3", "a"], words: ["8", "2", "2"] } };
    const like = createItemCovariates(items, table).families;
    const few = createVocabulary(["new", "newer"]);
    const added = { item: few.ids, columns: { area: ["3", "3"], words: ["", ""] } };
    const [area, words] = createItemCovariates(few, added, { missing: "attribute", like }).families;
    // "3" is the name of an area; alone it is a number, and the same for both.
    expect(area).toMatchObject({ name: "area", columns: ["3"], attributes: Int32Array.of(0, 0) });
    expect(area).not.toHaveProperty("scale");
    // The mean of 8, 2 and 2, as no number of their own is left.
    expect(Array.from(words!.values)).toEqual([4, 1, 4, 1]);
    expect(() => createItemCovariates(few, added, { like })).toThrow("none for 2 of 2 items");
    const wrong = { item: few.ids, columns: { words: ["2", "many"] } };
    expect(() => createItemCovariates(few, wrong, { like })).toThrow('many for item "newer"');
  });

  it.each([
    ["no columns", { item, columns: {} }, 'columns besides "item"'],
    ["a short column", { item, columns: { area: ["a"] } }, '3 cells in "area"'],
    ["a second row", { item: ["x", "x"], columns: { area: ["a", "b"] } }, 'a second row for "x"'],
    ["a missing row", { item: ["x", "z"], columns: { area: ["a", "b"] } }, 'none for 1 of 3 items ("y")'],
    ["an empty cell", { item, columns: { area: ["a", " ", "b"] } }, 'none for 1 of 3 items ("x")'],
    ["an empty value", { item, columns: { area: ["a", "b;", "b"] } }, '"b;" for item "x"'],
    ["a column of constants", { item, columns: { area: ["a", "a", "a"] } }, "the same for all items"],
    ["a constant number", { item, columns: { words: ["7", "7", "7"] } }, "the same for all items"],
    ["zeros alone", { item, columns: { words: ["0", "0", "0"] } }, "the same for all items"],
    ["an infinite number", { item, columns: { words: ["1", "Infinity", "2"] } }, 'Infinity for item "x"'],
  ])("refuse %s", (_, table, message) => {
    const create = () => createItemCovariates(items, table);
    expect(create).toThrow(message);
    expect(create).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});
