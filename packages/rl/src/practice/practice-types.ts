/** One step of an explanation: a small question of its own. Ids are the caller's; texts stay with the caller. */
export interface ExplanationStep {
  readonly id: string;
  /** Given one after the other on wrong answers; the last is given again when they run out. */
  readonly hints?: readonly string[];
}

/** One homework item with what follows a wrong answer. */
export interface PlannedItem {
  readonly item: string;
  /** Default: none, and a wrong answer leads straight to a similar item. */
  readonly explanation?: readonly ExplanationStep[];
  /** Similar items, the best first; the first that is no homework item and was not given before is taken. */
  readonly similar?: readonly string[];
}

/** JSON. */
export interface PracticePlan {
  readonly items: readonly PlannedItem[];
}

export type PracticePhase = "item" | "explain" | "similar" | "done";

/** What became of a homework item. */
export interface PracticeResult {
  readonly item: string;
  readonly isCorrect: boolean;
  /** Wrong answers to explanation steps. */
  readonly wrongSteps: number;
  /** The similar item, where one was given and answered. */
  readonly similar?: { readonly item: string; readonly isCorrect: boolean };
}

/** Where a learner stands: JSON, to be stored and resumed. */
export interface PracticeState {
  readonly version: 1;
  readonly plan: PracticePlan;
  readonly phase: PracticePhase;
  /** Homework item the learner is at. */
  readonly position: number;
  /** Explanation step she is at, 0 outside explanations. */
  readonly step: number;
  /** Wrong answers to this step. */
  readonly tries: number;
  /** Similar item she is at. */
  readonly similar?: string;
  /** Similar items given so far. */
  readonly given: readonly string[];
  /** Of the homework items answered so far; the last may still be explained. */
  readonly results: readonly PracticeResult[];
  /** Events so far. */
  readonly eventCount: number;
}

/** What a learner does. `timestampMs` is only passed on. */
export type PracticeEvent =
  | {
      readonly type: "answer";
      /** Id of the item or step answered: an answer that comes late, to what is no longer shown, is refused. */
      readonly to: string;
      readonly isCorrect: boolean;
      readonly timestampMs?: number;
    }
  | { readonly type: "stop"; readonly timestampMs?: number };

/** What a learner is shown now. */
export type PracticeTask =
  | { readonly kind: "item"; readonly id: string }
  | { readonly kind: "step"; readonly id: string; readonly of: string; readonly number: number; readonly count: number }
  | { readonly kind: "similar"; readonly id: string; readonly of: string };

/** What the caller is to do, in order. */
export type PracticeEffect =
  | { readonly type: "present"; readonly task: PracticeTask }
  /** On a wrong answer to a step, before it is presented again; without `text` where the step has no hints. */
  | { readonly type: "hint"; readonly step: string; readonly number: number; readonly text?: string }
  | { readonly type: "no-similar-item"; readonly of: string }
  | { readonly type: "finish"; readonly isStopped: boolean; readonly results: readonly PracticeResult[] };

/** One line of a log that tells the whole course: JSON. */
export interface PracticeLogEntry {
  /** 1 for the first event. */
  readonly sequence: number;
  readonly event: PracticeEvent;
  /** What the event was about. */
  readonly task: PracticeTask;
  readonly effects: readonly PracticeEffect[];
}

export interface PracticeTransition {
  readonly state: PracticeState;
  readonly effects: readonly PracticeEffect[];
  readonly entry: PracticeLogEntry;
}
