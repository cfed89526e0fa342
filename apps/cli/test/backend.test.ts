import { existsSync, mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { documentOf } from "./support/json-document";
import { madeFolder } from "./support/made-folder";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();

describe("backend", () => {
  it("says what it would download and how much disk that takes, and downloads nothing", async () => {
    const folder = path("planned");
    const args = ["backend", "add", "tensorflow", "--plan", "--folder", folder];
    const plan = documentOf(await runSource(...args, "--json"));
    expect(plan).toMatchObject({ name: "tensorflow", folder, installed: false, diskBytes: expect.any(Number) });
    expect(plan.downloads.map(({ by }: { by: string }) => by)).toEqual(["pip", "npm"]);
    const { status, stdout } = await runSource(...args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^with pip +tensorflow-cpu\S* 2\.15\.1 +2\d\d MB$/m);
    expect(stdout).toContain(`Folder: ${folder}\nDisk:   `);
    expect(existsSync(folder)).toBe(false);
  });

  it("lists what is there", async () => {
    const folder = path("none");
    expect(documentOf(await runSource("backend", "list", "--json", "--folder", folder))).toEqual([
      { name: "tensorflow", added: false, folder, reason: `TensorFlow is not set up (nothing in ${folder})` },
    ]);
    expect((await runSource("backend", "list", "--folder", folder)).stdout).toMatch(/^tensorflow +no +TensorFlow/m);
  });

  it("removes nothing where there is nothing, and nothing that is not its own", async () => {
    const remove = (...args: string[]) => runSource("backend", "remove", "tensorflow", ...args);
    expect(documentOf(await remove("--folder", path("none"), "--json"))).toMatchObject({ removed: false, bytes: 0 });
    expect((await remove("--folder", path("none"), "--plan")).stdout).toContain("Nothing to delete");
    mkdirSync(path("mine"));
    const thesis = file("mine/thesis.txt", "years of work");
    const refused = await remove("--folder", path("mine"));
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain(`something else (${path("mine")}); nothing was deleted`);
    expect(existsSync(thesis)).toBe(true);
  });

  it("knows no other backend", async () => {
    const { status, stderr } = await runSource("backend", "add", "tensorflo");
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean "tensorflow"?');
  });
});
