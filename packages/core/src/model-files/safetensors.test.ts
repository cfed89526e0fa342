import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NamedTensor } from "./model-file";
import { decodeSafetensors, encodeSafetensors } from "./safetensors";

// Bytes written by the reference implementation, safetensors 0.8.0 with numpy 2.4.6:
//   from safetensors.numpy import save
//   t = {"weight": np.array([[1.5, -2.25, 3.0], [0.1, 1e-38, 3.4e38]], dtype=np.float32),
//        "bias": np.array([0.1, -1e300], dtype=np.float64),
//        "index": np.array([-2147483648, 0, 2147483647], dtype=np.int32),
//        "mask": np.array([[0], [255], [7]], dtype=np.uint8),
//        "scalar": np.array(2.5, dtype=np.float32), "none": np.zeros((0, 4), dtype=np.float32)}
//   base64.b64encode(save(t, metadata={"made by": "numpy é"}))
const fromPython =
  "kAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIGJ5IjoibnVtcHkgw6kifSwiYmlhcyI6eyJkdHlwZSI6IkY2NCIsInNoYXBlIjpbMl0s" +
  "ImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwibm9uZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCw0XSwiZGF0YV9vZmZzZXRzIjpbMTYsMTZd" +
  "fSwic2NhbGFyIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsxNiwyMF19LCJ3ZWlnaHQiOnsiZHR5cGUiOiJG" +
  "MzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzIwLDQ0XX0sImluZGV4Ijp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlszXSwiZGF0" +
  "YV9vZmZzZXRzIjpbNDQsNTZdfSwibWFzayI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszLDFdLCJkYXRhX29mZnNldHMiOls1Niw1OV19fSAg" +
  "ICAgmpmZmZmZuT+cdQCIPOQ3/gAAIEAAAMA/AAAQwAAAQEDNzMw97uNsAJ7Jf38AAACAAAAAAP///38A/wc=";
// The same with save({"long": np.array([1], dtype=np.int64)}) and save({}).
const int64FromPython =
  "QAAAAAAAAAB7ImxvbmciOnsiZHR5cGUiOiJJNjQiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlswLDhdfX0gICAgICAgAQAAAAAAAAA=";
const emptyFromPython = "CAAAAAAAAAB7fSAgICAgIA==";

const tensors: Record<string, NamedTensor> = {
  weight: { shape: [2, 3], data: Float32Array.of(1.5, -2.25, 3, 0.1, 1e-38, 3.4e38) },
  bias: { shape: [2], data: Float64Array.of(0.1, -1e300) },
  index: { shape: [3], data: Int32Array.of(-2147483648, 0, 2147483647) },
  mask: { shape: [3, 1], data: Uint8Array.of(0, 255, 7) },
  scalar: { shape: [], data: Float32Array.of(2.5) },
  none: { shape: [0, 4], data: new Float32Array(0) },
};
const metadata = { "made by": "numpy é" };

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "base64"));
}

