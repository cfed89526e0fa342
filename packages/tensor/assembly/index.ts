export * from "./activations";
export * from "./elementwise";
export { gru, gruBackward } from "./gru";
export { matrixProduct, outerProducts } from "./linear";
export { lstm, lstmBackward, recurrentProducts } from "./lstm";
export * from "./tile-8";
export * from "./tile-16";
