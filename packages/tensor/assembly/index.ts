export * from "./activations";
export * from "./elementwise";
export * from "./memory";
export { returnFiveSlots, returnOneSlot, scanOneSlot, scanTenSlots, traceFiveSlots, traceOneSlot } from "./memory-slots";
export * from "./attention";
export { tileFromColumns, tileFromRows } from "./attention-tiles";
