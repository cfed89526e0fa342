/** An estimate with the ends of its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** An estimate whose 95 % interval is there when the data allow one. */
export interface Estimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}
