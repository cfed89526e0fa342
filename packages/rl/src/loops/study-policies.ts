/**
 * The 15 policies of the Robust Evaluation Matrix in which PEAR is compared, over the tracers BKT, DKT and DQKT.
 *
 * Source: Wang, Sahebi, Brusilovsky, MORS at RecSys 2022, tables 3 to 7, and the authors' code (persai-lab/MOCHI and
 * Chunpai/MOCHI). How sure each of them is, for the list was put together from several places:
 *
 * | here | the study | known from |
 * |---|---|---|
 * | random | Random | its tables |
 * | instruct-seq | InstructSeq, the expert's order | its tables |
 * | inv-instruct-seq | InvInstructSeq | its tables |
 * | bkt-mp | BKT-MP, mastery policy | its tables |
 * | bkt-inv-mp | BKT-InvMP | its tables |
 * | bkt-highest-prob-correct | highest probability correct on BKT | its tables |
 * | bkt-myopic | myopic policy on BKT | its code; the name in the tables is ours |
 * | dkt-mp | mastery policy on DKT | its code; the name in the tables is ours |
 * | dkt-highest-prob-correct | highest probability correct on DKT | its tables |
 * | dkt-myopic | myopic policy on DKT | its code; the name in the tables is ours |
 * | dqkt-pear | DQKT-PEAR | its tables |
 * | dkt-inv-mp, dqkt-mp, dqkt-highest-prob-correct, dqkt-myopic | | our completion: rules of the study on its other tracers |
 *
 * A matrix over this list is therefore comparable with the study's row by row only where the row is known from its
 * tables. As there, every rule over a tracer offers only problems not yet answered correctly (`repeat:
 * "until-correct"`), the two sequences stay on a problem until it is solved, and random draws without replacement. Ties
 * go to the earlier item in the teacher's order; in the study's code the last in list order wins (`ties: "last"`).
 */
export const studyPolicies: readonly string[] = [
  "random",
  "instruct-seq",
  "inv-instruct-seq",
  "bkt-mp",
  "bkt-inv-mp",
  "bkt-highest-prob-correct",
  "bkt-myopic",
  "dkt-mp",
  "dkt-inv-mp",
  "dkt-highest-prob-correct",
  "dkt-myopic",
  "dqkt-mp",
  "dqkt-highest-prob-correct",
  "dqkt-myopic",
  "dqkt-pear",
];
