import { assertThat } from "@zpd/core";
import { attentionScratch } from "../kernels/attention-scratch";
import type { CacheAttentionInput } from "../types/inference-ops";
import type { Value } from "../types/ops";
import type { Tape, TapeIndices, TapeValue } from "./tape";

export function attendCache(tape: Tape, input: CacheAttentionInput): Value {
  const { batch, count, heads } = input;
  const query = input.query as TapeValue;
  const key = input.key as TapeValue;
  const value = input.value as TapeValue;
  const decay = input.decay as TapeValue | undefined;
  const lengths = input.lengths as TapeIndices;
  const starts = input.starts as TapeIndices | undefined;
  const [queryRows = 0, d = 0] = query.shape;
  const keyRows = key.shape[0]!;
  const shared = queryRows === count;
  const fits = (x: TapeValue) => x.shape.length === 2 && x.shape[0] === keyRows && x.shape[1] === d;
  assertThat(
    (shared || queryRows === batch * count) &&
      (batch === 0 ? keyRows === 0 : keyRows % batch === 0) &&
      fits(key) &&
      fits(value) &&
      d % heads === 0 &&
      (decay === undefined || decay.size === heads),
    "SHAPE",
    {
      where: "ops.attendCache",
      expected: `query [${count}, D] or [${batch * count}, D], key and value [${batch} L, D], D a multiple of ${heads}, decay [${heads}]`,
      got: `[${query.shape}], [${key.shape}], [${value.shape}], [${decay?.shape}]`,
    },
  );
  assertThat(lengths.length === batch && (starts === undefined || starts.length === batch), "SHAPE", {
    where: "ops.attendCache",
    expected: `${batch} lengths and starts`,
    got: `${lengths.length} and ${starts?.length}`,
  });
  const y = tape.result([batch * count, d], []);
  const { machine } = tape;
  const room = batch === 0 ? 0 : keyRows / batch;
  for (let b = 0; b < batch; b++) {
    const length = machine.int[lengths.data + b]!;
    const start = starts === undefined ? 0 : machine.int[starts.data + b]!;
    assertThat(length >= 0 && length <= room && start >= 0 && (start < room || length === 0), "INVALID_INPUT", {
      where: "ops.attendCache",
      expected: `lengths from 0 to ${room}, starts below ${room}`,
      got: `length ${length}, start ${start} of learner ${b}`,
    });
  }
  const mark = machine.mark();
  const scratch = machine.allocate(attentionScratch(room, d / heads) * machine.threads);
  machine.call(
    "attendCache",
    2 * batch * count * room * (d + 10 * heads),
    query.data,
    key.data,
    value.data,
    y.data,
    decay?.data ?? -1,
    lengths.data,
    starts?.data ?? -1,
    scratch,
    batch,
    count,
    room,
    d,
    heads,
    shared ? 1 : 0,
    input.past === "strict" ? 1 : 0,
  );
  machine.release(mark);
  return y;
}
