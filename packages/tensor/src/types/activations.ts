/** The functions that the kernels `activate` and `activateBackward` know, by number. */
export const ACTIVATIONS = {
  sigmoid: 0,
  tanh: 1,
  relu: 2,
  exp: 3,
  softplus: 4,
  abs: 5,
  log: 6,
  /** 1 from 0 on, else 0; its slope is 0. */
  step: 7,
} as const;

export type Activation = keyof typeof ACTIVATIONS;
