import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpochRecord } from "@zpd/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { madePlan, memoryStore } from "../../test/made-training";
import { trainModel } from "../training/train-model";
import { openTrainingLog } from "./training-log";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zpd log-"));
  file = join(folder, "training.jsonl");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const record = (epoch: number, loss = 1 / epoch): EpochRecord => ({
  epoch,
  loss,
  validationAuc: 0.7,
  learningRate: 0.01,
  answersPerSecond: 5000,
  seconds: 2,
});
const read = (): string => readFileSync(file, "utf8");
const lineOf = (epoch: number): string =>
  `{"epoch":${epoch},"loss":${1 / epoch},"validationAuc":0.7,"learningRate":0.01,"answersPerSecond":5000,"seconds":2}\n`;

function write(...epochs: number[]): void {
  const log = openTrainingLog(file);
  try {
    for (const epoch of epochs) log.onEpoch(record(epoch));
  } finally {
    log.close();
  }
}

describe("openTrainingLog", () => {
  it("has each line on the disk at once", () => {
    const log = openTrainingLog(file);
    log.onEpoch(record(1));
    expect(read()).toBe(lineOf(1));
    log.onEpoch(record(2));
    expect(read()).toBe(lineOf(1) + lineOf(2));
    log.close();
  });

  it("goes on after a resume, without a second line for an epoch that came again", () => {
    write(1, 2);
    write(2, 3);
    write(4);
    expect(read()).toBe(lineOf(1) + lineOf(2) + lineOf(3) + lineOf(4));
  });

  it("begins where logging was asked for later", () => {
    write(5, 6);
    expect(read()).toBe(lineOf(5) + lineOf(6));
  });

  it.each(['{"epoch":3,"lo', '{"ep', lineOf(3).trimEnd()])("removes a last line that a kill left as %s", (torn) => {
    write(1, 2);
    appendFileSync(file, torn);
    write(3);
    expect(read()).toBe(lineOf(1) + lineOf(2) + lineOf(3));
  });

  it("goes with a training that is interrupted between a line and its checkpoint", async () => {
    const checkpoint = memoryStore();
    const killed = { load: () => checkpoint.load(), save: () => Promise.reject(new Error("killed")) };
    const options = { learningRate: 0.03, seed: 11 };
    const whole = await trainModel(madePlan(11), { ...options, maxEpochs: 5 });
    for (const [maxEpochs, store] of [
      [2, checkpoint],
      [5, killed],
      [5, checkpoint],
    ] as const) {
      const log = openTrainingLog(file);
      await trainModel(madePlan(11), { ...options, maxEpochs, checkpoint: store, onEpoch: log.onEpoch }).catch(
        () => {},
      );
      log.close();
    }
    const lines = read()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as EpochRecord);
    const timeless = ({ epoch, loss, validationAuc }: EpochRecord) => ({ epoch, loss, validationAuc });
    expect(lines.map(timeless)).toEqual(whole.history.map(timeless));
  });

  it.each([
    ["a table", "learner,item\n1,2\n", 'got "learner,item" (', 1],
    ["a line without its end", "notes", 'got "notes" (', 1],
    ["numbers", `${lineOf(1)}7\n`, 'got "7" (', 2],
  ])("refuses %s and leaves it as it is", (_, content, message, row) => {
    writeFileSync(file, content);
    expect(() => openTrainingLog(file)).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        message: expect.stringContaining(message),
        location: { file, row },
      }),
    );
    expect(read()).toBe(content);
  });

  it("refuses to mix trainings", () => {
    write(1, 2, 3);
    const before = read();
    const log = openTrainingLog(file);
    expect(() => log.onEpoch(record(2, 0.123))).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", got: "another epoch 2" }),
    );
    expect(() => log.onEpoch(record(7))).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", got: "a log up to epoch 3, then epoch 7" }),
    );
    log.close();
    expect(read()).toBe(before);
  });

  it("says IO where no file can be", () => {
    expect(() => openTrainingLog(folder)).toThrow(expect.objectContaining({ code: "IO", location: { file: folder } }));
  });

  it.skipIf(!existsSync("/dev/full"))("says IO when the disk is full (needs /dev/full)", async () => {
    const log = openTrainingLog("/dev/full");
    const training = trainModel(madePlan(11), { maxEpochs: 2, learningRate: 0.03, seed: 11, onEpoch: log.onEpoch });
    await expect(training).rejects.toMatchObject({ code: "IO", message: expect.stringContaining("ENOSPC") });
    log.close();
  });
});
