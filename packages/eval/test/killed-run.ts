import { rem } from "../src/loops/rem";
import { createRemManifest } from "../src/matrix/manifest";
import { openCheckpoint } from "../src/node/checkpoint";
import { createSmallStudy } from "./small-study";

// Plays the small study with a checkpoint in the folder given, and is killed once two cells are on disk.
const study = createSmallStudy({ seed: 3 });
const checkpoint = await openCheckpoint(process.argv[2]!, createRemManifest(study, { data: "abc" }));
let saved = 0;
await rem(study, {
  onCell: async (cell) => {
    await checkpoint.save(cell);
    saved++;
    if (saved === 2) process.kill(process.pid, "SIGKILL");
  },
});
