import type { FileHandle } from 'node:fs/promises';
import { english, msg, type Text } from '../shared/message.ts';

/** Thrown where a header breaks the format; the reader turns it into the user's error, with the file's name. */
export class FormatError extends Error {
  constructor(readonly text: Text) {
    super(english(text));
  }
}

const WINDOW_BYTES = 1024 * 1024;

/**
 * Reads a header front to back through a window of 1 MiB, so that no more of the file is in memory than a value needs.
 * `need` comes before each read: it returns a promise only where the window must move, so long runs of short
 * strings cost no awaits. Offsets and lengths are bytes.
 */
export class HeaderCursor {
  #window = Buffer.alloc(0);
  /** Position inside the window. */
  #at = 0;
  /** File offset of the window's first byte. */
  #start = 0;
  readonly #file: FileHandle;
  readonly #fileBytes: number;
  readonly #maxBytes: number;

  constructor(file: FileHandle, fileBytes: number, maxBytes: number) {
    this.#file = file;
    this.#fileBytes = fileBytes;
    this.#maxBytes = maxBytes;
  }

  get offset(): number {
    return this.#start + this.#at;
  }

  /** Bytes left in the file after the cursor. */
  get left(): number {
    return this.#fileBytes - this.offset;
  }

  /** Makes `count` bytes readable; throws FormatError where the file, or what a header may take, ends before. */
  need(count: number): Promise<void> | undefined {
    if (this.#at + count <= this.#window.length) return undefined;
    if (count > this.left) throw new FormatError(msg`it ends in the middle of its header`);
    if (this.offset + count > this.#maxBytes) throw new FormatError(msg`its header is larger than any model needs`);
    return this.#refill(count);
  }

  async #refill(count: number): Promise<void> {
    const start = this.offset;
    const size = Math.min(Math.max(count, WINDOW_BYTES), this.left);
    const window = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await this.#file.read(window, filled, size - filled, start + filled);
      if (bytesRead === 0) throw new FormatError(msg`it became shorter while it was read`);
      filled += bytesRead;
    }
    this.#window = window;
    this.#start = start;
    this.#at = 0;
  }

  u32(): number {
    return this.#window.readUInt32LE(this.#advance(4));
  }

  /** A 64-bit count as a number. */
  u64(): number {
    const at = this.#advance(8);
    const high = this.#window.readUInt32LE(at + 4);
    if (high > 0x1f_ffff) throw new FormatError(msg`a number in its header is beyond any real size`);
    return high * 2 ** 32 + this.#window.readUInt32LE(at);
  }

  /** A view into the window, valid until the next `need`. */
  bytes(count: number): Buffer {
    const at = this.#advance(count);
    return this.#window.subarray(at, at + count);
  }

  /** Passes over bytes without reading them. */
  skip(count: number): void {
    if (count > this.left) throw new FormatError(msg`it ends in the middle of its header`);
    if (this.offset + count > this.#maxBytes) throw new FormatError(msg`its header is larger than any model needs`);
    this.#at += count;
    if (this.#at <= this.#window.length) return;
    this.#start += this.#at;
    this.#at = 0;
    this.#window = Buffer.alloc(0);
  }

  /** The next string, where it lies in the window as a whole; undefined, and nothing consumed, where the window must move first. */
  stringInWindow(): string | undefined {
    const { length: end } = this.#window;
    if (this.#at + 8 > end) return undefined;
    const from = this.#at + 8;
    // Of a length beyond 32 bits nothing fits into a window.
    if (this.#window.readUInt32LE(this.#at + 4) !== 0) return undefined;
    const length = this.#window.readUInt32LE(this.#at);
    if (length > end - from) return undefined;
    this.#at = from + length;
    return this.#window.toString('utf8', from, this.#at);
  }

  #advance(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
