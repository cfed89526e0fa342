import { readFileSync } from "node:fs";
import { conceptsOf, createRandomField } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import { itemParametersOf, learnerAbilitiesOf, posteriorFromModelFile } from "@zpd/kt/irt";
import { type PracticeLogEntry, replayPractice, similarItems } from "@zpd/rl";
import { beforeAll, describe, expect, it } from "vitest";
import { aBackend, aNumber, documentOf, withoutTimes } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runBuilt } from "./support/run-built";
import { hasTerminal, runInTerminal } from "./support/run-in-terminal";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();
const data = path("answers.csv");
const model = path("2pl");
const LEARNER = "learner-7";
const PROMPT = "[r/w, q to leave] ";

/** The items that the learner of these tests is given, the first two. */
let given: readonly { readonly item: string; readonly probability: number }[];

const run = (...args: string[]) => runSource("irt", "practise", model, "--learner", LEARNER, "--data", data, ...args);

beforeAll(async () => {
  await makeAnswers(data);
  expect((await runSource("irt", "fit", "2pl", "--data", data, "--out", model)).status).toBe(0);
  const args = ["irt", "recommend", model, "--learner", LEARNER, "--data", data, "--k", "2", "--json"];
  given = documentOf(await runSource(...args)).items;
});

/** Explanations of two steps for the first item, the first with hints. */
function explanations(): string {
  const steps = [{ id: "step one", hints: ["look", "look again"] }, { id: "step two" }];
  return file("explanations.json", JSON.stringify({ [given[0]!.item]: steps }));
}

const kinds = (events: readonly PracticeLogEntry[]): string[] => events.map(({ task }) => task.kind);

