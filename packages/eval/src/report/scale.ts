/** Where values of an axis lie on a drawing. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Pixels of a value; values outside the axis lie outside its pixels. */
  readonly at: (value: number) => number;
  /** Round values of the axis, ascending. */
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly digits: number;
}

/** Distances between round values, in powers of ten. */
const ROUND_STEPS = [1, 2, 5, 10];

/** The smallest round distance that cuts `span` into at most `parts` parts. */
function roundStep(span: number, parts: number): number {
  const least = span / parts;
  const power = 10 ** Math.floor(Math.log10(least));
  // The tolerance keeps 0.2 / 4 at 0.05 although the quotient of the floats is a hair more.
  return power * ROUND_STEPS.find((step) => step * power >= least * (1 - 1e-9))!;
}

function decimalsOf(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** Multiples of `step` within the axis, free of the floats' tails. */
function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Adding 0 turns a minus zero into zero.
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toFixed(decimalsOf(step))) + 0);
}

/** `value` at `from + (value - low) / (high - low) * (to - from)`; at most `parts` + 1 ticks. `low` < `high`. */
export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  parts = 5,
): Scale {
  const perUnit = (to - from) / (high - low);
  const step = roundStep(high - low, parts);
  return {
    low,
    high,
    at: (value) => from + (value - low) * perUnit,
    ticks: multiples(low, high, step),
    digits: decimalsOf(step),
  };
}

/** A linear scale of the logarithm, ticks at powers of ten or, on a short axis, at 1, 2 and 5 of them. 0 < `low` < `high`. */
export function logScale([low, high]: readonly [number, number], range: readonly [number, number]): Scale {
  const { at } = linearScale([Math.log10(low), Math.log10(high)], range);
  const within = (values: number[]): number[] =>
    values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, k) => 10 ** (Math.floor(Math.log10(low)) + k),
  );
  const tens = within(powers);
  return {
    low,
    high,
    at: (value) => at(Math.log10(value)),
    ticks: tens.length >= 3 ? tens : within(powers.flatMap((power) => [power, 2 * power, 5 * power])),
    digits: decimalsOf(powers[0]!),
  };
}

/** Values closer to each other than this share of their size are one point: steps between them would drown in rounding. */
const ONE_POINT = 1e-6;
/** And so are values closer than this, whatever their size. */
const LEAST_SPAN = 1e-12;

/** The axis widened to the next multiples of its round step, but not past `limits`. A point becomes an axis around it. */
export function roundDomain(
  low: number,
  high: number,
  limits: readonly [number, number] = [-Infinity, Infinity],
  parts = 5,
): readonly [number, number] {
  if (!(high - low > ONE_POINT * Math.max(Math.abs(low), Math.abs(high)) + LEAST_SPAN)) {
    const room = Math.max(0.05, 0.05 * Math.abs(low));
    return roundDomain(Math.max(limits[0], low - room), Math.min(limits[1], low + room), limits, parts);
  }
  const step = roundStep(high - low, parts);
  return [
    Math.max(limits[0], Number((Math.floor(low / step + 1e-9) * step).toPrecision(12))),
    Math.min(limits[1], Number((Math.ceil(high / step - 1e-9) * step).toPrecision(12))),
  ];
}
