import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorflowIndices } from "./tensorflow-run";

/** What a pass over the steps goes from. */
export interface LstmStart {
  /** `[R, 4H]`, gates i, f, g, o. */
  readonly projected: Tensor;
  /** Step after step `[T B]`. */
  readonly tokens: TensorflowIndices;
  readonly recurrent: Tensor;
  /** Each `[B, H]`. */
  readonly hidden: Tensor;
  readonly cell: Tensor;
  readonly steps: number;
}

/** What it leaves, each `[T, B, H]`: the gates and tanh of the cell beside the states. */
export interface LstmStates {
  readonly i: Tensor;
  readonly f: Tensor;
  readonly g: Tensor;
  readonly o: Tensor;
  readonly cell: Tensor;
  readonly squashed: Tensor;
  readonly hidden: Tensor;
}
