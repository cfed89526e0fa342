import {
  askItems,
  checkDktSettings,
  createDktRuntime,
  type DktSettings,
  type DktState,
  dktDefaults,
  initialiseDkt,
  runDkt,
  startDkt,
} from "../parts/dkt-network";
import { settleInputs } from "../parts/item-tables";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { NeuralModel } from "../parts/neural-model";

/**
 * Deep Knowledge Tracing: an LSTM reads the learner's answers and foretells the next one.
 *
 *   x_t = E[q_t, a_t]                     an answer's embedding
 *   h_t, c_t = LSTM(x_t, h_(t-1), c_(t-1))
 *   P(q right next) = sigmoid(w_q h_t + b_q)
 *
 * Source: Piech et al., "Deep Knowledge Tracing", NIPS 2015, section 3 (equations 1, 2 and the appendix's LSTM).
 *
 * | paper | here | shape |
 * |---|---|---|
 * | x_t | rows of `answer`, two an item | `[D]` |
 * | W_hx, b | `inputWeights`, `inputBias`, gates in the order i, f, g, o | `[D, 4H]`, `[4H]` |
 * | W_hh | `recurrentWeights` | `[H, 4H]` |
 * | h_0, c_0 | `startHidden`, `startCell` | `[1, H]` |
 * | W_yh, b_y | rows of `question` and `easiness` | `[I, H]`, `[I]` |
 * | h_t, m_t | `hidden`, `cell` of the state | `[B, H]` |
 *
 * Several concepts on one item: what an item is known by is its own row, the mean of its concepts' rows, or the sum of
 * both, in `answer` as in `question`; see `inputs`. All items without a concept share one.
 *
 * Mastery: by probe items, see `parts/probe-mastery.ts`.
 *
 * Deviations: (1) the embedding is trained instead of a one-hot or random code; (2) the state
 * before the first answer is learnt; (3) only the logit of the next item is computed in training, which is all
 * that the loss looks at; (4) dropout of h_t at the prediction, as in the paper, and nowhere else; (5) a score between
 * 0 and 1 counts in the loss as it is, in the history as right from 0.5 on; (6) Adam; (7) where
 * items are known beside their concepts, b_q starts as the training answers have it (`parts/item-easiness.ts`).
 *
 * Cost: `observe` 4 H^2 multiplications a learner, `predict` H I; the state holds 8 H bytes a learner.
 */
export type DktConfig = DktSettings;

export const dkt: NeuralModel<DktConfig, DktState> = {
  id: "dkt",
  title: "Deep Knowledge Tracing",
  citation:
    "Piech, Bassen, Huang, Ganguli, Sahami, Guibas, Sohl-Dickstein, Deep Knowledge Tracing, NIPS 2015, 505-513.",
  defaults: dktDefaults,
  checkConfig: checkDktSettings,
  settle: settleInputs,
  initialise: initialiseDkt,
  startFrom: startDkt,
  forward: (ops, weights, batch, context) => {
    const pass = runDkt(ops, weights, batch, context);
    return { logits: askItems(ops, pass, batch.items, context.items.size) };
  },
  createRuntime: createDktRuntime,
};

export const dktDescriptor = neuralDescriptor(dkt);
