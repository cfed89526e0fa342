import type { OnProgress, ProgressEvent } from "@zpd/core";
import type { Terminal } from "./terminal";

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
/** Without a screen a line per task is enough, and one more every few seconds for long ones. */
const LINE_MS = 5000;

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A training knows its pace better than the display, which sees no pause before it began. */
const SECONDS_LEFT = "secondsLeft";
const PER_SECOND = "PerSecond";

function shownMetric([name, value]: [string, number]): string {
  if (name.endsWith(PER_SECOND)) {
    return `${Math.round(value).toLocaleString("en-US")} ${name.slice(0, -PER_SECOND.length)}/s`;
  }
  return `${name} ${Number(value.toPrecision(6))}`;
}

function describe(event: ProgressEvent, elapsedMs: number): string {
  const { [SECONDS_LEFT]: secondsLeft, ...shown } = event.metrics ?? {};
  const metrics = Object.entries(shown).map(shownMetric);
  const done = event.done.toLocaleString("en-US");
  const count =
    event.total === undefined
      ? `${done} ${event.unit}`
      : `${done} of ${event.total.toLocaleString("en-US")} ${event.unit}`;
  const share = event.total === undefined || event.done === 0 ? undefined : event.done / event.total;
  const ownMs = secondsLeft === undefined ? undefined : 1000 * secondsLeft;
  const left =
    share === undefined || share >= 1 ? [] : [`${duration(ownMs ?? (elapsedMs * (1 - share)) / share)} left`];
  return [count, ...metrics, ...left].join(", ");
}

function bar(event: ProgressEvent): string {
  if (event.total === undefined || event.total === 0) return "";
  const filled = Math.round(Math.min(1, event.done / event.total) * BAR_WIDTH);
  return `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} `;
}

export interface ProgressDisplay {
  readonly onProgress: OnProgress;
  /** A line that stays, e.g. what was read. */
  note(text: string): void;
  /** Removes what is drawn over. */
  end(): void;
}

/** A bar with time left on a screen, a line per task elsewhere, nothing when quiet. */
export function createProgressDisplay(terminal: Terminal, quiet: boolean): ProgressDisplay {
  let task = "";
  let startedAt = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  const clear = (): void => {
    if (drawn) terminal.err("\r\u001b[2K");
    drawn = false;
  };
  const onProgress: OnProgress = (event) => {
    const now = terminal.now();
    const isNew = event.task !== task;
    if (isNew) {
      task = event.task;
      startedAt = now;
    }
    const isLast = event.total !== undefined && event.done >= event.total;
    if (terminal.liveProgress) {
      if (!isNew && !isLast && now - shownAt < REDRAW_MS) return;
      clear();
      const line = `${event.task}  ${bar(event)}${describe(event, now - startedAt)}`;
      terminal.err(line.slice(0, terminal.columns - 1));
      drawn = true;
    } else {
      if (!isNew && now - shownAt < LINE_MS) return;
      terminal.err(`${event.task}: ${describe(event, now - startedAt)}\n`);
    }
    shownAt = now;
  };
  return {
    onProgress: quiet ? () => {} : onProgress,
    note(text) {
      clear();
      terminal.err(`${text}\n`);
    },
    end: clear,
  };
}
