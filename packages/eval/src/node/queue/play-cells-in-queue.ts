import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type WorkOptions, ZpdError } from "@zpd/core";
import type { Queue } from "bullmq";
import { manifestHash } from "../../matrix/manifest";
import type { RemCell } from "../../types/rem-cell";
import type { RemManifest } from "../../types/rem-manifest";
import type { RemCellIndex } from "../../types/rem-study";
import { decodeCell } from "../cell-file";
import { parseFailure } from "./cell-failure-text";
import { connectRedis, type RedisLink, redisAddress, redisError } from "./redis-link";
import { removeStudy } from "./remove-study";
import { cellField, FORGET_SECONDS, PROTOCOL, STUDIES, type StudyHeader, studyKeys } from "./study-keys";

export interface QueueOptions extends WorkOptions {
  /** `redis://host:port`. */
  readonly url: string;
  /** Identifies the study; workers refuse to play what they do not rebuild to the same. */
  readonly manifest: RemManifest;
  /** What a worker's `open` rebuilds the study from. It is kept in the Redis until the study ends. */
  readonly study: Uint8Array;
  /** What a worker must have for its bytes to be the same: versions, processor. Name to value. */
  readonly needs: Readonly<Record<string, string>>;
  /** Cells to play. */
  readonly cells: readonly RemCellIndex[];
  /** How long a worker may be silent before its cell is given to another, milliseconds (default 5000). */
  readonly lockMs?: number;
  /** As in `playCellsInPool`. */
  readonly stepTimeLimitMs?: number;
  /** Called with each cell as it comes in, one call at a time. */
  readonly onCell?: (cell: RemCell) => void | Promise<void>;
  /** Called with what somebody may want to know: nobody has come to work, a worker cannot. */
  readonly onNote?: (note: string) => void;
}

const DEFAULT_LOCK_MS = 5000;
const POLL_MS = 100;
/** So long a study belongs to a process that was killed. */
const OWNER_MS = 3000;
const ALONE_MS = 2000;

/**
 * Puts cells into a queue on a Redis, where workers (`serveCellQueue`, any number, on any machines) take them, and waits
 * for all of them. A cell's bytes depend on the study alone, so they equal those of `playCell` here; the result is in the
 * order of `cells`. A worker that is killed loses its cell to another one.
 *
 * When a process that waited was killed, the next one with the same study finds the cells that were played meanwhile.
 * Whatever the end, everything of the study is removed from the Redis, unless another process has taken it over.
 * @throws what playing a cell throws; the signal's reason when aborted; INVALID_INPUT on a bad address, or when another
 *   process waits for this very study; MISSING_PART when the Redis does not answer, or stops to
 */
export async function playCellsInQueue(options: QueueOptions): Promise<RemCell[]> {
  const { url, manifest, cells, signal } = options;
  signal?.throwIfAborted();
  if (cells.length === 0) return [];
  const study = await manifestHash(manifest);
  const link = await connectRedis(url);
  try {
    const owner = await takeOwnership(link, study, url, signal);
    try {
      await announce(link, study, options);
      return await collect(link, study, owner, options);
    } finally {
      // A Redis that is gone cannot be cleaned, and the first error tells more.
      await leaveStudy(link, study, owner).catch(() => undefined);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw redisError(url, error);
  } finally {
    link.close();
  }
}

/** Waits for a process that was killed to be forgotten; one that lives stays the owner. */
async function takeOwnership(
  { client }: RedisLink,
  study: string,
  url: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const token = randomUUID();
  const { owner } = studyKeys(study);
  for (let waited = 0; waited <= 1.5 * OWNER_MS; waited += POLL_MS) {
    if ((await client.set(owner, token, "PX", OWNER_MS, "NX")) === "OK") return token;
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
  throw anotherOwner(url);
}

function anotherOwner(url: string): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: "--queue",
    expected: "a study that nobody else is playing",
    got: `one that another process waits for at ${redisAddress(url)}`,
    advice: "wait for its end, or change the seed",
  });
}

