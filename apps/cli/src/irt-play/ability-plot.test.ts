import { describe, expect, it } from "vitest";
import { abilityPlot, PLOT_WIDTH, plotAxis } from "./ability-plot";

describe("abilityPlot", () => {
  // Four characters an ability, the first at -3: ability x stands at 4 (x + 3).
  it.each([
    ["          ├─●─┤          ", 0, 0.5],
    ["            ┊ ├●┤        ", 0.75, 0.25],
    ["├───●───┤   ┊            ", -2, 1],
    ["            ┊       ├───●", 3, 0.9],
    ["‹●──┤       ┊            ", -2.75, 0.75],
    ["‹           ┊            ", -5, 0.5],
    ["            ┊           ›", 4, 0.5],
    ["‹───────────●───────────›", 0, 9],
  ])("draws %j", (drawn, ability, standardError) => {
    expect(abilityPlot(ability, standardError)).toBe(drawn);
    expect(abilityPlot(ability, standardError)).toHaveLength(PLOT_WIDTH);
  });

  it("stands under the ends of its axis", () => {
    expect(plotAxis()).toBe("-3          0           3");
  });
});
