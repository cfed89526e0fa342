import type { AnswerTrie } from "../maths/answer-trie";
import { knownAfterFirst, scoreLikelihood } from "../maths/score-likelihood";
import {
  backwardPass,
  createTwoStateWork,
  forwardPass,
  type TwoStateCounts,
  type TwoStateModel,
} from "../maths/two-state-pass";

/** Everything EM needs to know of one concept. `S` symbols: one for each score, or for each pair of item and score. */
export interface ConceptAnswers {
  readonly trie: AnswerTrie;
  /** Score of each symbol `[S]`, 0…1. */
  readonly score: Float64Array;
  /** Which guess and slip each symbol is emitted with `[S]`. */
  readonly emissionGroup: Int32Array;
  readonly emissionGroups: number;
  /** Which learn rate applies after each symbol `[S]`. */
  readonly learnGroup: Int32Array;
  readonly learnGroups: number;
  /** Whether the belief after a first answer is a parameter of its own (`afterFirst`). */
  readonly givenAfterFirst: boolean;
}

/** Parameters of one concept. */
export interface ConceptParameters {
  /** By root of the trie. */
  readonly prior: Float64Array;
  /** By learn group. */
  readonly learn: Float64Array;
  /** By emission group. */
  readonly guess: Float64Array;
  readonly slip: Float64Array;
  readonly forget: Float64Array;
  /** P(known) after a wrong and after a correct first answer, before the transition `[2]`. */
  readonly afterFirst: Float64Array;
}

/** Where EM may go and when it stops. */
export interface EmSettings {
  readonly maxIterations: number;
  /** Stops when an iteration gains at most this much log-likelihood per answer; 0: never before `maxIterations`. */
  readonly tolerance: number;
  readonly maxGuess: number;
  readonly maxSlip: number;
  readonly minProbability: number;
  readonly forgets: boolean;
}

export interface EmRun {
  readonly parameters: ConceptParameters;
  /** Log-likelihood after each iteration. */
  readonly history: number[];
  logLikelihood: number;
  converged: boolean;
}

/** Fits one concept by expectation maximisation. Owns the working memory, so one is used for several runs in turn. */
export class ConceptEm {
  readonly #answers: ConceptAnswers;
  readonly #settings: EmSettings;
  readonly #work;
  readonly #model: { -readonly [K in keyof TwoStateModel]: TwoStateModel[K] };
  readonly #counts: TwoStateCounts;
  /** Number of answers with each symbol, of those that come first, and of those that another one follows `[S]`. */
  readonly #total: Float64Array;
  readonly #totalFirst: Float64Array;
  readonly #totalGoingOn: Float64Array;
  readonly #answerCount: number;
  /** The run whose forward pass the working memory holds. */
  #current: EmRun | undefined;

