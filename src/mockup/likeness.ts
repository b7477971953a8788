/** How like a drawn page is to the mockup that it was made from: by its texts (Design2Code's measures) and its pixels. */
import type { Likeness, SeenPage, SeenText } from '../shared/mockup.ts';
import type { PageData } from '../shared/structure.ts';
import { similarity } from '../structure/compare/similarity.ts';
import { ssimOfGrey } from '../structure/compare/ssim.ts';
import { boxOf, everyNode, type Box } from './page/tags.ts';

/** Texts are the same from this similarity on. */
const ALIKE = 0.8;
/** More of a page are not compared. */
const MOST = 1000;

/** A text of the mockup, and what the page shows of it. */
export interface Matched {
  /** Its place in the order of the page's tree. */
  node: number;
  /** Pixels of CSS. */
  box: Box;
  color: string;
  seen: SeenText | null;
}

/** @returns one for each text that was read, with the page's text that is most like it, one to one; of equals the nearest */
export function matchTexts(page: PageData, seen: readonly SeenText[]): Matched[] {
  const context = { scale: page.scale } as Parameters<typeof boxOf>[0];
  const wanted = [...everyNode(page.root)]
    .flatMap((node, index) =>
      node.text?.text
        ? [
            {
              node: index,
              text: node.text.text,
              box: boxOf(context, node.style.content ?? node.box),
              color: node.style.color ?? page.root.style.color ?? '#000000',
            },
          ]
        : [],
    )
    .slice(0, MOST);
  const got = seen.slice(0, MOST);
  const pairs = wanted
    .flatMap((one, i) =>
      got.flatMap((two, j) => {
        const like = alike(one.text, two.text);
        return like >= ALIKE ? [{ i, j, like, far: distance(one.box, two.box) }] : [];
      }),
    )
    .sort((a, b) => b.like - a.like || a.far - b.far);
  const found = new Map<number, SeenText>();
  const used = new Set<number>();
  for (const { i, j } of pairs) {
    if (found.has(i) || used.has(j)) continue;
    found.set(i, got[j]!);
    used.add(j);
  }
  return wanted.map(({ node, box, color }, i) => ({ node, box, color, seen: found.get(i) ?? null }));
}

export function likenessOf(page: PageData, seen: SeenPage): Likeness {
  const width = page.root.box.width / page.scale;
  const height = page.root.box.height / page.scale;
  const all = matchTexts(page, seen.texts);
  const both = all.filter((one): one is Matched & { seen: SeenText } => one.seen !== null);
  const texts = all.length ? both.length / all.length : 1;
  const place = mean(
    both.map(({ box, seen: { box: b } }) => {
      const [x, y] = [middleX(box) - middleX(b), middleY(box) - middleY(b)];
      return 1 - Math.min(1, Math.max(Math.abs(x) / width, Math.abs(y) / height));
    }),
  );
  const colour = mean(both.map((one) => Math.max(0, 1 - apartInLab(one.color, one.seen.color) / 100)));
  const ssim = seen.pixels ? Math.max(0, ssimOfGrey(seen.pixels.mockup, seen.pixels.page)) : null;
  const parts = [texts, place, colour, ...(ssim === null ? [] : [ssim])];
  return { texts, place, colour, ssim, all: mean(parts) };
}

/** Whether the second is the better one of two of the same mockup. */
export const isBetter = (one: Likeness, two: Likeness): boolean =>
  two.all > one.all + 0.0005 && two.texts >= one.texts && (one.ssim === null) === (two.ssim === null);

const mean = (list: readonly number[]): number =>
  list.length ? list.reduce((sum, value) => sum + value, 0) / list.length : 1;
const middleX = ({ x, width }: Box): number => x + width / 2;
const middleY = ({ y, height }: Box): number => y + height / 2;
const distance = (a: Box, b: Box): number => Math.hypot(a.x - b.x, a.y - b.y);

/** 0 without a look at the letters where their number alone says so. */
function alike(one: string, two: string): number {
  if (one === two) return 1;
  const [short, long] = [Math.min(one.length, two.length), Math.max(one.length, two.length)];
  return short < ALIKE * long ? 0 : similarity(one, two);
}

function apartInLab(one: string, two: string): number {
  const [a, b] = [lab(one), lab(two)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** CIELAB of #rrggbb, D65. */
function lab(hex: string): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const v = (parseInt(hex.slice(at, at + 2), 16) || 0) / 255;
    return v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92;
  }) as [number, number, number];
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
