import type { LearnerEnv, ResetOptions, Simulator, StepResult } from "@zpd/core";
import { describe, expect, test } from "vitest";
import { courseSimulator } from "../environments/course-environment";
import { checkEnv } from "./check-env";
import { createCourse } from "./create-course";

const sound = courseSimulator(createCourse("small", { seed: 1 }), { mask: "prerequisites" });

/** The sound simulator with parts of its environments replaced. */
function broken(change: (env: LearnerEnv) => Partial<LearnerEnv>): Simulator {
  return {
    ...sound,
    create(batchSize) {
      const env = sound.create(batchSize);
      return { ...env, ...change(env) };
    },
  };
}

/** The sound simulator with its steps' results changed. */
function afterStep(change: (result: StepResult, actions: Int32Array) => StepResult): Simulator {
  return broken((env) => ({ step: (actions) => change(env.step(actions), actions) }));
}

let instances = 0;

const faults: [string, Simulator][] = [
  [
    "before reset",
    broken((env) => {
      env.reset({ seed: 0, learners: new Int32Array(env.batchSize) });
      return {};
    }),
  ],
  ["shapes", afterStep((result) => ({ ...result, response: result.response.slice(1) }))],
  ["shapes", afterStep((result) => ({ ...result, reward: Array.from(result.reward) as never }))],
  ["ranges", afterStep((result) => ({ ...result, reward: result.reward.map(() => Number.NaN) }))],
  [
    "ranges",
    afterStep((result) => {
      const response = result.response.map((value) => value * 2);
      return { ...result, response, observation: { ...result.observation, lastScore: response } };
    }),
  ],
  [
    "ranges",
    afterStep((result) => ({ ...result, info: { ...result.info, trueScore: result.info.trueScore!.map(() => 20) } })),
  ],
  [
    "mask",
    afterStep((result) => ({
      ...result,
      info: { ...result.info, actionMask: result.info.actionMask!.map((bit) => bit * 255) },
    })),
  ],
  [
    "observation",
    afterStep((result, actions) => ({
      ...result,
      observation: { ...result.observation, lastItem: actions.map((item) => Math.min(item, 0)) },
    })),
  ],
  [
    "reset",
    broken((env) => ({
      reset: (options) => {
        const result = env.reset(options);
        return { ...result, observation: { ...result.observation, lastScore: new Float32Array(env.batchSize) } };
      },
    })),
  ],
  [
    "rest",
    afterStep((result) => ({ ...result, response: result.response.map((value) => (Number.isNaN(value) ? 0 : value)) })),
  ],
  [
    "rest",
    afterStep((result, actions) => ({
      ...result,
      reward: result.reward.map((value, b) => (actions[b] === -1 ? 1 : value)),
    })),
  ],
  [
    // Answers something for whoever rests.
    "rest",
    broken((env) => ({ step: (actions) => env.step(actions.map((item) => Math.max(item, 0))) })),
  ],
  [
    "unknown item refused",
    broken((env) => ({
      step: (actions) => env.step(actions.map((item) => (item >= env.items.size || item < -1 ? -1 : item))),
    })),
  ],
  [
    "masked item refused",
    broken((env) => {
      let mask: Uint8Array | undefined;
      return {
        reset: (options) => {
          const result = env.reset(options);
          mask = result.info.actionMask;
          return result;
        },
        step: (actions) => env.step(actions.map((item, b) => (mask?.[b * env.items.size + item] === 0 ? -1 : item))),
      };
    }),
  ],
  [
    // Gives a random item of its own after every refusal.
    "refused step changes nothing",
    broken((env) => ({
      step: (actions) => {
        try {
          return env.step(actions);
        } catch (error) {
          try {
            env.step(new Int32Array(env.batchSize));
          } catch {
            // Not reset yet.
          }
          throw error;
        }
      },
    })),
  ],
  [
    // Another luck in every instance.
    "determinism",
    broken((env) => {
      instances++;
      const shift = instances;
      return { reset: (options) => env.reset({ ...options, seed: options.seed + shift }) };
    }),
  ],
  [
    // The luck goes on where the last episode ended.
    "reset clears state",
    broken((env) => {
      let episodes = 0;
      return { reset: (options) => env.reset({ ...options, seed: options.seed + episodes++ }) };
    }),
  ],
  [
    // Learners are told apart by their row, not by their index.
    "batch invariance",
    broken((env) => ({
      reset: (options: ResetOptions) => env.reset({ ...options, learners: options.learners.map((_, b) => b) }),
    })),
  ],
  [
    // Luck depends on who else is there.
    "batch invariance",
    broken((env) => ({
      reset: (options: ResetOptions) => env.reset({ ...options, seed: options.seed + env.batchSize }),
    })),
  ],
  [
    // Reads the caller's array again at the first step.
    "inputs untouched",
    broken((env) => {
      let kept: ResetOptions | undefined;
      return {
        reset: (options) => {
          kept = options;
          return env.reset(options);
        },
        step: (actions) => {
          if (kept !== undefined) env.reset(kept);
          kept = undefined;
          return env.step(actions);
        },
      };
    }),
  ],
  [
    "inputs untouched",
    broken((env) => ({
      step: (actions) => {
        const result = env.step(actions);
        actions.fill(0);
        return result;
      },
    })),
  ],
  [
    "reset refuses",
    broken((env) => ({
      reset: (options) => env.reset({ ...options, learners: options.learners.slice(0, env.batchSize) }),
    })),
  ],
  ["vocabulary", broken(() => ({ id: "other" }))],
  [
    "runs",
    broken(() => ({
      reset: () => {
        throw new Error("broken");
      },
    })),
  ],
];

describe("checkEnv", () => {
  test("finds nothing wrong with a sound simulator or environment", async () => {
    expect(await checkEnv(sound)).toEqual([]);
    expect(await checkEnv(sound.create(4), { steps: 40, seed: 9 })).toEqual([]);
    expect(await checkEnv(sound.create(1))).toEqual([]);
  });

  test.each(faults.map(([rule, simulator], n) => ({ n, rule, simulator })))(
    "fault $n: finds that $rule is broken",
    async ({ rule, simulator }) => {
      const findings = await checkEnv(simulator);
      expect(findings.map((finding) => finding.rule)).toContain(rule);
      // One fault, one or two consequences: a check that cries out everywhere helps nobody.
      expect(findings.length).toBeLessThanOrEqual(3);
    },
  );

  test("stops when asked", async () => {
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(checkEnv(sound, { signal, steps: 20_000 })).rejects.toThrow("stop");
  });
});