  constructor(answers: ConceptAnswers, settings: EmSettings) {
    const { trie, score } = answers;
    const symbols = score.length;
    this.#answers = answers;
    this.#settings = settings;
    this.#work = createTwoStateWork(trie, symbols);
    this.#model = {
      unknownAtStart: new Float64Array(trie.roots),
      ifUnknown: new Float64Array(symbols),
      ifKnown: new Float64Array(symbols),
      learn: new Float64Array(symbols),
      forget: 0,
      ...(answers.givenAfterFirst ? { unknownAfterFirst: new Float64Array(symbols) } : {}),
    };
    this.#counts = {
      unknown: new Float64Array(symbols),
      unknownGoingOn: new Float64Array(symbols),
      learnt: new Float64Array(symbols),
      unknownAtStart: new Float64Array(trie.roots),
      unknownAfterFirst: new Float64Array(symbols),
      forgot: 0,
    };
    this.#total = new Float64Array(symbols);
    this.#totalFirst = new Float64Array(symbols);
    this.#totalGoingOn = new Float64Array(symbols);
    let answerCount = 0;
    for (let node = trie.roots; node < trie.size; node++) {
      this.#total[trie.symbol[node]!]! += trie.count[node]!;
      this.#totalGoingOn[trie.symbol[node]!]! += trie.count[node]! - trie.ends[node]!;
      if (node < trie.firstLevelEnd) this.#totalFirst[trie.symbol[node]!]! += trie.count[node]!;
      answerCount += trie.count[node]!;
    }
    this.#answerCount = answerCount;
  }

  /** A run at its starting point. O(nodes). */
  start(parameters: ConceptParameters): EmRun {
    this.#current = { parameters, history: [], logLikelihood: this.#forward(parameters), converged: false };
    return this.#current;
  }

  /** Up to `iterations` more iterations of one of the runs started here; its parameters change in place. O(nodes) each. */
  advance(run: EmRun, iterations: number): void {
    const { maxIterations, tolerance } = this.#settings;
    const enough = tolerance * this.#answerCount;
    if (this.#current !== run) this.#forward(run.parameters);
    this.#current = run;
    for (let k = 0; k < iterations && !run.converged && run.history.length < maxIterations; k++) {
      backwardPass(this.#answers.trie, this.#model, this.#work, this.#counts);
      this.#maximise(run.parameters);
      const logLikelihood = this.#forward(run.parameters);
      run.history.push(logLikelihood);
      run.converged = tolerance > 0 && logLikelihood - run.logLikelihood <= enough;
      run.logLikelihood = logLikelihood;
    }
  }

  #forward({ prior, learn, guess, slip, forget, afterFirst }: ConceptParameters): number {
    const { trie, score, emissionGroup, learnGroup } = this.#answers;
    const model = this.#model;
    for (let r = 0; r < prior.length; r++) model.unknownAtStart[r] = 1 - prior[r]!;
    for (let s = 0; s < score.length; s++) {
      model.ifUnknown[s] = scoreLikelihood(score[s]!, guess[emissionGroup[s]!]!);
      model.ifKnown[s] = scoreLikelihood(score[s]!, 1 - slip[emissionGroup[s]!]!);
      model.learn[s] = learn[learnGroup[s]!]!;
      if (model.unknownAfterFirst !== undefined)
        model.unknownAfterFirst[s] = 1 - knownAfterFirst(afterFirst[0]!, afterFirst[1]!, score[s]!);
    }
    model.forget = forget[0]!;
    return forwardPass(trie, model, this.#work);
  }

  /**
   * The M-step. Every parameter is the success rate of a binomial of its own, whose log-likelihood is concave: within
   * bounds its maximiser is the expected rate, clipped. So bounds do not break EM's promise that the likelihood never
   * falls. A parameter without any expected count keeps its value.
   */
  #maximise({ prior, learn, guess, slip, forget, afterFirst }: ConceptParameters): void {
    const { trie, score, emissionGroup, emissionGroups, learnGroup, learnGroups } = this.#answers;
    const { maxGuess, maxSlip, minProbability, forgets } = this.#settings;
    const { unknown, unknownGoingOn, learnt, unknownAtStart, forgot } = this.#counts;
    const top = 1 - minProbability;
    for (let r = 0; r < prior.length; r++) {
      prior[r] = boundedRate(trie.count[r]! - unknownAtStart[r]!, trie.count[r]!, minProbability, top, prior[r]!);
    }
    const hits = new Float64Array(emissionGroups);
    const tries = new Float64Array(emissionGroups);
    for (let s = 0; s < score.length; s++) {
      hits[emissionGroup[s]!]! += unknown[s]! * score[s]!;
      tries[emissionGroup[s]!]! += unknown[s]!;
    }
    for (let g = 0; g < emissionGroups; g++) {
      guess[g] = boundedRate(hits[g]!, tries[g]!, minProbability, maxGuess, guess[g]!);
    }
    hits.fill(0);
    tries.fill(0);
    for (let s = 0; s < score.length; s++) {
      const known = this.#total[s]! - unknown[s]!;
      hits[emissionGroup[s]!]! += known * (1 - score[s]!);
      tries[emissionGroup[s]!]! += known;
    }
    for (let g = 0; g < emissionGroups; g++) {
      slip[g] = boundedRate(hits[g]!, tries[g]!, minProbability, maxSlip, slip[g]!);
    }
    const learners = new Float64Array(learnGroups);
    const chances = new Float64Array(learnGroups);
    let knownGoingOn = 0;
    for (let s = 0; s < score.length; s++) {
      learners[learnGroup[s]!]! += learnt[s]!;
      chances[learnGroup[s]!]! += unknownGoingOn[s]!;
      knownGoingOn += this.#totalGoingOn[s]! - unknownGoingOn[s]!;
    }
    for (let g = 0; g < learnGroups; g++) {
      learn[g] = boundedRate(learners[g]!, chances[g]!, minProbability, top, learn[g]!);
    }
    if (forgets) forget[0] = boundedRate(forgot, knownGoingOn, minProbability, top, forget[0]!);
    if (this.#answers.givenAfterFirst) this.#maximiseAfterFirst(afterFirst);
  }

  /**
   * A score between 0 and 1 mixes the two beliefs, so the expected count of each is shared between them in proportion
   * to what each contributed.
   */
  #maximiseAfterFirst(afterFirst: Float64Array): void {
    const { score } = this.#answers;
    const { minProbability } = this.#settings;
    const known = new Float64Array(2);
    const all = new Float64Array(2);
    for (let s = 0; s < score.length; s++) {
      const unknownCount = this.#counts.unknownAfterFirst[s]!;
      const knownCount = this.#totalFirst[s]! - unknownCount;
      const belief = knownAfterFirst(afterFirst[0]!, afterFirst[1]!, score[s]!);
      for (let kind = 0; kind < 2; kind++) {
        const share = kind === 1 ? score[s]! : 1 - score[s]!;
        const knowing = (knownCount * share * afterFirst[kind]!) / belief;
        known[kind]! += knowing;
        all[kind]! += knowing + (unknownCount * share * (1 - afterFirst[kind]!)) / (1 - belief);
      }
    }
    for (let kind = 0; kind < 2; kind++) {
      afterFirst[kind] = boundedRate(known[kind]!, all[kind]!, minProbability, 1 - minProbability, afterFirst[kind]!);
    }
  }
}

function boundedRate(hits: number, tries: number, low: number, high: number, otherwise: number): number {
  if (!(tries > 0)) return otherwise;
  return Math.min(high, Math.max(low, hits / tries));
}
