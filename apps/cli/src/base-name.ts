/** The last part of a path: reports travel, folders are nobody else's business. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
