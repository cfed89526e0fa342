/**
 * pi / 8: sigmoid(x) is nearly the normal distribution function of x sqrt(pi / 8), and so
 *
 *   E sigmoid(x) ~ sigmoid(m / sqrt(1 + pi v / 8)) for x normal with mean m and variance v.
 *
 * MacKay, "The evidence framework applied to classification networks", Neural Computation 4, 1992, equation 10.
 */
export const PROBIT = Math.PI / 8;
