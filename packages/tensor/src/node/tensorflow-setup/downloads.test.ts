import { describe, expect, it } from "vitest";
import { NPM_LOCK, NPM_PACKAGES, TFJS_NODE_VERSION, WHEELS } from "./downloads";

const packages = Object.entries(NPM_LOCK.packages).filter(([path]) => path !== "");

describe("the npm lock file", () => {
  it("names an exact version and a SHA-512 of every package, and no address", () => {
    expect(packages).toHaveLength(NPM_PACKAGES);
    for (const [path, entry] of packages) {
      expect(entry, path).toMatchObject({
        version: expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.-]+)?$/),
        // 64 bytes are 86 characters of base 64, and two to fill up.
        integrity: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
      });
    }
    expect(JSON.stringify(NPM_LOCK)).not.toMatch(/https?:|resolved/);
  });

  it("is that of the version that is said", () => {
    expect(NPM_LOCK.packages[""].dependencies["@tensorflow/tfjs-node"]).toBe(TFJS_NODE_VERSION);
    expect(NPM_LOCK.packages["node_modules/@tensorflow/tfjs-node"].version).toBe(TFJS_NODE_VERSION);
  });
});

it.each(Object.entries(WHEELS))("the wheel for %s has a SHA-256", (_, { sha256 }) => {
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
