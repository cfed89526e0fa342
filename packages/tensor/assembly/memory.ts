import { addToColumns, loadColumns, storeColumns } from "./columns";
import {
  ADD,
  KEY,
  READ,
  RECORD,
  returnFiveSlots,
  returnOneSlot,
  ROW,
  scanOneSlot,
  scanTenSlots,
  TOKEN,
  traceFiveSlots,
  traceOneSlot,
  WEIGHTS,
} from "./memory-slots";
import { firstOf } from "./partition";
import { sumLanes } from "./vector";

// What each kernel means stands in src/kernels/reference/memory.ts. Addresses are elements of four bytes.
//
// Memory columns do not depend on each other, so four of them are carried through all steps before the next four.

/** MEMORY_CHUNKS, and as there. */
// @ts-expect-error: decorator
@inline const CHUNKS: i32 = 8;

function firstColumnOf(chunk: i32, columns: i32): i32 {
  return min(columns, 4 * ((((columns + 3) / 4) * chunk) / CHUNKS));
}

/** Bytes of scratch a thread, as memoryScanScratch. */
function scratchSize(steps: i32, slots: i32, keys: i32): usize {
  return <usize>((steps * (16 + 8 + 20) + 4 * keys * slots + 15) / 16) * 64;
}

/** Writes a record for each step that has a key; returns where they end. */
function listSteps(
  weights: usize,
  keys: usize,
  tokens: usize,
  firstRow: i32,
  steps: i32,
  slots: i32,
  records: usize,
): usize {
  let r = records;
  for (let row = firstRow; row < firstRow + steps; row++) {
    const key = load<i32>(keys + (<usize>row << 2));
    if (key < 0) continue;
    store<u32>(r, <u32>(weights + ((<usize>key * slots) << 2)), WEIGHTS);
    store<i32>(r, key, KEY);
    store<i32>(r, load<i32>(tokens + (<usize>row << 2)), TOKEN);
    store<i32>(r, row, ROW);
    r += RECORD;
  }
  return r;
}

/** Brings four columns of erase and add into the records. `erase` and `add` point at the column in row 0. */
function gatherTokens(records: usize, end: usize, erase: usize, add: usize, stride: usize, width: i32): void {
  for (let r = records; r < end; r += RECORD) {
    const token = load<i32>(r, TOKEN);
    if (token < 0) {
      v128.store(r, f32x4.splat(0));
      v128.store(r, f32x4.splat(0), ADD);
    } else {
      v128.store(r, f32x4.neg(loadColumns(erase + <usize>token * stride, width)));
      v128.store(r, loadColumns(add + <usize>token * stride, width), ADD);
    }
  }
}

export function memoryScan(
  weights: i32,
  keys: i32,
  erase: i32,
  add: i32,
  tokens: i32,
  initial: i32,
  reads: i32,
  scratch: i32,
  b: i32,
  t: i32,
  s: i32,
  v: i32,
  keyCount: i32,
  part: i32,
  parts: i32,
): void {
  const records = (<usize>scratch << 2) + <usize>part * scratchSize(t, s, keyCount);
  const stride = <usize>v << 2;
  const lastUnit = firstOf(b * CHUNKS, 1, part + 1, parts);
  for (let unit = firstOf(b * CHUNKS, 1, part, parts); unit < lastUnit; unit++) {
    const learner = unit / CHUNKS;
    const chunk = unit % CHUNKS;
    const firstColumn = firstColumnOf(chunk, v);
    const lastColumn = firstColumnOf(chunk + 1, v);
    if (firstColumn === lastColumn) continue;
    const end = listSteps(<usize>weights << 2, <usize>keys << 2, <usize>tokens << 2, learner * t, t, s, records);
    for (let row = learner * t; row < (learner + 1) * t; row++) {
      if (load<i32>(<usize>(keys + row) << 2) >= 0) continue;
      memory.fill((<usize>reads << 2) + <usize>row * stride + (<usize>firstColumn << 2), 0, <usize>(lastColumn - firstColumn) << 2);
    }
    for (let column = firstColumn; column < lastColumn; column += 4) {
      const width = lastColumn - column;
      const offset = <usize>column << 2;
      const start = (<usize>initial << 2) + offset;
      const to = (<usize>reads << 2) + offset;
      gatherTokens(records, end, (<usize>erase << 2) + offset, (<usize>add << 2) + offset, stride, width);
      for (let r = records; r < end; r += RECORD) v128.store(r, f32x4.splat(0), READ);
      let slot = 0;
      for (; slot + 10 <= s; slot += 10) {
        scanTenSlots(records, end, <usize>slot << 2, start + <usize>slot * stride, stride, width);
      }
      for (; slot < s; slot++) scanOneSlot(records, end, <usize>slot << 2, start + <usize>slot * stride, width);
      for (let r = records; r < end; r += RECORD) {
        storeColumns(to + <usize>load<u32>(r, ROW) * stride, v128.load(r, READ), width);
      }
    }
  }
}

