import { ZpdError } from "@zpd/core";
import { checkPlan } from "./check-plan";
import type {
  ExplanationStep,
  PracticeEffect,
  PracticeEvent,
  PracticePlan,
  PracticeResult,
  PracticeState,
  PracticeTask,
  PracticeTransition,
} from "./practice-types";

export interface PracticeOptions {
  /** Similar items, the best first, for planned items that name none; asked once, at the start. */
  readonly similar?: (item: string) => readonly string[];
}

/** Steps of the explanation of the homework item a learner is at. */
function stepsOf({ plan, position }: PracticeState): readonly ExplanationStep[] {
  return plan.items[position]?.explanation ?? [];
}

/**
 * What a learner is to be shown now, undefined when the practice is over: what to draw after a state was loaded.
 * @throws INVALID_INPUT where the state is none of `startPractice` or `stepPractice`
 */
export function currentTask(state: PracticeState): PracticeTask | undefined {
  const { version, plan, phase, position, step, similar } = state;
  const of = plan?.items[position]?.item;
  if (version === 1 && phase === "done") return undefined;
  if (version === 1 && of !== undefined) {
    const steps = stepsOf(state);
    const id = steps[step]?.id;
    if (phase === "item") return { kind: "item", id: of };
    if (phase === "explain" && id !== undefined) return { kind: "step", id, of, number: step + 1, count: steps.length };
    if (phase === "similar" && similar !== undefined) return { kind: "similar", id: similar, of };
  }
  throw new ZpdError("INVALID_INPUT", {
    where: "stepPractice",
    expected: "a state of startPractice or stepPractice, version 1",
    got: `version ${version}, phase "${phase}", item ${position}, step ${step}`,
    advice: "start again, or replay the stored events",
  });
}

/** A state without the similar item, which only its own phase has. */
function without({ similar: _, ...state }: PracticeState): PracticeState {
  return state;
}

interface Move {
  readonly state: PracticeState;
  readonly effects: readonly PracticeEffect[];
}

/** Presents what the state now stands at, after what came before. */
function present(state: PracticeState, before: readonly PracticeEffect[] = []): Move {
  return { state, effects: [...before, { type: "present", task: currentTask(state)! }] };
}

function finish(state: PracticeState, isStopped: boolean, before: readonly PracticeEffect[] = []): Move {
  const { results } = state;
  return {
    state: { ...without(state), phase: "done", step: 0, tries: 0 },
    effects: [...before, { type: "finish", isStopped, results }],
  };
}

/** On to the next homework item, or to the end. */
function goOn(state: PracticeState, before: readonly PracticeEffect[] = []): Move {
  if (state.position + 1 === state.plan.items.length) return finish(state, false, before);
  return present({ ...without(state), phase: "item", position: state.position + 1, step: 0, tries: 0 }, before);
}

/** On to a similar item, or past it where none is left. */
function goToSimilar(state: PracticeState): Move {
  const { plan, position, given } = state;
  const { item: of, similar = [] } = plan.items[position]!;
  const found = similar.find((item) => !given.includes(item) && plan.items.every((planned) => planned.item !== item));
  if (found === undefined) return goOn(state, [{ type: "no-similar-item", of }]);
  return present({ ...state, phase: "similar", step: 0, tries: 0, similar: found, given: [...given, found] });
}

/** The state with the last result changed. */
function amend(state: PracticeState, change: Partial<PracticeResult>): PracticeState {
  return { ...state, results: [...state.results.slice(0, -1), { ...state.results.at(-1)!, ...change }] };
}

function answerItem(state: PracticeState, isCorrect: boolean): Move {
  const { item } = state.plan.items[state.position]!;
  const answered = { ...state, results: [...state.results, { item, isCorrect, wrongSteps: 0 }] };
  if (isCorrect) return goOn(answered);
  return stepsOf(state).length === 0 ? goToSimilar(answered) : present({ ...answered, phase: "explain" });
}

