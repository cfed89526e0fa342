import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentTask, replayPractice, startPractice, stepPractice } from "./practice-loop";
import type { PracticeEvent, PracticePlan, PracticeState } from "./practice-types";

const plan: PracticePlan = {
  items: [
    {
      item: "a",
      explanation: [{ id: "a1", hints: ["look", "look closer"] }, { id: "a2" }],
      similar: ["b", "a'", "a''"],
    },
    { item: "b", similar: ["a'"] },
  ],
};

const answer = (to: string, isCorrect: boolean): PracticeEvent => ({ type: "answer", to, isCorrect });

const texts = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 4 });
const plans: fc.Arbitrary<PracticePlan> = fc
  .uniqueArray(
    fc.record({
      item: fc.string({ minLength: 1, maxLength: 2 }),
      explanation: texts.map((ids) => ids.map((id) => ({ id, hints: [id] }))),
      similar: texts,
    }),
    { selector: ({ item }) => item, minLength: 1, maxLength: 5 },
  )
  .map((items) => ({
    items: items.map((planned) => ({ ...planned, similar: planned.similar.filter((id) => id !== planned.item) })),
  }));

/** Answers what is shown, as told, until the end or the last answer; the states on the way, and the events. */
function play(from: PracticePlan, answers: readonly boolean[]) {
  const states: PracticeState[] = [startPractice(from).state];
  const events: PracticeEvent[] = [];
  for (const isCorrect of answers) {
    const task = currentTask(states.at(-1)!);
    if (task === undefined) break;
    events.push(answer(task.id, isCorrect));
    states.push(stepPractice(states.at(-1)!, events.at(-1)!).state);
  }
  return { states, events };
}

