import type { PracticeEffect, PracticeResult, PracticeState, PracticeTask } from "@zpd/rl";
import { plural } from "./plural";

/** What a learner is to answer, in a line; items under each other, what belongs to one further in. */
export function taskText(
  task: PracticeTask,
  { position, plan }: PracticeState,
  textOf: (id: string) => string,
): string {
  if (task.kind === "item") return `homework ${position + 1} of ${plan.items.length}: ${textOf(task.id)}`;
  if (task.kind === "similar") return `  similar item: ${textOf(task.id)}`;
  return `  explanation ${task.number} of ${task.count}: ${task.id}`;
}

/** What an answer leads to, but for the next task: a hint, or why there is no similar item. */
export function effectText(effects: readonly PracticeEffect[]): string {
  return effects
    .flatMap((effect) => {
      if (effect.type === "hint") return [effect.text === undefined ? "try again" : `hint: ${effect.text}`];
      return effect.type === "no-similar-item" ? ["no similar item is left"] : [];
    })
    .join("; ");
}

/** What became of the homework, in a sentence. */
export function resultsText(results: readonly PracticeResult[]): string {
  const right = results.filter(({ isCorrect }) => isCorrect).length;
  const similar = results.flatMap((result) => (result.similar === undefined ? [] : [result.similar]));
  const rightSimilar = similar.filter(({ isCorrect }) => isCorrect).length;
  const wrongSteps = results.reduce((sum, result) => sum + result.wrongSteps, 0);
  const parts = [`${right} of ${plural(results.length, "item")} right`];
  if (wrongSteps > 0) parts.push(`${plural(wrongSteps, "wrong answer")} to explanations`);
  if (similar.length > 0) parts.push(`${rightSimilar} of ${plural(similar.length, "similar item")} right`);
  return parts.join(", ");
}
