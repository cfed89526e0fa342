import { type CheckFindings, type LearnerEnv, NO_ITEM, type ResetResult, type StepResult } from "@zpd/core";
import type { RowsBefore } from "./env-transcript";

function inUnit(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** What a reset and a step have in common: observation and info. */
export function checkView(findings: CheckFindings, env: LearnerEnv, { observation, info }: ResetResult): void {
  const { batchSize } = env;
  const itemCount = env.items.size;
  findings.hasShape("observation.lastItem", observation.lastItem, Int32Array, batchSize);
  findings.hasShape("observation.lastScore", observation.lastScore, Float32Array, batchSize);
  if (
    info.actionMask !== undefined &&
    findings.hasShape("info.actionMask", info.actionMask, Uint8Array, batchSize * itemCount)
  ) {
    if (info.actionMask.some((bit) => bit > 1)) findings.report("mask", "info.actionMask: expected 0 and 1 only");
  }
  if (info.preTest !== undefined && findings.hasShape("info.preTest", info.preTest, Float64Array, batchSize)) {
    const wrong = info.preTest.find((score) => !Number.isNaN(score) && !inUnit(score));
    if (wrong !== undefined) findings.report("ranges", `info.preTest: expected 0…1 or NaN, got ${wrong}`);
  }
  if (info.trueScore !== undefined && findings.hasShape("info.trueScore", info.trueScore, Float64Array, batchSize)) {
    const wrong = info.trueScore.find((score) => !inUnit(score));
    if (wrong !== undefined) findings.report("ranges", `info.trueScore: expected 0…1, got ${wrong}`);
  }
}

/** What holds right after a reset. */
export function checkResetResult(findings: CheckFindings, env: LearnerEnv, result: ResetResult): void {
  checkView(findings, env, result);
  const { lastItem, lastScore } = result.observation;
  if (lastItem.some((item) => item !== NO_ITEM))
    findings.report("reset", "lastItem: expected NO_ITEM before the first answer");
  if (lastScore.some((score) => !Number.isNaN(score)))
    findings.report("reset", "lastScore: expected NaN before the first answer");
}

/** What holds after a step. */
export function checkStepResult(
  findings: CheckFindings,
  env: LearnerEnv,
  result: StepResult,
  actions: Int32Array,
  before: RowsBefore,
): void {
  checkView(findings, env, result);
  const { batchSize } = env;
  const itemCount = env.items.size;
  const { observation, response, reward, terminated, truncated, info } = result;
  const whole =
    findings.hasShape("response", response, Float32Array, batchSize) &&
    findings.hasShape("reward", reward, Float64Array, batchSize) &&
    findings.hasShape("terminated", terminated, Uint8Array, batchSize) &&
    findings.hasShape("truncated", truncated, Uint8Array, batchSize);
  if (!whole) return;
  for (let b = 0; b < batchSize; b++) {
    if (!Number.isFinite(reward[b]!)) findings.report("ranges", `reward: expected a finite number, got ${reward[b]}`);
    if (terminated[b]! > 1 || truncated[b]! > 1) findings.report("ranges", "terminated, truncated: expected 0 or 1");
    const item = actions[b]!;
    if (item !== NO_ITEM) {
      if (!inUnit(response[b]!)) findings.report("ranges", `response: expected 0…1, got ${response[b]}`);
      if (observation.lastItem[b] !== item)
        findings.report(
          "observation",
          `lastItem: expected the item just answered, ${item}, got ${observation.lastItem[b]}`,
        );
      if (!Object.is(observation.lastScore[b], response[b]))
        findings.report(
          "observation",
          `lastScore: expected the response, ${response[b]}, got ${observation.lastScore[b]}`,
        );
      continue;
    }
    if (!Number.isNaN(response[b]!))
      findings.report("rest", `response: expected NaN for a resting learner, got ${response[b]}`);
    if (reward[b] !== 0) findings.report("rest", `reward: expected 0 for a resting learner, got ${reward[b]}`);
    const same =
      observation.lastItem[b] === before.lastItem[b] &&
      Object.is(observation.lastScore[b], before.lastScore[b]) &&
      Object.is(info.trueScore?.[b], before.trueScore?.[b]);
    if (!same) findings.report("rest", "expected a resting learner to stay as she was");
    for (let i = b * itemCount; i < (b + 1) * itemCount; i++) {
      if (info.actionMask?.[i] !== before.actionMask?.[i]) {
        findings.report("rest", "info.actionMask: expected a resting learner's to stay as it was");
        break;
      }
    }
  }
}

/** The action in `bad` must be refused with the code CONTRACT. */
export function checkRefused(
  findings: CheckFindings,
  rule: string,
  env: LearnerEnv,
  bad: Int32Array,
  what: string,
): void {
  try {
    env.step(bad);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code !== "CONTRACT") findings.report(rule, `expected a ZpdError CONTRACT on ${what}, got ${String(error)}`);
    return;
  }
  findings.report(rule, `expected a ZpdError CONTRACT on ${what}, got none`);
}
