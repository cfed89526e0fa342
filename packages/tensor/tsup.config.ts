import { packageBuild } from "../../tsup.config.base";

export default packageBuild({
  index: "src/index.ts",
  "kernels/index": "src/kernels/index.ts",
  "node/index": "src/node/index.ts",
  "tensorflow/index": "src/tensorflow/index.ts",
});
