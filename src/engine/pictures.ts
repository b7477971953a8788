/** The pictures that the engine holds: decoded once, known by content hash, kept within bounds. */
import type { ImageFormat, RgbImage, SquareSpec } from '../image/types.ts';
import type { Square } from '../image/square.ts';
import type { AttachParams, ImageFacts, ImageId, Region, WirePicture } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { BoundedCache } from './boundedCache.ts';

/** Original bytes, for crops and OCR: some large screenshots. */
const SOURCE_BYTES = 96 * 1024 * 1024;
/** SVGs drawn as PNG, by the id of the whole picture: crops of one drawing draw it once. */
const DRAWN_BYTES = 48 * 1024 * 1024;
/** Squares as the model sees them: 0.4 MB each. */
const SQUARE_BYTES = 32 * 1024 * 1024;
/** Projected embeddings: 7.5 MB each for Imp-3B at 384. */
const EMBEDDING_BYTES = 64 * 1024 * 1024;

interface Source {
  /** A file of pixels: of an SVG its drawing. */
  bytes: Uint8Array;
  format: ImageFormat;
  name?: string;
  region?: Region;
}

type Facts = Omit<ImageFacts, 'tokens'>;

export class Pictures {
  readonly #sources = new BoundedCache<Source>(SOURCE_BYTES);
  readonly #drawn = new BoundedCache<Uint8Array>(DRAWN_BYTES);
  readonly #squares = new BoundedCache<Square>(SQUARE_BYTES);
  readonly #embeddings = new BoundedCache<Float32Array>(EMBEDDING_BYTES);
  readonly #facts = new Map<ImageId, Facts>();

  get count(): number {
    return this.#facts.size;
  }

  get bytes(): number {
    return this.#sources.bytes + this.#drawn.bytes + this.#squares.bytes + this.#embeddings.bytes;
  }