/** Adds the sums of the steps to the rows of their tokens. */
function scatterTokens(
  records: usize,
  end: usize,
  stepSums: usize,
  derase: usize,
  dadd: usize,
  stride: usize,
  width: i32,
): void {
  let sums = stepSums;
  for (let r = records; r < end; r += RECORD) {
    const token = load<i32>(r, TOKEN);
    if (token >= 0) {
      addToColumns(derase + <usize>token * stride, f32x4.neg(v128.load(sums)), width);
      addToColumns(dadd + <usize>token * stride, v128.load(sums, 16), width);
    }
    sums += 32;
  }
}

/** Slots are taken in fives, the rest one by one; the sums of a group stand together, key after key. */
function sumKeys(keySums: usize, partials: usize, slots: i32, keys: i32): void {
  let from = keySums;
  let slot = 0;
  while (slot < slots) {
    const group = slot + 5 <= slots ? 5 : 1;
    for (let key = 0; key < keys; key++) {
      for (let k = 0; k < group; k++) {
        store<f32>(partials + (<usize>(key * slots + slot + k) << 2), sumLanes(v128.load(from)));
        from += 16;
      }
    }
    slot += group;
  }
}

export function memoryScanBackward(
  weights: i32,
  keys: i32,
  erase: i32,
  add: i32,
  tokens: i32,
  initial: i32,
  dreads: i32,
  partials: i32,
  derase: i32,
  dadd: i32,
  dmemory: i32,
  scratch: i32,
  b: i32,
  t: i32,
  s: i32,
  v: i32,
  keyCount: i32,
  part: i32,
  parts: i32,
): void {
  const records = (<usize>scratch << 2) + <usize>part * scratchSize(t, s, keyCount);
  const stepSums = records + <usize>t * RECORD;
  const trajectory = stepSums + <usize>t * 32;
  const keySums = trajectory + <usize>t * 80;
  const stride = <usize>v << 2;
  const lastChunk = firstOf(CHUNKS, 1, part + 1, parts);
  for (let chunk = firstOf(CHUNKS, 1, part, parts); chunk < lastChunk; chunk++) {
    const firstColumn = firstColumnOf(chunk, v);
    const lastColumn = firstColumnOf(chunk + 1, v);
    memory.fill(keySums, 0, <usize>(keyCount * s) << 4);
    for (let learner = 0; learner < b; learner++) {
      const end = listSteps(<usize>weights << 2, <usize>keys << 2, <usize>tokens << 2, learner * t, t, s, records);
      for (let column = firstColumn; column < lastColumn; column += 4) {
        const width = lastColumn - column;
        const offset = <usize>column << 2;
        const start = (<usize>initial << 2) + offset;
        const from = (<usize>dreads << 2) + offset;
        gatherTokens(records, end, (<usize>erase << 2) + offset, (<usize>add << 2) + offset, stride, width);
        for (let r = records; r < end; r += RECORD) {
          v128.store(r, loadColumns(from + <usize>load<u32>(r, ROW) * stride, width), READ);
        }
        memory.fill(stepSums, 0, ((end - records) / RECORD) * 32);
        let slot = 0;
        let groupSums = keySums;
        while (slot < s) {
          const first = start + <usize>slot * stride;
          const at = <usize>slot << 2;
          const group = slot + 5 <= s ? 5 : 1;
          const final = trajectory;
          if (group === 5) {
            traceFiveSlots(records, end, at, first, stride, width, trajectory);
            returnFiveSlots(records, end, at, trajectory, groupSums, stepSums, final);
          } else {
            traceOneSlot(records, end, at, first, width, trajectory);
            returnOneSlot(records, end, at, trajectory, groupSums, stepSums, final);
          }
          for (let k = 0; k < group; k++) {
            const to = (<usize>dmemory << 2) + <usize>(slot + k) * stride + offset;
            addToColumns(to, v128.load(final + (<usize>k << 4)), width);
          }
          groupSums += <usize>(keyCount * group) << 4;
          slot += group;
        }
        scatterTokens(records, end, stepSums, (<usize>derase << 2) + offset, (<usize>dadd << 2) + offset, stride, width);
      }
    }
    sumKeys(keySums, (<usize>partials << 2) + (<usize>(chunk * keyCount * s) << 2), s, keyCount);
  }
}
