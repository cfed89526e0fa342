import { runStudy } from "../study.mjs";

document.querySelector("#result").textContent = JSON.stringify(await runStudy());
