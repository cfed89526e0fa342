import type { BackendChoice } from "@zpd/core";
import { chooseEngine, measureEngine, probeBackends } from "@zpd/tensor";

/** A backend as `zpd doctor` shows it. */
export interface BackendRow {
  readonly id: string;
  readonly available: boolean;
  readonly reason: string;
  /** What would make it available. */
  readonly advice?: string;
  /** Of a product of two matrices of 512 x 512. */
  readonly gigaflops?: number;
  /** A training step of DKT on made answers. */
  readonly stepMilliseconds?: number;
}

/** Every backend, and whether it is there. */
export async function backends(threads: number): Promise<BackendRow[]> {
  return (await probeBackends({ threads })).map(({ name, ...rest }) => ({ id: name, ...rest }));
}

/** Tries a backend that is there: how fast it is, or why it does not work after all. */
export async function measureBackend(row: BackendRow, threads: number, now: () => number): Promise<BackendRow> {
  if (!row.available) return row;
  try {
    const engine = await chooseEngine({ backend: row.id as BackendChoice, threads });
    try {
      return { ...row, ...(await measureEngine(engine, now)) };
    } finally {
      engine.close();
    }
  } catch (error) {
    return { ...row, available: false, reason: error instanceof Error ? error.message.split("\n")[0]! : String(error) };
  }
}
