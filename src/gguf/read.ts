import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { FormatError, HeaderCursor } from './cursor.ts';
import { GgufFile } from './file.ts';
import {
  DEFAULT_ALIGNMENT,
  GGUF_MAGIC,
  GGUF_VERSION,
  MAX_ALIGNMENT,
  MAX_ARRAY_ITEMS,
  MAX_DIMENSIONS,
  MAX_HEADER_BYTES,
  MAX_KEY_BYTES,
  MAX_KEYS,
  MAX_STRING_BYTES,
  MAX_TENSOR_NAME_BYTES,
  MAX_TENSORS,
  SHORT_ARRAY_ITEMS,
  TENSOR_TYPE_OF_ID,
  TENSOR_TYPES,
  VALUE_BYTES,
  VALUE_TYPES,
  padded,
  tensorBytes,
  type ReadEntry,
  type GgufTensor,
  type ScalarType,
  type ValueType,
} from './types.ts';

/**
 * Reads and checks a GGUF file's header: afterwards every tensor is known to lie inside the file, in the order and at
 * the places where llama.cpp looks for it. Reads no tensor values, so a file of any size takes milliseconds, and the worst
 * header within the limits under a second.
 *
 * @param arrays `short`: long arrays (vocabularies) are passed over, for whoever wants a model's facts alone
 * @throws ImpError `model-missing` where there is no such file, `model-unreadable` where it is not a whole GGUF file.
 */
export async function readGguf(path: string, arrays: 'all' | 'short' = 'all'): Promise<GgufFile> {
  let file: FileHandle;
  try {
    // A pipe that nobody writes to would hold up whoever opens it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ImpError('model-missing', msg`There is no file ${path}. Check the path, or install the model again.`, {
        cause,
      });
    }
    throw new ImpError(
      'model-unreadable',
      msg`${path} cannot be opened: ${(cause as Error).message}. Check its permissions.`,
      { cause },
    );
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new FormatError(msg`it is not a file`);
    return await readHeader(path, new HeaderCursor(file, stat.size, MAX_HEADER_BYTES), stat.size, arrays);
  } catch (cause) {
    if (cause instanceof ImpError) throw cause;
    const why = cause instanceof FormatError ? cause.text : msg`it cannot be read (${(cause as Error).message})`;
    throw new ImpError(
      'model-unreadable',
      msg`${path} is not a usable GGUF model: ${why}. Get the file again from where it came from.`,
      { cause },
    );
  } finally {
    await file.close();
  }
}

async function readHeader(
  path: string,
  cursor: HeaderCursor,
  fileBytes: number,
  arrays: 'all' | 'short',
): Promise<GgufFile> {
  if (fileBytes === 0) throw new FormatError(msg`it is empty`);
  const peek = Math.min(fileBytes, 512);
  await cursor.need(peek);
  checkMagic(cursor.bytes(Math.min(4, fileBytes)).toString('latin1'), () => cursor.bytes(peek - 4).toString('latin1'));
  await cursor.need(20);
  const version = cursor.u32();
  if (version !== GGUF_VERSION && version !== 2) {
    if ((version & 0xffff) === 0)
      throw new FormatError(msg`it is made for big-endian machines, which this release does not read`);
    throw new FormatError(msg`its format version ${version} is not one that this release reads (2 and 3)`);
  }
  const tensorCount = bounded(cursor.u64(), MAX_TENSORS, msg`tensors`);
  const keyCount = bounded(cursor.u64(), MAX_KEYS, msg`metadata keys`);

  const longest = arrays === 'all' ? Infinity : SHORT_ARRAY_ITEMS;
  const budget: ItemBudget = { left: MAX_ARRAY_ITEMS };
  const metadata = new Map<string, ReadEntry>();
  for (let i = 0; i < keyCount; i++) {
    const key = await readString(cursor, MAX_KEY_BYTES);
    if (!/^[\x20-\x7e]+$/.test(key)) throw new FormatError(msg`its metadata key number ${i + 1} is not readable`);
    if (metadata.has(key)) throw new FormatError(msg`its metadata has ${key} twice`);
    metadata.set(key, await readEntry(cursor, key, budget, longest));
  }
  const alignment = alignmentOf(metadata);

  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  let next = 0; // offset from the data section's start; llama.cpp demands tensors back to back
  for (let i = 0; i < tensorCount; i++) {
    const tensor = await readTensor(cursor);
    if (names.has(tensor.name)) throw new FormatError(msg`it has the tensor ${tensor.name} twice`);
    names.add(tensor.name);
    if (tensor.offset !== next) throw new FormatError(msg`its tensor ${tensor.name} does not lie where it should`);
    next = padded(next + tensor.bytes, alignment);
    tensors.push(tensor);
  }
  const dataOffset = padded(cursor.offset, alignment);
  for (const tensor of tensors) {
    tensor.offset += dataOffset;
    if (tensor.offset + tensor.bytes > fileBytes) {
      throw new FormatError(
        msg`it is cut off: ${fileBytes} bytes, but the tensor ${tensor.name} ends at ${tensor.offset + tensor.bytes}`,
      );
    }
  }
  return new GgufFile({ path, fileBytes, version, alignment, dataOffset, metadata, tensors });
}

