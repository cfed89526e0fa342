import { outerScratch } from "../kernels/kernel-scratch";
import type { Tape, TapeIndices } from "./tape";

/** Adds the gradient of recurrent weights, from the states before each step and the gradients of what they gave. */
export function addRecurrentProducts(
  tape: Tape,
  [hidden, initial, dgates, dw]: readonly [hidden: number, initial: number, dgates: number, dw: number],
  [batch, steps, units, n]: readonly [batch: number, steps: number, units: number, n: number],
): void {
  const room = outerScratch(units, n);
  tape.withScratch(room, (scratch) => {
    const work = batch * steps * units * n;
    tape.machine.call("recurrentProducts", work, hidden, initial, dgates, dw, scratch, room, batch, steps, units, n);
  });
}

/** Tokens `[batch * steps]` in the order of steps: t batch + b for b steps + t. Returns their address. */
export function tokensByStep({ machine }: Tape, { data }: TapeIndices, batch: number, steps: number): number {
  if (batch === 1 || steps === 1) return data;
  const address = machine.allocate(batch * steps);
  const { int } = machine;
  for (let t = 0; t < steps; t++) {
    for (let b = 0; b < batch; b++) int[address + t * batch + b] = int[data + b * steps + t]!;
  }
  return address;
}