describe("irt practise", () => {
  it("explains a wrong answer in steps, gives a similar item, and goes on", async () => {
    // Item wrong; step one wrong, wrong, wrong, right; step two right; similar item right; second item right.
    const answers = file("course.txt", "w\nw\nw\nw\nr\nr\nr\nr\n");
    const args = ["--k", "2", "--explanations", explanations(), "--answers", answers];
    const document = documentOf(
      await runBuilt(["irt", "practise", model, "--learner", LEARNER, "--data", data, ...args, "--json"]),
    );
    expect(document).toMatchObject({
      learner: LEARNER,
      target: 0.7,
      finished: true,
      seed: 1,
      backend: aBackend,
      seconds: aNumber,
    });
    const events = document.events as PracticeLogEntry[];
    expect(kinds(events)).toEqual(["item", "step", "step", "step", "step", "step", "similar", "item"]);
    const hints = events.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.type === "hint" ? effect.text : [])),
    );
    expect(hints).toEqual(["look", "look again", "look again"]);
    expect(document.plan.map(({ item }: { item: string }) => item)).toEqual(given.map(({ item }) => item));
    const similar = events[6]!.task.id;
    expect(document.results).toEqual([
      { item: given[0]!.item, isCorrect: false, wrongSteps: 3, similar: { item: similar, isCorrect: true } },
      { item: given[1]!.item, isCorrect: true, wrongSteps: 0 },
    ]);
    const text = await run(...args);
    expect(text.stdout.split("\n").slice(2)).toEqual([
      `homework 1 of 2: ${given[0]!.item} … wrong`,
      "  explanation 1 of 2: step one … wrong; hint: look",
      "  explanation 1 of 2: step one … wrong; hint: look again",
      "  explanation 1 of 2: step one … wrong; hint: look again",
      "  explanation 1 of 2: step one … right",
      "  explanation 2 of 2: step two … right",
      `  similar item: ${similar} … right`,
      `homework 2 of 2: ${given[1]!.item} … right`,
      "",
      "1 of 2 items right, 3 wrong answers to explanations, 1 of 1 similar item right",
      "",
    ]);
  });

  it("takes similar items of the learner's own hardness, neither seen nor homework", async () => {
    const posterior = posteriorFromModelFile(await loadModel(model));
    const { learners, ability } = learnerAbilitiesOf(posterior);
    const { items, qMatrix } = posterior;
    const seen = new Set(
      readFileSync(data, "utf8")
        .split("\n")
        .flatMap((line) => (line.startsWith(`${LEARNER},`) ? [line.split(",")[2]!] : [])),
    );
    const own = [ability[learners.indexOf(LEARNER)]!];
    const { plan } = documentOf(await run("--k", "2", "--simulate", "--json"));
    for (const { item, similar, explanation } of plan) {
      const index = items.indexOf(item);
      const all = similarItems(itemParametersOf(posterior), qMatrix, index, { k: items.size, ability: own });
      const expected = Array.from(all, (other) => items.ids[other]!).filter(
        (id) => !seen.has(id) && given.every((homework) => homework.item !== id),
      );
      expect(similar).toEqual(expected.slice(0, 10));
      // Without --explanations a step for each concept.
      const concepts = Array.from(conceptsOf(qMatrix, index), (concept) => ({ id: qMatrix.concepts.ids[concept] }));
      expect(explanation).toEqual(concepts);
    }
  });

  it("draws a made learner's answers from the model, those to steps at 0.7", async () => {
    const posterior = posteriorFromModelFile(await loadModel(model));
    const { learners, ability } = learnerAbilitiesOf(posterior);
    const theta = ability[learners.indexOf(LEARNER)]!;
    const { discrimination, threshold, items } = itemParametersOf(posterior);
    /** Draws at steps, by which 0.7 is told from other values. */
    const atSteps: number[] = [];
    for (let seed = 11; seed < 21; seed++) {
      const document = documentOf(await run("--k", "6", "--simulate", "--seed", `${seed}`, "--json"));
      const field = createRandomField(seed, "practice-answers");
      for (const [n, { task, event }] of (document.events as PracticeLogEntry[]).entries()) {
        const i = items.indexOf(task.id);
        const z = i < 0 ? 0 : discrimination[i]! * theta - threshold[i]!;
        const probability = task.kind === "step" ? 0.7 : 1 / (1 + Math.exp(-z));
        const draw = field.uniform(n);
        expect(event, `seed ${seed}, event ${n}`).toMatchObject({ isCorrect: draw < probability });
        if (task.kind === "step") atSteps.push(draw);
      }
    }
    expect(atSteps.some((draw) => draw > 0.6 && draw < 0.7)).toBe(true);
    expect(atSteps.some((draw) => draw > 0.7 && draw < 0.8)).toBe(true);
  });

  it("keeps its state after each answer, and goes on where it was left as if it never had been", async () => {
    const whole = documentOf(await run("--k", "4", "--simulate", "--json"));
    const state = path("state.json");
    const first = file("first.txt", "w\nq\n");
    const left = await run("--k", "4", "--answers", first, "--state", state);
    expect(left).toMatchObject({ status: 0, stdout: expect.stringContaining("the same command goes on") });
    // One answer is not drawn; from there on each place has its own draw.
    const begun = JSON.parse(readFileSync(state, "utf8"));
    expect(begun).toMatchObject({ learner: LEARNER, target: 0.7, state: { eventCount: 1, phase: "explain" } });
    const short = await run("--answers", file("one.txt", "r\n"), "--state", state);
    expect(short.status).toBe(2);
    expect(short.stderr).toContain("got the end of the file after 1 answer");
    expect(JSON.parse(readFileSync(state, "utf8")).state.eventCount).toBe(2);
    const rest = documentOf(await run("--k", "9", "--target", "0.2", "--simulate", "--state", state, "--json"));
    expect(rest).toMatchObject({ resumedAfter: 2, target: 0.7, plan: whole.plan, path: state, finished: true });
    const events = [
      ...[false, true].map((isCorrect, n) => ({
        type: "answer" as const,
        to: n === 0 ? given[0]!.item : rest.plan[0].explanation[0].id,
        isCorrect,
      })),
      ...(rest.events as PracticeLogEntry[]).map(({ event }) => event),
    ];
    expect(replayPractice({ items: whole.plan }, events)).toEqual(JSON.parse(readFileSync(state, "utf8")).state);
    const over = await run("--state", state);
    expect(over).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`is over after ${events.length} answers`),
    });
    // Resumed after nothing is the whole practice.
    const again = path("again.json");
    await run("--k", "4", "--answers", file("none.txt", "q\n"), "--state", again);
    expect(JSON.parse(readFileSync(again, "utf8")).state.eventCount).toBe(0);
    const {
      path: _,
      resumedAfter,
      ...same
    } = documentOf(await run("--k", "4", "--simulate", "--state", again, "--json"));
    expect(resumedAfter).toBe(0);
    expect(withoutTimes(same)).toBe(withoutTimes(whole));
  });

  it("ends by leaving where nothing keeps it, and says what was not needed", async () => {
    const answers = file("leave.txt", "r\nq\nr\n");
    const outcome = await run("--k", "4", "--answers", answers, "--json");
    const document = documentOf(outcome);
    expect(document.events.at(-1)).toMatchObject({ event: { type: "stop" }, effects: [{ isStopped: true }] });
    expect(document.results).toHaveLength(1);
    expect(outcome.stderr).toContain("1 of the 3 answers were not needed");
  });

  it.each([
    [["--answers", "short.txt"], /an answer to homework 1 of 10: \S+, got the end of the file after 0 answers/],
    [[], /a terminal on which answers are typed, got none; use --simulate, or --answers FILE/],
    [["--simulate", "--answers", "short.txt"], /one of --simulate and --answers, got both/],
    [["--simulate", "--target", "2"], /a probability from 0 to 1/],
    [["--simulate", "--explanations", "strange.json"], /an item of the model .*got "equal-parts-33" \(.*did you mean/],
    [["--simulate", "--explanations", "broken.json"], /expected \{"item id".*got no JSON/],
    [["--simulate", "--explanations", "list.json"], /got another JSON value/],
    [["--simulate", "--explanations", "stepless.json"], /got \[\{"hints":\["a"\]\}\] for item "equal-parts-3"/],
    [["--simulate", "--explanations", "none.json"], /got no such file or folder/],
    [["--simulate", "--exclude", "strange.txt"], /got "equal-parts-33"/],
    [["--simulate", "--state", "list.json"], /a practice that zpd irt practise has saved, got other JSON/],
    [["--simulate", "--state", "other.json"], /the practice of learner "learner-7", got that of "learner-8"/],
    [["--simulate", "--state", "foreign.json"], /items of the model .*got "nowhere" \(/],
    [["--simulate", "--exclude", "all.txt"], /items that may be given, got none/],
  ])("refuses %j", async (args, message) => {
    file("short.txt", "\n");
    file("strange.txt", "equal-parts-33\n");
    file("strange.json", '{"equal-parts-33": []}');
    file("broken.json", '{"equal-parts-3": [}');
    file("list.json", "[]");
    file("stepless.json", '{"equal-parts-3": [{"hints": ["a"]}]}');
    const all = posteriorFromModelFile(await loadModel(model)).items.ids;
    file("all.txt", all.join("\n"));
    const state = { version: 1, plan: { items: [{ item: "nowhere" }] }, phase: "item", position: 0, step: 0, tries: 0 };
    const practice = { learner: LEARNER, target: 0.7, state: { ...state, given: [], results: [], eventCount: 0 } };
    file("foreign.json", JSON.stringify(practice));
    file("other.json", JSON.stringify({ ...practice, learner: "learner-8" }));
    const outcome = await run(...args.map((arg) => (/\.(txt|json)$/.test(arg) ? path(arg) : arg)));
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toMatch(message);
  });

  it("refuses a learner nearly known, and none", async () => {
    const nearly = await runSource("irt", "practise", model, "--learner", "learner-77", "--simulate");
    expect(nearly).toMatchObject({ status: 2, stdout: "" });
    expect(nearly.stderr).toContain('did you mean "learner-7"?');
    const nobody = await runSource("irt", "practise", model, "--simulate");
    expect(nobody.stderr).toContain("irt practise: expected --learner <id>, got no such option");
  });
});

describe.skipIf(!hasTerminal)("irt practise in a pseudo-terminal (needs util-linux)", () => {
  it("is interrupted by Ctrl-C with everything answered kept, and goes on from there", async () => {
    const state = path("typed.json");
    const args = ["irt", "practise", model, "--learner", LEARNER, "--k", "2", "--state", state];
    const first = await runInTerminal([...args, "--explanations", explanations()], ["w\n", "w\n", "\u0003"], PROMPT);
    expect(first.status, first.screen).toBe(130);
    expect(first.screen).toContain("\n    hint: look\n");
    expect(first.screen).toContain("Interrupted. What was finished and saved so far is kept.");
    expect(JSON.parse(readFileSync(state, "utf8")).state).toMatchObject({ eventCount: 2, phase: "explain", tries: 1 });
    const second = await runInTerminal(args, ["r\n", "r\n", "r\n", "r\n"], PROMPT);
    expect(second.status, second.screen).toBe(0);
    expect(second.screen).toContain("goes on after 2 answers");
    expect(second.screen).toMatch(/\n {2}explanation 2 of 2: step two\nright or wrong\?.*\n {2}similar item: \S+\n/);
    expect(second.screen).toContain("1 of 2 items right, 1 wrong answer to explanations, 1 of 1 similar item right");
  });
});