/** Writes the study, then its cells, then its name where workers look. */
async function announce(
  link: RedisLink,
  study: string,
  { study: bytes, needs, cells, lockMs = DEFAULT_LOCK_MS, stepTimeLimitMs }: QueueOptions,
): Promise<void> {
  const { client } = link;
  const keys = studyKeys(study);
  const limit = stepTimeLimitMs === undefined ? {} : { stepTimeLimitMs };
  const header: StudyHeader = { protocol: PROTOCOL, needs, lockMs, ...limit };
  await client.hset(keys.study, { header: JSON.stringify(header), study: Buffer.from(bytes) });
  await client.expire(keys.study, FORGET_SECONDS);
  const queue = link.queue(study);
  try {
    // A job of the same id that is there already stays as it is.
    await queue.addBulk(cells.map((data) => ({ name: "cell", data, opts: { jobId: cellField(data) } })));
  } finally {
    await queue.close();
  }
  await client.sadd(STUDIES, study);
}

async function collect(link: RedisLink, study: string, owner: string, options: QueueOptions): Promise<RemCell[]> {
  const { cells, signal, onCell, onProgress } = options;
  const { client } = link;
  const keys = studyKeys(study);
  const places = new Map(cells.map((index, place) => [cellField(index), place]));
  const played = new Array<RemCell>(cells.length);
  const seen = new Set<string>();
  const watch = watchWorkers(link, study, options);
  const queue = link.queue(study);
  try {
    for (;;) {
      await keepOwnership(link, study, owner, options.url);
      // Gone with a Redis that was emptied, or taken for forgotten by a worker that looked a moment too early.
      if ((await client.expire(keys.study, FORGET_SECONDS)) === 0) await announce(link, study, options);
      for (const field of await client.hkeys(keys.cells)) {
        const place = places.get(field);
        if (place === undefined || seen.has(field)) continue;
        const cell = await fetchCell(link, study, field);
        played[place] = cell;
        seen.add(field);
        await onCell?.(cell);
        const task = `${cell.policy} under ${cell.simulator}`;
        onProgress?.({ task, done: seen.size, total: cells.length, unit: "cells" });
        signal?.throwIfAborted();
      }
      if (seen.size === cells.length) return played;
      await throwFailure(queue);
      await watch();
      await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
  } finally {
    await queue.close();
  }
}

async function keepOwnership({ client }: RedisLink, study: string, token: string, url: string): Promise<void> {
  const keys = studyKeys(study);
  // Whoever was asleep for long may have lost it.
  const current = await client.get(keys.owner);
  if (current !== token && (current !== null || (await client.set(keys.owner, token, "PX", OWNER_MS, "NX")) !== "OK")) {
    throw anotherOwner(url);
  }
  await client.pexpire(keys.owner, OWNER_MS);
}

/** Removes the study, unless another process has taken it over: then it is that one's. */
async function leaveStudy(link: RedisLink, study: string, token: string): Promise<void> {
  const current = await link.client.get(studyKeys(study).owner);
  if (current === null || current === token) await removeStudy(link, study);
}

async function fetchCell({ client }: RedisLink, study: string, field: string): Promise<RemCell> {
  const bytes = await client.hgetBuffer(studyKeys(study).cells, field);
  const stored = bytes === null ? undefined : decodeCell(bytes);
  if (stored?.manifest !== study) {
    throw new ZpdError("IO", {
      where: "playCellsInQueue",
      expected: `cell ${field} as a worker wrote it`,
      got: stored === undefined ? "damaged bytes" : "a cell of another study",
    });
  }
  return stored.cell;
}

/** @throws the error of the first cell that failed */
async function throwFailure(queue: Queue): Promise<void> {
  const [failed] = await queue.getFailed(0, 0);
  if (failed !== undefined) throw parseFailure(failed.failedReason, cellField(failed.data as RemCellIndex));
}

/** Says once that nobody works, and once of each worker why it does not. */
function watchWorkers({ client }: RedisLink, study: string, { url, onNote }: QueueOptions): () => Promise<void> {
  const keys = studyKeys(study);
  const told = new Set<string>();
  let polls = 0;
  return async () => {
    polls++;
    for (const [worker, reason] of Object.entries(await client.hgetall(keys.refusals))) {
      if (told.has(worker)) continue;
      told.add(worker);
      onNote?.(`a worker (${worker}) cannot play this study: ${reason}`);
    }
    if (polls * POLL_MS < ALONE_MS || told.has("") || (await client.scard(keys.workers)) > 0) return;
    told.add("");
    onNote?.(`waiting for workers at ${redisAddress(url)}: start one with zpd worker --queue`);
  };
}
