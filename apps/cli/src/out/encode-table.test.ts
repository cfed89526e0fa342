import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { madeFolder } from "../../test/support/made-folder";
import { readParquet } from "../../test/support/read-parquet";
import { encodeCsv, encodeParquet } from "./encode-table";
import type { TablePiece } from "./table";

const pieces: readonly TablePiece[] = [
  [
    { name: "id", type: "text", values: ["a,b", '"quoted"', "ü\nnew line"] },
    { name: "count", type: "integer", values: Int32Array.of(-1, 0, 2147483647) },
    { name: "double", type: "number", values: Float64Array.of(0.1 + 0.2, Number.NaN, 5e-324) },
    { name: "single", type: "number", values: Float32Array.of(0.1, 1, Number.NaN) },
  ],
  [
    { name: "id", type: "text", values: ["=1+1"] },
    { name: "count", type: "integer", values: Int32Array.of(7) },
    { name: "double", type: "number", values: Float64Array.of(Number.NaN) },
    { name: "single", type: "number", values: Float32Array.of(0.5) },
  ],
];

const { path } = madeFolder();

async function join(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

it("Parquet keeps every bit, and missing numbers as null", async () => {
  const file = path("table.parquet");
  writeFileSync(file, await join(encodeParquet(pieces)));
  const rows = await readParquet(file);
  expect(rows).toEqual([
    { id: "a,b", count: -1, double: 0.1 + 0.2, single: Math.fround(0.1) },
    { id: '"quoted"', count: 0, double: null, single: 1 },
    { id: "ü\nnew line", count: 2147483647, double: 5e-324, single: null },
    { id: "=1+1", count: 7, double: null, single: 0.5 },
  ]);
});

it("CSV quotes what needs quotes, leaves missing numbers empty, and writes numbers that read back", async () => {
  expect(new TextDecoder().decode(await join(encodeCsv(pieces)))).toBe(
    [
      "id,count,double,single",
      `"a,b",-1,${0.1 + 0.2},${Math.fround(0.1)}`,
      '"""quoted""",0,,1',
      '"ü\nnew line",2147483647,5e-324,',
      "'=1+1,7,,0.5",
      "",
    ].join("\n"),
  );
});
