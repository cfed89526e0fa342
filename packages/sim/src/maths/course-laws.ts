/**
 * The laws by which made learners answer, learn and forget.
 *
 * k_c in 0…1 is what the learner knows of concept c (graded: neither BKT's two states nor an unbounded ability),
 * theta her ability, s her slip, lambda her learning rate; d_i and g_i are difficulty and guess of item i.
 *
 *   (1) K_i   = min over the concepts c of i of k_c                            grasp: the weakest concept decides
 *   (2) h_i   = K_i ^ exp(d_i - theta)                                         chance of solving
 *   (3) P(correct) = g_i + (1 - g_i - s) h_i                                   answer
 *   (4) R_c   = eta + (1 - eta) * product over the prerequisites p of c of k_p readiness
 *   (5) Z_i   = exp(-(h_i - z)^2 / (2 w^2))                                    zone: too easy and too hard teach less
 *   (6) rho   = 1 after a right answer, phi after a wrong one                  feedback
 *   (7) k_c'  = 1 - (1 - k_c) exp(-lambda Z_i R_c rho)   for the concepts of i learning
 *   (8) k_c'  = k_c 2^(-1 / H)                           for all other concepts forgetting, if the course has it
 *   (9) k_c(0) = u^exp(a + b depth_c - theta) * R_c(0),  u uniform in 0…1      what is known at the start
 *  (10) score = mean over the questions of (3)                                 expected test score, no sampling
 *
 * What they follow. (1) and (3): conjunctive concepts with slips and guesses, Junker and Sijtsma, "Cognitive
 * assessment models with few assumptions", Applied Psychological Measurement 25(3), 2001, with graded instead of
 * binary knowledge. (2) is a log-log response curve, ln(-ln h) = d - theta + ln(-ln K), so no logistic model holds
 * exactly. (4) and the factor 1 - k of (7): gain shrinks with missing prerequisites and with what is left to learn,
 * as in the KSS simulator of Liu et al., "Exploiting Cognitive Structure for Adaptive Learning", KDD 2019. (5): the
 * zone of proximal development (Vygotsky, "Mind in Society", 1978), with the single inner optimum of Wilson et al.,
 * "The Eighty Five Percent Rule for optimal learning", Nature Communications 10:4646, 2019. (7) is the linear
 * operator of Bush and Mosteller, "Stochastic Models for Learning", 1955. (8): exponential forgetting with a
 * half-life as in Settles and Meeder, "A Trainable Spaced Repetition Model for Language Learning", ACL 2016, counted
 * in answers instead of days. (9): nobody starts with a concept far above its prerequisites, the surmise relation of
 * Doignon and Falmagne, "Spaces for the assessment of knowledge", IJMMS 23, 1985. The functional forms of (2), (5)
 * and (9) and all constants are ours: they are chosen to be simple and unlike the tracers, not fitted to data.
 */

/** Equation (1): grasp of a question. Its concepts are `concept[from] … concept[to - 1]`, knowledge starts at `row`. */
export function graspOf(knowledge: Float64Array, row: number, concept: Int32Array, from: number, to: number): number {
  let weakest = 1;
  for (let n = from; n < to; n++) weakest = Math.min(weakest, knowledge[row + concept[n]!]!);
  return weakest;
}

/** The exponent of equation (2): what a question demands of a learner of this ability, > 0. */
export function demandOf(difficulty: number, ability: number): number {
  return Math.exp(difficulty - ability);
}

/** Equation (2): chance of solving without slip or guess, 0…1. */
export function solvingChance(grasp: number, demand: number): number {
  // A third of the time of grasp ** demand, and the same limits at 0 and 1.
  return Math.exp(demand * Math.log(grasp));
}

/** Equation (3): P(correct), 0…1. */
export function answerProbability(solving: number, guess: number, slip: number): number {
  return guess + (1 - guess - slip) * solving;
}

/** Equation (4): readiness for a concept with prerequisites `concept[from] … concept[to - 1]`, floor…1. */
export function readinessFor(
  knowledge: Float64Array,
  row: number,
  concept: Int32Array,
  from: number,
  to: number,
  floor: number,
): number {
  let product = 1;
  for (let n = from; n < to; n++) product *= knowledge[row + concept[n]!]!;
  return floor + (1 - floor) * product;
}

/** Equation (5): how much an item teaches as a share of the best, 0…1. */
export function zoneFactor(solving: number, target: number, width: number): number {
  const distance = (solving - target) / width;
  return Math.exp(-0.5 * distance * distance);
}

/** Equation (7): knowledge after an effective amount of teaching `dose` = lambda Z R rho >= 0. */
export function knowledgeAfterTeaching(known: number, dose: number): number {
  return 1 - (1 - known) * Math.exp(-dose);
}

/** Equation (8): the share of a concept kept when one answer is given to something else, 0…1. */
export function keptPerAnswer(halfLifeAnswers: number): number {
  return 2 ** (-1 / halfLifeAnswers);
}

/** Equation (9): knowledge at the start from a uniform draw and the readiness by the prerequisites' start. */
export function startingKnowledge(
  uniform: number,
  startDifficulty: number,
  startDepth: number,
  depth: number,
  ability: number,
  readiness: number,
): number {
  return uniform ** Math.exp(startDifficulty + startDepth * depth - ability) * readiness;
}
