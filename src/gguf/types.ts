/**
 * The vocabulary of GGUF files: value types, tensor types and the limits a file must keep.
 * Source: llama.cpp release v0.4.0, ggml/include/ggml.h and ggml/src/gguf.cpp.
 */

export const GGUF_MAGIC = 'GGUF';
/** Version 3 is what llama.cpp writes; 2 differs in nothing but big-endian support; 1 it no longer reads. */
export const GGUF_VERSION = 3;
export const DEFAULT_ALIGNMENT = 32;

// Limits. A header names its own counts and lengths, so a damaged or hostile one could ask for any amount of memory.
/** The largest published vocabulary (256 k tokens with merges) makes 20 MiB of header. */
export const MAX_HEADER_BYTES = 128 * 1024 * 1024;
/** The format's own limit on keys. */
export const MAX_KEY_BYTES = 65535;
/** Chat templates are the longest strings in practice: tens of KiB. */
export const MAX_STRING_BYTES = 1024 * 1024;
/** Items of all arrays together. Vocabularies, their types and scores, and merges are the longest: 1.5 million in the largest. */
export const MAX_ARRAY_ITEMS = 4 * 1024 * 1024;
/** Longer arrays are left out where only facts are asked for. */
export const SHORT_ARRAY_ITEMS = 1024;
/** Real files have about 50 keys. */
export const MAX_KEYS = 16384;
/** Real files have some hundreds of tensors; a thousand-expert model has some ten thousands. */
export const MAX_TENSORS = 65536;
/** GGML_MAX_NAME counts the terminating zero. */
export const MAX_TENSOR_NAME_BYTES = 63;
/** GGML_MAX_DIMS. */
export const MAX_DIMENSIONS = 4;
/** Files use 32; a page is the most that makes sense. */
export const MAX_ALIGNMENT = 65536;

/** `enum gguf_type`: how a metadata value is stored. */
export const VALUE_TYPES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'bool',
  'string',
  'array',
  'uint64',
  'int64',
  'float64',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];
export type ScalarType = Exclude<ValueType, 'array'>;

/** Bytes of one value; strings and arrays have no fixed size. */
export const VALUE_BYTES: Record<Exclude<ScalarType, 'string'>, number> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** One metadata entry. 64-bit integers are numbers: a file with one beyond 2^53 is refused. */
export type GgufEntry =
  | { type: 'string'; value: string }
  | { type: 'bool'; value: boolean }
  | { type: Exclude<ScalarType, 'string' | 'bool'>; value: number }
  | { type: 'array'; items: 'string'; value: string[] }
  | { type: 'array'; items: 'bool'; value: boolean[] }
  | { type: 'array'; items: Exclude<ScalarType, 'string' | 'bool'>; value: ArrayLike<number> };

/** What a reader has of an entry; of a long array that was passed over, how many items it has. */
export type ReadEntry = GgufEntry | { type: 'skipped'; items: ScalarType; value: number };

/** A tensor type: its number in the file, values a block, bytes a block. */
interface TensorTypeInfo {
  id: number;
  block: number;
  bytes: number;
}

/** `enum ggml_type` with `ggml_blck_size` and `ggml_type_size`; a test compares the table with the native library. */
const TENSOR_TYPE_TABLE = {
  F32: { id: 0, block: 1, bytes: 4 },
  F16: { id: 1, block: 1, bytes: 2 },
  Q4_0: { id: 2, block: 32, bytes: 18 },
  Q4_1: { id: 3, block: 32, bytes: 20 },
  Q5_0: { id: 6, block: 32, bytes: 22 },
  Q5_1: { id: 7, block: 32, bytes: 24 },
  Q8_0: { id: 8, block: 32, bytes: 34 },
  Q8_1: { id: 9, block: 32, bytes: 36 },
  Q2_K: { id: 10, block: 256, bytes: 84 },
  Q3_K: { id: 11, block: 256, bytes: 110 },
  Q4_K: { id: 12, block: 256, bytes: 144 },
  Q5_K: { id: 13, block: 256, bytes: 176 },
  Q6_K: { id: 14, block: 256, bytes: 210 },
  Q8_K: { id: 15, block: 256, bytes: 292 },
  IQ2_XXS: { id: 16, block: 256, bytes: 66 },
  IQ2_XS: { id: 17, block: 256, bytes: 74 },
  IQ3_XXS: { id: 18, block: 256, bytes: 98 },
  IQ1_S: { id: 19, block: 256, bytes: 50 },
  IQ4_NL: { id: 20, block: 32, bytes: 18 },
  IQ3_S: { id: 21, block: 256, bytes: 110 },
  IQ2_S: { id: 22, block: 256, bytes: 82 },
  IQ4_XS: { id: 23, block: 256, bytes: 136 },
  I8: { id: 24, block: 1, bytes: 1 },
  I16: { id: 25, block: 1, bytes: 2 },
  I32: { id: 26, block: 1, bytes: 4 },
  I64: { id: 27, block: 1, bytes: 8 },
  F64: { id: 28, block: 1, bytes: 8 },
  IQ1_M: { id: 29, block: 256, bytes: 56 },
  BF16: { id: 30, block: 1, bytes: 2 },
  TQ1_0: { id: 34, block: 256, bytes: 54 },
  TQ2_0: { id: 35, block: 256, bytes: 66 },
  MXFP4: { id: 39, block: 32, bytes: 17 },
  NVFP4: { id: 40, block: 64, bytes: 36 },
  Q1_0: { id: 41, block: 128, bytes: 18 },
  Q2_0: { id: 42, block: 64, bytes: 18 },
} as const satisfies Record<string, TensorTypeInfo>;
export type TensorType = keyof typeof TENSOR_TYPE_TABLE;
export const TENSOR_TYPES: Readonly<Record<TensorType, TensorTypeInfo>> = TENSOR_TYPE_TABLE;

/** `general.file_type`, llama.h's `enum llama_ftype`, for the types that users meet. */
export const FILE_TYPES = {
  F32: 0,
  F16: 1,
  Q4_0: 2,
  Q4_1: 3,
  Q8_0: 7,
  Q5_0: 8,
  Q5_1: 9,
  Q2_K: 10,
  Q3_K_S: 11,
  Q3_K_M: 12,
  Q3_K_L: 13,
  Q4_K_S: 14,
  Q4_K_M: 15,
  Q5_K_S: 16,
  Q5_K_M: 17,
  Q6_K: 18,
  IQ4_NL: 25,
  IQ4_XS: 30,
  BF16: 32,
} as const;

/** Tensor type by its number in the file. */
export const TENSOR_TYPE_OF_ID: ReadonlyMap<number, TensorType> = new Map(
  (Object.keys(TENSOR_TYPES) as TensorType[]).map((name) => [TENSOR_TYPES[name].id, name]),
);

/** One tensor of a file. */
export interface GgufTensor {
  name: string;
  /** ggml's order: `shape[0]` is the length of a row, contiguous in memory. One to four entries. */
  shape: number[];
  type: TensorType;
  /** Bytes from the start of the file. */
  offset: number;
  bytes: number;
}

/**
 * Bytes of a tensor.
 * @param shape ggml's order, row length first; the row length must be a multiple of the type's block.
 */
export function tensorBytes(type: TensorType, shape: readonly number[]): number {
  const { block, bytes } = TENSOR_TYPES[type];
  return (shape.reduce((product, n) => product * n, 1) / block) * bytes;
}

/** `value` rounded up to the next multiple of `alignment`. */
export function padded(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
