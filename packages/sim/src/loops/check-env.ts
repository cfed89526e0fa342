import { type CheckFinding, CheckFindings, createPause, type LearnerEnv, type Simulator } from "@zpd/core";
import { checkRefused, checkResetResult, checkStepResult } from "../parts/env-rules";
import { firstDifference, playTranscript, type TranscriptPlan } from "../parts/env-transcript";

export interface CheckEnvOptions {
  /** Steps of each run. Default 20. */
  readonly steps?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Learners in a batch when a simulator is checked; an environment brings its own. Default 5. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_STEPS = 20;
const DEFAULT_BATCH = 5;

function compare(
  findings: CheckFindings,
  rule: string,
  what: string,
  a: readonly number[][],
  b: readonly number[][],
): boolean {
  for (const [row, values] of a.entries()) {
    const at = firstDifference(values, b[row] ?? []);
    if (at < 0) continue;
    findings.report(rule, `${what}: row ${row} differs, ${values[at]} against ${b[row]?.[at]}`);
    return false;
  }
  return true;
}

/** Offers items that must be refused; each that was not is a finding. */
function offerBadItems(findings: CheckFindings, env: LearnerEnv, mask: Uint8Array | undefined): void {
  const itemCount = env.items.size;
  for (const unknown of [itemCount, -2]) {
    const bad = new Int32Array(env.batchSize).fill(-1);
    bad[env.batchSize - 1] = unknown;
    checkRefused(findings, "unknown item refused", env, bad, `the unknown item ${unknown}`);
  }
  const masked = mask === undefined ? -1 : mask.indexOf(0);
  if (masked >= 0) {
    const bad = new Int32Array(env.batchSize).fill(-1);
    bad[Math.floor(masked / itemCount)] = masked % itemCount;
    checkRefused(findings, "masked item refused", env, bad, `the masked item ${masked % itemCount}`);
  }
}

/**
 * Puts an environment through its contract and returns the rules it breaks, the first finding of each; an empty list
 * means none was found. A simulator gives more than an environment: several instances and batch sizes are compared.
 * An environment must not have been reset yet. Whatever the environment throws is a finding.
 *
 * Rules: `before reset` (a step is refused), `vocabulary`, `shapes`, `ranges`, `reset`, `observation`, `mask`,
 * `rest` (`NO_ITEM` changes nothing; response NaN, reward 0), `unknown item refused`, `masked item refused`,
 * `refused step changes nothing`, `reset refuses` (learners not `[B]`), `reset clears state`, `determinism`,
 * `batch invariance` (a learner's row does not depend on the others), `inputs untouched` (neither changed nor kept),
 * `runs`.
 * Cost: about 7 runs of `steps`.
 */
export async function checkEnv(
  target: LearnerEnv | Simulator,
  options: CheckEnvOptions = {},
): Promise<readonly CheckFinding[]> {
  const { steps = DEFAULT_STEPS, seed = 1, signal } = options;
  const findings = new CheckFindings();
  const simulator = "create" in target ? target : undefined;
  const create = (batchSize: number): LearnerEnv =>
    simulator === undefined ? (target as LearnerEnv) : simulator.create(batchSize);
  const pause = createPause(signal);

  try {
    const env = create(options.batchSize ?? DEFAULT_BATCH);
    const { batchSize } = env;
    const learners = Int32Array.from({ length: batchSize }, (_, b) => b);
    const plan: TranscriptPlan = { seed, steps, learners, pause };
    if (env.qMatrix.itemCount !== env.items.size)
      findings.report(
        "vocabulary",
        `expected a Q-matrix over ${env.items.size} items, got ${env.qMatrix.itemCount} rows`,
      );
    if (simulator !== undefined && (simulator.id !== env.id || simulator.items.size !== env.items.size))
      findings.report("vocabulary", "expected the simulator's id and items to be its environments'");
    if (simulator !== undefined && batchSize !== (options.batchSize ?? DEFAULT_BATCH))
      findings.report("shapes", `batchSize: expected ${options.batchSize ?? DEFAULT_BATCH}, got ${batchSize}`);

    try {
      env.step(new Int32Array(batchSize));
      findings.report("before reset", "expected a step before the first reset to be refused, it was not");
    } catch (error) {
      if ((error as { code?: unknown }).code !== "CONTRACT")
        findings.report("before reset", `expected a ZpdError CONTRACT, got ${String(error)}`);
    }

    const first = await playTranscript(env, {
      ...plan,
      onReset: (result) => checkResetResult(findings, env, result),
      onStep: (result, actions, before) => checkStepResult(findings, env, result, actions, before),
    });
    // What came back in a wrong shape cannot be compared.
    if (findings.has("shapes")) return findings.list();

    const again = await playTranscript(env, plan);
    if (simulator === undefined) compare(findings, "determinism", "a second run of the same reset", first, again);
    else {
      const fresh = await playTranscript(create(batchSize), plan);
      if (compare(findings, "determinism", "another environment under the same seed", first, fresh))
        compare(findings, "reset clears state", "a second run of the same environment", first, again);
    }
    if (findings.has("determinism") || findings.has("reset clears state")) return findings.list();

    let mask: Uint8Array | undefined;
    const disturbed = await playTranscript(env, {
      ...plan,
      onReset: (result) => {
        mask = result.info.actionMask?.slice();
        offerBadItems(findings, env, mask);
      },
      onStep: (result) => {
        mask = result.info.actionMask?.slice();
        offerBadItems(findings, env, mask);
      },
    });
    if (!findings.has("unknown item refused") && !findings.has("masked item refused"))
      compare(findings, "refused step changes nothing", "a run with refused steps between", first, disturbed);

    const spoilt = await playTranscript(env, { ...plan, spoilInputs: true });
    compare(findings, "inputs untouched", "a run whose input arrays were overwritten after each call", first, spoilt);
    const kept = learners.slice();
    const idle = new Int32Array(batchSize).fill(-1);
    env.reset({ seed, learners: kept });
    env.step(idle);
    if (kept.some((learner, b) => learner !== b) || idle.some((item) => item !== -1))
      findings.report("inputs untouched", "expected the arrays handed in to stay as they were");

    const reversed = await playTranscript(env, { ...plan, learners: learners.slice().reverse() });
    compare(findings, "batch invariance", "the same learners in reversed order", first, reversed.reverse());
    if (simulator !== undefined) {
      for (const learner of [0, batchSize - 1]) {
        const alone = await playTranscript(create(1), { ...plan, learners: Int32Array.of(learner) });
        compare(findings, "batch invariance", `learner ${learner} alone`, alone, [first[learner]!]);
      }
    }

    try {
      env.reset({ seed, learners: new Int32Array(batchSize + 1) });
      findings.report("reset refuses", "expected learners of a wrong length to be refused, they were not");
    } catch (error) {
      if ((error as { code?: unknown }).code !== "SHAPE")
        findings.report("reset refuses", `expected a ZpdError SHAPE, got ${String(error)}`);
    }
  } catch (error) {
    signal?.throwIfAborted();
    findings.report("runs", `threw ${String(error)}`);
  }
  return findings.list();
}
