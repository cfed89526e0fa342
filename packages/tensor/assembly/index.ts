export * from "./activations";
export * from "./elementwise";
