import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdTable } from "./id-table";

const text = new TextEncoder();

function add(table: IdTable, id: string, exact = false): number {
  const bytes = text.encode(`<${id}>`);
  return table.add(bytes, 1, bytes.length - 1, exact);
}

describe("IdTable", () => {
  it("numbers ids like a Map does", () => {
    const id = fc.oneof(
      fc.nat(5000).map(String),
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.constantFrom("007", "0", "-1", "99999999"),
    );
    fc.assert(
      fc.property(fc.array(id, { maxLength: 3000 }), (ids) => {
        const table = new IdTable(() => ({}));
        const known = new Map<string, number>();
        for (const each of ids) {
          if (!known.has(each)) known.set(each, known.size);
          expect(add(table, each, true)).toBe(known.get(each));
        }
        expect(table.ids()).toEqual([...known.keys()]);
      }),
      { numRuns: 50 },
    );
  });

  it("takes 12.0 for 12 unless told to be exact, and counts it", () => {
    const table = new IdTable(() => ({}));
    expect([add(table, "12"), add(table, "12.0"), add(table, "-3.0"), add(table, "-3")]).toEqual([0, 0, 1, 1]);
    expect(table.normalised).toBe(2);
    expect(add(table, "12.0", true)).toBe(2);
    expect([add(table, "01.0"), add(table, "1.10"), add(table, ".0")]).toEqual([3, 4, 5]);
    expect(table.ids()).toEqual(["12", "-3", "12.0", "01.0", "1.10", ".0"]);
  });
});
