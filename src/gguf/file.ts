import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import type { GgufTensor, ReadEntry } from './types.ts';

/** What a GGUF file says about itself: everything but the tensors' values. */
export class GgufFile {
  readonly path: string;
  readonly fileBytes: number;
  readonly version: number;
  /** Bytes that tensors are aligned to. */
  readonly alignment: number;
  /** Where the tensors' values begin, in bytes from the start of the file. */
  readonly dataOffset: number;
  readonly metadata: ReadonlyMap<string, ReadEntry>;
  /** In file order. */
  readonly tensors: readonly GgufTensor[];
  readonly #byName: ReadonlyMap<string, GgufTensor>;

  constructor(facts: Omit<GgufFile, 'tensor' | 'string' | 'number' | 'boolean' | 'strings' | 'numbers' | 'length'>) {
    this.path = facts.path;
    this.fileBytes = facts.fileBytes;
    this.version = facts.version;
    this.alignment = facts.alignment;
    this.dataOffset = facts.dataOffset;
    this.metadata = facts.metadata;
    this.tensors = facts.tensors;
    this.#byName = new Map(facts.tensors.map((tensor) => [tensor.name, tensor]));
  }

  /** The tensor of that name, where there is one. */
  tensor(name: string): GgufTensor | undefined {
    return this.#byName.get(name);
  }

  // Typed metadata: undefined where the key is absent, `model-unreadable` where its value is of another type.

  string(key: string): string | undefined {
    const entry = this.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type !== 'string') throw this.#wrongType(key, msg`a string`);
    return entry.value;
  }

  number(key: string): number | undefined {
    const entry = this.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type === 'string' || entry.type === 'bool' || entry.type === 'array' || entry.type === 'skipped')
      throw this.#wrongType(key, msg`a number`);
    return entry.value;
  }

  boolean(key: string): boolean | undefined {
    const entry = this.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type !== 'bool') throw this.#wrongType(key, msg`true or false`);
    return entry.value;
  }

  strings(key: string): string[] | undefined {
    const entry = this.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type !== 'array' || entry.items !== 'string') throw this.#wrongType(key, msg`an array of strings`);
    return entry.value;
  }

  numbers(key: string): ArrayLike<number> | undefined {
    const entry = this.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type !== 'array' || entry.items === 'string' || entry.items === 'bool')
      throw this.#wrongType(key, msg`an array of numbers`);
    return entry.value;
  }

  /** Items of an array, also of one that was passed over. */
  length(key: string): number | undefined {
    const entry = this.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type === 'skipped') return entry.value;
    if (entry.type !== 'array') throw this.#wrongType(key, msg`an array`);
    return entry.value.length;
  }

  #wrongType(key: string, wanted: Message): ImpError {
    return new ImpError(
      'model-unreadable',
      msg`${this.path}: its metadata ${key} should be ${wanted}. Get the file again from where it came from.`,
    );
  }
}
