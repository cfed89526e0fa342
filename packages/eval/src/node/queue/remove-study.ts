import { PREFIX, type RedisLink } from "./redis-link";
import { STUDIES, studyKeys } from "./study-keys";

/**
 * Removes everything a Redis holds of a study, cells being played included: what they bring is thrown away. Two processes
 * may do so at once, which BullMQ's own way, in two steps with a mark in between, would not bear.
 */
export async function removeStudy({ client }: RedisLink, study: string): Promise<void> {
  await client.srem(STUDIES, study);
  await client.del(...Object.values(studyKeys(study)));
  for await (const found of client.scanStream({ match: `${PREFIX}:${study}:*`, count: 1000 })) {
    const keys = found as string[];
    if (keys.length > 0) await client.del(...keys);
  }
}
