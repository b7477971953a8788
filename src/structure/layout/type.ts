/** Which typeface, size and weight a line is set in, from the width, height and blackness of its ink. */
import type { Region } from '../../shared/engine.ts';
import { DIGITS, FACES, type FaceData } from './fontData.ts';
import { median, type Part } from './part.ts';

/** Per 1/1000 of the font size, except area: 1/1000 of its square. */
interface Face extends FaceData {
  advance: Float64Array;
  left: Float64Array;
  rightBearing: Float64Array;
  area: Float64Array;
}

interface Measured {
  advance: number;
  width: number;
  above: number;
  below: number;
  area: number;
  left: number;
}

const FIRST = 32;
const LAST = 126;
/** What looks about like a letter that the tables do not have. */
const LIKE: Record<string, string> = {
  '–': '-',
  '—': 'm',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '·': '.',
  '•': 'o',
  '…': 'm',
  '€': 'C',
  '£': 'L',
  '©': 'O',
  '×': 'x',
  '→': 'm',
  '←': 'm',
  '›': '>',
  '‹': '<',
};

const faces = new Map<string, [Face, Face]>();

function decode(data: FaceData): Face {
  const n = LAST - FIRST + 1;
  const face: Face = {
    ...data,
    advance: new Float64Array(n),
    left: new Float64Array(n),
    rightBearing: new Float64Array(n),
    area: new Float64Array(n),
  };
  const columns = [face.advance, face.left, face.rightBearing, face.area];
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 4; c++) {
      const at = (i * 4 + c) * 2;
      columns[c]![i] = DIGITS.indexOf(data.glyphs[at]!) * DIGITS.length + DIGITS.indexOf(data.glyphs[at + 1]!) - 500;
    }
  }
  return face;
}

export const FACE_NAMES = Object.keys(FACES);

function faceOf(name: string): [Face, Face] {
  let two = faces.get(name);
  if (!two) {
    const data = FACES[name] ?? FACES.Arial!;
    two = [decode(data[0]), decode(data[1])];
    faces.set(name, two);
  }
  return two;
}

