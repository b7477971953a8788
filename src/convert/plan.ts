/** What goes into the two files: every output tensor with the place its values come from. */
import type { TensorType } from '../gguf/index.ts';
import { isReadable, type StoredWeight, type Weight } from './checkpoint/safetensors.ts';
import { unsupported } from './errors.ts';
import { msg } from '../shared/message.ts';

/** Rows of a checkpoint tensor, or values that the converter itself knows. */
export type Source =
  | {
      weight: Weight;
      /** First row and number of rows taken; a row is all but the first dimension. */
      firstRow: number;
      rows: number;
      /** Values in a row. */
      columns: number;
    }
  | { values: Float32Array };

/** An output tensor before its type is chosen. A shape larger than the source is padded with zeros after each row and after the last row. */
export interface Draft {
  name: string;
  /** ggml's order, row length first. */
  shape: number[];
  source: Source;
  /** Kept in F32 whatever the file's type: vectors, norms, positions. */
  keepF32: boolean;
}

export interface Planned extends Draft {
  type: TensorType;
}

/** A checkpoint's tensors, taken out one by one with the shape that config.json promises: what is left over is known to be unknown. */
export class Inventory {
  readonly #weights: ReadonlyMap<string, StoredWeight>;
  readonly #left: Set<string>;

  constructor(weights: ReadonlyMap<string, StoredWeight>) {
    this.#weights = weights;
    this.#left = new Set(weights.keys());
  }

  has(name: string): boolean {
    return this.#weights.has(name);
  }

  some(test: (name: string) => boolean): boolean {
    return [...this.#weights.keys()].some(test);
  }

  /** Shape of a tensor, PyTorch's order; undefined where there is none. Does not take it. */
  shape(name: string): number[] | undefined {
    return this.#weights.get(name)?.shape;
  }

  /** The tensor of that name and shape (PyTorch's order). */
  take(name: string, shape: number[]): Weight {
    const weight = this.#weights.get(name);
    if (!weight) throw unsupported(msg`the tensor ${name} is missing`);
    if (weight.shape.join() !== shape.join()) {
      throw unsupported(msg`${name} is ${weight.shape.join(' × ')}, but config.json makes it ${shape.join(' × ')}`);
    }
    if (!isReadable(weight))
      throw unsupported(msg`${name} is of type ${weight.type}; F32, F16 and BF16 can be converted`);
    this.#left.delete(name);
    return weight;
  }

  /** Passes over tensors that inference does not need. */
  ignore(pattern: RegExp): void {
    for (const name of this.#left) if (pattern.test(name)) this.#left.delete(name);
  }

  /** Refuses a checkpoint with tensors that nothing asked for: it computes something that the files would lack. */
  finish(): void {
    const [first] = this.#left;
    if (first !== undefined)
      throw unsupported(msg`it has ${this.#left.size} tensors that Imp does not know, such as ${first}`);
  }
}

/** A matrix [rows × columns] in PyTorch's order. `part` takes rows out of a fused one. */
export function matrix(name: string, weight: Weight, part?: { firstRow: number; rows: number }): Draft {
  const [rows, columns] = weight.shape as [number, number];
  const source = { weight, firstRow: 0, rows, columns, ...part };
  return { name, shape: [columns, source.rows], source, keepF32: false };
}

/** A vector, always F32. */
export function vector(name: string, weight: Weight, part?: { firstRow: number; rows: number }): Draft {
  const source = { weight, firstRow: 0, rows: weight.shape[0]!, columns: 1, ...part };
  return { name, shape: [source.rows], source, keepF32: true };
}

/** Values of a file's tensors: its weights, without the zeros of the padding. */
export function parameterCount(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, { source }) => sum + ('values' in source ? 0 : source.rows * source.columns), 0);
}
