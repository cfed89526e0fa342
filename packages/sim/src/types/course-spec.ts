/** A thing to be known, and what should be known before it. */
export interface CourseConcept {
  readonly id: string;
  /** Ids of the concepts it builds on; the whole relation must be free of cycles. */
  readonly prerequisites: readonly string[];
}

/** What is asked: the concepts needed for it and how much of them it demands. */
export interface CourseQuestion {
  /** Ids of the concepts it needs, at least one. */
  readonly concepts: readonly string[];
  /** Logarithm of the exponent in equation (2): 0 is middling, 1 is hard, -1 is easy. Any finite number. */
  readonly difficulty: number;
  /** P(correct) without any knowledge, 0…1. Absent: `laws.guess`. */
  readonly guess?: number;
}

/** A question that is part of the course. */
export interface CourseItem extends CourseQuestion {
  readonly id: string;
}

/** How learners differ. Every learner's traits are drawn once and stay. */
export interface LearnerTraitLaw {
  /** Overall ability, normal. Shifts every difficulty of equation (2). */
  readonly ability: { readonly mean: number; readonly sd: number };
  /** Learning rate of equation (7), log-normal: `median` > 0 and the standard deviation `spread` of its logarithm. */
  readonly learnRate: { readonly median: number; readonly spread: number };
  /** P(wrong) in spite of full knowledge, uniform between the two. */
  readonly slip: { readonly low: number; readonly high: number };
}

/** Constants of the laws; equation numbers refer to `maths/course-laws.ts`. */
export interface CourseLaws {
  /** P(correct) without knowledge, 0…1, of questions that state none of their own (3). */
  readonly guess: number;
  /** Readiness of a learner who knows nothing of the prerequisites, 0…1 (4). 1 makes prerequisites meaningless. */
  readonly readinessFloor: number;
  /** Chance of solving, 0…1, at which an item teaches most (5). */
  readonly zoneTarget: number;
  /** Distance from the target, in chance of solving, at which teaching falls to exp(-1/2) of its best (5). Above 0. */
  readonly zoneWidth: number;
  /** What a wrong answer teaches as a share of what a right one does, >= 0: the worth of feedback (6). */
  readonly feedback: number;
  /** Answers after which half of an unpractised concept is lost (8). Absent: nothing is forgotten. */
  readonly halfLifeAnswers?: number;
  /** Logarithm of the exponent of the starting knowledge of a concept without prerequisites (9); higher: less is known. */
  readonly startDifficulty: number;
  /** What each level of prerequisites adds to it (9). */
  readonly startDepth: number;
}

/** A made course: what it teaches, with which items, to whom, and by which laws. Plain data. */
export interface CourseSpec {
  readonly id: string;
  readonly title: string;
  readonly concepts: readonly CourseConcept[];
  readonly items: readonly CourseItem[];
  /** The teacher's order: item ids, each at most once. Absent: the order of `items`. */
  readonly sequence?: readonly string[];
  readonly learners: LearnerTraitLaw;
  readonly laws: CourseLaws;
  /** Questions of the test before the course. */
  readonly preTest: readonly CourseQuestion[];
  /** Questions of the test after it. */
  readonly postTest: readonly CourseQuestion[];
}
