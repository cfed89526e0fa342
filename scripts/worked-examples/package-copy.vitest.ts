import { join } from "node:path";
import { defineConfig } from "vitest/config";
import workspace from "../../vitest.config.ts";

/** The workspace's own settings for a copy of one package, which is the root of the run. */
export default defineConfig({
  resolve: workspace.resolve ?? {},
  ssr: workspace.ssr ?? {},
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: [join(import.meta.dirname, "../../vitest.setup.ts")],
    testTimeout: 60_000,
  },
});