function answerStep(state: PracticeState, isCorrect: boolean): Move {
  const steps = stepsOf(state);
  if (isCorrect) {
    const next = { ...state, step: state.step + 1, tries: 0 };
    return next.step === steps.length ? goToSimilar(next) : present(next);
  }
  const tries = state.tries + 1;
  const { id, hints = [] } = steps[state.step]!;
  const text = hints[Math.min(tries, hints.length) - 1];
  const wrongSteps = state.results.at(-1)!.wrongSteps + 1;
  const hint: PracticeEffect = { type: "hint", step: id, number: tries, ...(text === undefined ? {} : { text }) };
  return present({ ...amend(state, { wrongSteps }), tries }, [hint]);
}

function answerSimilar(state: PracticeState, isCorrect: boolean): Move {
  return goOn(amend(state, { similar: { item: state.similar!, isCorrect } }));
}

const ANSWERS = { item: answerItem, step: answerStep, similar: answerSimilar };

/** Refuses events that are none, or that are about something else than what is shown. */
function checkEvent(event: PracticeEvent, task: PracticeTask | undefined): asserts task is PracticeTask {
  const refuse = (expected: string, got: string, advice?: string): never => {
    const where = "stepPractice";
    throw new ZpdError("INVALID_INPUT", { where, expected, got, ...(advice === undefined ? {} : { advice }) });
  };
  const { type } = event;
  if (task === undefined) refuse("no events after the end", `"${type}"`, "start a new practice");
  if (type === "stop") return;
  if (type !== "answer") refuse('an event of type "answer" or "stop"', JSON.stringify(type) ?? String(type));
  if (typeof event.isCorrect !== "boolean") refuse("isCorrect to be true or false", JSON.stringify(event.isCorrect));
  if (event.to !== task!.id)
    refuse(`an answer to "${task!.id}", which is shown`, `one to ${JSON.stringify(event.to)}`, "show currentTask");
}

/**
 * Begins to learn, practise and explain:
 *
 *   homework item -- right --> next homework item
 *                 -- wrong --> explanation step -- wrong --> hint, the same step
 *                                               -- right --> next step; after the last:
 *                              one similar item -- either --> next homework item
 *
 * Only a right answer passes an explanation step, so n homework items are over after at most n answers to items, n to
 * similar items and as many right answers as there are steps. The state is JSON, holds the plan and nothing else that
 * changes; `stepPractice` is pure, so the stored events lead to the same state again (`replayPractice`).
 *
 * Source: the learn, practise, explain cycle of Smart Homework (Shi & Athey). Deviation: a similar item answered wrongly
 * is not explained again; one similar item follows one explanation.
 * @throws INVALID_INPUT on a plan without items or whose ids are empty or not distinct
 */
export function startPractice(plan: PracticePlan, { similar }: PracticeOptions = {}): Move {
  const items = plan.items.map((planned) =>
    planned.similar === undefined && similar !== undefined
      ? { ...planned, similar: [...similar(planned.item)] }
      : planned,
  );
  checkPlan("startPractice", { items });
  return present({
    version: 1,
    plan: { items },
    phase: "item",
    position: 0,
    step: 0,
    tries: 0,
    given: [],
    results: [],
    eventCount: 0,
  });
}

/**
 * What an event leads to: the new state, what is to be done, and the entry for a log. The state given is left as it is.
 * @throws INVALID_INPUT on an event after the end, of an unknown type, or about something else than what is shown
 */
export function stepPractice(state: PracticeState, event: PracticeEvent): PracticeTransition {
  const task = currentTask(state);
  checkEvent(event, task);
  const counted = { ...state, eventCount: state.eventCount + 1 };
  const move = event.type === "stop" ? finish(counted, true) : ANSWERS[task.kind](counted, event.isCorrect);
  return { ...move, entry: { sequence: counted.eventCount, event, task, effects: move.effects } };
}

/** The state after stored events. @throws as `startPractice` and `stepPractice` */
export function replayPractice(
  plan: PracticePlan,
  events: readonly PracticeEvent[],
  options: PracticeOptions = {},
): PracticeState {
  let { state } = startPractice(plan, options);
  for (const event of events) state = stepPractice(state, event).state;
  return state;
}
