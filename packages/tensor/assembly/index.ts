export * from "./activations";
export * from "./elementwise";
export * from "./memory";
export * from "./tile-16";
export * from "./tile-8";
export { gru, gruBackward } from "./gru";
export { lstm, lstmBackward, recurrentProducts } from "./lstm";
export { matrixProduct, outerProducts } from "./linear";
export { returnFiveSlots, returnOneSlot, scanOneSlot, scanTenSlots, traceFiveSlots, traceOneSlot } from "./memory-slots";
