import type { TablePreset } from "../types/table-preset";

/**
 * DataShop's student-step roll-up: a row is a learner's first attempt at a step of a problem; concepts of the first knowledge
 * component model, joined by `~~`. A hint asked for first counts as not answered right.
 * Koedinger et al. (2010), https://pslcdatashop.web.cmu.edu/help?page=export
 */
export const datashopPreset: TablePreset = {
  name: "datashop",
  title: "DataShop student-step roll-up",
  signatures: [["Anon Student Id", "Problem Name", "Step Name", "First Attempt"]],
  columns: {
    learner: ["Anon Student Id"],
    item: [["Problem Name", "Step Name"]],
    concept: ["KC (Default)", /^KC \(.*\)$/i],
    score: ["First Attempt"],
    order: [],
    time: ["First Transaction Time", "Step Start Time"],
  },
  filters: [{ column: "First Attempt", values: [""], reason: "step without a first attempt" }],
  scoreWords: { hint: 0 },
  quotes: false,
};
