export { createTensorflowEngine } from "../engines/tensorflow/tensorflow-engine";
export { asCustomGradient, type BuildPiece } from "./as-custom-gradient";
