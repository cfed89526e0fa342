import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { fitRewardModels } from "./fit-reward-models";

const draws = createRandomStream(7);
const learners = 30;
const mastery = Float32Array.from({ length: learners * 2 }, () => draws.uniform());
const preTest = Float64Array.from({ length: learners }, () => draws.uniform());
const postTest = preTest.map((pre, l) => 0.2 + 0.3 * pre + 0.4 * mastery[2 * l]!);
const course = { mastery, conceptIds: ["a", "b"] };

const idsOf = ({ main, others }: ReturnType<typeof fitRewardModels>) => [main, ...others].map(({ id }) => id);

it("holds the ridge by leave-one-out against four others", () => {
  const models = fitRewardModels({ ...course, preTest, postTest });
  expect(idsOf(models)).toEqual(["linear", "linear-unridged", "linear-ridge-100", "logistic", "mean-mastery"]);
  expect(models.notes).toEqual([]);
  expect(models.others.slice(0, 3).every(({ usesPreTest }) => usesPreTest)).toBe(true);
});

it("falls to mastery only without a pre-test, to mean mastery without any, and says so", () => {
  const without = fitRewardModels({ ...course, postTest });
  expect(without.main).toMatchObject({ id: "linear", usesPreTest: false, inputs: ["a", "b"] });
  expect(without.notes).toEqual(["no test before the course is known: the reward model reads mastery only"]);
  const none = fitRewardModels({ ...course, preTest });
  expect(idsOf(none)).toEqual(["mean-mastery"]);
  expect(none.notes[0]).toContain("no tests are known");
});

it("leaves least squares without a ridge out where it has no solution, and says so", () => {
  // The second concept never varies, follows from the first, or follows from the pre-test.
  for (const second of [() => 0.7, (first: number) => 1 - first, (_: number, l: number) => preTest[l]! / 2]) {
    const models = fitRewardModels({
      ...course,
      preTest,
      mastery: mastery.map((value, at) => (at % 2 === 0 ? value : second(mastery[at - 1]!, at >> 1))),
      postTest,
    });
    expect(idsOf(models)).toEqual(["linear", "linear-ridge-100", "logistic", "mean-mastery"]);
    expect(models.notes[0]).toContain("without a ridge was left out");
  }
  expect(() => fitRewardModels({ ...course, postTest: postTest.slice(0, 9) })).toThrow("at least 10 learners");
});

it("lets another one be the main one, and refuses what the data do not allow", () => {
  const { main, others } = fitRewardModels({ ...course, preTest, postTest }, "linear-ridge-100");
  expect(main.id).toBe("linear-ridge-100");
  expect(others.map(({ id }) => id)).toContain("linear");
  expect(others.map(({ id }) => id)).not.toContain("linear-ridge-100");
  expect(() => fitRewardModels({ ...course, preTest, postTest }, "linear-ridge")).toThrow('did you mean "linear');
  expect(() => fitRewardModels(course, "linear")).toThrow("no test after the course");
  expect(fitRewardModels(course, "mean-mastery").main.id).toBe("mean-mastery");
});
