import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NO_REDIS, startRedis, type TestRedis } from "../../../scripts/redis/test-redis";
import { documentOf, withoutTimes } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { BIN, runBuilt } from "./support/run-built";

const { path, file } = madeFolder();
const answers = path("answers.csv");

/** Offers the items in turn, so slowly that a worker can be caught at it. */
const slow = file(
  "slow.mjs",
  `export default ({ items, rank }) => ({ id: "slow", items,
    start: ({ batchSize }) => ({ batchSize, step: 0 }),
    observe(state) { state.step++; },
    recommend(state, request) {
      for (const until = performance.now() + 50; performance.now() < until; );
      const scores = new Float32Array(state.batchSize * items.size);
      for (let b = 0; b < state.batchSize; b++) scores[b * items.size + (state.step % items.size)] = 1;
      return rank(scores, request);
    } });\n`,
);

const study = ["--data", answers, "--policies", "random,bkt-mp", "--simulators", "bkt,elo", "--lengths", "5,20"];
const rem = ["rem", "--json", ...study, "--repeats", "2", "--learners", "10"];

beforeAll(async () => {
  await makeAnswers(answers);
});

interface Worker {
  readonly child: ChildProcess;
  /** Everything it has said. */
  text(): string;
  readonly ended: Promise<unknown>;
}

const title = `workers at a queue${NO_REDIS === undefined ? "" : ` (skipped: ${NO_REDIS})`}`;

describe.skipIf(NO_REDIS !== undefined)(title, () => {
  let redis: TestRedis;
  let workers: Worker[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const { child } of workers) child.kill("SIGKILL");
    await Promise.all(workers.map(({ ended }) => ended));
    workers = [];
  });
  afterAll(() => redis.stop());

  function startWorker(...args: readonly string[]): Worker {
    const child = spawn(process.execPath, [BIN, "worker", "--queue", redis.url, ...args], { stdio: "pipe" });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
    }
    const worker = { child, text: () => text, ended: once(child, "close") };
    workers.push(worker);
    return worker;
  }

  it("play the same matrix as one process; a killed one's cell is done again", async () => {
    const own = [...rem, "--policy", slow];
    const alone = documentOf(await runBuilt([...own, "--threads", "1", "--checkpoint", path("alone")]));

    const first = startWorker("--threads", "1", "--policy", slow);
    const waiting = runBuilt([...own, "--queue", redis.url, "--checkpoint", path("queued")]);
    await expect.poll(first.text, { timeout: 30_000 }).toMatch(/slow under \w+/);
    first.child.kill("SIGKILL");
    const lost = /slow under \w+/.exec(first.text())![0];
    const second = startWorker("--threads", "2", "--policy", slow, "--json");
    const queued = documentOf(await waiting);
    expect(withoutTimes(queued)).toBe(withoutTimes(alone));
    expect(second.text()).toContain(lost);
    await expect.poll(() => redis.keys(), { timeout: 10_000 }).toEqual([]);

    // Told to stop, it says what it did.
    second.child.kill("SIGTERM");
    expect(await second.ended).toEqual([0, null]);
    const [document] = /^\{.*\}$/m.exec(second.text())!;
    expect(JSON.parse(document)).toEqual({
      queue: redis.url,
      cells: expect.any(Number),
      seconds: expect.any(Number),
    });

    // Not only the figures made of them: the cells themselves, bit for bit.
    const names = readdirSync(path("alone/rem-cells"));
    expect(names).toHaveLength(6);
    for (const name of names) {
      expect(readFileSync(path(`queued/rem-cells/${name}`)).equals(readFileSync(path(`alone/rem-cells/${name}`)))).toBe(
        true,
      );
    }
  });

  it("finish the cell in play when interrupted, and leave the others", async () => {
    const worker = startWorker("--threads", "1", "--policy", slow);
    const waiting = runBuilt([...rem, "--policies", "bkt-mp", "--policy", slow, "--queue", redis.url]);
    await expect.poll(worker.text, { timeout: 30_000 }).toMatch(/slow under \w+/);
    worker.child.kill("SIGINT");
    expect(await worker.ended).toEqual([0, null]);
    expect(worker.text()).toMatch(/\n[1-9]\d* cells played for redis:.* in .* s\n$/);
    startWorker("--policy", slow);
    documentOf(await waiting);
  });

  it("run only the modules they were told of", async () => {
    mkdirSync(path("other"));
    const changed = file("other/slow.mjs", "export default () => ({});\n");
    const without = startWorker();
    const other = startWorker("--policy", changed);
    const waiting = runBuilt([...rem, "--policy", slow, "--queue", redis.url]);
    await expect
      .poll(without.text, { timeout: 30_000 })
      .toContain("--policy slow.mjs, which the study uses, got no such");
    await expect.poll(other.text, { timeout: 30_000 }).toContain("which the study uses, got another text of it");
    startWorker("--policy", slow, "--threads", "2");
    const { stderr } = await waiting;
    expect(stderr).toContain("cannot play this study");
    expect(stderr).toContain("give every worker the study's modules");
  });

  it("tell whose module has failed", async () => {
    const tired = file(
      "tired.mjs",
      `export default ({ items }) => ({ id: "tired", items,
      start: ({ batchSize }) => ({ batchSize }), observe() {}, recommend() { throw new Error("no more"); } });\n`,
    );
    startWorker("--policy", tired);
    const { status, stderr } = await runBuilt([...rem, "--policy", tired, "--queue", redis.url]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/\nzpd: --policy tired\.mjs: expected .*"tired".* got Error: no more/);
    await expect.poll(() => redis.keys(), { timeout: 10_000 }).toEqual([]);
  });
});

describe("a queue that is not there", () => {
  it.each(["rem", "worker"])("ends zpd %s before any work, with what to do", async (command) => {
    const args = command === "rem" ? rem : ["worker", "--json"];
    const { status, stdout, stderr } = await runBuilt([...args, "--queue", "redis://127.0.0.1:1"]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toMatch(
      /^zpd: --queue: expected a Redis that answers at redis:\/\/127\.0\.0\.1:1, got .*; start one .*\n$/,
    );
  });
});
