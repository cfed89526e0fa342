import { describe, expect, it } from "vitest";
import { HEAT_DARK, HEAT_INK, HEAT_LIGHT, heatStep } from "./heat-scale";
import { SERIES_DARK, SERIES_LIGHT } from "./series-colours";

/** Relative luminance of WCAG 2.2 from its definition. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe("colours", () => {
  it("knows the contrast of black and white", () => expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10));

  it.each([...HEAT_LIGHT])("dark ink is readable on %s (WCAG AA)", (colour) => {
    expect(contrast(colour, HEAT_INK.light)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([...HEAT_DARK])("light ink is readable on %s (WCAG AA)", (colour) => {
    expect(contrast(colour, HEAT_INK.dark)).toBeGreaterThanOrEqual(4.5);
  });

  it("steps grow steadily in lightness order", () => {
    const falling = HEAT_LIGHT.map(luminance);
    const rising = HEAT_DARK.map(luminance);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
  });

  it.each([...SERIES_LIGHT])("line %s stands out on a light page (WCAG graphics)", (colour) => {
    expect(contrast(colour, "#ffffff")).toBeGreaterThanOrEqual(3);
  });

  it.each([...SERIES_DARK])("line %s stands out on a dark page (WCAG graphics)", (colour) => {
    expect(contrast(colour, "#10151b")).toBeGreaterThanOrEqual(3);
  });
});

describe("heatStep", () => {
  it("cuts the range into seven equal steps", () => {
    expect(heatStep(0, 0, 7)).toBe(0);
    expect(heatStep(0.99, 0, 7)).toBe(0);
    expect(heatStep(1, 0, 7)).toBe(1);
    expect(heatStep(6.5, 0, 7)).toBe(6);
    expect(heatStep(7, 0, 7)).toBe(6);
  });

  it("takes the middle when all are equal", () => expect(heatStep(0.4, 0.4, 0.4)).toBe(3));
});
