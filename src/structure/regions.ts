/** Parts of a dashboard: cards, that is rectangles with a ground or a border of their own on the page's ground. */
import type { Region } from '../shared/engine.ts';
import type { Rgb } from '../ocr/page/normalise.ts';
import { coloursOf, near } from './chart/raster.ts';
import { partsOf } from './pixels/parts.ts';

const MOST_CARDS = 32;

/** Cards, left to right within rows, top to bottom; empty where the picture is one whole. */
export function cardsOf(picture: Rgb, unit: number): Region[] {
  const { width, height } = picture;
  const rim = 2;
  const edges = [
    { x0: 0, y0: 0, x1: width, y1: rim },
    { x0: 0, y0: height - rim, x1: width, y1: height },
    { x0: 0, y0: 0, x1: rim, y1: height },
    { x0: width - rim, y0: 0, x1: width, y1: height },
  ].flatMap((rect) => coloursOf(picture, rect, null, 3).slice(0, 1));
  const ground = edges.sort((a, b) => b.count - a.count)[0]?.colour;
  if (!ground) return [];
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (!near(picture, x, y, ground, 4)) mask[y * width + x] = 1;
  }
  const { parts, labels } = partsOf(mask, width, height);
  return parts
    .filter((part) => {
      const w = part.x1 - part.x0;
      const h = part.y1 - part.y0;
      if (w < 110 * unit || h < 60 * unit || (w > 0.97 * width && h > 0.97 * height)) return false;
      // Its outline is closed: nearly all of the border belongs to it; corners may be round.
      let on = 0;
      let all = 0;
      const look = (x: number, y: number) => {
        all++;
        if (labels[y * width + x] === part.id) on++;
      };
      const pad = Math.round(8 * unit);
      for (let x = part.x0 + pad; x < part.x1 - pad; x++) {
        look(x, part.y0 + 1);
        look(x, part.y1 - 2);
      }
      for (let y = part.y0 + pad; y < part.y1 - pad; y++) {
        look(part.x0 + 1, y);
        look(part.x1 - 2, y);
      }
      return on > 0.93 * all;
    })
    .sort((a, b) => (Math.abs(a.y0 - b.y0) < 20 * unit ? a.x0 - b.x0 : a.y0 - b.y0))
    .slice(0, MOST_CARDS)
    .map((part) => ({ x: part.x0, y: part.y0, width: part.x1 - part.x0, height: part.y1 - part.y0 }));
}
