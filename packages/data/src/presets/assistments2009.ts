import type { TablePreset } from "../types/table-preset";

/**
 * ASSISTments 2009-2010 as published (30 columns, "skill builder" and "non skill builder"). An answer to a problem with k skills
 * is k rows with one `order_id`; `original` 0 marks a scaffold: a hint in the form of a question, given after a wrong answer.
 * Feng, Heffernan, Koedinger (2009), https://sites.google.com/site/assistmentsdata
 */
export const assistments2009Preset: TablePreset = {
  name: "assistments2009",
  title: "ASSISTments 2009-2010, raw",
  signatures: [["order_id", "user_id", "problem_id", "correct", "original", "skill_id"]],
  columns: {
    learner: ["user_id"],
    item: ["problem_id"],
    concept: ["skill_id"],
    score: ["correct"],
    order: ["order_id"],
  },
  filters: [{ column: "original", values: ["0", "0.0"], reason: "scaffold question (original = 0)" }],
  orderIsAnswer: true,
};
