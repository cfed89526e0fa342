import type { TablePreset } from "../types/table-preset";

/**
 * Junyi Academy: the published problem log (`user_id, exercise, time_done, correct`), and the sequences of 2,063 learners that
 * also hold views of hints (`is_material`). Chang, Hsu, Chen (EDM 2015); Zhao et al. (2022, TAMKOT).
 */
export const junyiPreset: TablePreset = {
  name: "junyi",
  title: "Junyi Academy problem log, or its sequences with hint views",
  signatures: [
    ["user_id", "exercise", "problem_type", "time_done", "correct"],
    ["student", "step", "question", "correct", "is_material"],
  ],
  columns: {
    learner: ["user_id", "student"],
    item: ["exercise", "question"],
    score: ["correct"],
    order: ["step"],
    time: ["time_done"],
    fold: ["part"],
  },
  filters: [{ column: "is_material", values: ["1", "1.0", "true", "True"], reason: "view of a hint, not an answer" }],
};
