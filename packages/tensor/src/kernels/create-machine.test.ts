import { describe, expect, it } from "vitest";
import { createMachine } from "./create-machine";

describe("createMachine", () => {
  it("works alone until its threads are there, then with them, to the same results", async () => {
    const machine = createMachine({ threads: 2 });
    const count = 200_000;
    const [x, y] = [machine.reserve(count), machine.reserve(count)];
    for (let k = 0; k < count; k++) machine.float[x + k] = Math.sin(k);
    const add = () => {
      machine.call("fill", count, y, count, 1);
      machine.call("addScaled", count, x, y, count, 3);
      return machine.float.slice(y, y + count);
    };
    expect(machine.threads).toBe(1);
    const alone = add();
    for (let wait = 0; wait < 200 && machine.threads === 1; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(machine.threads).toBe(2);
    expect(add()).toEqual(alone);
    expect(alone[7]).toBeCloseTo(1 + 3 * Math.sin(7), 5);
    machine.close();
    expect(machine.threads).toBe(1);
    expect(add()).toEqual(alone);
  });
});
