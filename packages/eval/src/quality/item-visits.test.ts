import { expect, it } from "vitest";
import { logOf } from "../../test/log-of";
import { firstAttempts, itemVisits } from "./item-visits";

it("cuts a log into runs on one item up to the first right answer", () => {
  const visits = itemVisits(
    logOf(2, [
      // Wrong, wrong, right on item 0: one visit of three. Right on 1, and right again: two visits.
      [
        [0, 0],
        [0, 0],
        [0, 1],
        [1, 1],
        [1, 1],
      ],
      [],
      // Left after one wrong answer; wrong, right; the log ends on a wrong one.
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ]),
  );
  expect(visits).toMatchObject({
    offsets: Int32Array.of(0, 3, 3, 6),
    item: Int32Array.of(0, 1, 1, 0, 1, 0),
    attempts: Int32Array.of(3, 1, 1, 1, 2, 1),
    solved: Uint8Array.of(1, 1, 1, 0, 1, 0),
  });
  expect([...firstAttempts(visits)]).toEqual([1, 0, 0, 1, 1, 1, 1, 0, 1]);
  // Wrong answers but the very last of a learner: three first ones, of which one was left, and a second one, which was not.
  expect(visits.retryRate).toBe(3 / 4);
  // Fewer than twenty failures: one rate for all attempts.
  expect([...visits.giveUpRate]).toEqual([1 / 4]);
});

it("keeps a rate for each attempt that has twenty failures, and one for the rest", () => {
  // Fifty learners fail once; 20 leave, 30 fail again; of these 15 leave, and 15 fail a third time; of these 3 leave.
  const tail = [[1, 1]] as const;
  const visits = itemVisits(
    logOf(
      2,
      Array.from({ length: 50 }, (_, l) => {
        if (l < 20) return [[0, 0], ...tail] as const;
        if (l < 35) return [[0, 0], [0, 0], ...tail] as const;
        return l < 38
          ? ([[0, 0], [0, 0], [0, 0], ...tail] as const)
          : ([
              [0, 0],
              [0, 0],
              [0, 0],
              [0, 1],
            ] as const);
      }),
    ),
  );
  expect([...visits.giveUpRate]).toEqual([20 / 50, 15 / 30, 3 / 15]);
});

it("has no rates where nobody was wrong", () => {
  const visits = itemVisits(logOf(1, [[[0, 1]]]));
  expect(visits.retryRate).toBeNaN();
  expect(visits.giveUpRate).toHaveLength(0);
});
