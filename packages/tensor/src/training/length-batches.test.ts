import { createRandomStream } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketByLength, paddingShare, type Window } from "./length-batches";

const text = ({ sequence, from, to }: Window): string => `${sequence}:${from}-${to}`;

describe("bucketByLength", () => {
  it("cuts long sequences without overlap, the last window as long as it is", () => {
    const batches = bucketByLength(Int32Array.of(7, 3, 0), { batchSize: 9, windowLength: 3, seed: 1, epoch: 1 });
    expect(batches.flat().map(text).sort()).toEqual(["0:0-3", "0:3-6", "0:6-7", "1:0-3"]);
  });

  it("lengthens a last window that is too short at the cost of the one before, and leaves short sequences out", () => {
    const options = { batchSize: 9, windowLength: 5, minimumLength: 3, seed: 1, epoch: 1 };
    const cut = (length: number): string[] => bucketByLength(Int32Array.of(length), options).flat().map(text).sort();
    expect(cut(2)).toEqual([]);
    expect(cut(5)).toEqual(["0:0-5"]);
    expect(cut(6)).toEqual(["0:0-3", "0:3-6"]);
    expect(cut(7)).toEqual(["0:0-4", "0:4-7"]);
    expect(cut(11)).toEqual(["0:0-5", "0:5-8", "0:8-11"]);
  });

  it("has every answer in exactly one window, in batches of the asked size, windows within their bounds", () => {
    const anything = fc.record({
      lengths: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
      batchSize: fc.integer({ min: 1, max: 9 }),
      minimumLength: fc.integer({ min: 1, max: 6 }),
      beyond: fc.integer({ min: 0, max: 20 }),
      seed: fc.integer(),
      epoch: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(anything, ({ lengths, batchSize, minimumLength, beyond, seed, epoch }) => {
        const windowLength = 2 * minimumLength - 1 + beyond;
        const options = { batchSize, windowLength, minimumLength, seed, epoch };
        const batches = bucketByLength(Int32Array.from(lengths), options);
        const seen = lengths.map((length) => new Uint8Array(length));
        for (const { sequence, from, to } of batches.flat()) {
          expect(to - from).toBeGreaterThanOrEqual(minimumLength);
          expect(to - from).toBeLessThanOrEqual(windowLength);
          for (let k = from; k < to; k++) seen[sequence]![k]!++;
        }
        for (const answers of seen) {
          expect([...answers].every((times) => times === (answers.length < minimumLength ? 0 : 1))).toBe(true);
        }
        const sizes = batches.map((batch) => batch.length).sort((a, b) => b - a);
        expect(sizes.every((size, k) => (k < sizes.length - 1 ? size === batchSize : size >= 1))).toBe(true);
        expect(bucketByLength(Int32Array.from(lengths), options)).toEqual(batches);
      }),
    );
  });

  it("orders windows of equal length, and the batches, anew for each epoch and each seed", () => {
    const lengths = new Int32Array(40).fill(5);
    const order = (seed: number, epoch: number): string =>
      bucketByLength(lengths, { batchSize: 4, windowLength: 5, seed, epoch })
        .map((batch) => batch.map(text).join())
        .join(" ");
    const orders = [order(1, 1), order(1, 2), order(1, 3), order(2, 1), order(3, 1)];
    expect(new Set(orders).size).toBe(orders.length);
    // Each sequence begins some epoch's first batch: over 200 epochs of 40 sequences one is missed with probability 0.006.
    const first = (_: unknown, k: number) =>
      bucketByLength(lengths, { batchSize: 4, windowLength: 5, seed: 1, epoch: k + 1 })[0]![0]!.sequence;
    expect(new Set(Array.from({ length: 400 }, first)).size).toBe(40);
  });

  it("does not go from short to long", () => {
    const lengths = Int32Array.from({ length: 6 }, (_, k) => k + 1);
    const lengthsOf = (epoch: number): string =>
      bucketByLength(lengths, { batchSize: 1, windowLength: 6, seed: 1, epoch })
        .map(([window]) => window!.to)
        .join("");
    // 40 draws of 720 orders: 38.9 different ones are to be expected.
    expect(new Set(Array.from({ length: 40 }, (_, k) => lengthsOf(k + 1))).size).toBeGreaterThan(30);
  });

  it("pads a small share of what batches in the order of the file would", () => {
    // Lengths as logs have them: many short histories, a few very long ones.
    const random = createRandomStream(7);
    const lengths = Int32Array.from({ length: 2000 }, () => 1 + Math.floor(80 * -Math.log(1 - random.uniform())));
    const batches = bucketByLength(lengths, { batchSize: 64, windowLength: 200, seed: 1, epoch: 1 });
    const windows = batches.flat().sort((a, b) => a.sequence - b.sequence || a.from - b.from);
    const unsorted = Array.from({ length: Math.ceil(windows.length / 64) }, (_, k) =>
      windows.slice(64 * k, 64 * (k + 1)),
    );
    expect(paddingShare(batches)).toBeLessThan(0.05);
    expect(paddingShare(unsorted)).toBeGreaterThan(0.5);
  });

  it.each([
    [{ batchSize: 0 }, "bucketByLength: expected batchSize to be an integer >= 1, got 0"],
    [{ windowLength: 2.5 }, "bucketByLength: expected windowLength to be an integer >= 1, got 2.5"],
    [
      { minimumLength: 4 },
      "bucketByLength: expected a windowLength of at least 7, so that two windows of minimumLength fit beyond it, got 5",
    ],
  ])("refuses %j", (options, message) => {
    const all = { batchSize: 2, windowLength: 5, seed: 1, epoch: 1, ...options };
    expect(() => bucketByLength(Int32Array.of(3), all)).toThrow(
      expect.objectContaining({ code: "INVALID_CONFIG", message }),
    );
  });

  it("refuses a negative length", () => {
    const options = { batchSize: 2, windowLength: 5, seed: 1, epoch: 1 };
    expect(() => bucketByLength(Int32Array.of(3, -1), options)).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        message: "bucketByLength: expected lengths >= 0, got -1 of sequence 1",
      }),
    );
  });
});

describe("paddingShare", () => {
  it("is what is filled up over all places", () => {
    const window = (length: number): Window => ({ sequence: 0, from: 1, to: 1 + length });
    // 3 + 1 answers in 2 x 3 places, 5 in 5: 9 of 11.
    expect(paddingShare([[window(3), window(1)], [window(5)]])).toBeCloseTo(2 / 11, 12);
    expect(paddingShare([])).toBe(0);
  });
});
