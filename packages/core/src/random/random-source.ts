import { ZpdError } from "../errors/zpd-error";
import { philox4x32 } from "./philox";

const words = new Uint32Array(4);
/** 2^-53: a uniform double is 53 random bits times this. */
const UNIT = 1 / 9007199254740992;

/** A uniform double in [0, 1) from two random words. */
function toUnit(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) * UNIT;
}

/** FNV-1a over a name: turns what a draw is for into a key word. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash >>> 0;
}

/**
 * The two key words of a seed and a purpose. The high part of a large seed goes into the purpose's word, so that seeds
 * beyond 32 bits differ too.
 */
function keyOf(where: string, seed: number, purpose: string): [number, number] {
  if (!Number.isSafeInteger(seed)) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "a whole number as seed", got: String(seed) });
  }
  const high = Math.floor(seed / 0x100000000);
  return [seed >>> 0, (hashName(purpose) ^ Math.imul(high, 0x85ebca6b)) >>> 0];
}

/**
 * Draws addressed by coordinates: the value at (a, b, c) depends on the seed, the purpose and the coordinates only.
 * This is what makes simulations equal whatever the batch, the thread or the policy.
 */
export interface RandomField {
  /** Uniform in [0, 1) at a coordinate of integers (modulo 2^32). */
  uniform(a: number, b?: number, c?: number): number;
  /** Standard normal at a coordinate of integers. */
  normal(a: number, b?: number, c?: number): number;
}

/**
 * A random field for one purpose, e.g. `createRandomField(seed, "response")`.
 * @throws INVALID_INPUT when the seed is no whole number
 */
export function createRandomField(seed: number, purpose: string): RandomField {
  const [key0, key1] = keyOf("createRandomField", seed, purpose);
  return {
    uniform(a, b = 0, c = 0) {
      philox4x32(a, b, c, 0, key0, key1, words);
      return toUnit(words[0]!, words[1]!);
    },
    normal(a, b = 0, c = 0) {
      philox4x32(a, b, c, 1, key0, key1, words);
      // Box-Muller; 1 - u keeps the logarithm's argument above 0.
      const radius = Math.sqrt(-2 * Math.log(1 - toUnit(words[0]!, words[1]!)));
      return radius * Math.cos(2 * Math.PI * toUnit(words[2]!, words[3]!));
    },
  };
}

/** A stream of draws, one after the other. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in 0…bound-1, without modulo bias. @throws INVALID_INPUT unless bound is in 1…2^32 */
  integer(bound: number): number;
  /** Shuffles in place (Fisher-Yates) and returns the array. */
  shuffle<T extends { length: number; [index: number]: number }>(array: T): T;
  /** An independent stream for a named purpose; the same name gives the same stream. */
  split(purpose: string): RandomStream;
}

class PhiloxStream implements RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  #counter = 0;
  #spare = new Uint32Array(4);
  #left = 0;

  constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  #word(): number {
    if (this.#left === 0) {
      philox4x32(
        this.#counter >>> 0,
        Math.floor(this.#counter / 0x100000000),
        0,
        2,
        this.#key0,
        this.#key1,
        this.#spare,
      );
      this.#counter++;
      this.#left = 4;
    }
    return this.#spare[4 - this.#left--]!;
  }

  uniform(): number {
    const high = this.#word();
    return toUnit(high, this.#word());
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  integer(bound: number): number {
    if (!(bound >= 1 && bound <= 0x100000000 && Number.isInteger(bound))) {
      const expected = "a whole number from 1 to 2^32 as bound";
      throw new ZpdError("INVALID_INPUT", { where: "RandomStream.integer", expected, got: String(bound) });
    }
    const limit = 0x100000000 - (0x100000000 % bound);
    let word = this.#word();
    while (word >= limit) word = this.#word();
    return word % bound;
  }

  shuffle<T extends { length: number; [index: number]: number }>(array: T): T {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = array[i]!;
      array[i] = array[j]!;
      array[j] = held;
    }
    return array;
  }

  split(purpose: string): RandomStream {
    philox4x32(hashName(purpose), 0, 0, 3, this.#key0, this.#key1, words);
    return new PhiloxStream(words[0]!, words[1]!);
  }
}

/**
 * A seeded stream for one purpose. Equal arguments give equal draws on every machine.
 * @throws INVALID_INPUT when the seed is no whole number
 */
export function createRandomStream(seed: number, purpose = ""): RandomStream {
  return new PhiloxStream(...keyOf("createRandomStream", seed, purpose));
}
