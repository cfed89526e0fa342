import { assertCountOption, assertNumberOption } from "../../parts/resolve-config";
import { runIekt } from "../parts/iekt-network";
import { createIektRuntime, type IektState } from "../parts/iekt-runtime";
import { initialiseIekt, type IektConfig as Settings } from "../parts/iekt-weights";
import { startWithEasiness } from "../parts/item-easiness";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { NeuralModel } from "../parts/neural-model";

/**
 * Individual Estimation Knowledge Tracing: before each answer the learner's cognition of the item is put on one of
 * some levels, after it her acquisition from it; both levels are drawn while training and taught by policy gradient.
 *
 *   v = e^q + mean(e^c) (side by side)        h_v = h (+) v
 *   i ~ softmax(f_p(h_v)),  m = M_i           p = sigmoid(w_2 relu(W_1 [h_v (+) m] + b_1) + b_2 + b_q)
 *   v_m = v_g (+) v_p,  v_p = h_v (+) 0 if p >= 0.5 else 0 (+) h_v,  v_g likewise with the true answer
 *   j ~ softmax(f_e(v_m)),  s = S_j           h' = GRU(v (+) s if right else s (+) v, h)
 *
 * Source: Long, Liu, Shen, Zhang, Xia, Wu, Zhang, Yu, "Tracing Knowledge State with Individual Cognition and
 * Acquisition Estimation", SIGIR 2021, section 4.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | e^q, e^c | questionVectors, conceptVectors | `[I, d]`, `[C, d]` |
 * | M, S | cognitionLevels, acquisitionLevels | `[levels, 2d]` |
 * | f_p, f_e | cognition..., acquisition... | 3d and 12d wide, one hidden layer |
 * | u_t = r_t + gamma u_{t+1}, r_t = 1/T if the thresholded p was right | advantage | |
 * | lambda | policyWeight | |
 *
 * What depends on the item alone is computed once per distinct item of a batch, and the halves of v_m and of the GRU's
 * input that are zero are never multiplied with.
 *
 * Deviations: (1) at validation and at run time the levels are not drawn: the levels' vectors are averaged with the
 * probabilities of f_p and f_e, so that a prediction is a function of the answers; (2) the ReLU of f_p and f_e stands
 * after one hidden layer as wide as the input, as in the authors' code; (3) a score of at least 0.5 counts as right in
 * the history; (4) lambda is 1, not 40, and a question's own vector enters at a tenth, both because the validation
 * learners of ASSISTments 2009 were foretold better; (5) dropout of the predictor's hidden layer; (6) b_q, which is not
 * the paper's: the question's own easiness, which starts as the training answers have it (`parts/item-easiness.ts`).
 */
export type IektConfig = Settings;

const defaults: IektConfig = Object.freeze({
  vectorSize: 64,
  cognitionLevels: 10,
  acquisitionLevels: 10,
  discount: 0.93,
  policyWeight: 1,
  dropout: 0.5,
});

export const iekt: NeuralModel<IektConfig, IektState> = {
  id: "iekt",
  title: "Individual Estimation Knowledge Tracing",
  citation:
    "Long, Liu, Shen, Zhang, Xia, Wu, Zhang, Yu, Tracing Knowledge State with Individual Cognition and Acquisition Estimation, SIGIR 2021.",
  defaults,
  trainingDefaults: { learningRate: 3e-3, l2: 1e-6 },
  checkConfig(where, config) {
    for (const name of ["vectorSize", "cognitionLevels", "acquisitionLevels"] as const) {
      assertCountOption(where, name, config[name], 1);
    }
    assertNumberOption(where, "discount", config.discount, 0, 1);
    assertNumberOption(where, "policyWeight", config.policyWeight, 0, Number.POSITIVE_INFINITY);
    assertNumberOption(where, "dropout", config.dropout, 0, 0.95);
  },
  initialise: initialiseIekt,
  startFrom: (weights, _, training) => startWithEasiness(weights, training),
  forward: runIekt,
  createRuntime: createIektRuntime,
};

export const iektDescriptor = neuralDescriptor(iekt);
