import { ZpdError, type ZpdErrorCode, type ZpdErrorFields } from "./zpd-error";

/** Throws a `ZpdError` built from `fields` unless `condition` holds. Borders only: `fields` is built on every call. */
export function assertThat(condition: boolean, code: ZpdErrorCode, fields: ZpdErrorFields): asserts condition is true {
  if (!condition) throw new ZpdError(code, fields);
}

/** Throws `SHAPE` unless an array has the length its documented shape asks for. */
export function assertLength(
  where: string,
  name: string,
  array: ArrayLike<unknown>,
  length: number,
  shape: string,
): void {
  if (array.length !== length) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `${name} of shape ${shape}, ${length} values`,
      got: `${array.length} values`,
    });
  }
}
