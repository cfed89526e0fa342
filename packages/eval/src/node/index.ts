export { type CellAnswer, type CellFailure, cellWorkerData, createCellWorker } from "./cell-worker";
export { type Checkpoint, openCheckpoint } from "./checkpoint";
export { type PoolOptions, playCellsInPool } from "./play-cells-in-pool";
