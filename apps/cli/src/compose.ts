import {
  type BackendChoice,
  type BackendReport,
  type Config,
  createNumberedVocabulary,
  createRandomStream,
  type Dataset,
  type FittedTracer,
  type InteractionLog,
  identityQMatrix,
  type ModelFile,
  type PolicyWorld,
  type Simulator,
  type TracerDescriptor,
  unknownNameError,
  type WorkOptions,
  ZpdError,
} from "@zpd/core";
import { fitRewardModels, type RemStudy, type RewardModels } from "@zpd/eval";
import { neuralTracerDescriptors } from "@zpd/kt/neural/registry";
import { tracerDescriptors as classicalTracerDescriptors } from "@zpd/kt/registry";
import { createPolicy, parsePolicyId } from "@zpd/rl";
import { policyRules } from "@zpd/rl/registry";
import { type Course, courseSimulator, createCourse, foldedSimulator, recordLog, tracerSimulator } from "@zpd/sim";
import { courseDescriptors, environmentDescriptors } from "@zpd/sim/registry";
import { createMachine } from "@zpd/tensor/kernels";
import { backends } from "./backends";
import { plainBackend } from "./options";
import { createOwnPolicies, createOwnSimulators } from "./own/create-own";
import type { LoadedModule } from "./own/load-module";
import type { OwnWorld } from "./own/own-module";
import { rankItems } from "./own/rank-items";
import { type CourseChoice, modelOfFold, type RewardData, type StudySpec } from "./study-spec";

/** The id of the simulator that is a made course's truth. */
export const COURSE_SIMULATOR = "course";

export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly defaults: Config;
}

const tracerDescriptors: readonly TracerDescriptor[] = [...classicalTracerDescriptors, ...neuralTracerDescriptors];

const tracerIds = tracerDescriptors.map(({ id }) => id);
const ruleIds = policyRules.map(({ id }) => id);

function entry({ id, title, citation, defaults }: CatalogueEntry): CatalogueEntry {
  return { id, title, citation, defaults };
}

/** Every rule without a tracer, and every other rule over every tracer. */
function policyEntries(): CatalogueEntry[] {
  return policyRules.flatMap((rule) =>
    rule.needs.tracer === true
      ? tracerDescriptors.map((tracer) => ({
          ...entry(rule),
          id: `${tracer.id}-${rule.id}`,
          title: `${rule.title} (${tracer.id})`,
        }))
      : [entry(rule)],
  );
}

export const catalogue = {
  tracers: () => tracerDescriptors.map(entry),
  policies: policyEntries,
  simulators: () => [
    ...tracerDescriptors.map(entry),
    ...environmentDescriptors.filter(({ id }) => id === COURSE_SIMULATOR).map(entry),
  ],
  environments: () => environmentDescriptors.map(entry),
  agents: (): CatalogueEntry[] => [],
  rerankers: (): CatalogueEntry[] => [],
  courses: () => courseDescriptors.map(entry),
  backends: async () =>
    (await backends(1)).map(({ id, available, reason }) => ({
      id,
      title: `${available ? "works" : "not here"}: ${reason}`,
      citation: "",
      defaults: {},
    })),
} satisfies Record<string, () => CatalogueEntry[] | Promise<CatalogueEntry[]>>;

export type CatalogueKind = keyof typeof catalogue;

/** @throws UNKNOWN_NAME with the nearest name */
export function findTracer(id: string): TracerDescriptor {
  const descriptor = tracerDescriptors.find((known) => known.id === id);
  if (descriptor === undefined) throw unknownNameError("findTracer", "tracer", id, tracerIds);
  return descriptor;
}

function isNeural(id: string): boolean {
  return neuralTracerDescriptors.some((known) => known.id === id);
}

/**
 * Looks at `--backend` before tracers of these ids are fitted: classical ones compute in plain JavaScript only, deep
 * ones choose for themselves. @throws MISSING_PART when a backend is named that none of them uses
 */
export function assertFitBackend(backend: BackendChoice, ids: readonly string[]): void {
  if (!ids.some(isNeural)) plainBackend({ backend });
}

