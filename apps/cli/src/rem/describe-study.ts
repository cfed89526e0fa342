import { createRemManifest, type RemManifest } from "@zpd/eval";
import { openStudy } from "../compose";
import { reloadModules } from "../own/load-module";
import type { StudySpec } from "../study-spec";
import { fingerprintModels } from "./fingerprint-models";

/** The manifest of a study: equal on every machine that could play it to the same bytes. */
export async function describeStudy(spec: StudySpec, dataFingerprint: string): Promise<RemManifest> {
  const own = await reloadModules(spec.own ?? []);
  const study = openStudy(spec, own);
  const fingerprints: Record<string, string> = { data: dataFingerprint, ...(await fingerprintModels(spec.models)) };
  for (const kind of ["policy", "simulator"] as const) {
    const modules = own.filter((module) => module.kind === kind);
    const parts = kind === "policy" ? study.policies : study.simulators;
    for (const [at, { id }] of parts.slice(parts.length - modules.length).entries()) {
      fingerprints[`own ${kind} ${id}`] = modules[at]!.fingerprint;
    }
  }
  return createRemManifest(study, fingerprints);
}
