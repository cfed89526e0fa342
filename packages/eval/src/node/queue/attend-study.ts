import { setTimeout as sleep } from "node:timers/promises";
import { isZpdError } from "@zpd/core";
import { Piscina } from "piscina";
import { manifestHash } from "../../matrix/manifest";
import type { RemManifest } from "../../types/rem-manifest";
import type { RemCellIndex } from "../../types/rem-study";
import { encodeCell } from "../cell-file";
import { cellFailure, unwrapAnswer } from "../cell-worker";
import { playInThread } from "../play-in-thread";
import { failureText } from "./cell-failure-text";
import type { RedisLink } from "./redis-link";
import { removeStudy } from "./remove-study";
import { cellField, FORGET_SECONDS, PROTOCOL, STUDIES, type StudyHeader, studyKeys } from "./study-keys";

/** A study as a worker has rebuilt it. */
export interface OpenedStudy {
  readonly manifest: RemManifest;
  /** What the worker module gets in each thread; must survive `structuredClone`. */
  readonly workerData: unknown;
}

/** What a worker does about studies it finds. */
export interface StudyOpener {
  /** Threads that play side by side. */
  readonly threads: number;
  /** `file:` URL of a plain JavaScript module whose default export plays one cell; see `createCellWorker`. */
  readonly moduleUrl: string | URL;
  /** What this worker has of what a study may need. */
  readonly has: Readonly<Record<string, string>>;
  /** Rebuilds a study from the bytes its owner gave. Bytes of another's Redis are not to be trusted. */
  readonly open: (study: Uint8Array) => Promise<OpenedStudy>;
  /** Called with what happens: a cell is begun, a study joined, left or refused. */
  readonly onEvent?: (event: QueueEvent) => void;
}

export type QueueEvent =
  | { readonly kind: "joined" | "left"; readonly study: string }
  | { readonly kind: "refused"; readonly study: string; readonly reason: string }
  | { readonly kind: "begun" | "finished" | "failed"; readonly study: string; readonly cell: string };

/** A study this worker plays cells of. */
export interface StudyAttendance {
  readonly study: string;
  /** Cells in play here. */
  readonly playing: number;
  /** Finishes the cells in play and takes no others. Returns how many were played. */
  leave(): Promise<number>;
  /** Ends at once; others play the cells in play. */
  abandon(): Promise<void>;
}

/** A cell whose workers vanish this often fails: it may be what they die of. */
const MOST_VANISHED = 3;

/** How long BullMQ waits for a cell before it looks whether it should end, seconds. */
const DRAIN_SECONDS = 1;

const PLAYING_POLL_MS = 20;
/** How long BullMQ may take to end once no cell is in play. */
const CLOSE_MS = 3000;

/** Joins a study, or says why not and returns undefined. */
export async function attendStudy(
  link: RedisLink,
  study: string,
  worker: string,
  opener: StudyOpener,
): Promise<StudyAttendance | undefined> {
  const { client } = link;
  const keys = studyKeys(study);
  const header = await client.hget(keys.study, "header");
  const bytes = await client.hgetBuffer(keys.study, "study");
  // Ended just now.
  if (header === null || bytes === null) return undefined;
  const opened = await openStudy(study, header, bytes, opener);
  if (typeof opened === "string") {
    await client.hset(keys.refusals, worker, opened);
    await client.expire(keys.refusals, FORGET_SECONDS);
    opener.onEvent?.({ kind: "refused", study, reason: opened });
    return undefined;
  }
  await client.sadd(keys.workers, worker);
  await client.expire(keys.workers, FORGET_SECONDS);
  opener.onEvent?.({ kind: "joined", study });
  return playStudy(link, study, opened, opener);
}

type PlayableStudy = OpenedStudy & Pick<StudyHeader, "lockMs" | "stepTimeLimitMs">;

/** The study, or why it cannot be played here. */
async function openStudy(
  study: string,
  headerText: string,
  bytes: Uint8Array,
  { has, open }: StudyOpener,
): Promise<PlayableStudy | string> {
  const { protocol, needs, lockMs, stepTimeLimitMs } = JSON.parse(headerText) as StudyHeader;
  if (protocol !== PROTOCOL) return `it speaks protocol ${protocol}, this worker ${PROTOCOL}: use one version of zpd`;
  for (const [name, value] of Object.entries(needs)) {
    if (has[name] !== value) return `it needs ${name} ${value}, this worker has ${has[name] ?? "none"}`;
  }
  try {
    const opened = await open(bytes);
    if ((await manifestHash(opened.manifest)) === study)
      return { ...opened, lockMs, ...(stepTimeLimitMs === undefined ? {} : { stepTimeLimitMs }) };
    return "what it holds is not the study it is named after";
  } catch (error) {
    if (isZpdError(error)) return error.message;
    throw error;
  }
}

function playStudy(
  link: RedisLink,
  study: string,
  { manifest, workerData, lockMs, stepTimeLimitMs }: PlayableStudy,
  { threads, moduleUrl, onEvent }: StudyOpener,
): StudyAttendance {
  const { client } = link;
  const keys = studyKeys(study);
  const pool = new Piscina({ filename: String(moduleUrl), minThreads: threads, maxThreads: threads, workerData });
  const limits = { names: manifest, ...(stepTimeLimitMs === undefined ? {} : { stepTimeLimitMs }) };
  let playing = 0;
  let played = 0;
  const playJob = async ({ data }: { readonly data: unknown }): Promise<void> => {
    const index = data as RemCellIndex;
    const cell = `${manifest.policies[index.policy]} under ${manifest.simulators[index.simulator]}`;
    playing++;
    onEvent?.({ kind: "begun", study, cell });
    try {
      const answer = await playInThread(pool, index, limits);
      const cellBytes = encodeCell(study, unwrapAnswer(answer));
      // Nobody waits for it any more: nothing may be left behind.
      if ((await client.sismember(STUDIES, study)) === 0) return;
      await client.hset(keys.cells, cellField(index), Buffer.from(cellBytes));
      await client.expire(keys.cells, FORGET_SECONDS);
      played++;
      onEvent?.({ kind: "finished", study, cell });
    } catch (error) {
      onEvent?.({ kind: "failed", study, cell });
      throw isZpdError(error) ? new Error(failureText(cellFailure(error))) : error;
    } finally {
      playing--;
    }
  };
  const worker = link.worker(study, playJob, {
    concurrency: threads,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: MOST_VANISHED,
    drainDelay: DRAIN_SECONDS,
  });
  const end = async (force: boolean): Promise<void> => {
    const closed = worker.close(force).catch(() => undefined);
    while (!force && playing > 0) await sleep(PLAYING_POLL_MS);
    // It may wait for a connection that it opened a moment ago.
    await Promise.race([closed, sleep(CLOSE_MS).then(() => worker.disconnect())]).catch(() => undefined);
    await pool.destroy();
    // BullMQ's last steps for a study that has ended write a key of its own again.
    if (!force && (await client.sismember(STUDIES, study)) === 0) await removeStudy(link, study);
    onEvent?.({ kind: "left", study });
  };
  return {
    study,
    get playing() {
      return playing;
    },
    async leave() {
      await end(false);
      return played;
    },
    abandon: () => end(true).catch(() => undefined),
  };
}
