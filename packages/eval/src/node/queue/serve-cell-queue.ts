import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { assertThat } from "@zpd/core";
import { attendStudy, type StudyAttendance, type StudyOpener } from "./attend-study";
import { connectRedis, type RedisLink, redisError } from "./redis-link";
import { removeStudy } from "./remove-study";
import { STUDIES, studyKeys } from "./study-keys";

export interface ServeOptions extends StudyOpener {
  /** `redis://host:port`. */
  readonly url: string;
  /** Ends the work: cells being played are finished, no others are taken. */
  readonly signal: AbortSignal;
}

const POLL_MS = 200;

/**
 * Takes cells of any study from a Redis and plays them in threads until `signal` ends it; see `playCellsInQueue`. One
 * study at a time; another one's turn comes when this one has no cells waiting. Returns how many cells were played.
 * @throws INVALID_INPUT on a bad address or thread count; MISSING_PART when the Redis does not answer, or stops to
 */
export async function serveCellQueue(options: ServeOptions): Promise<number> {
  const { url, threads, signal } = options;
  assertThat(Number.isInteger(threads) && threads >= 1, "INVALID_INPUT", {
    where: "serveCellQueue",
    expected: "threads to be a whole number from 1",
    got: `${threads}`,
  });
  const link = await connectRedis(url);
  const worker = `${hostname()} ${randomUUID().slice(0, 8)}`;
  let current: StudyAttendance | undefined;
  let played = 0;
  const leave = async (): Promise<void> => {
    const left = current;
    current = undefined;
    played += (await left?.leave()) ?? 0;
  };
  try {
    while (!signal.aborted) {
      const next = await chooseStudy(link, current, worker);
      if (next !== current?.study) {
        await leave();
        if (next !== undefined) current = await attendStudy(link, next, worker, options);
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    await leave();
    return played;
  } catch (error) {
    throw redisError(url, error);
  } finally {
    await current?.abandon();
    link.close();
  }
}

/** The study at hand while it has work for us; else one with cells waiting; else one whose cells others play. */
async function chooseStudy(
  link: RedisLink,
  current: StudyAttendance | undefined,
  worker: string,
): Promise<string | undefined> {
  const open: string[] = [];
  for (const study of (await link.client.smembers(STUDIES)).sort()) {
    const keys = studyKeys(study);
    if ((await link.client.exists(keys.study)) === 0) {
      // Nobody has waited for it for a day.
      await removeStudy(link, study);
    } else if ((await link.client.hexists(keys.refusals, worker)) === 0) open.push(study);
  }
  if (current !== undefined && open.includes(current.study)) {
    if (current.playing > 0) return current.study;
    // Those that others play may come back, so it stays ours unless there is something to do elsewhere.
    open.sort((a, b) => Number(b === current.study) - Number(a === current.study));
  }
  for (const study of open) {
    const queue = link.queue(study);
    const waiting = await queue.getWaitingCount();
    await queue.close();
    if (waiting > 0) return study;
  }
  return open[0];
}
