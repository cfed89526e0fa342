import { packageBuild } from "../../tsup.config.base";

export default packageBuild({
  main: "src/main.ts",
  index: "src/index.ts",
  "rem-cell-worker": "src/rem/rem-cell-worker.ts",
});
