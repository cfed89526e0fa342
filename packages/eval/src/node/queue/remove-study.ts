import type { RedisLink } from "./redis-link";
import { STUDIES, studyKeys } from "./study-keys";

/** Removes everything a Redis holds of a study, cells being played included: what they bring is thrown away. */
export async function removeStudy(link: RedisLink, study: string): Promise<void> {
  const { client } = link;
  await client.srem(STUDIES, study);
  await client.del(...Object.values(studyKeys(study)));
  const queue = link.queue(study);
  try {
    await queue.obliterate({ force: true });
  } finally {
    await queue.close();
  }
}
