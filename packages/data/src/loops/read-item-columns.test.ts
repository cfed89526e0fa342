import { expect, it } from "vitest";
import { textSource } from "../types/byte-source";
import { readItemColumns } from "./read-item-columns";

const read = (text: string, options = {}) => readItemColumns(textSource("items.csv", text), options);

it("reads a row an item, or rows of answers that agree", async () => {
  const table = await read("item,area,words\n12.0,algebra; sets,3\nb,,4\n");
  expect(table.items).toEqual(["12", "b"]);
  expect([...table.columns]).toEqual([
    ["area", ["algebra; sets", ""]],
    ["words", ["3", "4"]],
  ]);
  const log = "learner;problem_id;area;score\nx;p;one;1\ny;p;one;0\ny;q;two;1\n";
  expect((await read(log, { columns: ["area"] })).columns.get("area")).toEqual(["one", "two"]);
  expect((await read("a,b,c\n1,2,3\n", { itemColumn: "b", columns: ["c"] })).items).toEqual(["2"]);
});

it.each([
  [
    "item,area\np,one\np,two\n",
    {},
    'one value an item, "one" as in an earlier row of item "p", got "two" (items.csv, row 3, column area)',
  ],
  ["item,area\n,one\n", {}, "an item id, got an empty cell (items.csv, row 2, column item)"],
  ["thing,area\np,one\n", {}, 'a column of item ids, got columns "thing", "area"'],
  ["item,area\np,one\n", { columns: ["aera"] }, 'did you mean "area"?'],
  ["item,area\np\n", {}, "2 fields as in the header, got 1 (items.csv, row 2)"],
  ["PAR1....", {}, "a table of text, got Parquet"],
])("refuses %j", async (text, options, message) => {
  await expect(read(text, options)).rejects.toThrow(message);
});
