/** The dimensions of a pair that memory needs and speed follow from, read from a file's metadata by one rule for every reader. */
import { FILE_TYPES, type GgufFile } from '../gguf/index.ts';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';

export interface LanguageShape {
  architecture: string;
  layers: number;
  /** Embedding length. */
  width: number;
  ffn: number;
  heads: number;
  kvHeads: number;
  vocab: number;
  /** Context the model was trained for, in tokens. */
  context: number;
}

/** `side` and `patch` in pixels. */
export interface VisionShape {
  side: number;
  patch: number;
  layers: number;
  width: number;
  ffn: number;
  heads: number;
}

// Bounds of what is sane, so that a damaged file asks for no absurd graph. The largest models here are far below.
const MAX_BLOCKS = 1024;
const MAX_HEADS = 4096;
const MAX_WIDTH = 1 << 17;
const MAX_FFN = 1 << 20;
const MAX_CONTEXT = 1 << 24;
const MAX_IMAGE_SIDE = 4096;

/** A file whose figures no model has. */
export const brokenFile = (file: GgufFile, what: Message): ImpError =>
  new ImpError('model-unreadable', msg`${file.path}: ${what}. Get the file again from where it came from.`);

/** @throws ImpError `model-unreadable` for a figure that is missing or that no model has */
export function languageShape(file: GgufFile): LanguageShape {
  const architecture = file.string('general.architecture') ?? '';
  const need = counts(file, architecture);
  const width = need('embedding_length', MAX_WIDTH);
  const heads = need('attention.head_count', MAX_HEADS);
  const kvHeads = need('attention.head_count_kv', heads, heads);
  if (width % heads !== 0 || heads % kvHeads !== 0)
    throw brokenFile(file, msg`${heads} heads and ${kvHeads} key heads do not divide its width ${width}`);
  return {
    architecture,
    layers: need('block_count', MAX_BLOCKS),
    width,
    ffn: need('feed_forward_length', MAX_FFN),
    heads,
    kvHeads,
    vocab: file.tensor('token_embd.weight')?.shape[1] ?? file.length('tokenizer.ggml.tokens') ?? 0,
    context: need('context_length', MAX_CONTEXT),
  };
}

/** `layers` are the stored blocks. @throws ImpError `model-unreadable` for a figure that is missing or that no tower has */
export function visionShape(file: GgufFile): VisionShape {
  const need = counts(file, 'clip.vision');
  const side = need('image_size', MAX_IMAGE_SIDE);
  const width = need('embedding_length', MAX_WIDTH);
  const heads = need('attention.head_count', width);
  if (width % heads !== 0) throw brokenFile(file, msg`its width ${width} does not divide into ${heads} heads`);
  return {
    side,
    patch: need('patch_size', side),
    layers: need('block_count', MAX_BLOCKS),
    width,
    ffn: need('feed_forward_length', MAX_FFN),
    heads,
  };
}

/** Reads whole numbers from 1 to `limit` under a prefix of the metadata. */
const counts =
  (file: GgufFile, prefix: string) =>
  (name: string, limit: number, fallback?: number): number => {
    const key = `${prefix}.${name}`;
    const value = file.number(key) ?? fallback;
    if (value === undefined) throw brokenFile(file, msg`its metadata lacks ${key}`);
    if (!Number.isInteger(value) || value < 1 || value > limit) throw brokenFile(file, msg`its ${key} is ${value}`);
    return value;
  };

const FILE_TYPE_NAMES = new Map<number, string>(Object.entries(FILE_TYPES).map(([name, id]) => [id, name]));

/** What a language model's weights are called by, as in `Q4_K_M`: what the file says, else the type of most of its bytes. */
export const quantizationOf = (file: GgufFile): string =>
  FILE_TYPE_NAMES.get(file.number('general.file_type') ?? -1) ?? commonType(file);

/** The type of most bytes of a file's matrices, as in `Q4_K`; `matrix` says which count. */
export function commonType(file: GgufFile, matrix: (name: string) => boolean = () => true): string {
  const bytes = new Map<string, number>();
  for (const tensor of file.tensors) {
    if (tensor.shape.length > 1 && matrix(tensor.name))
      bytes.set(tensor.type, (bytes.get(tensor.type) ?? 0) + tensor.bytes);
  }
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'F32';
}

/** Matrices of the vision blocks and the projector: every patch goes through them. */
export const isVisionMatrix = (name: string): boolean => name.startsWith('v.blk.') || name.startsWith('mm.');
