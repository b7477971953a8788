/** What each snippet says: the whole page's reading where it is sure, else read again in its place. */
import type { RegionReading } from '../../ocr/inPlace/types.ts';
import type { OcrWord, Region } from '../../shared/engine.ts';
import { blue, green, red } from '../pixels/colour.ts';
import type { ReaderInput } from '../input.ts';
import { bottom, hull, middleX, middleY, right } from './part.ts';
import type { Sheet } from './sheet.ts';
import { widthOf } from './type.ts';
import type { Snippet } from './words.ts';

export interface ReadSnippet extends Snippet {
  text: string;
  /** 0..1 */
  confidence: number;
}

/** The page's reading is taken as it is where each of its words is at least so sure (of 100) and fits the ink. */
const SURE = 91;
/** Pages have up to some hundred; more are noise. */
const MOST = 700;

export async function readSnippets(
  sheet: Sheet,
  input: ReaderInput,
  snippets: readonly Snippet[],
): Promise<ReadSnippet[]> {
  const { scale } = sheet;
  const onSheet = ({ x, y, width, height }: Region): Region => ({
    x: x / scale,
    y: y / scale,
    width: width / scale,
    height: height / scale,
  });
  const words = input.text.lines
    .filter((line) => !line.sideways)
    .flatMap((line) => line.words.map((word) => ({ ...word, box: onSheet(word.box) })));
  const pages = snippets.map((snippet) => fromPage(snippet, words));
  const doubtful = snippets.flatMap((snippet, i) => (isSure(snippet, pages[i]!) ? [] : [i])).slice(0, MOST);
  const readings = new Map<number, RegionReading>();
  if (doubtful.length) {
    const regions = doubtful.map((i) => {
      const { box, owner } = snippets[i]!;
      return {
        box: { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale },
        ground: [red(owner.fill), green(owner.fill), blue(owner.fill)] as const,
      };
    });
    const found = await input.place.read(regions, input.signal);
    doubtful.forEach((i, k) => readings.set(i, found[k]!));
  }
  return snippets.map((snippet, i) => {
    const { text, confidence } = chosen(pages[i]!, readings.get(i));
    return { ...snippet, text: spaced(text, snippet), confidence };
  });
}

interface PageWords {
  text: string;
  /** 0..1 */
  confidence: number;
  least: number;
  box: Region | null;
}

function fromPage({ box }: Snippet, words: readonly OcrWord[]): PageWords {
  const own = words
    .filter(
      (word) =>
        middleX(word.box) >= box.x - 3 &&
        middleX(word.box) <= right(box) + 3 &&
        middleY(word.box) >= box.y - 0.1 * box.height - 1 &&
        middleY(word.box) <= bottom(box) + 0.1 * box.height + 1 &&
        word.box.height < 2.2 * box.height + 4 &&
        word.box.width <= box.width * 1.4 + 12,
    )
    .sort((a, b) => a.box.x - b.box.x);
  const text = own.map((word) => word.text).join(' ');
  const sure = own.map((word) => word.confidence);
  return {
    text,
    confidence: sure.length ? sure.reduce((sum, c) => sum + c, 0) / sure.length / 100 : 0,
    least: sure.length ? Math.min(...sure) : 0,
    box: own.length ? hull(own.map((word) => word.box)) : null,
  };
}

function isSure({ box }: Snippet, page: PageWords): boolean {
  if (!page.box || page.least < SURE) return false;
  if (!/^[\p{L}\d][\p{L}\d\s.,:;'’()%&+/@€$-]*$/u.test(page.text) || page.text.length < 3) return false;
  if (/(^|\s)[|lI](\s|$)/.test(page.text)) return false;
  return Math.abs(page.box.x - box.x) <= 5 && Math.abs(right(page.box) - right(box)) <= 5;
}

function chosen(page: PageWords, place: RegionReading | undefined): { text: string; confidence: number } {
  if (!place) return { text: tidy(page.text), confidence: page.confidence };
  const placed = tidy(place.text.replace(/\s*\n\s*/g, ' '));
  const paged = tidy(page.text);
  if (placed === paged) return { text: placed, confidence: Math.max(place.confidence, page.confidence) };
  if (!placed) return { text: paged, confidence: page.confidence * 0.8 };
  if (!paged) return { text: placed, confidence: place.confidence };
  return page.confidence > place.confidence + 0.04
    ? { text: paged, confidence: page.confidence * 0.95 }
    : { text: placed, confidence: place.confidence * 0.97 };
}

/** Without what frames and icons leave at the ends of a line. */
function tidy(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/^[|~_"“”]+ ?(?=\S)/, '')
    .replace(/(?<=\S) ?[|~_]+$/, '')
    .replace(/ +/g, ' ')
    .trim();
}

/** Whether it can be text at all. */
export function isText({ text, confidence, box }: ReadSnippet): boolean {
  if (text === '' || box.height < 4) return false;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return confidence > 0.75 && /^[+×/%€$£#&?!@•·–—-]{1,3}$/.test(text) && box.height > 5;
  if (confidence < 0.35) return false;
  if (letters === 1 && text.length === 1) return confidence >= 0.6 && box.height <= 60 && box.width <= 1.6 * box.height;
  if (letters <= 2 && confidence < 0.5) return false;
  return letters >= text.length * 0.4;
}

/** Two words that were read as one come apart where the ink has its gap. */
function spaced(text: string, { wordEnds, box }: Snippet): string {
  if (wordEnds.length !== 1 || text.includes(' ') || text.length < 5 || !/^[A-Za-z]+$/.test(text)) return text;
  const share = (wordEnds[0]! - box.x) / box.width;
  let best = 0;
  let least = Infinity;
  const whole = widthOf(text, 16, 400, 'Arial') + 4;
  for (let k = 1; k < text.length; k++) {
    const off = Math.abs(widthOf(text.slice(0, k), 16, 400, 'Arial') / whole - share);
    if (off < least) {
      least = off;
      best = k;
    }
  }
  return least < 0.05 && best > 1 && best < text.length - 1 ? `${text.slice(0, best)} ${text.slice(best)}` : text;
}
