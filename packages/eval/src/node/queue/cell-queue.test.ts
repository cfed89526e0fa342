import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isZpdError } from "@zpd/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NO_REDIS, startRedis, type TestRedis } from "../../../../../scripts/redis/test-redis";
import { bundleModule } from "../../../test/bundle-module";
import { createSmallStudy, type SmallStudyData } from "../../../test/small-study";
import { rem } from "../../loops/rem";
import { createRemManifest, manifestHash } from "../../matrix/manifest";
import type { RemCell } from "../../types/rem-cell";
import type { QueueEvent } from "./attend-study";
import { playCellsInQueue, type QueueOptions } from "./play-cells-in-queue";
import { connectRedis } from "./redis-link";
import { type ServeOptions, serveCellQueue } from "./serve-cell-queue";

const cells = [0, 1].flatMap((policy) => [0, 1].map((simulator) => ({ policy, simulator })));
const manifestOf = (data: SmallStudyData) => createRemManifest(createSmallStudy(data), { data: "abc" });

const thrownBy = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error("it did not throw"),
    (error: Error) => error,
  );

describe.skipIf(NO_REDIS !== undefined)(
  `cells in a queue${NO_REDIS === undefined ? "" : ` (skipped: ${NO_REDIS})`}`,
  () => {
    let folder = "";
    let moduleUrl: URL;
    let redis: TestRedis;
    let stop: AbortController;
    let working: Promise<number>[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "zpd-queue-"));
      moduleUrl = await bundleModule(join(import.meta.dirname, "../../../test/cell-worker-module.ts"), folder);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    beforeEach(async () => {
      redis = await startRedis();
      stop = new AbortController();
      working = [];
    });
    afterEach(async () => {
      stop.abort();
      await Promise.allSettled(working);
      await redis.stop();
    });

    // A worker that is about to leave may write once more.
    const nothingLeft = () => expect.poll(() => redis.keys(), { timeout: 5000 }).toEqual([]);

    const submit = (data: SmallStudyData, more: Partial<QueueOptions> = {}): Promise<RemCell[]> =>
      playCellsInQueue({
        url: redis.url,
        manifest: manifestOf(data),
        study: new TextEncoder().encode(JSON.stringify(data)),
        needs: { zpd: "1" },
        cells,
        lockMs: 1000,
        ...more,
      });

    function work(more: Partial<ServeOptions> = {}): QueueEvent[] {
      const events: QueueEvent[] = [];
      const served = serveCellQueue({
        url: redis.url,
        threads: 1,
        moduleUrl,
        has: { zpd: "1" },
        async open(bytes) {
          const data = JSON.parse(new TextDecoder().decode(bytes)) as SmallStudyData;
          return { manifest: manifestOf(data), workerData: data };
        },
        signal: stop.signal,
        onEvent: (event) => events.push(event),
        ...more,
      });
      working.push(served);
      return events;
    }

    it("have the bytes of one thread, whoever plays them, and leave nothing behind", async () => {
      const { cells: expected } = await rem(createSmallStudy({ seed: 5 }));
      const all = [work(), work({ threads: 2 })];
      const seen: string[] = [];
      const progress: number[] = [];
      const played = await submit(
        { seed: 5 },
        {
          onCell: (cell) => void seen.push(`${cell.policy}/${cell.simulator}`),
          onProgress: ({ done }) => void progress.push(done),
        },
      );
      expect(played).toEqual(expected);
      expect(seen.sort()).toEqual(expected.map((cell) => `${cell.policy}/${cell.simulator}`).sort());
      expect(progress).toEqual([1, 2, 3, 4]);
      expect(all.flat().filter(({ kind }) => kind === "finished")).toHaveLength(4);
      await nothingLeft();

      // The workers go on with the next study, and say how much they did.
      expect(await submit({ seed: 6 })).toEqual((await rem(createSmallStudy({ seed: 6 }))).cells);
      stop.abort();
      expect((await Promise.all(working)).reduce((sum, count) => sum + count, 0)).toBe(8);
      await nothingLeft();
    });

    it("of several studies are all played", async () => {
      work();
      const [one, two] = await Promise.all([submit({ seed: 1 }), submit({ seed: 2 })]);
      expect(one).toEqual((await rem(createSmallStudy({ seed: 1 }))).cells);
      expect(two).toEqual((await rem(createSmallStudy({ seed: 2 }))).cells);
      await nothingLeft();
    });

    it("fail with the code of an error in them, also of one that stands still", async () => {
      work();
      const with3 = { cells: [...cells, { policy: 2, simulator: 0 }] };
      const error = await thrownBy(submit({ seed: 5, withBroken: true }, with3));
      expect(isZpdError(error) && error.code).toBe("CONTRACT");
      expect(error.message).toContain('policy "broken" to recommend an item that may be offered, got item 99');
      const crash = await thrownBy(submit({ seed: 5, withCrash: true }, with3));
      expect(crash.message).toContain('policy "odd" to recommend, got TypeError: not one of ours');
      const endless = await thrownBy(submit({ seed: 6, withEndless: true }, { ...with3, stepTimeLimitMs: 500 }));
      expect(isZpdError(endless) && endless.code).toBe("RESOURCE");
      expect(endless.message).toContain("to make each step within 0.5 s");
      await nothingLeft();
    });

    it("are removed when aborted; those that came are whole", async () => {
      const abort = new AbortController();
      const seen: RemCell[] = [];
      work();
      const onCell = (cell: RemCell): void => {
        seen.push(cell);
        if (seen.length === 1) abort.abort(new Error("enough"));
      };
      expect((await thrownBy(submit({ seed: 5 }, { signal: abort.signal, onCell }))).message).toBe("enough");
      const { cells: expected } = await rem(createSmallStudy({ seed: 5 }));
      expect(expected).toContainEqual(seen[0]);
      await nothingLeft();
    });

    it("are played by nobody who lacks what they need, and that is told on both sides", async () => {
      const notes: string[] = [];
      const waiting = submit({ seed: 5 }, { onNote: (note) => notes.push(note) });
      const events = work({ has: { zpd: "2" } });
      const reason = "it needs zpd 1, this worker has 2";
      await expect.poll(() => events, { timeout: 5000 }).toMatchObject([{ kind: "refused", reason }]);
      await expect.poll(() => notes.join("\n"), { timeout: 5000 }).toContain(`cannot play this study: ${reason}`);
      await expect.poll(() => notes.join("\n"), { timeout: 5000 }).toContain(`waiting for workers at ${redis.url}`);
      expect(notes).toHaveLength(2);
      // One that has it comes.
      work();
      expect(await waiting).toHaveLength(4);
    });

    it("are played by nobody who rebuilds another study", async () => {
      const notes: string[] = [];
      const abort = new AbortController();
      const onNote = (note: string): void => {
        notes.push(note);
        abort.abort(new Error("refused"));
      };
      work();
      const study = new TextEncoder().encode(JSON.stringify({ seed: 6 }));
      await thrownBy(submit({ seed: 5 }, { study, onNote, signal: abort.signal }));
      expect(notes[0]).toContain("what it holds is not the study it is named after");
      const garbage = new TextEncoder().encode('{"seed": -1}');
      const again = new AbortController();
      await thrownBy(
        submit(
          { seed: 5 },
          {
            study: garbage,
            onNote: (note) => {
              notes.push(note);
              again.abort(new Error("refused"));
            },
            signal: again.signal,
          },
        ),
      );
      expect(notes[1]).toContain("expected seed to be a whole number from 0, got -1");
    });

    it("go on where a process that waited was killed", async () => {
      // What a killed process leaves: the study, cells some of which are played, and an owner that is soon forgotten.
      const link = await connectRedis(redis.url);
      const data = { seed: 5 };
      let stands = false;
      const onCell = (): Promise<void> => {
        stands = true;
        return new Promise(() => undefined);
      };
      void thrownBy(submit(data, { onCell }));
      const events = work();
      await expect.poll(() => events.filter(({ kind }) => kind === "finished").length, { timeout: 10_000 }).toBe(4);
      await expect.poll(() => stands, { timeout: 5000 }).toBe(true);
      const study = await manifestHash(manifestOf(data));
      await link.client.del(`zpd:owner:${study}`);
      const before = events.length;
      expect(await submit(data)).toEqual((await rem(createSmallStudy(data))).cells);
      expect(events.slice(before).filter(({ kind }) => kind === "begun")).toEqual([]);
      link.close();
      await nothingLeft();
    });

    it("stay with the process that took them over from one asleep for long", async () => {
      const link = await connectRedis(redis.url);
      const data = { seed: 5 };
      const owner = `zpd:owner:${await manifestHash(manifestOf(data))}`;
      const asleep = thrownBy(submit(data));
      await expect.poll(() => redis.keys().includes("zpd:studies"), { timeout: 5000 }).toBe(true);
      // Another process has the name before this one looks again.
      await link.client.set(owner, "another");
      expect((await asleep).message).toMatch(/expected a study that nobody else is playing/);
      expect(redis.keys()).toContain("zpd:studies");
      await link.client.del(owner);
      work();
      expect(await submit(data)).toHaveLength(4);
      link.close();
      await nothingLeft();
    });

    it("belong to one process at a time", async () => {
      const abort = new AbortController();
      const first = thrownBy(submit({ seed: 5 }, { signal: abort.signal }));
      await expect.poll(() => redis.keys().some((key) => key.startsWith("zpd:owner")), { timeout: 5000 }).toBe(true);
      const second = await thrownBy(submit({ seed: 5 }));
      expect(second.message).toMatch(/expected a study that nobody else is playing/);
      abort.abort(new Error("enough"));
      expect((await first).message).toBe("enough");
      await nothingLeft();
    });

    it("are put in again when the Redis was emptied", async () => {
      const waiting = submit({ seed: 5 });
      await expect.poll(() => redis.keys().includes("zpd:studies"), { timeout: 5000 }).toBe(true);
      redis.command("FLUSHALL");
      work();
      expect(await waiting).toEqual((await rem(createSmallStudy({ seed: 5 }))).cells);
      await nothingLeft();
    });

    it("that nobody has waited for in a day are removed", async () => {
      redis.command("SADD", "zpd:studies", "f".repeat(64));
      work();
      await nothingLeft();
    });

    it("end soon on both sides when the Redis is gone", async () => {
      const waiting = thrownBy(submit({ seed: 5 }));
      work({ has: {} });
      const served = thrownBy(working[0]!);
      await expect.poll(() => redis.keys().length, { timeout: 5000 }).toBeGreaterThan(0);
      const since = performance.now();
      await redis.stop();
      for (const error of [await waiting, await served]) {
        expect(isZpdError(error) && error.code).toBe("MISSING_PART");
        expect(error.message).toContain("expected a Redis that answers at");
      }
      expect(performance.now() - since).toBeLessThan(15_000);
    });

    it("need a password where the Redis does", async () => {
      redis.command("CONFIG", "SET", "requirepass", "secret");
      const refused = await thrownBy(submit({ seed: 5 }));
      expect(refused).toMatchObject({ code: "INVALID_INPUT" });
      expect(refused.message).toMatch(
        /expected a user and a password that redis:\/\/127\.0\.0\.1:\d+ takes, got NOAUTH/,
      );
      const wrong = await thrownBy(submit({ seed: 5 }, { url: redis.url.replace("//", "//:wrong@") }));
      expect(wrong.message).toMatch(/got WRONGPASS/);
      expect(wrong.message).not.toContain("wrong@");
      const url = redis.url.replace("//", "//:secret@");
      work({ url });
      expect(await submit({ seed: 5 }, { url })).toHaveLength(4);
    });
  },
);

