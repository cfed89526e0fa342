import { expect, it } from "vitest";
import { createCoinSimulator } from "../../test/coin-simulator";
import { logOf } from "../../test/log-of";
import { type Answering, scriptedSimulator } from "../../test/scripted-simulator";
import { itemVisits } from "./item-visits";
import { replayLog } from "./replay-log";

const log = logOf(2, [
  [
    [0, 0],
    [0, 0],
    [0, 1],
    [1, 1],
  ],
  [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ],
]);
const population = Int32Array.of(4, 9);

async function replay(answer: (answering: Answering) => number, repeats = 1, seed = 1) {
  const simulator = scriptedSimulator(log.items, log.qMatrix, answer);
  const visits = itemVisits(log);
  const { log: simulated, first } = await replayLog({ simulator, log, visits, population, repeats, seed });
  // As many visits as there are real ones, whatever the answers.
  expect(first.reduce((sum, flag) => sum + flag, 0)).toBe(visits.item.length * repeats);
  return Array.from({ length: 2 * repeats }, (_, at) =>
    Array.from(simulated.item.subarray(simulated.offsets[at], simulated.offsets[at + 1])),
  );
}

it("goes on after a right answer, whatever the real learner needed", async () => {
  expect(await replay(() => 1)).toEqual([
    [0, 1],
    [0, 1, 0],
  ]);
});

it("is the real log for learners who answer as the real ones did", async () => {
  const right: Record<number, number[]> = { 4: [0, 0, 1, 1], 9: [0, 0, 1, 0] };
  expect(await replay(({ learner, answers }) => right[learner]![answers]!)).toEqual([
    [0, 0, 0, 1],
    [0, 1, 1, 0],
  ]);
});

it("lets learners who never succeed give up as the real ones did, and at the log's rate beyond what is known", async () => {
  const repeats = 2000;
  const seats = await replay(() => 0, repeats);
  const [first, second] = [seats.slice(0, repeats), seats.slice(repeats)];
  // The real one left item 0 after one wrong answer, and her log ended on one.
  for (const items of second) {
    expect(items[0]).toBe(0);
    expect(items[1]).toBe(1);
    expect(items.at(-1)).toBe(0);
    expect(items.filter((item) => item === 0)).toHaveLength(2);
  }
  const attempts = (items: readonly number[], item: number): number => items.filter((other) => other === item).length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  // The real one was right at her second attempt at item 1, so the simulated one makes two, and each further one of at
  // most 6 = 2 x 3 in all with probability 1 - 1/4: 2 + .75 + .75² + .75³ + .75⁴ = 4.05. Standard deviation below 2:
  // four standard errors are 4 · 2 / √2000 = .18.
  expect(Math.abs(mean(second.map((items) => attempts(items, 1))) - 4.0508)).toBeLessThan(0.18);
  // Item 0 of the first: 3 + .75 + .75² + .75³ = 4.73.
  expect(Math.abs(mean(first.map((items) => attempts(items, 0))) - 4.7344)).toBeLessThan(0.18);
  expect(Math.max(...first.map((items) => attempts(items, 0)))).toBe(6);
});

it("draws the same for a learner and repeat whatever else is played", async () => {
  const answer = ({ luck }: Answering) => (luck < 0.4 ? 1 : 0);
  const many = await replay(answer, 400);
  const few = await replay(answer, 3);
  expect([...many.slice(0, 3), ...many.slice(400, 403)]).toEqual(few);
  expect(await replay(answer, 3, 2)).not.toEqual(few);
});

it("leaves out items that are not offered, and counts them", async () => {
  const simulator = createCoinSimulator(log.items, { chance: [1, 1], once: true });
  const { log: simulated, masked } = await replayLog({
    simulator,
    log,
    visits: itemVisits(log),
    population,
    repeats: 1,
    seed: 1,
  });
  // The second learner comes back to item 0.
  expect([...simulated.item]).toEqual([0, 1, 0, 1]);
  expect(masked).toBe(1);
});

it("ends where the simulator ends", async () => {
  const simulator = createCoinSimulator(log.items, { chance: [1, 1], endsAfter: (learner) => (learner === 4 ? 1 : 2) });
  const visits = itemVisits(log);
  const { log: simulated } = await replayLog({ simulator, log, visits, population, repeats: 1, seed: 1 });
  expect([...simulated.offsets]).toEqual([0, 1, 3]);
});

it.each([Number.NaN, 1.5, -1])("refuses the answer %d", async (score) => {
  await expect(replay(() => score)).rejects.toThrow(
    `simulatorQuality: expected simulator "scripted" to answer with a score in 0…1, got ${score} for learner 9 at answer 1`,
  );
});
