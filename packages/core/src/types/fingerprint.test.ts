import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fingerprintColumns, fingerprintLog } from "./fingerprint";
import type { InteractionLog } from "./interaction-log";
import { createQMatrix } from "./q-matrix";
import { createVocabulary, VocabularyBuilder } from "./vocabulary";

function makeLog(): InteractionLog {
  return {
    learners: createVocabulary(["ada", "emil"]),
    items: createVocabulary(["x", "y"]),
    qMatrix: createQMatrix([[0], [0, 1]], createVocabulary(["a", "b"])),
    offsets: Int32Array.of(0, 2, 3),
    item: Int32Array.of(0, 1, 1),
    score: Uint8Array.of(1, 0, 1),
    timestampMs: Float64Array.of(10, 20, 30),
  };
}

describe("fingerprintLog", () => {
  it("is 64 hexadecimal digits and the same for the same content", async () => {
    const print = await fingerprintLog(makeLog());
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprintLog(makeLog())).toBe(print);
    const builder = new VocabularyBuilder();
    for (const id of ["ada", "emil"]) builder.add(id);
    // Another way to the same content: a view into a larger buffer, a built vocabulary.
    const item = new Int32Array([9, 0, 1, 1, 9]).subarray(1, 4);
    expect(await fingerprintLog({ ...makeLog(), learners: builder.build(), item })).toBe(print);
  });

  it("differs for any single change", async () => {
    const log = makeLog();
    const { timestampMs: _, ...untimed } = makeLog();
    const changed: InteractionLog[] = [
      log,
      untimed,
      { ...log, learners: createVocabulary(["ada", "emi"]) },
      { ...log, items: createVocabulary(["y", "x"]) },
      { ...log, qMatrix: createQMatrix([[0], [0, 1]], createVocabulary(["a", "c"])) },
      { ...log, qMatrix: createQMatrix([[0, 1], [1]], log.qMatrix.concepts) },
      { ...log, qMatrix: createQMatrix([[0, 1], [0]], log.qMatrix.concepts) },
      { ...log, offsets: Int32Array.of(0, 1, 3) },
      { ...log, item: Int32Array.of(0, 1, 0) },
      { ...log, score: Uint8Array.of(1, 1, 1) },
      { ...log, score: Uint8Array.of(0, 1, 1) },
      { ...log, timestampMs: Float64Array.of(10, 20, 31) },
    ];
    expect(new Set(await Promise.all(changed.map(fingerprintLog))).size).toBe(changed.length);
  });
});

describe("fingerprintColumns", () => {
  const sha256 = (...parts: (string | Uint8Array)[]): Buffer => {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return hash.digest();
  };

  it("is the documented hash of hashes", async () => {
    const a = Uint8Array.of(1, 2, 3);
    const b = Int32Array.of(-1);
    const expected = sha256("a:3;", sha256(a), "b:4;", sha256(Uint8Array.of(255, 255, 255, 255)), "c:0;");
    expect(await fingerprintColumns({ a, b, c: new Uint8Array(0) })).toBe(expected.toString("hex"));
  });

  it("goes through long columns in pieces of 16 MiB", async () => {
    const long = new Uint8Array((1 << 24) + 5).fill(7);
    const pieces = [long.subarray(0, 1 << 24), long.subarray(1 << 24)].map((piece) => sha256(piece));
    expect(await fingerprintColumns({ long })).toBe(sha256(`long:${long.length};`, ...pieces).toString("hex"));
  });

  it("sees a byte that moves to the next column", async () => {
    const one = await fingerprintColumns({ a: Uint8Array.of(1, 2), b: Uint8Array.of(3) });
    expect(await fingerprintColumns({ a: Uint8Array.of(1), b: Uint8Array.of(2, 3) })).not.toBe(one);
  });

  it("reads shared memory", async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set([1, 2, 3]);
    expect(await fingerprintColumns({ a: shared })).toBe(await fingerprintColumns({ a: Uint8Array.of(1, 2, 3) }));
  });
});