/** @throws INVALID_INPUT on a tracer that is not trained in epochs, and so has no states and no log to keep */
export function assertEpochs(id: string): void {
  if (isNeural(id)) return;
  throw new ZpdError("INVALID_INPUT", {
    where: "fit",
    expected: `a tracer trained in epochs (${neuralTracerDescriptors.map((known) => known.id).join(", ")})`,
    got: `"${id}" with --checkpoint or --log`,
    advice: "leave these options out",
  });
}

/**
 * What follows learners with fitted tracers of these ids: plain JavaScript, and the kernels of WebAssembly where a deep
 * tracer is among them. @throws MISSING_PART when another backend is named
 */
export function runtimeBackend(backend: BackendChoice, ids: readonly string[]): BackendReport {
  if (!ids.some(isNeural)) return plainBackend({ backend });
  const machine = createMachine();
  const name = machine.variant === "float32" ? "cpu" : "wasm";
  if (backend !== "auto" && backend !== name) {
    throw new ZpdError("MISSING_PART", {
      where: "--backend",
      expected: `auto or ${name}`,
      got: backend,
      advice: "fitted deep tracers follow learners on the fastest kernels there are; leave the option out",
    });
  }
  return { name, reason: `fitted deep tracers follow learners on kernels (${machine.variant}), one thread` };
}

/** The tracer a saved model is of. @throws UNKNOWN_NAME, INVALID_INPUT */
export function restoreTracer(file: ModelFile): FittedTracer {
  return findTracer(file.config.model).restore(file);
}

/** Ids of the tracers that policies and simulators of these names need. @throws UNKNOWN_NAME, INVALID_INPUT */
export function tracersNeeded(
  policies: readonly string[],
  simulators: readonly string[],
  hasCourse: boolean,
): string[] {
  const simulatorIds = [...tracerIds, COURSE_SIMULATOR];
  for (const id of simulators) {
    if (id === COURSE_SIMULATOR && !hasCourse) throw noCourse();
    if (!simulatorIds.includes(id)) throw unknownNameError("--simulators", "simulator", id, simulatorIds);
  }
  const ofPolicies = policies.flatMap((id) => parsePolicyId(id, tracerIds, ruleIds).tracerId ?? []);
  return [...new Set([...ofPolicies, ...simulators.filter((id) => id !== COURSE_SIMULATOR)])];
}

/** The reward model a study's data allow, and those it is held against. */
export function rewardModelsOf({ model, ...reward }: RewardData, conceptIds: readonly string[]): RewardModels {
  return fitRewardModels({ ...reward, conceptIds }, model);
}

/**
 * Builds a study from its description and the modules it names. Equal on every thread.
 * @throws UNKNOWN_NAME, INVALID_INPUT
 */
export function openStudy(spec: StudySpec, own: readonly LoadedModule[] = []): RemStudy {
  const models = new Map(Object.entries(spec.models).map(([id, file]) => [id, restoreTracer(file)]));
  const usable = [...models].filter(([name, { id }]) => name === id).map(([, tracer]) => tracer);
  const tracerOf = (id: string): FittedTracer => {
    const tracer = models.get(id);
    if (tracer === undefined)
      throw unknownNameError(
        "openStudy",
        "fitted tracer",
        id,
        usable.map((known) => known.id),
      );
    return tracer;
  };
  const rewardTracer = tracerOf(spec.rewardTracer);
  const { main: rewardModel, others } = rewardModelsOf(spec.reward, rewardTracer.qMatrix.concepts.ids);
  const world: PolicyWorld = {
    items: rewardTracer.items,
    qMatrix: rewardTracer.qMatrix,
    ...(spec.sequence === undefined ? {} : { sequence: spec.sequence }),
  };
  const ownWorld: OwnWorld = {
    ...world,
    tracer: tracerOf,
    rewardModel,
    rank: (scores, request) => rankItems(world.items.size, scores, request),
  };
  return {
    policies: [
      ...spec.policies.map((id) => createPolicy(id, { world, tracers: usable, rewardModel, rewardTracer })),
      ...createOwnPolicies(own, ownWorld, spec.policies),
    ],
    simulators: [
      ...spec.simulators.map((id) => (id === COURSE_SIMULATOR ? courseOf(spec) : learnersAs(id, spec, tracerOf))),
      ...createOwnSimulators(own, ownWorld, spec.simulators),
    ],
    lengths: spec.lengths,
    repeats: spec.repeats,
    learners: spec.learners,
    ...(spec.preTest === undefined ? {} : { preTest: spec.preTest }),
    rewardTracer,
    rewardModel,
    otherRewardModels: [...others, ...otherYardsticks(spec, tracerOf)],
    seed: spec.seed,
  };
}

