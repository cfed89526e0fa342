import { expect, it } from "vitest";
import { parseNumber } from "./parse-number";
import { parseIsoTime } from "./parse-time";

// Expected values from `date -u -d "…" +%s`.
it.each([
  ["2012-09-28 15:11:27", 1348845087000],
  ["2012-09-28T15:11:27.5Z", 1348845087500],
  ["2012-09-28 15:11:27 UTC", 1348845087000],
  ["2012-09-28T15:11:27+02:00", 1348837887000],
  ["2012-09-28T15:11:27-0130", 1348850487000],
  ["2012/9/28", 1348790400000],
  ["2012-09-28 15:11", 1348845060000],
])("reads %s as UTC unless it names a zone", (text, ms) => {
  expect(parseIsoTime(text)).toBe(ms);
});

it.each(["", "2012-02-30", "2012-13-01", "28/09/2012", "2012-09-28 25:00", "yesterday"])("refuses %j", (text) => {
  expect(parseIsoTime(text)).toBeNaN();
});

it.each([
  ["0", 0],
  ["12.50", 12.5],
  ["-3e2", -300],
  [".5", 0.5],
  ["1234567890123456789", 1234567890123456800],
  ["", Number.NaN],
  ["1 2", Number.NaN],
  ["0x10", Number.NaN],
  ["Infinity", Number.NaN],
])("reads the number %j", (text, value) => {
  const bytes = new TextEncoder().encode(text);
  expect(parseNumber(bytes, 0, bytes.length)).toBe(value);
});