describe("an address", () => {
  const serve = (url: string): Promise<Error> =>
    thrownBy(
      serveCellQueue({
        url,
        threads: 1,
        moduleUrl: "file:///none.js",
        has: {},
        open: () => Promise.reject(new Error("not asked")),
        signal: new AbortController().signal,
      }),
    );

  it.each(["", "localhost", "http://user:secret@localhost", "6379"])("is refused when it is %j", async (url) => {
    const error = await serve(url);
    expect(error).toMatchObject({ code: "INVALID_INPUT" });
    expect(error.message).toContain("expected the address of a Redis, e.g. redis://localhost:6379");
    expect(error.message).not.toContain("secret");
  });

  it("where nothing answers is told within seconds", async () => {
    const since = performance.now();
    expect((await serve("redis://127.0.0.1:1")).message).toMatch(
      /expected a Redis that answers at redis:\/\/127\.0\.0\.1:1, got .*ECONNREFUSED.*; start one/,
    );
    // Something listens but says nothing.
    const mute = createServer().listen(0, "127.0.0.1");
    await sleep(50);
    const { port } = mute.address() as { readonly port: number };
    expect(await serve(`redis://127.0.0.1:${port}`)).toMatchObject({ code: "MISSING_PART" });
    mute.close();
    expect(performance.now() - since).toBeLessThan(10_000);
  });
});