/** Reward models on the mastery that other tracers see. */
function otherYardsticks(
  { otherRewards }: StudySpec,
  tracerOf: (id: string) => FittedTracer,
): NonNullable<RemStudy["otherRewardModels"]> {
  return Object.entries(otherRewards).map(([id, reward]) => {
    const rewardTracer = tracerOf(id);
    const { main } = rewardModelsOf(reward, rewardTracer.qMatrix.concepts.ids);
    return { ...main, id: `${main.id}-on-${id}`, rewardTracer };
  });
}

/** Each learner as the tracer plays her that was fitted without her fold. */
function learnersAs(id: string, { folds, foldOf }: StudySpec, tracerOf: (id: string) => FittedTracer): Simulator {
  const simulators = Array.from({ length: folds }, (_, fold) =>
    tracerSimulator(tracerOf(modelOfFold(id, fold)), { reward: "none" }),
  );
  return foldedSimulator({ simulators, foldOf });
}

function courseOf({ course }: StudySpec): Simulator {
  if (course === undefined) throw noCourse();
  return courseSimulator(openCourse(course));
}

function noCourse(): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: "--simulators course",
    expected: "a made course whose truth is known",
    got: "a log of learners whose truth nobody knows",
    advice: "use --demo, or leave this simulator out",
  });
}

export function openCourse({ name, seed }: CourseChoice): Course {
  return createCourse(name, { seed });
}

/** Ratio of mean and median length as in real logs (Mastery Grids: 206 / 165). */
const LENGTH_SPREAD = 0.67;

export interface MadeLogChoice extends CourseChoice {
  readonly learners: number;
  /** Answers per learner, on average. */
  readonly answers: number;
  /** Id of a rule that needs no tracer. */
  readonly policy: string;
}

/** Plays a rule on a course and records the log. @throws UNKNOWN_NAME, INVALID_INPUT */
export function makeLog(choice: MadeLogChoice, options: WorkOptions): Promise<Dataset> {
  const course = openCourse(choice);
  const { tracerId } = parsePolicyId(choice.policy, tracerIds, ruleIds);
  if (tracerId !== undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--policy",
      expected: `a rule without a tracer (${policyRules
        .filter(({ needs }) => needs.tracer !== true)
        .map(({ id }) => id)
        .join(", ")})`,
      got: choice.policy,
      advice: "no tracer can be fitted before there is a log",
    });
  }
  const policy = createPolicy(choice.policy, { world: course });
  return recordLog(courseSimulator(course), policy, {
    learners: choice.learners,
    // A log-normal law of this spread has a mean of exp(spread² / 2) medians.
    answersPerLearner: { median: choice.answers / Math.exp(LENGTH_SPREAD ** 2 / 2), spread: LENGTH_SPREAD, min: 2 },
    seed: choice.seed,
    ...options,
  });
}

/** Fits BKT on a made log and says how long an answer takes: what `zpd doctor` shows of a machine's speed. */
export async function measureFit(
  now: () => number,
  signal: AbortSignal,
): Promise<{ answers: number; iterations: number; nanosecondsPerAnswer: number }> {
  const learners = 2000;
  const answersPerLearner = 50;
  const random = createRandomStream(1, "doctor");
  const items = createNumberedVocabulary(20);
  const answers = learners * answersPerLearner;
  const log: InteractionLog = {
    learners: createNumberedVocabulary(learners),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * answersPerLearner),
    item: Int32Array.from({ length: answers }, () => random.integer(items.size)),
    score: Uint8Array.from({ length: answers }, () => random.integer(2)),
  };
  const startedAt = now();
  const { report } = await findTracer("bkt").fit(log, { starts: 1, maxIterations: 20 }, { seed: 1, signal });
  return {
    answers,
    iterations: report.iterations,
    nanosecondsPerAnswer: ((now() - startedAt) * 1e6) / (answers * report.iterations),
  };
}
