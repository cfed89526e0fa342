const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/**
 * Milliseconds since 1970 of a date written year first (`2012-09-28 15:11:27.5`, `2012-09-28T15:11:27Z`, `2012/09/28`), or NaN.
 * Without a zone it is taken as UTC, so that the result is the same on every machine.
 */
export function parseIsoTime(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = Date.UTC(year, month - 1, day);
  const back = new Date(date);
  // Date.UTC turns 30 February into 1 March.
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return Number.NaN;
  if (hour > 24 || minute > 59 || second > 60) return Number.NaN;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  return date + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - zoneMs(match[8]);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || /^(?:z|utc)$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
