import { train } from "../training.mjs";

const asked = new URLSearchParams(location.search);
const told = await train({ backend: asked.get("backend"), threads: Number(asked.get("threads")) }).catch(
  ({ code, message }) => ({ code, message }),
);
document.querySelector("#result").textContent = JSON.stringify({ ...told, isolated: crossOriginIsolated });
