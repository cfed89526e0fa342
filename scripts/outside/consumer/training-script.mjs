import { train } from "./training.mjs";

console.log(JSON.stringify(await train({ backend: "wasm", threads: 1 })));
