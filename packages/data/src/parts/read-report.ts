import type { CleaningCount } from "@zpd/core";

/** Collects what reading removed and what a user should know, in order of first mention. */
export class ReadReport {
  readonly #removed = new Map<string, number>();
  readonly #warnings: string[] = [];

  /** Counts rows taken out or merged for a reason. */
  remove(reason: string, count = 1): void {
    if (count > 0) this.#removed.set(reason, (this.#removed.get(reason) ?? 0) + count);
  }

  warn(text: string): void {
    if (!this.#warnings.includes(text)) this.#warnings.push(text);
  }

  get cleaned(): readonly CleaningCount[] {
    return [...this.#removed].map(([reason, count]) => ({ reason, count }));
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }
}
