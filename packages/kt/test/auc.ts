/** Area under the ROC curve by ranks, ties counting one half: written here because tests may not import the metrics. */
export function rankAuc(scores: ArrayLike<number>, correct: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, k) => k).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    for (let k = from; k < to; k++) {
      if (correct[order[k]!] === 1) {
        positives++;
        rankSum += (from + 1 + to) / 2;
      }
    }
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}
