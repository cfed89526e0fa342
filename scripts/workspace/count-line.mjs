/** The last line of `npm test`, `npm run check` and `.ci/run`. */
export function countLine({ passed, failed, skipped = 0 }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
