import { isZpdError } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvScanner } from "./csv-scanner";

const text = new TextEncoder();

function scan(pieces: readonly Uint8Array[], quotes = true): { fields: string[]; row: number }[] {
  const records: { fields: string[]; row: number }[] = [];
  const scanner = new CsvScanner({ file: "x", delimiter: 44, quotes }, (record) => {
    const fields = Array.from({ length: record.count }, (_, f) =>
      new TextDecoder().decode(record.bytes.subarray(record.starts[f], record.ends[f])),
    );
    records.push({ fields, row: record.row });
  });
  for (const piece of pieces) scanner.push(piece);
  scanner.finish();
  return records;
}

const fieldsOf = (content: string): string[][] => scan([text.encode(content)]).map(({ fields }) => fields);

describe("CsvScanner", () => {
  it.each([
    [
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\r\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a,,\n", [["a", "", ""]]],
    ["\n\na\n\n", [["a"]]],
    ['"a,1","b\nc","d""e",""\n', [["a,1", "b\nc", 'd"e', ""]]],
    ['"a"\r\n"b" \n', [["a"], ["b"]]],
    ["  a b , c\n", [["a b", "c"]]],
    ['" a "\n', [[" a "]]],
    ['a"b,c\n', [['a"b', "c"]]],
    ["é,日本\n", [["é", "日本"]]],
  ])("cuts %j", (content, expected) => {
    expect(fieldsOf(content)).toEqual(expected);
  });

  it("counts empty lines in row numbers", () => {
    expect(scan([text.encode("a\n\nb\n")]).map(({ row }) => row)).toEqual([1, 3]);
  });

  it("reads back any table that is written by the rules of RFC 4180, however the bytes are cut", () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", " ", "a", "é"), maxLength: 5 });
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, fc.array(fc.nat(60), { maxLength: 9 }), (rows, cuts) => {
        const written = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(",")).join("\r\n");
        const bytes = text.encode(written);
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, k) => bytes.slice(places[k], end));
        expect(scan(pieces).map(({ fields }) => fields)).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same records whatever the pieces, for any bytes", () => {
    const run = (pieces: readonly Uint8Array[]): unknown => {
      try {
        return scan(pieces);
      } catch (error) {
        if (!isZpdError(error)) throw error;
        return error.message;
      }
    };
    const soup = fc
      .array(fc.constantFrom(34, 44, 10, 13, 32, 97), { maxLength: 40 })
      .map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(soup, (bytes) => {
        expect(run([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(run([bytes]));
      }),
      { numRuns: 1000 },
    );
  });
});
