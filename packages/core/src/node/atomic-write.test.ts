import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeFileAtomic, writeFilesAtomic } from "./atomic-write";

const failure = vi.hoisted(() => ({ after: Number.POSITIVE_INFINITY }));

// A disk that is full from the n-th write on: half of the bytes arrive, then ENOSPC.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    open: async (path: string, flags: string) => {
      const file = await real.open(path, flags);
      if (failure.after-- > 0) return file;
      const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      file.writeFile = async (data) => {
        await real.writeFile(path, (data as string).slice(0, 3));
        throw full;
      };
      return file;
    },
  };
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "zpd atomic-"));
  failure.after = Number.POSITIVE_INFINITY;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("writeFileAtomic", () => {
  it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made (needs /proc)", async () => {
    await expect(writeFileAtomic("/proc/none/below/file", "x")).rejects.toMatchObject({
      code: "IO",
      location: { file: "/proc/none/below/file" },
    });
  });

  it("writes a new file, with its folders, and replaces an old one", async () => {
    const path = join(folder, "a", "b", "file.txt");
    await writeFileAtomic(path, "one");
    expect(await readFile(path, "utf8")).toBe("one");
    await writeFileAtomic(path, Uint8Array.of(116, 119, 111));
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(join(folder, "a", "b"))).toEqual(["file.txt"]);
  });

  it("writes pieces one after the other", async () => {
    const path = join(folder, "pieces.txt");
    const pieces = (async function* () {
      yield Uint8Array.of(104, 101);
      yield Uint8Array.of(106);
    })();
    await writeFileAtomic(path, pieces);
    expect(await readFile(path, "utf8")).toBe("hej");
  });

  it("leaves the old file and no other when a piece fails to come", async () => {
    const path = join(folder, "file.txt");
    await writeFileAtomic(path, "old");
    const failing = (async function* () {
      yield Uint8Array.of(104);
      throw new Error("the source broke");
    })();
    await expect(writeFileAtomic(path, failing)).rejects.toThrow("the source broke");
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["file.txt"]);
  });

  it("leaves the old file whole and no rest when the disk is full", async () => {
    const path = join(folder, "file.txt");
    await writeFile(path, "old content");
    failure.after = 0;
    await expect(writeFileAtomic(path, "new content")).rejects.toMatchObject({
      code: "IO",
      message: `writeFileAtomic: expected a file that can be written, got ENOSPC: no space left on device, write (${path}); what stood there before is untouched`,
    });
    expect(await readFile(path, "utf8")).toBe("old content");
    expect(await readdir(folder)).toEqual(["file.txt"]);
  });

  it("leaves both of two files when the second does not fit", async () => {
    const [first, second] = [join(folder, "1"), join(folder, "2")];
    await writeFilesAtomic([
      [first, "old 1"],
      [second, "old 2"],
    ]);
    failure.after = 1;
    const pair = [
      [first, "new 1"],
      [second, "new 2"],
    ] as const;
    await expect(writeFilesAtomic(pair)).rejects.toMatchObject({ code: "IO", location: { file: second } });
    expect([await readFile(first, "utf8"), await readFile(second, "utf8")]).toEqual(["old 1", "old 2"]);
    expect((await readdir(folder)).sort()).toEqual(["1", "2"]);
  });

  it("refuses a folder in the file's place and a file in a folder's", async () => {
    await expect(writeFileAtomic(folder, "x")).rejects.toMatchObject({ code: "IO", got: "a folder" });
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(writeFileAtomic(join(file, "inside"), "x")).rejects.toMatchObject({ code: "IO" });
  });

  it.skipIf(process.platform === "win32")("writes through a link and into a device (POSIX only)", async () => {
    const [target, link] = [join(folder, "target"), join(folder, "link")];
    await writeFile(target, "old");
    await symlink(target, link);
    await writeFileAtomic(link, "new");
    expect(await readFile(target, "utf8")).toBe("new");
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    await writeFileAtomic("/dev/null", "gone");
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it("never lets a killed process leave half a file", async () => {
    await build({
      configFile: false,
      logLevel: "silent",
      build: {
        ssr: join(import.meta.dirname, "atomic-write.ts"),
        outDir: folder,
        rollupOptions: { output: { entryFileNames: "atomic-write.mjs" } },
      },
    });
    const size = 1 << 24;
    await writeFile(
      join(folder, "writer.mjs"),
      `import { writeFileAtomic } from "./atomic-write.mjs";
       for (let i = 0; ; i++) {
         await writeFileAtomic(process.argv[2], new Uint8Array(${size}).fill(i % 2 ? 1 : 2));
         if (i === 0) console.log("written once");
       }`,
    );
    const path = join(folder, "target.bin");
    for (const delay of [3, 11, 29]) {
      const writer = spawn(process.execPath, [join(folder, "writer.mjs"), path], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(writer.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, delay));
      writer.kill("SIGKILL");
      await once(writer, "exit");
      const bytes = await readFile(path);
      expect(bytes.length).toBe(size);
      expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
    }
  });
});
