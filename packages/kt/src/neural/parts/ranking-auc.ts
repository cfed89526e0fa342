/**
 * Area under the ROC curve by ranks, ties counting one half; `undefined` where all answers are of one kind.
 * Hanley and McNeil 1982. O(N log N).
 */
export function rankingAuc(scores: Float32Array, right: Uint8Array): number | undefined {
  const of = [new Float32Array(scores.length), new Float32Array(scores.length)] as const;
  const counts = [0, 0];
  for (let n = 0; n < scores.length; n++) {
    const kind = right[n] === 1 ? 1 : 0;
    of[kind][counts[kind]!++] = scores[n]!;
  }
  const wrongs = of[0].subarray(0, counts[0]).sort();
  const rights = of[1].subarray(0, counts[1]).sort();
  if (wrongs.length === 0 || rights.length === 0) return undefined;
  let below = 0;
  let upTo = 0;
  let pairs = 0;
  for (const score of rights) {
    while (below < wrongs.length && wrongs[below]! < score) below++;
    while (upTo < wrongs.length && wrongs[upTo]! <= score) upTo++;
    pairs += (below + upTo) / 2;
  }
  return pairs / (wrongs.length * rights.length);
}
