import { PREFIX } from "./redis-link";

/** What stands in a Redis about one study; BullMQ keeps its own keys, `zpd:<study>:…`. */
export interface StudyKeys {
  /** Hash with the fields `header` (JSON) and `study` (bytes). */
  readonly study: string;
  /** Hash of finished cells: field `policy-simulator`, indices, to the bytes of a cell's file. */
  readonly cells: string;
  /** Who waits for the cells. */
  readonly owner: string;
  /** Set of workers that have joined. */
  readonly workers: string;
  /** Hash of workers that will not play it, to why. */
  readonly refusals: string;
}

/** Set of the studies that want workers, by the hash of their manifests. */
export const STUDIES = `${PREFIX}:studies`;

/** Keys of a study that nobody waits for any more vanish after a day. */
export const FORGET_SECONDS = 24 * 3600;

export function studyKeys(study: string): StudyKeys {
  const key = (name: string): string => `${PREFIX}:${name}:${study}`;
  return {
    study: key("study"),
    cells: key("cells"),
    owner: key("owner"),
    workers: key("workers"),
    refusals: key("refusals"),
  };
}

/** What workers read before they open a study. */
export interface StudyHeader {
  /** Of these keys and their contents. */
  readonly protocol: number;
  /** What a worker must have for its bytes to be the same: name to value. */
  readonly needs: Readonly<Record<string, string>>;
  /** How long a worker may be silent before its cell is given to another. */
  readonly lockMs: number;
  /** How long a cell may stand still; absent: for ever. */
  readonly stepTimeLimitMs?: number;
}

export const PROTOCOL = 1;

/** A cell in BullMQ and in the hash of finished cells. Job ids must not be whole numbers. */
export function cellField({ policy, simulator }: { readonly policy: number; readonly simulator: number }): string {
  return `${policy}-${simulator}`;
}
