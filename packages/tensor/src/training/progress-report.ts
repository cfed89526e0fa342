import type { EpochRecord, OnProgress } from "@zpd/core";

/** Tells how far a training is. It is as far as it would be if it went on to the last epoch: it may stop before. */
export class ProgressReport {
  private readonly startedAt: number;
  private epoch: number;
  private auc: number | undefined;
  private inEpoch = 0;
  /** Answers of this run's epochs that are over. */
  private answersOver = 0;

  constructor(
    private readonly onProgress: OnProgress | undefined,
    private readonly now: () => number,
    private readonly maxEpochs: number,
    history: readonly EpochRecord[],
  ) {
    this.startedAt = now();
    this.epoch = history.length;
    this.auc = history.at(-1)?.validationAuc;
  }

  beginEpoch(answers: number): void {
    this.epoch++;
    this.inEpoch = answers;
  }

  /** After a batch: answers seen in this epoch, and their mean loss. */
  report(answers: number, loss: number): void {
    this.send(answers, loss, this.maxEpochs);
  }

  endEpoch({ loss, validationAuc }: EpochRecord, isLast: boolean): void {
    this.auc = validationAuc;
    this.send(this.inEpoch, loss, isLast ? this.epoch : this.maxEpochs);
    this.answersOver += this.inEpoch;
  }

  private send(answers: number, loss: number, epochs: number): void {
    if (this.onProgress === undefined) return;
    const { epoch, auc, inEpoch } = this;
    const done = (epoch - 1) * inEpoch + answers;
    const total = epochs * inEpoch;
    const here = this.answersOver + answers;
    const seconds = (this.now() - this.startedAt) / 1000;
    // Both need a clock that has moved.
    const rates =
      seconds > 0 ? { answersPerSecond: here / seconds, secondsLeft: ((total - done) * seconds) / here } : {};
    const metrics = { epoch, loss, ...(auc === undefined ? {} : { auc }), ...rates };
    this.onProgress({ task: "Training", done, total, unit: "answers", metrics });
  }
}
