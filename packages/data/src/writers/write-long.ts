import { type Dataset, ZpdError } from "@zpd/core";
import { conceptCells } from "../parts/item-cells";
import { hasIdentityQMatrix } from "./identity";

/** Bytes of text put together before they are handed on. */
const PIECE_CHARACTERS = 1 << 16;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$|^-?\d+\.0$/;

/**
 * The log as CSV in UTF-8, one answer a row: `learner,order,item,concept,score,timestamp_ms`; `order` counts a learner's answers
 * from 1, `concept` is left out where items are their own concepts, `timestamp_ms` where there are no times.
 *
 * Read again it is the same log to the fingerprint if every item is answered and items and concepts are numbered as they first
 * come, as `readLog` does without an item table; else unanswered items and the numbering are lost, which Parquet keeps.
 * Tests, folds and the sequence are not part of a table of answers: Parquet keeps them too. Memory is one piece. O(N).
 *
 * @throws INVALID_INPUT on an empty id
 */
export async function* writeLong({ log }: Dataset): AsyncIterable<Uint8Array> {
  const text = new TextEncoder();
  const bare = hasIdentityQMatrix(log);
  const cells = bare ? undefined : conceptCells(log);
  const items = log.items.ids.map((id, i) => (cells === undefined ? cell(id) : `${cell(id)},${quoted(cells[i]!)}`));
  const { offsets, item, score, timestampMs } = log;
  let piece = `learner,order,item${bare ? "" : ",concept"},score${timestampMs === undefined ? "" : ",timestamp_ms"}\n`;
  for (const [l, id] of log.learners.ids.entries()) {
    const learner = cell(id);
    const from = offsets[l]!;
    for (let n = from; n < offsets[l + 1]!; n++) {
      piece += `${learner},${n - from + 1},${items[item[n]!]!},${score[n]}`;
      piece += timestampMs === undefined ? "\n" : `,${Number.isNaN(timestampMs[n]) ? "" : timestampMs[n]}\n`;
      if (piece.length >= PIECE_CHARACTERS) {
        yield text.encode(piece);
        piece = "";
      }
    }
  }
  if (piece !== "") yield text.encode(piece);
}

function cell(id: string): string {
  if (id === "")
    throw new ZpdError("INVALID_INPUT", { where: "writeLong", expected: "ids of one character or more", got: '""' });
  return quoted(id);
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
