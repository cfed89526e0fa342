import type { Ops } from "../types/ops";
import { causalAttention } from "./attention";
import { activate, add, affine, dropout, multiply, subtract } from "./elementwise";
import { gru } from "./gru";
import { layerNorm } from "./layer-norm";
import { linear, productTransposed } from "./linear";
import { binaryCrossEntropy, sum } from "./losses";
import { lstm } from "./lstm";
import { memoryScan } from "./memory";
import { dotRows, gatherRows, meanRows, rowSums } from "./rows";
import { sample } from "./sample";
import { columns, concat, reshape } from "./shape";
import { softmax, sparsemax } from "./softmax";
import type { Tape, TapeValue } from "./tape";

/** The operations on a machine's memory. */
export function createTapeOps(tape: Tape): Ops {
  return {
    training: tape.recording,
    constant: (data, shape) => tape.constant(data, shape),
    indices: (data) => tape.indices(data),
    reshape: (x, shape) => reshape(tape, x, shape),
    concat: (parts) => concat(tape, parts),
    columns: (x, first, count) => columns(tape, x, first, count),
    gatherRows: (table, ids) => gatherRows(tape, table, ids),
    meanRows: (table, offsets, ids) => meanRows(tape, table, offsets, ids),
    dotRows: (x, table, bias, ids) => dotRows(tape, x, table, bias, ids),
    linear: (x, w, bias) => linear(tape, x, w, bias),
    productTransposed: (a, b) => productTransposed(tape, a, b),
    add: (a, b) => add(tape, a, b),
    subtract: (a, b) => subtract(tape, a, b),
    multiply: (a, b) => multiply(tape, a, b),
    affine: (x, factor, offset) => affine(tape, x, factor, offset),
    activate: (x, kind) => activate(tape, x, kind),
    dropout: (x, rate, seed) => dropout(tape, x, rate, seed),
    lstm: (input) => lstm(tape, input),
    gru: (input) => gru(tape, input),
    softmax: (x) => softmax(tape, x),
    sparsemax: (x) => sparsemax(tape, x),
    layerNorm: (x, gain, offset) => layerNorm(tape, x, gain, offset),
    rowSums: (x) => rowSums(tape, x),
    sum: (x) => sum(tape, x),
    memoryScan: (input) => memoryScan(tape, input),
    causalAttention: (input) => causalAttention(tape, input),
    binaryCrossEntropy: (logits, targets, weights) => binaryCrossEntropy(tape, logits, targets, weights),
    sample: (probabilities, uniforms) => sample(tape, probabilities, uniforms),
    detach: (x) => ({ ...(x as TapeValue), needsGradient: false, gradient: undefined }),
  };
}
