import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortenMiddle, spreadLabels } from "./curve-plot";

describe("spreadLabels", () => {
  it("leaves labels that have room where they are", () => {
    expect(spreadLabels([0, 20, 60], 15, 100)).toEqual([0, 20, 60]);
  });

  it("moves two that collide apart around their middle", () => {
    // 50 and 52 have the middle 51; 15 apart that is 43.5 and 58.5.
    expect(spreadLabels([50, 52], 15, 100)).toEqual([43.5, 58.5]);
  });

  it("keeps order, distance and the bounds whenever there is room", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 20 }), (raw) => {
        const placed = spreadLabels(
          raw.sort((a, b) => a - b),
          15,
          300,
        );
        expect(placed).toHaveLength(raw.length);
        for (const [index, height] of placed.entries()) {
          expect(height).toBeGreaterThanOrEqual(-1e-9);
          expect(height).toBeLessThanOrEqual(300 + 1e-9);
          if (index > 0) expect(height - placed[index - 1]!).toBeGreaterThanOrEqual(15 - 1e-9);
        }
      }),
    );
  });
});

describe("shortenMiddle", () => {
  it("keeps both ends", () => {
    expect(shortenMiddle("bkt-highest-prob-incorrect", 11)).toBe("bkt-h…rrect");
    expect(shortenMiddle("random", 11)).toBe("random");
  });
});