describe("the loop", () => {
  it("explains a wrong answer step by step, with hints, gives one similar item and goes on", () => {
    const started = startPractice(plan);
    expect(started.effects).toEqual([{ type: "present", task: { kind: "item", id: "a" } }]);
    const course: [PracticeEvent, unknown[]][] = [
      [answer("a", false), [{ type: "present", task: { kind: "step", id: "a1", of: "a", number: 1, count: 2 } }]],
      [
        answer("a1", false),
        [
          { type: "hint", step: "a1", number: 1, text: "look" },
          { type: "present", task: { kind: "step", id: "a1", of: "a", number: 1, count: 2 } },
        ],
      ],
      [answer("a1", false), [expect.objectContaining({ number: 2, text: "look closer" }), expect.anything()]],
      [answer("a1", false), [expect.objectContaining({ number: 3, text: "look closer" }), expect.anything()]],
      [answer("a1", true), [{ type: "present", task: { kind: "step", id: "a2", of: "a", number: 2, count: 2 } }]],
      [answer("a2", false), [{ type: "hint", step: "a2", number: 1 }, expect.anything()]],
      // "b" is homework itself.
      [answer("a2", true), [{ type: "present", task: { kind: "similar", id: "a'", of: "a" } }]],
      [answer("a'", false), [{ type: "present", task: { kind: "item", id: "b" } }]],
      // What is similar to "b" was given already.
      [
        answer("b", false),
        [
          { type: "no-similar-item", of: "b" },
          {
            type: "finish",
            isStopped: false,
            results: [
              { item: "a", isCorrect: false, wrongSteps: 4, similar: { item: "a'", isCorrect: false } },
              { item: "b", isCorrect: false, wrongSteps: 0 },
            ],
          },
        ],
      ],
    ];
    let { state } = started;
    for (const [n, [event, effects]] of course.entries()) {
      const { entry, ...next } = stepPractice(state, event);
      expect(next.effects).toEqual(effects);
      expect(entry).toMatchObject({ sequence: n + 1, event, task: currentTask(state), effects: next.effects });
      state = next.state;
    }
    expect([state.phase, currentTask(state)]).toEqual(["done", undefined]);
  });

  it("passes right answers straight on, and may be stopped", () => {
    const { states } = play(plan, [true, true]);
    expect(states.map(({ phase, position }) => [phase, position])).toEqual([
      ["item", 0],
      ["item", 1],
      ["done", 1],
    ]);
    const { state, effects } = stepPractice(states[1]!, { type: "stop", timestampMs: 5 });
    expect(state.phase).toBe("done");
    expect(effects).toEqual([
      { type: "finish", isStopped: true, results: [{ item: "a", isCorrect: true, wrongSteps: 0 }] },
    ]);
  });

  it("takes similar items from a function where the plan names none", () => {
    const asked: string[] = [];
    const { state } = startPractice(plan, {
      similar: (item) => {
        asked.push(item);
        return ["x"];
      },
    });
    expect(asked).toEqual([]);
    expect(state.plan).toEqual(plan);
    const bare = startPractice({ items: [{ item: "a" }] }, { similar: (item) => [`${item}'`] });
    expect(stepPractice(bare.state, answer("a", false)).effects).toEqual([
      { type: "present", task: { kind: "similar", id: "a'", of: "a" } },
    ]);
  });

  it("never leaves an explanation step without a right answer to it", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.boolean(), { maxLength: 60 }), (from, answers) => {
        const { states, events } = play(from, answers);
        const passed = new Map<string, Set<string>>();
        for (const [n, event] of events.entries()) {
          const before = currentTask(states[n]!)!;
          if (before.kind === "step" && event.type === "answer") {
            const isSame = JSON.stringify(currentTask(states[n + 1]!)) === JSON.stringify(before);
            expect(isSame).toBe(!event.isCorrect);
            if (event.isCorrect) passed.set(before.of, (passed.get(before.of) ?? new Set()).add(before.id));
          }
          // A similar item, and the next homework item after a wrong answer, come after every step was passed.
          const after = currentTask(states[n + 1]!);
          const { item, explanation } = from.items[states[n]!.position]!;
          const wasWrong = states[n + 1]!.results.at(-1)?.isCorrect === false;
          if (wasWrong && (after?.kind !== "step" || after.of !== item))
            expect(passed.get(item)?.size ?? 0).toBe(explanation!.length);
        }
      }),
    );
  });

  it("is over after at most two answers an item and one right answer a step", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.boolean(), { maxLength: 30 }), (from, answers) => {
        const { states, events } = play(from, [...answers, ...new Array(60).fill(true)]);
        expect(states.at(-1)!.phase).toBe("done");
        const { results } = states.at(-1)!;
        expect(results.map(({ item }) => item)).toEqual(from.items.map(({ item }) => item));
        const steps = from.items.reduce((sum, { explanation }) => sum + explanation!.length, 0);
        const wrongSteps = results.reduce((sum, result) => sum + result.wrongSteps, 0);
        expect(events.length).toBeLessThanOrEqual(2 * from.items.length + steps + wrongSteps);
      }),
    );
  });

  it("gives no similar item twice, nor one that is homework", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.boolean(), { maxLength: 30 }), (from, answers) => {
        const { given } = play(from, [...answers, ...new Array(60).fill(true)]).states.at(-1)!;
        expect(new Set(given).size).toBe(given.length);
        for (const { item } of from.items) expect(given).not.toContain(item);
      }),
    );
  });

  it("comes to the same state when events are replayed, and when a state went through JSON at every step", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.boolean(), { maxLength: 30 }), (from, answers) => {
        const { states, events } = play(from, answers);
        expect(replayPractice(from, events)).toEqual(states.at(-1));
        let state = startPractice(from).state;
        for (const event of events) {
          const frozen = JSON.stringify(state);
          const stored = JSON.parse(frozen);
          state = stepPractice(stored, JSON.parse(JSON.stringify(event))).state;
          expect(JSON.stringify(stored)).toBe(frozen);
        }
        expect(state).toEqual(states.at(-1));
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it("answers or refuses every event in every state", () => {
    const anyEvent = fc.oneof(
      fc.record({ type: fc.constant("answer"), to: fc.constantFrom("a", "a1", "b", ""), isCorrect: fc.boolean() }),
      fc.record({ type: fc.anything(), to: fc.anything(), isCorrect: fc.anything() }),
    );
    fc.assert(
      fc.property(plans, fc.array(fc.boolean(), { maxLength: 20 }), anyEvent, (from, answers, event) => {
        const state = play(from, answers).states.at(-1)!;
        const shown = currentTask(state);
        const fits =
          shown !== undefined &&
          (event.type === "stop" ||
            (event.type === "answer" && event.to === shown.id && typeof event.isCorrect === "boolean"));
        if (fits) expect(stepPractice(state, event as PracticeEvent).state.eventCount).toBe(state.eventCount + 1);
        else
          expect(() => stepPractice(state, event as PracticeEvent)).toThrow(
            expect.objectContaining({ code: "INVALID_INPUT" }),
          );
      }),
    );
  });
});

describe("bad input", () => {
  const start = () => startPractice(plan).state;
  it.each([
    [
      "an answer that comes late",
      () => stepPractice(start(), answer("b", true)),
      'an answer to "a", which is shown, got one to "b"',
    ],
    ["an unknown event", () => stepPractice(start(), { type: "skip" } as never), '"answer" or "stop", got "skip"'],
    ["a score for true", () => stepPractice(start(), answer("a", 1 as never)), "isCorrect to be true or false, got 1"],
    [
      "an event after the end",
      () => stepPractice(play(plan, [true, true]).states[2]!, { type: "stop" }),
      "no events after the end",
    ],
    [
      "a state of another kind",
      () => stepPractice({ ...start(), phase: "similar" }, answer("a", true)),
      "a state of startPractice",
    ],
    [
      "a state of another version",
      () => stepPractice({ ...start(), version: 2 } as never, answer("a", true)),
      "version 2",
    ],
    ["an empty plan", () => startPractice({ items: [] }), "at least one item"],
    [
      "an item twice",
      () => startPractice({ items: [{ item: "a" }, { item: "a" }] }),
      'homework items that differ, got "a" twice',
    ],
    [
      "a step twice",
      () => startPractice({ items: [{ item: "a", explanation: [{ id: "s" }, { id: "s" }] }] }),
      '"s" twice',
    ],
    ["an item like itself", () => startPractice({ items: [{ item: "a", similar: ["a"] }] }), 'other than "a"'],
    ["an empty id", () => startPractice({ items: [{ item: "" }] }), "named by a text"],
  ])("refuses %s", (_, call, text) => {
    expect(call).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(text) }));
  });
});
