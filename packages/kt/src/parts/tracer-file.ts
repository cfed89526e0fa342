import {
  type Config,
  createQMatrix,
  createVocabulary,
  type ModelFile,
  type NamedTensor,
  type QMatrix,
  type Vocabulary,
  ZpdError,
} from "@zpd/core";

/** The world a tracer was fitted in: what its tensors' rows stand for. */
export interface TracerWorld {
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
}

/** Puts a tracer's id, configuration, world and parameters into a model file. The tensors are not copied. */
export function writeTracerFile(
  model: string,
  config: Config,
  { items, qMatrix }: TracerWorld,
  tensors: Readonly<Record<string, NamedTensor>>,
): ModelFile {
  return {
    config: {
      formatVersion: 1,
      model,
      config,
      items: items.ids,
      concepts: qMatrix.concepts.ids,
      qMatrix: { offsets: Array.from(qMatrix.offsets), concept: Array.from(qMatrix.concept) },
    },
    tensors,
  };
}

/** Rebuilds vocabularies and Q-matrix of a model file. @throws INVALID_INPUT when the file is of another model or its Q-matrix is broken */
export function readTracerWorld(where: string, model: string, { config }: ModelFile): TracerWorld {
  if (config.formatVersion !== 1 || config.model !== model) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `a model file of "${model}", format 1`,
      got: `"${config.model}", format ${config.formatVersion}`,
    });
  }
  const { offsets, concept } = config.qMatrix;
  const items = createVocabulary(config.items);
  const rising = offsets.every((offset, i) => Number.isInteger(offset) && offset >= (i === 0 ? 0 : offsets[i - 1]!));
  if (offsets.length !== items.size + 1 || offsets[0] !== 0 || !rising || offsets[items.size] !== concept.length) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `ascending Q-matrix offsets [I + 1] = ${items.size + 1} from 0 to ${concept.length}`,
      got: `${offsets.length} offsets from ${offsets[0]} to ${offsets.at(-1)}`,
    });
  }
  const rows = config.items.map((_, i) => concept.slice(offsets[i], offsets[i + 1]));
  const qMatrix = createQMatrix(rows, createVocabulary(config.concepts));
  if (qMatrix.concept.length !== concept.length || qMatrix.concept.some((c, k) => c !== concept[k])) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "each item's concepts ascending and distinct",
      got: "others",
    });
  }
  return { items, qMatrix };
}

/** A copy of one tensor in double precision. @throws INVALID_INPUT when it is missing, of another shape, or not finite */
export function readTensor(where: string, file: ModelFile, name: string, shape: readonly number[]): Float64Array {
  const tensor = file.tensors[name];
  const wanted = `tensor "${name}" of shape [${shape.join(", ")}]`;
  if (tensor === undefined) {
    throw new ZpdError("INVALID_INPUT", { where, expected: wanted, got: "no such tensor" });
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (tensor.shape.length !== shape.length || tensor.shape.some((length, axis) => length !== shape[axis])) {
    throw new ZpdError("INVALID_INPUT", { where, expected: wanted, got: `shape [${tensor.shape.join(", ")}]` });
  }
  if (tensor.data.length !== size) {
    throw new ZpdError("INVALID_INPUT", { where, expected: wanted, got: `${tensor.data.length} values` });
  }
  const data = Float64Array.from(tensor.data);
  const broken = data.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `finite values in tensor "${name}"`,
      got: `${data[broken]} at position ${broken}`,
    });
  }
  return data;
}