const TALL = /[A-Zbdfhkl0-9()[\]{}|/\\&%$@#!?ß'"`^*]/;
const DEEP = /[gjpqy()[\]{}|/\\,;Q@$]/;

function measure(text: string, name: string, weight: number): Measured {
  const [regular, bold] = faceOf(name);
  const share = Math.min(1, Math.max(0, (weight - 400) / 300));
  let advance = 0;
  let area = 0;
  let first = -1;
  let last = 0;
  let tall = false;
  let deep = false;
  const mix = (key: 'advance' | 'left' | 'rightBearing' | 'area', i: number) =>
    regular[key][i]! * (1 - share) + bold[key][i]! * share;
  for (const letter of text) {
    const plain = LIKE[letter] ?? letter.normalize('NFD')[0]!;
    let code = plain.charCodeAt(0);
    if (code < FIRST || code > LAST) code = 110;
    const i = code - FIRST;
    if (plain !== ' ') {
      if (first < 0) first = i;
      last = i;
      tall ||= TALL.test(plain) || letter !== plain;
      deep ||= DEEP.test(plain);
    }
    advance += mix('advance', i);
    area += mix('area', i);
  }
  if (first < 0) return { advance, width: advance, above: regular.x, below: 0, area, left: 0 };
  const left = mix('left', first);
  const top = /[bdfhklß]/.test(text) ? regular.tall : /[A-Z]/.test(text) ? regular.cap : regular.digit;
  const onlyLow = !tall && /[ijt]/.test(text);
  return {
    advance,
    width: advance - left - mix('rightBearing', last),
    above: tall ? top : onlyLow ? (/[ij]/.test(text) ? regular.tall : regular.x + 130) : regular.x,
    below: deep ? (/[gjpqy]/.test(text) ? regular.deep : regular.deep * 0.65) : 12,
    area,
    left,
  };
}

export interface Printed {
  text: string;
  ink: Region;
  /** Blackness: sum over its pixels of their share of the full contrast. */
  black: number;
}

/** Soft edges make ink a little larger than the outline is: pixels. */
const SOFT = { across: 0.4, up: 0.6 };
/** Seldom met in pages: they must fit clearly better. */
const RARE: Record<string, number> = {
  Montserrat: 0.3,
  Poppins: 0.3,
  Nunito: 0.3,
  'Source Sans 3': 0.2,
  'Times New Roman': 0.25,
  Kalam: 0.5,
};

/** The typeface that fits most lines: their width to their height is what it says. */
export function commonFace(lines: readonly Printed[]): string {
  const usable = lines.filter(({ text, ink }) => text.length >= 4 && ink.height >= 6);
  if (usable.length === 0) return 'Arial';
  let best = 'Arial';
  let least = Infinity;
  for (const name of FACE_NAMES) {
    const errors = usable.map(({ text, ink, black }) => {
      const tries = [400, 700].map((weight) => {
        const unit = measure(text, name, weight);
        const across = (ink.width - SOFT.across) / unit.width;
        const up = (ink.height - SOFT.up) / (unit.above + unit.below);
        return (
          Math.abs(Math.log(across / up)) + 0.12 * Math.abs(Math.log(black / (unit.area * across * across * 1000)))
        );
      });
      return (Math.min(...tries) + (text.length > 6 ? 0.5 * offScale(text, ink, name) : 0)) * Math.min(40, ink.height);
    });
    const usual = median(errors) + 0.3 * (errors.reduce((sum, e) => sum + Math.min(e, 4), 0) / errors.length);
    const error = usual + (RARE[name] ?? 0);
    if (error < least) {
      least = error;
      best = name;
    }
  }
  return best;
}

const SIZES = [
  9, 10, 10.5, 11, 11.2, 12, 12.8, 13, 13.33, 14, 14.4, 15, 16, 17, 17.6, 18, 19, 19.2, 20, 21, 22, 22.4, 24, 25.6, 26,
  28, 30, 32, 34, 36, 38, 40, 44, 48, 52, 56, 60, 64, 72, 80, 96, 128,
];

/** How far the size that the width implies is from a usual one. */
function offScale(text: string, ink: Region, name: string): number {
  const off = [400, 700].map((weight) => {
    const size = ((ink.width - SOFT.across) / measure(text, name, weight).width) * 1000;
    return Math.min(...SIZES.map((usual) => Math.abs(Math.log(usual / size))));
  });
  return Math.min(...off);
}

/** The usual size next to it, where one is within 3.5 %. */
function snapped(size: number): number {
  let best = SIZES[0]!;
  for (const usual of SIZES) if (Math.abs(usual / size - 1) < Math.abs(best / size - 1)) best = usual;
  return Math.abs(best / size - 1) < 0.035 ? best : Math.round(size * 2) / 2;
}

export interface Setting {
  size: number;
  weight: number;
  /** The box that browsers give the line. */
  content: Region;
}

export function settingOf({ text, ink, black }: Printed, face: string): Setting {
  let best = { error: Infinity, weight: 400, size: 16 };
  for (const weight of [300, 400, 500, 600, 700]) {
    const unit = measure(text, face, weight);
    const across = (ink.width - SOFT.across) / unit.width;
    const up = (ink.height - SOFT.up) / (unit.above + unit.below);
    const size = text.length > 3 ? (text.length > 8 ? across : 0.7 * across + 0.3 * up) : (across + 2 * up) / 3;
    const area = unit.area * (weight === 300 ? 0.8 : 1) * size * size * 1000;
    const error =
      Math.abs(Math.log(across / up)) +
      0.8 * Math.abs(Math.log(black / area)) +
      (weight === 400 ? -0.06 : weight === 700 ? -0.03 : 0);
    if (error < best.error) best = { error, weight, size: size * 1000 };
  }
  // Light and medium are hard to tell from regular on a screen.
  const weight = best.weight === 300 && best.size < 22 ? 400 : best.weight;
  const size = snapped(best.size);
  return { size, weight, content: contentBox(text, ink, size, weight, face) };
}

/** @returns the box of the line: from the face's ascent to its descent, advance wide */
export function contentBox(text: string, ink: Region, size: number, weight: number, face: string): Region {
  const unit = measure(text, face, weight);
  const { ascent, descent } = faceOf(face)[0];
  const em = size / 1000;
  const top = Math.round(ascent * em);
  // Centre the ink between where its tops and its feet should be: either may be off by a pixel.
  const base = ink.y + ink.height / 2 + ((unit.above - unit.below) * em) / 2;
  return {
    x: ink.x - unit.left * em,
    y: Math.round(base) - top,
    width: Math.ceil(unit.advance * em),
    height: top + Math.round(descent * em),
  };
}

/** Width of a text in pixels. */
export const widthOf = (text: string, size: number, weight: number, face: string): number =>
  (measure(text, face, weight).advance * size) / 1000;

/**
 * Pages are set in few sizes: what was measured a little off, on few letters, takes the size and weight that more text of
 * about its size has.
 */
export function evenOut(parts: readonly Part[], face: string): void {
  const counts = new Map<string, number>();
  const key = ({ size, weight }: { size: number; weight: number }) => `${size} ${weight}`;
  for (const { words } of parts) counts.set(key(words!), (counts.get(key(words!)) ?? 0) + words!.text.length);
  for (const part of parts) {
    const words = part.words!;
    const own = counts.get(key(words))!;
    let best: { size: number; weight: number; count: number } | null = null;
    for (const [name, count] of counts) {
      const [size, weight] = name.split(' ').map(Number) as [number, number];
      const sizeOff = Math.abs(size / words.size - 1);
      const weightOff = Math.abs(weight - words.weight);
      const slack = words.text.length < 5 ? 0.12 : words.text.length < 14 ? 0.07 : 0.035;
      if (sizeOff > slack || weightOff > 100 || count < 1.5 * own) continue;
      if (!best || count > best.count) best = { size, weight, count };
    }
    if (!best) continue;
    words.size = best.size;
    words.weight = best.weight;
    words.content = contentBox(words.text, words.ink, best.size, best.weight, face);
    part.box = words.content;
  }
}
