import { expect, it } from "vitest";
import { warningText } from "./warning-text";

it("names the first three of the ids a warning is about", () => {
  const warning = { code: "x", message: "slip stands at its bound" };
  expect(warningText(warning)).toBe("slip stands at its bound");
  expect(warningText({ ...warning, ids: [] })).toBe("slip stands at its bound");
  expect(warningText({ ...warning, ids: ["a", "b", "c"] })).toBe("slip stands at its bound (a, b, c)");
  expect(warningText({ ...warning, ids: ["a", "b", "c", "d", "e"] })).toBe(
    "slip stands at its bound (a, b, c and 2 more)",
  );
});