  /**
   * Takes a picture in. Squares of these specs are made at once, while the pixels are at hand.
   * @throws ImpError `image-unreadable`, `image-too-large`, `cancelled`, `usage` for a region outside the picture
   */
  async attach(
    { bytes, name, region }: AttachParams,
    specs: readonly SquareSpec[] = [],
    signal?: AbortSignal,
  ): Promise<Facts> {
    const { imageId } = await import('../image/region.ts');
    const id = imageId(bytes, region);
    const known = this.#facts.get(id);
    if (known && this.#sources.get(id)) return known;
    const whole = region ? imageId(bytes) : id;
    const source: Source = { ...(await this.#bitmap(whole, bytes, name, signal)), name, region };
    const picture = await decode(source);
    const facts: Facts = {
      id,
      width: picture.width,
      height: picture.height,
      format: source.format,
      ...(region && { cropOf: { id: whole, region } }),
    };
    this.#sources.set(id, source, source.bytes.length);
    this.#facts.set(id, facts);
    await this.#makeSquares(id, picture, specs);
    this.#forgetOld();
    return facts;
  }

  /** The file from which a picture's pixels come; an SVG is drawn once. */
  async #bitmap(
    id: ImageId,
    bytes: Uint8Array,
    name: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Pick<Source, 'bytes' | 'format'>> {
    const drawn = this.#drawn.get(id);
    if (drawn) return { bytes: drawn, format: 'svg' };
    // Imported late: sharp takes 30 MB that an engine without pictures does not need.
    const { asBitmap } = await import('../image/decode.ts');
    const bitmap = await asBitmap(bytes, name ?? 'The picture', signal);
    if (bitmap.format === 'svg') this.#drawn.set(id, bitmap.bytes, bitmap.bytes.length);
    return bitmap;
  }

  /**
   * A PNG of the picture for where it is shown: of an SVG its drawing, which keeps what is transparent.
   * @throws ImpError `image-unknown`
   */
  async png(id: ImageId): Promise<Uint8Array> {
    const source = this.#sources.get(id);
    if (!source) throw unknown(id);
    if (source.format === 'svg' && !source.region) return source.bytes;
    const { toPng } = await import('../image/square.ts');
    return await toPng(await decode(source));
  }

  /** The picture for a server elsewhere, no side longer than `maxSide` pixels. @throws ImpError `image-unknown` */
  async wire(id: ImageId, maxSide: number): Promise<WirePicture> {
    const pixels = await this.pixels(id);
    const { toWire } = await import('../image/wire.ts');
    return await toWire(pixels, maxSide, this.#sources.get(id)?.format === 'jpeg');
  }

  detach(id: ImageId): void {
    this.#facts.delete(id);
    this.#sources.delete(id);
    this.#embeddings.delete(id);
    for (const key of [...(this.#squareKeys.get(id) ?? [])]) this.#squares.delete(key);
    this.#squareKeys.delete(id);
  }

  /** @throws ImpError `image-unknown` */
  facts(id: ImageId): Facts {
    const facts = this.#facts.get(id);
    if (!facts) throw unknown(id);
    return facts;
  }

  /** The square that the vision tower sees. @throws ImpError `image-unknown` */
  async square(id: ImageId, spec: SquareSpec): Promise<Square> {
    return (await this.squares(id, [spec]))[0]!;
  }

  /** A square of each spec; where one is missing, all are made of pixels that are decoded once. @throws ImpError `image-unknown` */
  async squares(id: ImageId, specs: readonly SquareSpec[]): Promise<Square[]> {
    const known = specs.flatMap((spec) => this.#squares.get(squareKey(id, spec)) ?? []);
    return known.length === specs.length ? known : await this.#makeSquares(id, await this.pixels(id), specs);
  }

  /** All pixels, decoded anew. @throws ImpError `image-unknown` */
  async pixels(id: ImageId): Promise<RgbImage> {
    const source = this.#sources.get(id);
    if (!source) throw unknown(id);
    return await decode(source);
  }

  /** Its rows, decoded anew whenever they are asked for, so that a large picture need not be held. @throws ImpError `image-unknown` */
  source(id: ImageId): { width: number; height: number; rows(top: number, count: number): Promise<RgbImage> } {
    const source = this.#sources.get(id);
    const { width, height } = this.facts(id);
    if (!source) throw unknown(id);
    return {
      width,
      height,
      async rows(top, count) {
        const { decodeImage } = await import('../image/decode.ts');
        if (!source.region) return await decodeImage(source.bytes, source.name, { top, count });
        const picture = await decode(source);
        return { width, height: count, data: picture.data.subarray(3 * top * width, 3 * (top + count) * width) };
      },
    };
  }

  embeddings(id: ImageId): Float32Array | undefined {
    return this.#embeddings.get(id);
  }

  keepEmbeddings(id: ImageId, data: Float32Array): void {
    this.#embeddings.set(id, data, data.byteLength);
  }

  /** Embeddings belong to one model. */
  forgetEmbeddings(): void {
    this.#embeddings.clear();
  }

  readonly #squareKeys = new Map<ImageId, Set<string>>();

  async #makeSquares(id: ImageId, picture: RgbImage, specs: readonly SquareSpec[]): Promise<Square[]> {
    const { toSquare } = await import('../image/square.ts');
    return specs.map((spec) => {
      const square = toSquare(picture, spec);
      const key = squareKey(id, spec);
      this.#squares.set(key, square, square.data.byteLength);
      this.#squareKeys.set(id, (this.#squareKeys.get(id) ?? new Set()).add(key));
      return square;
    });
  }

  /** Facts alone are no use: a picture whose source and squares have left is unknown. */
  #forgetOld(): void {
    for (const [id] of this.#facts) {
      if (this.#facts.size <= 512) break;
      this.detach(id);
    }
  }
}

async function decode({ bytes, name, region }: Source): Promise<RgbImage> {
  const { decodeImage } = await import('../image/decode.ts');
  const decoded = await decodeImage(bytes, name);
  if (!region) return decoded;
  const { cropImage } = await import('../image/region.ts');
  return cropImage(decoded, region);
}

const squareKey = (id: ImageId, { side, mode, padColor, view }: SquareSpec) =>
  `${id} ${side} ${mode} ${padColor.join()} ${view ? `${view.margin} ${view.x} ${view.y}` : ''}`;

function unknown(id: ImageId): ImpError {
  return new ImpError('image-unknown', msg`The engine does not hold this picture any more. Attach it again.`, {
    details: { id },
  });
}
