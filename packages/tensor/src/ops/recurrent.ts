import { outerScratch } from "../kernels/kernel-scratch";
import type { Tape } from "./tape";

/** Adds the gradient of recurrent weights, from the states before each step and the gradients of what they gave. */
export function addRecurrentProducts(
  tape: Tape,
  [hidden, initial, dgates, dw]: readonly [hidden: number, initial: number, dgates: number, dw: number],
  [batch, steps, units, n]: readonly [batch: number, steps: number, units: number, n: number],
): void {
  const room = outerScratch(n);
  tape.withScratch(room, (scratch) => {
    const work = batch * steps * units * n;
    tape.machine.call("recurrentProducts", work, hidden, initial, dgates, dw, scratch, room, batch, steps, units, n);
  });
}
