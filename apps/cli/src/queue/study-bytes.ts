import { basename } from "node:path";
import { deserialize, serialize } from "node:v8";
import { ZpdError } from "@zpd/core";
import type { OpenedStudy } from "@zpd/eval/node";
import type { LoadedModule } from "../own/load-module";
import type { OwnModule } from "../own/own-module";
import { describeStudy } from "../rem/describe-study";
import type { StudySpec } from "../study-spec";

interface StudyParcel {
  readonly spec: StudySpec;
  readonly dataFingerprint: string;
}

/** A study as bytes for workers on other machines: fitted models, tests, settings; of modules only names and hashes. */
export function encodeStudy(spec: StudySpec, dataFingerprint: string): Uint8Array {
  const { own = [], ...rest } = spec;
  const named = own.map((module) => ({ ...module, file: basename(module.file) }));
  const parcel: StudyParcel = { spec: { ...rest, ...(named.length === 0 ? {} : { own: named }) }, dataFingerprint };
  return serialize(parcel);
}

/**
 * The study of such bytes, with this machine's own copies of its modules.
 * @throws INVALID_INPUT when the bytes are damaged, or a module is not among `modules`
 */
export async function openStudyBytes(bytes: Uint8Array, modules: readonly LoadedModule[]): Promise<OpenedStudy> {
  const { spec, dataFingerprint } = parseParcel(bytes);
  const own = (spec.own ?? []).map((wanted) => ownCopy(wanted, modules));
  const workerData: StudySpec = { ...spec, own };
  return { manifest: await describeStudy(workerData, dataFingerprint), workerData };
}

function parseParcel(bytes: Uint8Array): StudyParcel {
  try {
    return deserialize(bytes) as StudyParcel;
  } catch (cause) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--queue",
      expected: "a study as zpd rem writes it",
      got: "damaged bytes",
      cause,
    });
  }
}

/** Code does not travel: only what this worker was told of is run. */
function ownCopy(wanted: OwnModule, modules: readonly LoadedModule[]): OwnModule {
  const { kind, fingerprint } = wanted;
  const found = modules.find((module) => module.kind === kind && module.fingerprint === fingerprint);
  if (found !== undefined) return { kind, file: found.file, fingerprint };
  const name = basename(wanted.file);
  const namesake = modules.some((module) => module.kind === kind && basename(module.file) === name);
  throw new ZpdError("INVALID_INPUT", {
    where: "zpd worker",
    expected: `--${kind} ${name}, which the study uses`,
    got: namesake ? "another text of it" : "no such option",
    advice: "give every worker the study's modules",
  });
}
