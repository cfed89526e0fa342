import { expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";

it("brings a row to mean 0 and variance 1, then scales and shifts it", async () => {
  const x = { shape: [2, 2], data: Float32Array.of(1, 3, 7, 7) };
  const gain = { shape: [2], data: Float32Array.of(2, 3) };
  const offset = { shape: [2], data: Float32Array.of(10, 20) };
  const [got] = await exactEngine()
    .createTrainable({ x, gain, offset })
    .evaluate((ops, weights) => [ops.layerNorm(weights.x!, weights.gain!, weights.offset!)]);
  // Variance 1, so -1 and 1 but for epsilon: 1 / sqrt(1.00001) = 0.999995. A constant row becomes the offset.
  expect(got![0]).toBeCloseTo(10 - 2 * 0.999995, 5);
  expect(got![1]).toBeCloseTo(20 + 3 * 0.999995, 5);
  expect([...got!.subarray(2)]).toEqual([10, 20]);
});

it("has the gradient of central differences", async () => {
  const shapes = { x: [3, 7], gain: [7], offset: [7], y: [3, 7] };
  await expectGradients(randomWeights(5, shapes), (ops, { x, gain, offset, y }) => {
    const moved = ops.affine(x!, 2);
    const normal = ops.layerNorm(moved, gain!, offset!);
    return ops.sum(ops.multiply(ops.multiply(normal, normal), ops.add(y!, moved)));
  });
});

it("refuses a gain of another width", async () => {
  const weights = randomWeights(6, { x: [3, 7], gain: [6], offset: [7] });
  const trainable = exactEngine().createTrainable(weights);
  await expect(trainable.evaluate((ops, { x, gain, offset }) => [ops.layerNorm(x!, gain!, offset!)])).rejects.toThrow(
    "gain and offset of 7",
  );
});
