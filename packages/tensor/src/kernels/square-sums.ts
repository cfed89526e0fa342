/** How many sums the kernel `sumOfSquares` writes: fixed, so that a total does not depend on the number of threads. */
export const SQUARE_SUMS = 64;
