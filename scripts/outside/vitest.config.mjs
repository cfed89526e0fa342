import { defineConfig } from "vitest/config";

// Packs and installs every package and opens a browser: too slow for `npm test`, so `npm run test:outside` runs it.
export default defineConfig({
  test: {
    include: ["scripts/outside/*.test.mjs"],
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