/** A file with any header and so many zero bytes behind it. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("against the reference implementation", () => {
  it("reads what it wrote", () => {
    expect(decodeSafetensors(fromBase64(fromPython))).toEqual({ tensors, metadata });
    expect(decodeSafetensors(fromBase64(emptyFromPython))).toEqual({ tensors: {}, metadata: {} });
  });

  it("writes the same bytes", () => {
    expect(encodeSafetensors(tensors, metadata)).toEqual(fromBase64(fromPython));
    expect(encodeSafetensors({})).toEqual(fromBase64(emptyFromPython));
  });

  it("names a type it cannot hold", () => {
    expect(() => decodeSafetensors(fromBase64(int64FromPython))).toThrow(
      'decodeSafetensors: expected tensor "long" of type F64, F32, I32, U8, got "I64"; convert it before saving',
    );
  });
});

it("reads an unaligned view and leaves the tensors independent of it", () => {
  const plain = fromBase64(fromPython);
  const shifted = new Uint8Array(plain.length + 3).subarray(3);
  shifted.set(plain);
  const read = decodeSafetensors(shifted);
  shifted.fill(0);
  expect(read.tensors).toEqual(tensors);
});

it("keeps odd names, prototype properties included", () => {
  const odd = Object.fromEntries(
    ["__proto__", "constructor", "", "0", 'q"\\'].map((name) => [name, { shape: [1], data: Uint8Array.of(9) }]),
  );
  expect(Object.keys(decodeSafetensors(encodeSafetensors(odd)).tensors).sort()).toEqual(Object.keys(odd).sort());
});

it("gives back any tensors", () => {
  const tensor = fc.oneof(
    fc.float64Array().map((data) => ({ shape: [data.length], data })),
    fc.float32Array().map((data) => ({ shape: [1, data.length], data })),
    fc.int32Array().map((data) => ({ shape: [data.length, 1], data })),
    fc.uint8Array().map((data) => ({ shape: [data.length], data })),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tensor), (any) => {
      expect(decodeSafetensors(encodeSafetensors(any)).tensors).toEqual(Object.fromEntries(Object.entries(any)));
    }),
  );
});

it.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(0), "a safetensors file of at least 8 bytes, got 0 bytes"],
  ["a header cut short", fromBase64(fromPython).subarray(0, 100), "a header of 400 bytes, got a file of 100 bytes"],
  ["data cut short", fromBase64(fromPython).subarray(0, -1), "59 bytes of tensors, got 58; it is cut short"],
  ["bytes behind the end", fileOf({ a: f32(0, 4) }, 5), "4 bytes of tensors, got 5"],
  ["a monstrous header", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1), "a header of at most 100000000 bytes"],
  ["no JSON", fileOf("{", 0), "a JSON header in UTF-8"],
  ["a list", fileOf([], 0), "a JSON object as header, got []"],
  ["text as entry", fileOf({ a: "b" }, 0), 'an object for tensor "a", got "b"'],
  ["metadata that is no text", fileOf({ __metadata__: { a: 1 } }, 0), 'texts under __metadata__, got {"a":1}'],
  ["a negative size", fileOf({ a: f32(0, 4, [-1]) }, 4), 'sizes as shape of tensor "a", got [-1]'],
  ["one offset", fileOf({ a: { dtype: "U8", shape: [1], data_offsets: [0] } }, 1), 'two offsets for tensor "a"'],
  ["a shape that contradicts", fileOf({ a: f32(0, 4, [2]) }, 4), '8 bytes for tensor "a" F32 [2], got offsets 0 to 4'],
  ["an overlap", fileOf({ a: f32(0, 8), b: f32(4, 12) }, 12), 'tensor "b" to begin at byte 8, got 4'],
  ["a gap", fileOf({ a: f32(0, 4), b: f32(8, 12) }, 12), 'tensor "b" to begin at byte 4, got 8'],
])("refuses %s", (_, bytes, message) => {
  expect(() => decodeSafetensors(bytes)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  expect(() => decodeSafetensors(bytes)).toThrow(message);
});

it("refuses a type of another name", () => {
  expect(() => decodeSafetensors(fileOf({ a: f32(0, 4, [1], "toString") }, 4))).toThrow(
    expect.objectContaining({ code: "UNSUPPORTED" }),
  );
});

it("either reads any damaged file or throws our error", () => {
  const whole = fromBase64(fromPython);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
      const damaged = whole.slice(0, length);
      if (at < length) damaged[at] = value;
      try {
        decodeSafetensors(damaged);
      } catch (error) {
        expect(error).toMatchObject({ name: "ZpdError" });
      }
    }),
    { numRuns: 500 },
  );
});

it.each<[string, Record<string, NamedTensor>, string]>([
  ["a shape that is not filled", { a: { shape: [2, 2], data: new Float32Array(3) } }, "4 values for tensor"],
  ["a size that is no count", { a: { shape: [1.5, 2], data: new Float32Array(3) } }, "3 values for tensor"],
  ["a reserved name", { __metadata__: { shape: [0], data: new Float32Array(0) } }, "got a reserved name"],
])("does not write %s", (_, bad, message) => {
  expect(() => encodeSafetensors(bad)).toThrow(expect.objectContaining({ code: "SHAPE" }));
  expect(() => encodeSafetensors(bad)).toThrow(message);
});
