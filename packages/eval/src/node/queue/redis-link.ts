import { setTimeout as sleep } from "node:timers/promises";
import { isZpdError, ZpdError } from "@zpd/core";
import type { Queue, WorkerOptions, Worker as WorkerType } from "bullmq";
import type { Redis } from "ioredis";

/** All keys of ZPD in a Redis begin so. */
export const PREFIX = "zpd";

const CONNECT_MS = 3000;
const RECONNECT_TRIES = 5;
const RECONNECT_STEP_MS = 200;

/** A connection to a Redis, and BullMQ on it. */
export interface RedisLink {
  readonly client: Redis;
  /** BullMQ's queue of a study. Close it; the connection stays. */
  queue(study: string): Queue;
  /** BullMQ's worker on a study's queue. */
  worker(
    study: string,
    process: (job: { readonly data: unknown }) => Promise<void>,
    options: WorkerSettings,
  ): WorkerType;
  close(): void;
}

export type WorkerSettings = Pick<
  WorkerOptions,
  "concurrency" | "lockDuration" | "stalledInterval" | "maxStalledCount" | "drainDelay"
>;

interface QueueLibraries {
  readonly bullmq: typeof import("bullmq");
  readonly ioredis: typeof import("ioredis");
}

/** Optional peers: loaded where a queue was asked for, and nowhere else. */
async function loadLibraries(): Promise<QueueLibraries> {
  try {
    return { bullmq: await import("bullmq"), ioredis: await import("ioredis") };
  } catch (cause) {
    throw new ZpdError("MISSING_PART", {
      where: "--queue",
      expected: "the packages bullmq and ioredis",
      got: "an installation without them",
      advice: "npm install bullmq ioredis",
      cause,
    });
  }
}

/** `redis://host:6379` without what is secret in it. */
export function redisAddress(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function checkUrl(url: string): void {
  let protocol: string | undefined;
  try {
    ({ protocol } = new URL(url));
  } catch {
    // Told below.
  }
  if (protocol !== "redis:" && protocol !== "rediss:") {
    throw new ZpdError("INVALID_INPUT", {
      where: "--queue",
      expected: "the address of a Redis, e.g. redis://localhost:6379 or rediss://user:password@host:6380/0",
      // Not the text itself, which may hold a password.
      got: protocol === undefined ? "no address" : `an address of ${protocol}//`,
    });
  }
}

/** Whether an error is a Redis's or that of the way to it. */
function isRedisFault(error: unknown): error is Error {
  if (!(error instanceof Error) || isZpdError(error)) return false;
  return error.name === "ReplyError" || "syscall" in error || /^(Connection is closed|no answer)/.test(error.message);
}

/** What a Redis or the way to it did, as an error that says what to do; any other error as it is. */
export function redisError(url: string, cause: unknown): unknown {
  if (!isRedisFault(cause)) return cause;
  const { message } = cause;
  if (/^(NOAUTH|WRONGPASS|NOPERM)/.test(message)) {
    return new ZpdError("INVALID_INPUT", {
      where: "--queue",
      expected: `a user and a password that ${redisAddress(url)} takes`,
      got: message,
      advice: "write them into the address, redis://USER:PASSWORD@HOST:PORT",
      cause,
    });
  }
  return new ZpdError("MISSING_PART", {
    where: "--queue",
    expected: `a Redis that answers at ${redisAddress(url)}`,
    got: message,
    advice: "start one (Debian: apt-get install redis-server) or check the address",
    cause,
  });
}

/**
 * Connects to a Redis. A connection that breaks later is tried again for about three seconds, then what waits for an
 * answer fails. @throws INVALID_INPUT on a bad address or password; MISSING_PART when nothing answers within three seconds
 */
export async function connectRedis(url: string): Promise<RedisLink> {
  checkUrl(url);
  const { bullmq, ioredis } = await loadLibraries();
  const client = new ioredis.Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // BullMQ waits in commands that end when a cell comes; giving up is `retryStrategy`'s part.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (times > RECONNECT_TRIES ? null : times * RECONNECT_STEP_MS),
  });
  let reason: unknown;
  client.on("error", (error: unknown) => {
    reason = error;
  });
  try {
    // The library's own limit ends with the connection; a port that takes it and stays mute would hold us for ever.
    await Promise.race([client.connect(), tooLate()]);
  } catch (error) {
    client.disconnect();
    throw redisError(url, reason ?? error);
  }
  const shared = { connection: client, prefix: PREFIX, skipVersionCheck: true } as const;
  return {
    client,
    // Without what BullMQ would write of itself: it would come back after the study was removed.
    queue: (study) => quiet(new bullmq.Queue(study, { ...shared, skipMetasUpdate: true })),
    worker: (study, process, options) => quiet(new bullmq.Worker(study, process, { ...shared, ...options })),
    close: () => client.disconnect(),
  };
}

async function tooLate(): Promise<never> {
  await sleep(CONNECT_MS, undefined, { ref: false });
  throw new Error(`no answer within ${CONNECT_MS / 1000} seconds`);
}

/** Looks whether a Redis answers, before long work is done for it. @throws as `connectRedis` */
export async function probeRedis(url: string): Promise<void> {
  (await connectRedis(url)).close();
}

/** Errors of a connection reach whoever waits for an answer; nobody prints them. */
function quiet<Part extends { on(event: "error", listener: () => void): unknown }>(part: Part): Part {
  part.on("error", () => undefined);
  return part;
}
