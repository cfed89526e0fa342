export { type CellAnswer, type CellFailure, type CellTask, cellWorkerData, createCellWorker } from "./cell-worker";
export { type Checkpoint, openCheckpoint } from "./checkpoint";
export { type PoolOptions, playCellsInPool } from "./play-cells-in-pool";
export type { OpenedStudy, QueueEvent, StudyOpener } from "./queue/attend-study";
export { playCellsInQueue, type QueueOptions } from "./queue/play-cells-in-queue";
export { probeRedis, redisAddress } from "./queue/redis-link";
export { type ServeOptions, serveCellQueue } from "./queue/serve-cell-queue";
