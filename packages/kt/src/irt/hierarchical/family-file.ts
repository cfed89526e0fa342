import { type Config, type ModelFile, type NamedTensor, ZpdError } from "@zpd/core";
import { readTensor } from "../../parts/tracer-file";
import type { FamilyPosterior } from "../types/posterior";
import { checkCovariates } from "./check-covariates";

/** The entry of `config.json` that names the families. */
const ENTRY = "families";

type FamilyEntry = { readonly name: string; readonly columns: readonly string[]; readonly latents: number };

/** What `config.json` says of the families: names, attributes, latents and, of number columns, the scale. */
export function familiesToConfig(families: readonly FamilyPosterior[] | undefined): Config {
  if (families === undefined) return {};
  return {
    [ENTRY]: families.map(({ name, columns, latents, scale }) => ({
      name,
      columns,
      latents,
      ...(scale === undefined ? {} : { scale }),
    })),
  };
}

/**
 * Tensors of family f: `familyF.weights` `[A, 2 K]` (means, then variances), `familyF.prior` `[2 K]`, and the items' rows as
 * `familyF.offsets` `[I + 1]`, `familyF.attributes` and `familyF.values`.
 */
export function familyTensors(families: readonly FamilyPosterior[] = []): Record<string, NamedTensor> {
  const tensors: Record<string, NamedTensor> = {};
  families.forEach(({ columns, latents, weightRows, weightPrior, offsets, attributes, values }, f) => {
    tensors[`family${f}.weights`] = { shape: [columns.length, 2 * latents], data: weightRows };
    tensors[`family${f}.prior`] = { shape: [2 * latents], data: weightPrior };
    tensors[`family${f}.offsets`] = { shape: [offsets.length], data: offsets };
    tensors[`family${f}.attributes`] = { shape: [attributes.length], data: attributes };
    tensors[`family${f}.values`] = { shape: [values.length], data: values };
  });
  return tensors;
}

function isEntry(value: unknown): value is FamilyEntry & { readonly scale?: number } {
  const { name, columns, latents, scale } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof name === "string" &&
    Array.isArray(columns) &&
    columns.every((column) => typeof column === "string") &&
    Number.isSafeInteger(latents) &&
    (latents as number) >= 1 &&
    (scale === undefined || ((scale as number) > 0 && Number.isFinite(scale)))
  );
}

/**
 * Reads what `familiesToConfig` and `familyTensors` wrote. Scale and variances have to be above 0.
 * @throws INVALID_INPUT, SHAPE when an entry or tensor is missing or does not fit
 */
export function familiesFromFile(where: string, file: ModelFile, items: number, factors: number): FamilyPosterior[] {
  const fail = (expected: string, got: string): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected, got });
  };
  const entries: unknown = file.config.config[ENTRY];
  if (!Array.isArray(entries) || !entries.every(isEntry)) return fail(`families of covariates as "${ENTRY}"`, "none");
  const families = entries.map(({ name, columns, latents, scale }, f): FamilyPosterior => {
    const weights = readTensor(where, file, `family${f}.weights`, [columns.length, 2 * latents]);
    const offsets = readTensor(where, file, `family${f}.offsets`, [items + 1]);
    const entryCount = offsets[items]!;
    for (let at = latents; at < weights.length; at += 2 * latents) {
      const broken = weights.subarray(at, at + latents).find((variance) => !(variance > 0));
      if (broken !== undefined) fail(`variances above 0 in "family${f}.weights"`, `${broken}`);
    }
    return {
      name,
      columns,
      latents,
      ...(scale === undefined ? {} : { scale }),
      offsets: Int32Array.from(offsets),
      attributes: Int32Array.from(readTensor(where, file, `family${f}.attributes`, [entryCount])),
      values: readTensor(where, file, `family${f}.values`, [entryCount]),
      weightRows: Float32Array.from(weights),
      weightPrior: readTensor(where, file, `family${f}.prior`, [2 * latents]),
    };
  });
  checkCovariates(where, { families }, items);
  const latents = families.reduce((sum, family) => sum + family.latents, 0);
  if (latents >= factors) fail(`more than the families' ${latents} latents among the factors`, `${factors}`);
  return families;
}

/** Latent dimensions that items of a posterior load on by discriminations of their own. */
export function ownFactorsOf(factors: number, families: readonly FamilyPosterior[] = []): number {
  return families.reduce((left, { latents }) => left - latents, factors);
}
