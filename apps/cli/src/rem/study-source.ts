import { type Dataset, fingerprintLog, type WorkOptions } from "@zpd/core";
import { baseName } from "../base-name";
import { makeLog } from "../compose";
import type { CourseChoice } from "../study-spec";

/** What a study is about: a log, whose learners are played, and the course behind it where that is known. */
export interface StudySource {
  /** In words, for reports. */
  readonly title: string;
  readonly dataset: Dataset;
  readonly fingerprint: string;
  readonly course?: CourseChoice;
}

/** The embedded default: small enough for a minute, rich enough that policies differ. */
export const DEMO = { name: "small", learners: 400, answers: 60, policy: "random" } as const;

/** Makes the demo's log: the same for the same seed. */
export async function demoSource(seed: number, options: WorkOptions): Promise<StudySource> {
  const dataset = await makeLog({ ...DEMO, seed }, options);
  const title = `the made course "${DEMO.name}", ${DEMO.learners} learners, about ${DEMO.answers} answers each, items at random`;
  return { title, dataset, fingerprint: await fingerprintLog(dataset.log), course: { name: DEMO.name, seed } };
}

/** Learners a study plays: indices into the log, and their tests before the course where they have one. */
export interface PlayedLearners {
  readonly learners: Int32Array;
  readonly preTest?: Float64Array;
  /** How many were left out, and why; undefined when all are played. */
  readonly leftOut?: string;
}

/** Those with a pre-test where the log has tests, else all; at most `limit`, the first of them. */
export function playedLearners({ log, tests }: Dataset, limit: number): PlayedLearners {
  const all = Int32Array.from({ length: log.learners.size }, (_, learner) => learner);
  const able = tests === undefined ? all : all.filter((learner) => !Number.isNaN(tests.preTest[learner]!));
  const learners = able.slice(0, limit);
  const reasons: string[] = [];
  if (able.length < all.length) reasons.push(`${all.length - able.length} without a pre-test`);
  if (learners.length < able.length) reasons.push(`${able.length - learners.length} beyond --learners ${limit}`);
  return {
    learners,
    ...(tests === undefined ? {} : { preTest: Float64Array.from(learners, (learner) => tests.preTest[learner]!) }),
    ...(reasons.length === 0 ? {} : { leftOut: reasons.join(", ") }),
  };
}

/** A log read from files. */
export async function logSource(files: readonly string[], dataset: Dataset): Promise<StudySource> {
  return { title: files.map(baseName).join(", "), dataset, fingerprint: await fingerprintLog(dataset.log) };
}
