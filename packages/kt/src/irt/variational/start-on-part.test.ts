import { answerCount, type ProgressEvent } from "@zpd/core";
import { expect, it } from "vitest";
import { makeResponses, meanLogLoss } from "../../../test/made-responses";
import { fitVariational } from "./fit-variational";
import { predictAnswers } from "./predict-answers";
import { partOf } from "./start-on-part";

it("is every tenth learner with all her answers, where these are enough", () => {
  const { train } = makeResponses({ seed: 1, learners: 2015, items: 300, answersEach: 260 });
  const part = partOf(train)!;
  expect(part.learners.size).toBe(201);
  expect(part.learners.ids[200]).toBe(train.learners.ids[2000]);
  expect(answerCount(part)).toBe(part.offsets[201]);
  const [from, to] = [train.offsets[2000]!, train.offsets[2001]!];
  expect(part.item.slice(part.offsets[200]!)).toEqual(train.item.slice(from, to));
  expect(partOf(makeResponses({ seed: 1, learners: 50, items: 30, answersEach: 20 }).train)).toBeUndefined();
});

it("saves passes over all answers and predicts as well", async () => {
  const { train, test } = makeResponses({ seed: 2, learners: 2600, items: 300, answersEach: 250, factors: 3 });
  const fitWith = async (partFirst: boolean) => {
    const tasks = new Set<string>();
    const onProgress = ({ task }: ProgressEvent): unknown => tasks.add(task);
    const { posterior, report } = await fitVariational(
      "factor",
      train,
      { factors: 4, partFirst },
      { seed: 1, onProgress },
    );
    const loss = meanLogLoss(predictAnswers(posterior, test), test.score);
    return { passes: report.iterations, converged: report.converged, loss, tasks: [...tasks] };
  };
  const cold = await fitWith(false);
  const warm = await fitWith(true);
  expect([cold.converged, warm.converged]).toEqual([true, true]);
  expect(cold.tasks).toEqual(["Fitting the posterior"]);
  expect(warm.tasks).toEqual(["Fitting a tenth of the learners", "Fitting the posterior"]);
  expect(warm.passes).toBeLessThan(cold.passes);
  expect(warm.loss).toBeLessThan(cold.loss + 0.0005);
});
