import { AnswerTable } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import type { FormatReader } from "../parts/format-reader";
import { ListRecords } from "../parts/list-records";
import { looksLikeLists } from "../parts/probe-lists";
import { scanSource } from "../parts/scan-source";

/**
 * Three lines a learner: number of answers, concept (or item) ids, 0/1 (Piech et al. 2015 and many after). An id is item and
 * concept at once unless a Q-matrix says more. Learners are named by number, counting on through all files.
 */
export const threeLineReader: FormatReader = {
  name: "three-line",
  title: "a learner = count, concept (or item) ids, 0/1",
  matches: (probe) => looksLikeLists(probe, 3),
  async read(inputs, { report, bank }) {
    const table = new AnswerTable({ concept: false, order: false, time: false });
    for await (const source of inputs.opened()) {
      const lists = new ListRecords(source.name, table, 3);
      await scanSource(source, { quotes: false }, (record) => lists.push(record));
      lists.finish();
    }
    const items = bank(table);
    return { dataset: { log: assembleLog(table, report, items === undefined ? {} : { bank: items }) } };
  },
};
