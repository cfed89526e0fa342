import { nearestName, unknownNameError, ZpdError } from "@zpd/core";

/** The id of a rule over a tracer: `bkt` and `zone` give `bkt-zone`. */
export function composePolicyId(tracerId: string, ruleId: string): string {
  return `${tracerId}-${ruleId}`;
}

export interface ParsedPolicyId {
  /** Absent: the rule stands alone. */
  readonly tracerId?: string;
  readonly ruleId: string;
}

/**
 * Takes a policy's id apart. Ids of tracers and rules may themselves hold hyphens. A rule's bare id means the rule
 * alone; where several splits fit, the longest tracer id wins.
 * @throws UNKNOWN_NAME with the nearest known name
 */
export function parsePolicyId(id: string, tracerIds: readonly string[], ruleIds: readonly string[]): ParsedPolicyId {
  if (ruleIds.includes(id)) return { ruleId: id };
  const prefixes = tracerIds.filter((tracerId) => id.startsWith(`${tracerId}-`)).sort((a, b) => b.length - a.length);
  for (const tracerId of prefixes) {
    const ruleId = id.slice(tracerId.length + 1);
    if (ruleIds.includes(ruleId)) return { tracerId, ruleId };
  }
  const suffix = ruleIds.filter((ruleId) => id.endsWith(`-${ruleId}`)).sort((a, b) => b.length - a.length)[0];
  if (prefixes[0] === undefined && suffix !== undefined) {
    throw unknownNameError("parsePolicyId", "tracer", id.slice(0, -suffix.length - 1), tracerIds);
  }
  const all = [...ruleIds, ...tracerIds.flatMap((tracer) => ruleIds.map((rule) => composePolicyId(tracer, rule)))];
  const nearest = nearestName(id, all);
  throw new ZpdError("UNKNOWN_NAME", {
    where: "parsePolicyId",
    expected: `a rule (${ruleIds.join(", ")}), alone or after a tracer's name (${tracerIds.join(", ")}) and "-"`,
    got: `"${id}"`,
    ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
  });
}
