import { fingerprintColumns, type RewardModel } from "@zpd/core";
import type { RemManifest } from "../types/rem-manifest";
import type { RemRewardSummary } from "../types/rem-result";
import type { OtherRewardModel, RemStudy } from "../types/rem-study";
import { checkStudy } from "./check-study";

/** What a result says about the reward model behind it. */
export function summariseRewardModel({ id, inputs, r2, r2LeaveOneOut, usesPreTest }: RewardModel): RemRewardSummary {
  return {
    id,
    inputs: [...inputs],
    ...(Number.isNaN(r2) ? {} : { r2 }),
    ...(r2LeaveOneOut === undefined ? {} : { r2LeaveOneOut }),
    usesPreTest,
  };
}

function summariseOther(model: OtherRewardModel): RemRewardSummary {
  const tracer = model.rewardTracer?.id;
  return { ...summariseRewardModel(model), ...(tracer === undefined ? {} : { tracer }) };
}

/**
 * The manifest of a study. `fingerprints` must name everything the cells depend on besides: data, fitted models,
 * configurations, backend. @throws INVALID_INPUT, SHAPE when the study is faulty
 */
export function createRemManifest(study: RemStudy, fingerprints: Readonly<Record<string, string>> = {}): RemManifest {
  checkStudy(study);
  return {
    version: 1,
    seed: study.seed,
    policies: study.policies.map(({ id }) => id),
    simulators: study.simulators.map(({ id }) => id),
    lengths: [...study.lengths],
    repeats: study.repeats,
    learners: [...study.learners],
    ...(study.preTest === undefined
      ? {}
      : { preTest: Array.from(study.preTest, (score) => (Number.isNaN(score) ? null : score)) }),
    rewardModel: summariseRewardModel(study.rewardModel),
    ...(study.otherRewardModels === undefined
      ? {}
      : { otherRewardModels: study.otherRewardModels.map(summariseOther) }),
    fingerprints: { ...fingerprints },
  };
}

/** JSON with the names of every object sorted, so that equal values give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** SHA-256 of a manifest, 64 hexadecimal digits, whatever the order of its names. Needs Web Crypto. */
export async function manifestHash(manifest: RemManifest): Promise<string> {
  return fingerprintColumns({ manifest: new TextEncoder().encode(canonicalJson(manifest)) });
}