/** Names what is there instead: downloads that went wrong have well-known faces. */
function checkMagic(magic: string, rest: () => string): void {
  if (magic === GGUF_MAGIC) return;
  const head = magic.length < 4 ? magic : magic + rest();
  if (/^[\s\u00ef\u00bb\u00bf]*<(!doctype|html|head|body|\?xml|!--)/i.test(head)) {
    throw new FormatError(msg`it is a web page, as a proxy or a login page sends in place of a download`);
  }
  if (head.startsWith('version https://git-lfs')) {
    throw new FormatError(msg`it is a git-lfs pointer, not the file itself (run "git lfs pull" where it was cloned)`);
  }
  if (head.startsWith('PK') || head.startsWith('\x80\x02'))
    throw new FormatError(msg`it is a PyTorch checkpoint or an archive`);
  if (/^.{8}\{/s.test(head))
    throw new FormatError(msg`it looks like a safetensors checkpoint: convert its folder first`);
  throw new FormatError(msg`it does not begin with the letters GGUF`);
}

function bounded(count: number, limit: number, what: Message): number {
  if (count > limit) throw new FormatError(msg`its header speaks of ${count} ${what}, more than any model has`);
  return count;
}

async function readString(cursor: HeaderCursor, limit: number): Promise<string> {
  let wait = cursor.need(8);
  if (wait) await wait;
  const length = cursor.u64();
  if (length > limit) throw new FormatError(msg`a text in its header is ${length} bytes long, more than any real one`);
  wait = cursor.need(length);
  if (wait) await wait;
  return cursor.bytes(length).toString('utf8');
}

async function readValueType(cursor: HeaderCursor, key: string): Promise<ValueType> {
  await cursor.need(4);
  const type = VALUE_TYPES[cursor.u32()];
  if (type === undefined) throw new FormatError(msg`its metadata ${key} is of an unknown type`);
  return type;
}

/** Items that arrays may still have, over the whole header. */
interface ItemBudget {
  left: number;
}

async function readEntry(cursor: HeaderCursor, key: string, budget: ItemBudget, longest: number): Promise<ReadEntry> {
  const type = await readValueType(cursor, key);
  if (type === 'string') return { type, value: await readString(cursor, MAX_STRING_BYTES) };
  if (type !== 'array') {
    await cursor.need(VALUE_BYTES[type]);
    const value = scalar(cursor, type);
    return type === 'bool' ? { type, value: value !== 0 } : { type, value };
  }
  const items = await readValueType(cursor, key);
  if (items === 'array')
    throw new FormatError(msg`its metadata ${key} is an array of arrays, which llama.cpp does not read`);
  await cursor.need(8);
  const count = bounded(cursor.u64(), MAX_ARRAY_ITEMS, msg`items in ${key}`);
  budget.left -= count;
  if (budget.left < 0) throw new FormatError(msg`its arrays have more items than those of any model`);
  const skipped = count > longest;
  if (items === 'string') {
    // a string takes at least the 8 bytes of its length: nothing is allocated for items that the file cannot hold
    if (count * 8 > cursor.left) throw new FormatError(msg`it ends inside its metadata ${key}`);
    const value: string[] = [];
    if (skipped) return await skipStrings(cursor, count);
    for (let i = 0; i < count; i++) value.push(cursor.stringInWindow() ?? (await readString(cursor, MAX_STRING_BYTES)));
    return { type, items, value };
  }
  if (skipped) {
    cursor.skip(count * VALUE_BYTES[items]);
    return { type: 'skipped', items, value: count };
  }
  await cursor.need(count * VALUE_BYTES[items]);
  if (items === 'bool') return { type, items, value: Array.from({ length: count }, () => scalar(cursor, items) !== 0) };
  const value = new TYPED_ARRAYS[items](count);
  for (let i = 0; i < count; i++) value[i] = scalar(cursor, items);
  return { type, items, value };
}

/** Numbers as they lie in the file; 64-bit integers as numbers, which `scalar` holds to 2^53. */
const TYPED_ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  uint64: Float64Array,
  int64: Float64Array,
  float64: Float64Array,
} as const;

