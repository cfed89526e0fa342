import { ZpdError } from "../errors/zpd-error";

/** A two-way table between external ids (strings) and dense indices 0…size-1. */
export interface Vocabulary {
  readonly size: number;
  /** External ids in index order `[size]`. */
  readonly ids: readonly string[];
  /** The index of an id, or -1 when the vocabulary does not hold it. O(1). */
  indexOf(id: string): number;
}

class FrozenVocabulary implements Vocabulary {
  readonly ids: readonly string[];
  #indices: Map<string, number> | undefined;

  constructor(ids: readonly string[], indices?: Map<string, number>) {
    this.ids = ids;
    this.#indices = indices;
  }

  get size(): number {
    return this.ids.length;
  }

  // Built at the first look-up: numeric vocabularies are often never asked.
  indexOf(id: string): number {
    this.#indices ??= new Map(this.ids.map((known, index) => [known, index]));
    const index = this.#indices.get(id);
    // A builder shares its table and may have gone on collecting.
    return index !== undefined && index < this.ids.length ? index : -1;
  }
}

/** A vocabulary over distinct ids, in the order given. @throws INVALID_INPUT when an id comes twice. */
export function createVocabulary(ids: readonly string[]): Vocabulary {
  const indices = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    if (indices.has(id)) {
      throw new ZpdError("INVALID_INPUT", {
        where: "createVocabulary",
        expected: "distinct ids",
        got: `"${id}" at positions ${indices.get(id)} and ${index}`,
      });
    }
    indices.set(id, index);
  }
  return new FrozenVocabulary([...ids], indices);
}

/** A vocabulary whose ids are the numbers `first … first + size - 1`. */
export function createNumberedVocabulary(size: number, prefix = "", first = 0): Vocabulary {
  return new FrozenVocabulary(Array.from({ length: size }, (_, index) => `${prefix}${first + index}`));
}

/** Collects ids as they come and gives each new one the next index. */
export class VocabularyBuilder {
  #indices = new Map<string, number>();

  get size(): number {
    return this.#indices.size;
  }

  /** The index of `id`, new or known. O(1). */
  add(id: string): number {
    const known = this.#indices.get(id);
    if (known !== undefined) return known;
    const index = this.#indices.size;
    this.#indices.set(id, index);
    return index;
  }

  build(): Vocabulary {
    return new FrozenVocabulary([...this.#indices.keys()], this.#indices);
  }
}
