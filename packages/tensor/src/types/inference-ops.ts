import type { Indices, Ops, Value } from "./ops";

/** One step of the memory of each of B learners. */
export interface WriteMemoryInput {
  /** Memories of all learners, one row a slot `[B * S, V]`. */
  readonly memory: Value;
  /** Addressing weights, one row a key `[K, S]`. */
  readonly weights: Value;
  /** Which row of `weights` each learner has `[B]`; -1 leaves the memory. */
  readonly keys: Indices;
  /** Erase vectors in 0…1 and add vectors, one row a token, each `[R, V]`. */
  readonly erase: Value;
  readonly add: Value;
  /** Which row of `erase` and `add` each learner has `[B]`; -1 leaves the memory. */
  readonly tokens: Indices;
}

/** Reads the memories of B learners for `count` items each. */
export interface ReadMemoryInput {
  readonly batch: number;
  /** Items N of each learner. */
  readonly count: number;
  /** Addressing weights, one row a key `[K, S]`. */
  readonly weights: Value;
  /** Keys of the items, the same for every learner `[N]` or one list after the other `[batch * N]`; -1 is no item. */
  readonly keys: Indices;
  /** Memories of all learners, one row a slot `[batch * S, V]`. Any linear map of the memory's rows will do. */
  readonly memory: Value;
}

/** As `ReadMemoryInput`, with what makes log-odds of what is read; V is F, the summary's size. */
export interface MemoryLogitsInput extends ReadMemoryInput {
  /** The item's side of the summary, one row a key `[K, F]`. */
  readonly summary: Value;
  /** Output weights of F elements and bias `[1]`. */
  readonly output: Value;
  readonly bias: Value;
}

/**
 * Two hidden layers for each learner and item: the first judges which of L levels the learner is on, the second answers
 * with the levels' mean beside the item and the learner. What an item gives to a layer and what a learner gives are added.
 */
export interface LevelLogitsInput {
  readonly batch: number;
  /** Items N of each learner. */
  readonly count: number;
  /** Keys of the items, the same for every learner `[N]` or one list after the other `[batch * N]`; -1 is no item. */
  readonly keys: Indices;
  readonly judge: {
    /** One row a key `[K, F]`, and one a learner `[batch, F]`. */
    readonly items: Value;
    readonly states: Value;
    /** `[F, L]` and `[L]`. */
    readonly output: Value;
    readonly bias: Value;
  };
  readonly answer: {
    /** One row a key `[K, H]`, and one a learner `[batch, H]`. */
    readonly items: Value;
    readonly states: Value;
    /** What each level adds `[L, H]`. */
    readonly levels: Value;
    /** Output weights of H elements, and one bias a key, K elements. */
    readonly output: Value;
    readonly bias: Value;
  };
}

/** Queries over what is kept of each learner's past. */
export interface CacheAttentionInput {
  readonly batch: number;
  /** Queries Q of each learner. */
  readonly count: number;
  /** The same queries for every learner `[Q, D]`, or one list after the other `[batch * Q, D]`. */
  readonly query: Value;
  /** Room for L steps of each learner, each `[batch * L, D]`; D is a multiple of `heads`. */
  readonly key: Value;
  readonly value: Value;
  readonly heads: number;
  /** Steps that are kept of each learner `[batch]`, at most L; 0 gives zeros. */
  readonly lengths: Indices;
  /** Where the oldest one stands `[batch]`: the room is a ring. 0 when absent. */
  readonly starts?: Indices;
  /** Whether a query is the newest kept step's (`"inclusive"`) or comes after it (`"strict"`). Only decay asks. */
  readonly past: "inclusive" | "strict";
  /** As for `causalAttention`. */
  readonly decay?: Value;
}

/**
 * Items asking what is kept of each learner's past, where the weights are products of what an item finds in a token and
 * of what it finds in a place: exp(q (k_token + k_place)) = exp(q k_token) exp(q k_place).
 */
export interface TableAttentionInput {
  readonly batch: number;
  /** Items N, the same for every learner. */
  readonly count: number;
  readonly heads: number;
  /** Tokens of each learner's steps `[batch * L]`, oldest first; a step of -1 is passed over. */
  readonly tokens: Indices;
  /** Steps that are kept of each learner `[batch]`, at most L; 0 gives zeros. */
  readonly lengths: Indices;
  /** Factors of the weights, at least 0 and not all: `heads * ceil(N / 12) * T * 12` and `... P * 12`, items in blocks. */
  readonly byToken: Value;
  readonly byPlace: Value;
  /** What is summed, a token's row plus a place's: `[T, D]` and `[P, D]`, P at least L, D a multiple of `heads`. */
  readonly tokenValues: Value;
  readonly placeValues: Value;
}

/** What a model's run time is written in: `Ops`, and operations that serve many learners at once without a gradient. */
export interface InferenceOps extends Ops {
  /** One step of `memoryScan`'s writing for every learner: new memories `[B * S, V]`. */
  writeMemory(input: WriteMemoryInput): Value;
  /** Each learner's slots mixed by the weights of each item: `[batch * N, V]`; zeros for no item. */
  readMemory(input: ReadMemoryInput): Value;
  /** output . tanh(read + summary) + bias for each item, read as by `readMemory`: `[batch * N]`; 0 for no item. */
  memoryLogits(input: MemoryLogitsInput): Value;
  /**
   * output . relu(items + states + p levels) + bias with p = softmax(relu(judge.items + judge.states) judge.output +
   * judge.bias), for each learner and item: `[batch * N]`; 0 for no item. Keeps no hidden layer of all pairs.
   */
  levelLogits(input: LevelLogitsInput): Value;
  /** Attention of queries to the steps kept of each learner: `[batch * Q, D]`. */
  attendCache(input: CacheAttentionInput): Value;
  /** The same where tables of weights stand for queries and keys: `[batch * N, D]`. */
  attendByTables(input: TableAttentionInput): Value;
}
