import { CONCEPT_NAMES, ITEM_NAMES, LEARNER_NAMES, ORDER_NAMES, SCORE_NAMES, TIME_NAMES } from "../parts/usual-names";
import type { TablePreset } from "../types/table-preset";

/** Any table with one answer a row: columns by their usual names. */
export const longPreset: TablePreset = {
  name: "long",
  title: "CSV, TSV or semicolons with a header, one answer a row",
  signatures: [],
  columns: {
    learner: LEARNER_NAMES,
    item: ITEM_NAMES,
    concept: CONCEPT_NAMES,
    score: SCORE_NAMES,
    order: ORDER_NAMES,
    time: TIME_NAMES,
  },
  filters: [],
};
