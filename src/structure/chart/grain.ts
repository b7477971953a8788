/** JPEG artefacts are smoothed before colours are separated: ground and fills become even again, edges stay. */
import type { Rgb } from '../../ocr/page/normalise.ts';
import { away, coloursOf, pixel } from './raster.ts';

/** Differences of neighbours up to this are grain, not drawing. */
const GRAIN = 22;

/** The picture, or where it has grain a copy without. */
export function withoutGrain(picture: Rgb): Rgb {
  return hasGrain(picture) ? settled(smoothed(smoothed(picture))) : picture;
}

/** Drawn pictures repeat their colours exactly; in a JPEG many neighbours differ by a little. */
export function hasGrain(picture: Rgb): boolean {
  const { width, height, data } = picture;
  let same = 0;
  let little = 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x + 1 < width; x++) {
      const i = (y * width + x) * 3;
      const d = Math.max(
        Math.abs(data[i]! - data[i + 3]!),
        Math.abs(data[i + 1]! - data[i + 4]!),
        Math.abs(data[i + 2]! - data[i + 5]!),
      );
      if (d === 0) same++;
      else if (d <= 6) little++;
    }
  }
  return little > 0.05 * (same + little) && same > little;
}

/** Sigma filter (Lee 1983) over 3 × 3: the mean of the neighbours that differ by grain alone. */
function smoothed({ width, height, data }: Rgb): Rgb {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 3;
      const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
      let [sr, sg, sb, n] = [0, 0, 0, 0];
      for (let dy = y > 0 ? -1 : 0; dy <= (y + 1 < height ? 1 : 0); dy++) {
        for (let dx = x > 0 ? -1 : 0; dx <= (x + 1 < width ? 1 : 0); dx++) {
          const j = i + (dy * width + dx) * 3;
          if (
            Math.abs(data[j]! - r) > GRAIN ||
            Math.abs(data[j + 1]! - g) > GRAIN ||
            Math.abs(data[j + 2]! - b) > GRAIN
          )
            continue;
          sr += data[j]!;
          sg += data[j + 1]!;
          sb += data[j + 2]!;
          n++;
        }
      }
      out[i] = sr / n;
      out[i + 1] = sg / n;
      out[i + 2] = sb / n;
    }
  }
  return { width, height, data: out };
}

/** What is near one of the large even colours becomes it. */
function settled(picture: Rgb): Rgb {
  const { width, height, data } = picture;
  const large = coloursOf(picture, { x0: 0, y0: 0, x1: width, y1: height }, null, 16).filter(
    (one) => one.count > 0.004 * width * height && one.flat > 0.5,
  );
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = pixel(picture, x, y);
      const own = large.find((one) => away(p, one.colour) <= 12);
      if (own) data.set(own.colour, (y * width + x) * 3);
    }
  }
  return picture;
}
