import { ZpdError } from "@zpd/core";
import { findTracer, tracersNeeded } from "../compose";
import type { LoadedModule } from "../own/load-module";
import type { OwnModule } from "../own/own-module";
import { DEFAULT_LENGTHS, DEFAULT_POLICIES, DEFAULT_REPEATS, DEFAULT_SIMULATORS, FEWEST_PLAYED } from "./defaults";

/** The options of the command line that say what is studied. */
export interface StudyOptions {
  readonly data?: readonly string[];
  readonly demo?: boolean;
  readonly policies?: readonly string[];
  readonly simulators?: readonly string[];
  readonly lengths?: readonly number[];
  readonly repeats?: number;
  readonly learners: number;
  readonly seed: number;
  /** Paths of modules. */
  readonly policy?: readonly string[];
  readonly simulator?: readonly string[];
  readonly checkpoint?: string;
  readonly queue?: string;
  readonly resume?: boolean;
  readonly rewardModel?: string;
}

export interface StudyChoice {
  readonly policies: readonly string[];
  readonly simulators: readonly string[];
  /** Ids of the tracers these need. */
  readonly tracers: readonly string[];
  /** Of these the ones that modules of one's own ask for. */
  readonly ownTracers: readonly string[];
  readonly lengths: readonly number[];
  readonly repeats: number;
  /** At most this many learners are played. */
  readonly learners: number;
  readonly seed: number;
  readonly own?: readonly OwnModule[];
  readonly rewardModel?: string;
}

/**
 * What the command line asks for, refused before anything is read or fitted.
 * @param own the modules of `--policy` and `--simulator`
 * @throws UNKNOWN_NAME, INVALID_INPUT
 */
export function chooseStudy(options: StudyOptions, own: readonly LoadedModule[] = []): StudyChoice {
  if ((options.demo === true) === (options.data !== undefined)) {
    throw new ZpdError("INVALID_INPUT", {
      where: "rem",
      expected: "either --data FILE or --demo",
      got: options.demo === true ? "both" : "neither",
    });
  }
  if (options.resume === true && options.checkpoint === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--resume",
      expected: "--checkpoint DIR, where the finished cells lie",
      got: "no such option",
    });
  }
  const { learners, seed } = options;
  if (learners < FEWEST_PLAYED) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--learners",
      expected: `${FEWEST_PLAYED} or more, since intervals come from the spread between learners`,
      got: `${learners}`,
    });
  }
  const kind = options.demo === true ? "course" : "log";
  const policies = options.policies ?? DEFAULT_POLICIES[kind];
  const simulators = options.simulators ?? DEFAULT_SIMULATORS[kind];
  const ownTracers = tracersAskedFor(own);
  return {
    policies,
    simulators,
    tracers: [...new Set([...tracersNeeded(policies, simulators, kind === "course"), ...ownTracers])],
    ownTracers,
    lengths: options.lengths ?? DEFAULT_LENGTHS[kind],
    repeats: options.repeats ?? DEFAULT_REPEATS[kind],
    learners,
    seed,
    ...(options.rewardModel === undefined ? {} : { rewardModel: options.rewardModel }),
    ...(own.length === 0 ? {} : { own: own.map(asPlainData) }),
  };
}

function tracersAskedFor(own: readonly LoadedModule[]): string[] {
  return own.flatMap(({ tracers }) => tracers.map((id) => findTracer(id).id));
}

function asPlainData({ kind, file, fingerprint }: OwnModule): OwnModule {
  return { kind, file, fingerprint };
}
