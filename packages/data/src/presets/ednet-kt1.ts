import type { TablePreset } from "../types/table-preset";

/**
 * EdNet-KT1: one file a learner (`u123.csv`), which says what was answered; `questions.csv`, given as Q-matrix file, says what is
 * right and which tags a question has. Choi et al. (2020), https://github.com/riiid/ednet
 */
export const ednetKt1Preset: TablePreset = {
  name: "ednet-kt1",
  title: "EdNet-KT1 with its questions.csv",
  signatures: [["timestamp", "solving_id", "question_id", "user_answer"]],
  columns: {
    learner: ["user_id"],
    item: ["question_id"],
    time: ["timestamp"],
  },
  filters: [{ column: "user_answer", values: [""], reason: "question left unanswered" }],
  learnerIsFileName: true,
  answerKey: { given: "user_answer", correct: "correct_answer" },
};
