import { createRandomStream } from "@zpd/core";
import type { KernelName } from "../src/kernels/kernel-set";
import type { Machine } from "../src/kernels/machine";
import type { KernelCase } from "./kernel-cases/case";

type Numbers = Float32Array | Int32Array;

/** Where the arrays of a call begin, on every machine: above what each keeps for itself. */
const BASE = 2048;

/** Words on both sides of an array that a kernel must leave alone, at the least. */
const GUARDS = 16;
const GUARD = 1234.5;

/** Threads at most that share scratch. */
const THREADS = 3;

interface PlacedArray {
  readonly address: number;
  readonly values: Numbers;
  /** Whether only the words around it are looked at afterwards. */
  readonly scratch: boolean;
}

export interface CallSize {
  readonly m: number;
  readonly n: number;
  readonly variant: number;
  /** Puts NaN and infinities among the floats. */
  readonly extremes: boolean;
}

/** One call of a kernel: its arguments, and the arrays before it. */
export interface KernelCall {
  readonly name: KernelName;
  readonly given: readonly number[];
  readonly arrays: readonly PlacedArray[];
  readonly end: number;
}

const EXTREMES = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

export function planCall(name: KernelName, kernelCase: KernelCase, size: CallSize): KernelCall {
  const { m, n, variant, extremes } = size;
  const random = createRandomStream(31 * m + n, `${name}${variant}`);
  const arrays: PlacedArray[] = [];
  let end = BASE;
  const place = (values: Numbers, scratch = false): number => {
    const address = end + GUARDS;
    arrays.push({ address, values, scratch });
    end = Math.ceil((address + values.length) / GUARDS + 1) * GUARDS;
    return address;
  };
  const draw = (least: number, most: number): number => {
    // Zeros matter: as weights, as slopes at a kink, and outside a support.
    const rare = random.uniform();
    if (rare < 0.1) return 0;
    if (extremes && rare > 0.95) return EXTREMES[Math.floor((rare - 0.95) * 60)]!;
    return least + (most - least) * random.uniform();
  };
  const given = kernelCase.given(
    {
      floats: (count, least = -2, most = 2) => place(Float32Array.from({ length: count }, () => draw(least, most))),
      ids: (count, rows) =>
        place(Int32Array.from({ length: count }, () => Math.floor((rows + 1) * random.uniform()) - 1)),
      scratch: (count) => place(new Float32Array(count * THREADS).fill(Number.NaN), true),
      integers: (values) => place(Int32Array.from(values)),
    },
    m,
    n,
    variant,
  );
  return { name, given, arrays, end };
}

/** Runs a call on a machine; returns all its arrays afterwards. @throws when a word outside them was written */
export function runCall(machine: Machine, { name, given, arrays, end }: KernelCall): readonly Numbers[] {
  const mark = machine.mark();
  machine.allocate(end - mark);
  machine.float.fill(GUARD, BASE, end);
  for (const { address, values } of arrays) viewOf(machine, values).set(values, address);
  // Work without end, so that a machine with threads uses them however small the arrays are.
  (machine.call as (name: string, work: number, ...given: readonly number[]) => void)(
    name,
    Number.POSITIVE_INFINITY,
    ...given,
  );
  let guards = BASE;
  for (const { address, values } of arrays) {
    checkGuards(machine, guards, address);
    guards = address + values.length;
  }
  checkGuards(machine, guards, end);
  machine.release(mark);
  return arrays
    .filter(({ scratch }) => !scratch)
    .map(({ address, values }) => viewOf(machine, values).slice(address, address + values.length)) as Numbers[];
}

function viewOf(machine: Machine, values: Numbers) {
  return values instanceof Float32Array ? machine.float : machine.int;
}

function checkGuards({ float }: Machine, first: number, end: number): void {
  for (let k = first; k < end; k++) {
    if (float[k] !== GUARD) throw new Error(`a word outside the arrays was written: ${k - first} after one's end`);
  }
}

/** Float32 against the reference: sums of some hundred terms, exponentials to 4e-7. */
const TOLERANCE = 2e-5;

/**
 * Fails at the first element that differs by more than rounding, NaN and infinities included. Where NaN `spreads`, it
 * may stand for any number, but no number for it or for infinity.
 */
export function expectClose(got: readonly Numbers[], expected: readonly Numbers[], spreads: boolean): void {
  expectArrays(got, expected, (a, b) => {
    if (a === b || (spreads && !Number.isFinite(a))) return true;
    return Number.isFinite(b) && Math.abs(a - b) <= TOLERANCE * (1 + Math.abs(b));
  });
}

export function expectSame(got: readonly Numbers[], expected: readonly Numbers[]): void {
  expectArrays(got, expected, Object.is);
}

function expectArrays(
  got: readonly Numbers[],
  expected: readonly Numbers[],
  agree: (a: number, b: number) => boolean,
): void {
  for (let a = 0; a < expected.length; a++) {
    for (let k = 0; k < expected[a]!.length; k++) {
      const [is, should] = [got[a]![k]!, expected[a]![k]!];
      if (!agree(is, should) && !(Number.isNaN(is) && Number.isNaN(should))) {
        throw new Error(`array ${a}, element ${k}: got ${is}, expected ${should}`);
      }
    }
  }
}