async function skipStrings(cursor: HeaderCursor, count: number): Promise<ReadEntry> {
  for (let i = 0; i < count; i++) {
    const wait = cursor.need(8);
    if (wait) await wait;
    const length = cursor.u64();
    if (length > MAX_STRING_BYTES)
      throw new FormatError(msg`a text in its header is ${length} bytes long, more than any real one`);
    cursor.skip(length);
  }
  return { type: 'skipped', items: 'string', value: count };
}

function scalar(cursor: HeaderCursor, type: Exclude<ScalarType, 'string'>): number {
  const bytes = cursor.bytes(VALUE_BYTES[type]);
  switch (type) {
    case 'uint8':
    case 'bool':
      return bytes.readUInt8();
    case 'int8':
      return bytes.readInt8();
    case 'uint16':
      return bytes.readUInt16LE();
    case 'int16':
      return bytes.readInt16LE();
    case 'uint32':
      return bytes.readUInt32LE();
    case 'int32':
      return bytes.readInt32LE();
    case 'float32':
      return bytes.readFloatLE();
    case 'float64':
      return bytes.readDoubleLE();
    case 'uint64':
      return safe(bytes.readBigUInt64LE());
    case 'int64':
      return safe(bytes.readBigInt64LE());
  }
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new FormatError(msg`a number in its metadata is beyond any real size`);
  return number;
}

function alignmentOf(metadata: ReadonlyMap<string, ReadEntry>): number {
  const entry = metadata.get('general.alignment');
  if (entry === undefined) return DEFAULT_ALIGNMENT;
  if (
    entry.type !== 'uint32' ||
    entry.value < 8 ||
    entry.value > MAX_ALIGNMENT ||
    (entry.value & (entry.value - 1)) !== 0
  ) {
    throw new FormatError(msg`its alignment is not a power of two between 8 and 65536`);
  }
  return entry.value;
}

/** `offset` counts from the data section's start here. */
async function readTensor(cursor: HeaderCursor): Promise<GgufTensor> {
  const name = await readString(cursor, MAX_TENSOR_NAME_BYTES);
  if (!/^[\x21-\x7e]+$/.test(name)) throw new FormatError(msg`one of its tensors has no readable name`);
  await cursor.need(4);
  const dimensions = cursor.u32();
  if (dimensions < 1 || dimensions > MAX_DIMENSIONS)
    throw new FormatError(msg`its tensor ${name} has ${dimensions} dimensions`);
  await cursor.need(dimensions * 8 + 12);
  const shape = Array.from({ length: dimensions }, () => cursor.u64());
  const typeId = cursor.u32();
  const type = TENSOR_TYPE_OF_ID.get(typeId);
  if (type === undefined)
    throw new FormatError(msg`its tensor ${name} is of type number ${typeId}, which this release does not know`);
  const offset = cursor.u64();
  if (shape.some((n) => n < 1)) throw new FormatError(msg`its tensor ${name} has an empty dimension`);
  if (shape[0]! % TENSOR_TYPES[type].block !== 0)
    throw new FormatError(msg`its tensor ${name} has rows that ${type} cannot hold`);
  const bytes = tensorBytes(type, shape);
  if (!Number.isSafeInteger(bytes)) throw new FormatError(msg`its tensor ${name} is larger than any real one`);
  return { name, shape, type, offset, bytes };
}
