/** Runs a work's own side when the file is started as a process, and prints its figures as JSON. */
export async function runWhenStarted(moduleUrl, run) {
  const [script, flag, ...files] = process.argv.slice(1);
  if (flag !== "--run" || new URL(`file://${script}`).href !== moduleUrl) return;
  console.log(JSON.stringify(await run(...files)));
}

/** Milliseconds that `body` takes. */
export async function timed(body) {
  const start = performance.now();
  const result = await body();
  return { ms: performance.now() - start, result };
}

export function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
