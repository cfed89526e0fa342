import { concludeHangs } from "./conclude-hangs";
import { concludeHolds } from "./conclude-holds";
import { concludeNever } from "./conclude-never";
import { concludeOpen } from "./conclude-open";
import type { PageContext } from "./page-context";
import type { Sentence } from "./sentence";

/** One part of what a reader may conclude. */
export interface ConclusionPart {
  readonly title: string;
  readonly sentences: readonly Sentence[];
}

/** What a reader may conclude, read off the data at hand; parts with nothing to say are left out. O(verdicts · policies). */
export function conclusionsOf(context: PageContext): ConclusionPart[] {
  return [
    { title: "What holds", sentences: concludeHolds(context) },
    { title: "What it hangs on", sentences: concludeHangs(context) },
    { title: "What cannot be told, and what would help", sentences: concludeOpen(context) },
    { title: "What a matrix can never show", sentences: concludeNever(context) },
  ].filter(({ sentences }) => sentences.length > 0);
}
