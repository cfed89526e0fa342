import type { CellPulse } from "./cell-pulse";

/** How often within the limit the pulse is felt. */
const LOOKS = 10;
/** The limit begins when a thread does, not while it starts and loads its module. */
const NOT_BEGUN = 0;

/**
 * Calls `onStill` once when the pulse has not beaten for `limitMs`. Returns what ends the watch. A busy machine may delay
 * beats, so the limit counts in looks of this thread: when it is held up itself, nobody is blamed for that time.
 */
export function watchPulse(pulse: CellPulse, limitMs: number, onStill: () => void): () => void {
  let beats = pulse.beats;
  let still = 0;
  const timer = setInterval(() => {
    if (pulse.beats !== beats || beats === NOT_BEGUN) {
      beats = pulse.beats;
      still = 0;
      return;
    }
    still++;
    if (still < LOOKS) return;
    clearInterval(timer);
    onStill();
  }, limitMs / LOOKS);
  return () => clearInterval(timer);
}
