/** A picture as servers of others take it. */
import sharp from 'sharp';
import type { WirePicture } from '../shared/engine.ts';
import type { RgbImage } from './types.ts';

/** A photo as PNG is several times as large as it need be; text stays sharp in what is smaller. */
const MOST_PNG_BYTES = 4 << 20;
const JPEG_QUALITY = 92;

/**
 * PNG, or JPEG where the picture was lossy or is too large as PNG; no side longer than `maxSide` pixels. Made anew from pixels: what else
 * a file holds (places, cameras, names) does not leave.
 */
export async function toWire(image: RgbImage, maxSide: number, lossy: boolean): Promise<WirePicture> {
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  const scale = Math.min(1, maxSide / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const drawn = () => {
    const pixels = sharp(image.data, { raw });
    return scale < 1 ? pixels.resize(width, height, { fit: 'fill', kernel: 'lanczos3' }) : pixels;
  };
  const png = lossy ? undefined : await drawn().png({ compressionLevel: 6 }).toBuffer();
  if (png && png.length <= MOST_PNG_BYTES) return { bytes: png, type: 'image/png', width, height };
  const bytes = await drawn().jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
  return { bytes, type: 'image/jpeg', width, height };
}
