import { fingerprintColumns, type ModelFile } from "@zpd/core";

/** The fingerprint of each model: its configuration and every weight. */
export async function fingerprintModels(models: Readonly<Record<string, ModelFile>>): Promise<Record<string, string>> {
  const text = new TextEncoder();
  const fingerprints: Record<string, string> = {};
  for (const [id, { config, tensors }] of Object.entries(models)) {
    fingerprints[`model ${id}`] = await fingerprintColumns({
      config: text.encode(JSON.stringify(config)),
      ...Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])),
    });
  }
  return fingerprints;
}
