import { describe, expect, it } from "vitest";
import { fakeTerminal } from "../../test/support/run-source";
import { createProgressDisplay } from "./progress";

/** A display with a clock that the test moves. */
function displayWith({ screen, quiet = false, columns = 100 }: { screen: boolean; quiet?: boolean; columns?: number }) {
  let now = 0;
  const terminal = fakeTerminal({ liveProgress: screen, columns, now: () => now });
  return {
    display: createProgressDisplay(terminal, quiet),
    at: (ms: number) => {
      now = ms;
    },
    stderr: () => terminal.written().stderr,
  };
}

const event = (done: number, task = "Fitting") => ({ task, done, total: 8, unit: "folds" });

describe("on a screen", () => {
  it("draws a bar over itself, with the time left", () => {
    const { display, at, stderr } = displayWith({ screen: true });
    display.onProgress(event(0));
    at(6000);
    display.onProgress(event(2));
    // A quarter of 24 characters is filled; a quarter took 6 s, so three quarters take 18 s.
    const second = `Fitting  ${"█".repeat(6)}${"░".repeat(18)} 2 of 8 folds, 18 s left`;
    expect(stderr()).toBe(`Fitting  ${"░".repeat(24)} 0 of 8 folds\r\u001b[2K${second}`);
    display.end();
    display.end();
    expect(stderr().endsWith(`${second}\r\u001b[2K`)).toBe(true);
  });

  it("shows a training's rates in words, and the time it says is left", () => {
    const { display, at, stderr } = displayWith({ screen: true, columns: 140 });
    at(6000);
    const metrics = { loss: 0.5123456, auc: 0.78, answersPerSecond: 52_081.8, secondsLeft: 93 };
    display.onProgress({ task: "Training", done: 2, total: 8, unit: "answers", metrics });
    expect(stderr()).toContain("2 of 8 answers, loss 0.512346, auc 0.78, 52,082 answers/s, 1 min 33 s left");
  });

  it("redraws at most ten times a second, but always a new task and the end", () => {
    const { display, at, stderr } = displayWith({ screen: true });
    for (const [ms, done] of [
      [0, 1],
      [50, 2],
      [99, 3],
      [100, 4],
      [101, 8],
    ] as const) {
      at(ms);
      display.onProgress(event(done));
    }
    display.onProgress(event(1, "Playing"));
    expect(stderr().match(/\d of 8/g)).toEqual(["1 of 8", "4 of 8", "8 of 8", "1 of 8"]);
  });

  it("never wraps a line, and clears it for a note", () => {
    const { display, stderr } = displayWith({ screen: true, columns: 20 });
    display.onProgress(event(1));
    expect(stderr()).toHaveLength(19);
    display.note("read");
    expect(stderr().endsWith("\r\u001b[2Kread\n")).toBe(true);
  });
});

describe("without a screen", () => {
  it("writes a line per task and one more every five seconds", () => {
    const { display, at, stderr } = displayWith({ screen: false });
    display.onProgress({ task: "Reading", done: 10, unit: "bytes" });
    at(4999);
    display.onProgress({ task: "Reading", done: 20, unit: "bytes" });
    at(5000);
    display.onProgress({ task: "Reading", done: 1234, unit: "bytes", metrics: { loss: 0.123456789 } });
    display.end();
    expect(stderr()).toBe("Reading: 10 bytes\nReading: 1,234 bytes, loss 0.123457\n");
  });

  it("says long times in minutes and hours", () => {
    const { display, at, stderr } = displayWith({ screen: false });
    display.onProgress(event(0));
    at(60_000);
    display.onProgress(event(4));
    at(60_000 * 60);
    display.onProgress(event(2));
    expect(stderr()).toContain("4 of 8 folds, 1 min 0 s left");
    expect(stderr()).toContain("2 of 8 folds, 3 h 0 min left");
  });
});

it("quiet shows no progress but still the notes", () => {
  const { display, stderr } = displayWith({ screen: true, quiet: true });
  display.onProgress(event(1));
  expect(stderr()).toBe("");
  display.note("read");
  expect(stderr()).toBe("read\n");
});
