import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Redis of a test's own, empty, in memory, on a free port. */
export interface TestRedis {
  readonly url: string;
  /** All keys, sorted. */
  keys(): string[];
  command(...words: readonly string[]): string;
  /** Ends it at once, as a machine that fails does. */
  stop(): Promise<void>;
}

/** Why there is no server to test with; undefined where there is one. */
export const NO_REDIS: string | undefined = findServer();

function findServer(): string | undefined {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "redis-server is not installed";
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    server.stdout!.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      if (text.includes("Ready to accept connections")) resolve();
    });
    server.on("exit", () => reject(new Error(`redis-server has ended:\n${text}`)));
  });
}

export async function startRedis(...settings: readonly string[]): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), "zpd-redis-"));
  const port = `${await freePort()}`;
  const own = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...own, ...settings], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(server, "exit");
  await untilReady(server);
  const command = (...words: readonly string[]): string =>
    execFileSync("redis-cli", ["-p", port, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return {
    url: `redis://127.0.0.1:${port}`,
    command,
    keys: () => command("KEYS", "*").split("\n").filter(Boolean).sort(),
    async stop() {
      server.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
