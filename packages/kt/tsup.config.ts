import { packageBuild } from "../../tsup.config.base";

export default packageBuild({
  index: "src/index.ts",
  registry: "src/registry.ts",
  "irt/index": "src/irt/index.ts",
  "neural/index": "src/neural/index.ts",
  "neural/registry": "src/neural/registry.ts",
});
