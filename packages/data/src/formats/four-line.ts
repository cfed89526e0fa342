import { AnswerTable } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import type { FormatReader } from "../parts/format-reader";
import { ListRecords } from "../parts/list-records";
import { looksLikeLists } from "../parts/probe-lists";
import { scanSource } from "../parts/scan-source";

/**
 * Four lines a learner: number of answers, or a pair of index and learner id; item ids; concept ids; 0/1 (Ghosh et al. 2020).
 * An answer to an item with several concepts is written several times, once a concept: such repeats are merged and counted.
 */
export const fourLineReader: FormatReader = {
  name: "four-line",
  title: "a learner = count or id pair, item ids, concept ids, 0/1",
  matches: (probe) => looksLikeLists(probe, 4),
  async read(inputs, { report, bank }) {
    const table = new AnswerTable({ concept: true, order: false, time: false });
    for await (const source of inputs.opened()) {
      const lists = new ListRecords(source.name, table, 4);
      await scanSource(source, { quotes: false }, (record) => lists.push(record));
      lists.finish();
    }
    const items = bank(table);
    return { dataset: { log: assembleLog(table, report, items === undefined ? {} : { bank: items }) } };
  },
};
