import type { Vocabulary } from "@zpd/core";
import { readItemColumns } from "@zpd/data";
import { fileSource } from "@zpd/data/node";
import type { Run } from "../run-command";
import { unknownIdError } from "./unknown-id";

const TEXT = "text";

/**
 * What to show of an item: its id, and its text where a table with the columns `item` and `text` is given.
 * @throws INVALID_INPUT when the columns are not there; UNKNOWN_ID on a row of an item that the model does not know
 */
export async function readItemTexts(
  path: string | undefined,
  items: Vocabulary,
  { signal }: Run,
): Promise<(id: string) => string> {
  if (path === undefined) return (id) => id;
  const { items: ids, columns } = await readItemColumns(fileSource(path), { columns: [TEXT], signal });
  const known = ids.map((id, row) => {
    if (items.indexOf(id) >= 0) return [id, columns.get(TEXT)![row]!] as const;
    const location = { file: path };
    throw unknownIdError({ where: "--texts", expected: "an item of the model", id, known: items.ids, location });
  });
  const texts = new Map(known.filter(([, text]) => text !== ""));
  return (id) => {
    const text = texts.get(id);
    return text === undefined ? id : `${id}: ${text}`;
  };
}
