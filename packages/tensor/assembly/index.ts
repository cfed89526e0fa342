export * from "./activations";
export * from "./elementwise";
export * from "./memory";
export { returnFiveSlots, returnOneSlot, scanOneSlot, scanTenSlots, traceFiveSlots, traceOneSlot } from "./memory-slots";
