import type { ImageId } from '../../shared/engine.ts';

/** Embeddings of pictures, least recently used first out when their bytes exceed the bound. One mmproj a cache. */
export class EmbeddingCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<ImageId, Float32Array>();
  #bytes = 0;

  /** @param maxBytes a picture of Imp-3B at 384 takes 7.5 MB */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#entries.size;
  }

  get(id: ImageId): Float32Array | undefined {
    const data = this.#entries.get(id);
    if (data) {
      this.#entries.delete(id);
      this.#entries.set(id, data); // now the most recently used
    }
    return data;
  }

  /** Keeps the embeddings, unless they alone exceed the bound. */
  set(id: ImageId, data: Float32Array): void {
    this.delete(id);
    if (data.byteLength > this.#maxBytes) return;
    this.#entries.set(id, data);
    this.#bytes += data.byteLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(id: ImageId): void {
    this.#bytes -= this.#entries.get(id)?.byteLength ?? 0;
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
