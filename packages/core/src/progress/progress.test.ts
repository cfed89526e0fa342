import { describe, expect, it } from "vitest";
import { createPause } from "./progress";

/** Holds the thread, as a long loop would. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe("createPause", () => {
  it("lets timers through once the thread was held for 40 ms", async () => {
    const pause = createPause();
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 0);
    await pause();
    expect(fired).toBe(false);
    work(60);
    await pause();
    expect(fired).toBe(true);
  });

  it("stops a long loop with the reason of the one who aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 0);
    const pause = createPause(controller.signal);
    let rounds = 0;
    const loop = async (): Promise<void> => {
      for (; rounds < 1000; rounds++) {
        work(1);
        await pause();
      }
    };
    await expect(loop()).rejects.toBe(reason);
    expect(rounds).toBeLessThan(1000);
  });
});
