import { defineConfig } from "vitest/config";
import { readmeExamples } from "./scripts/readme/vite-plugin.ts";

export default defineConfig({
  plugins: [readmeExamples()],
  // Packages read each other's source, so a test never sees a stale build.
  resolve: { conditions: ["@zpd/source", "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: ["@zpd/source", "module", "node", "development|production"] } },
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "apps/*/{src,test}/**/*.test.ts",
      "bench/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    setupFiles: ["./vitest.setup.ts"],
    // Generous, because two cores may be busy with other work; a test that needs seconds on a quiet machine is too slow.
    testTimeout: 180_000,
  },
});
