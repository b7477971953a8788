/**
 * How well text is read in its place, by set and by role: npm run eval:place -- [SET…] [--only NAME] [--miss] [--sheets] [--found | --where]
 * A SET is a folder with truth.json ({"picture.png": {texts: [{text, box: [x, y, w, h], role?, turned?, value?}]}}) and the
 * pictures, beside it or in png/. Read with the boxes of the truth (reading alone), or with --found where geometry finds text.
 * With --where nothing is read: a text is right where the pieces found begin and end where it does, in its direction.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeImage } from '../../src/image/decode.ts';
import { withoutOverlaps } from '../../src/ocr/inPlace/overlaps.ts';
import { numberIn } from '../../src/ocr/inPlace/numbers.ts';
import { createPlaceReader } from '../../src/ocr/inPlace/reader.ts';
import type { Rgb } from '../../src/ocr/page/normalise.ts';
import type { PlaceReader, RegionReading, TextRegion } from '../../src/ocr/inPlace/types.ts';
import { findSnippets, type Snippet } from '../../src/structure/pixels/snippets.ts';
import type { Region } from '../../src/shared/engine.ts';
import { installedFiles } from '../../src/ocr/recognise/data.ts';
import { startTesseract } from '../../src/ocr/recognise/tesseract.ts';

interface TruthText {
  text: string;
  box: [number, number, number, number];
  role?: string;
  turned?: boolean;
  value?: number;
  field?: boolean;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    miss: { type: 'boolean' },
    sheets: { type: 'boolean' },
    found: { type: 'boolean' },
    where: { type: 'boolean' },
  },
});
const SETS = positionals.length ? positionals : ['../shared/structure/charts', '../shared/structure/mockups'];

const plain = (text: string) =>
  text
    .replace(/[−–—]/g, '-')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .trim();

/** A number is right when its value is; other text when it is the same but for typographic signs (capitals: style of a page). */
function isRight(truth: TruthText, got: string): boolean {
  const [wanted, read] = [plain(truth.text), plain(got)];
  if (wanted === read) return true;
  if (truth.role === 'tick' || truth.role === 'data-label') {
    const [a, b] = [numberIn(wanted), numberIn(read)];
    return a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-9 * Math.abs(a);
  }
  return truth.role === undefined && wanted.toUpperCase() === read;
}

/** ggplot2's boxes were measured with another font: their last letter lies outside. */
function whole([x, y, width, height]: TruthText['box'], turned: boolean | undefined, name: string) {
  if (!name.startsWith('ggplot2')) return { x, y, width, height };
  const more = Math.ceil(0.07 * Math.max(width, height)) + 1;
  return turned ? { x, y: y - more, width, height: height + more } : { x, y, width: width + more, height };
}

/** A piece may begin or end so far from where a text does, in heights of its box. */
const OFF = 0.4;

/** Whether what geometry finds in a text's box is that text: reported as its text, else as where the pieces lie. */
function whereFound(snippets: Snippet[], { text, box, turned }: TruthText, scale: number, name: string): string {
  const [x, y, width, height] = box;
  const near = 3 * scale;
  const inside = snippets.filter((one) => {
    const [u, v] = [one.box.x + one.box.width / 2, one.box.y + one.box.height / 2];
    return u >= x - near && u <= x + width + near && v >= y - near && v <= y + height + near;
  });
  const ends = (one: Region) => (turned ? [one.y, one.y + one.height] : [one.x, one.x + one.width]);
  const [from, to] = ends({ x, y, width, height }) as [number, number];
  const most = Math.max(near, OFF * (turned ? width : height)) + (name.startsWith('ggplot2') ? 0.07 * (to - from) : 0);
  const found = inside.map((one) => ends(one.box));
  const right =
    inside.length > 0 &&
    (text.length < 3 || inside.every((one) => one.turned === (turned ?? false))) &&
    Math.abs(Math.min(...found.map(([a]) => a!)) - from) <= most &&
    Math.abs(Math.max(...found.map(([, b]) => b!)) - to) <= most;
  return right ? text : inside.map((one) => Object.values(one.box).join(',')).join(' ');
}

/** What geometry finds, read, and given to the texts in whose boxes it lies. */
async function readFound(
  picture: Rgb,
  scale: number,
  wanted: TruthText[],
  reader: PlaceReader,
): Promise<Pick<RegionReading, 'text' | 'confidence' | 'alternatives'>[]> {
  const snippets = findSnippets(picture, scale);
  const readings = withoutOverlaps(
    await reader.read(snippets.map(({ box, turned }) => ({ box, ...(turned && { direction: 'auto' as const }) }))),
  );
  const near = 3 * scale;
  return wanted.map(({ box: [x, y, width, height], turned }) => {
    const inside = readings.filter(({ text, box }) => {
      const [u, v] = [box.x + box.width / 2, box.y + box.height / 2];
      return text && u >= x - near && u <= x + width + near && v >= y - near && v <= y + height + near;
    });
    inside.sort((a, b) => (turned ? b.box.y - a.box.y : a.box.x - b.box.x));
    return {
      text: inside.map(({ text }) => text).join(' '),
      confidence: Math.min(1, ...inside.map(({ confidence }) => confidence)),
      alternatives: inside.length === 1 ? inside[0]!.alternatives : [],
    };
  });
}

const recognizer = await startTesseract(installedFiles());

for (const set of SETS) {
  const truths = JSON.parse(readFileSync(join(set, 'truth.json'), 'utf8')) as Record<
    string,
    { texts: TruthText[]; scale?: number }
  >;
  const roles = new Map<string, { right: number; of: number; close: number }>();
  let [ms, pictures, regionCount] = [0, 0, 0];
  for (const [name, { texts, scale = 1 }] of Object.entries(truths)) {
    if (values.only && !name.includes(values.only)) continue;
    const file = [join(set, 'png', name), join(set, name)].find((path) => existsSync(path))!;
    const picture = await decodeImage(readFileSync(file), name);
    const wanted = texts.filter(({ field }) => !field);
    const regions = wanted.map(({ box, turned, role, text }): TextRegion => ({
      box: whole(box, turned, name),
      ...((role === 'tick' || role === 'data-label') && numberIn(text) !== undefined && { alphabet: 'number' }),
      ...(turned && { direction: 'auto' }),
      ...((role === undefined || role === 'node') && { multiline: true }),
    }));
    const start = process.cpuUsage();
    const reader = createPlaceReader(picture, recognizer, values.sheets ? { lines: null } : {});
    const snippets = values.where ? findSnippets(picture, scale) : [];
    const readings = values.where
      ? wanted.map((truth) => ({ text: whereFound(snippets, truth, scale, name), confidence: 1, alternatives: [] }))
      : values.found
        ? await readFound(picture, scale, wanted, reader)
        : await reader.read(regions);
    const { user, system } = process.cpuUsage(start);
    ms += (user + system) / 1000;
    pictures++;
    regionCount += regions.length;
    wanted.forEach((truth, i) => {
      const { text, confidence, alternatives } = readings[i]!;
      const right = isRight(truth, text);
      const role = roles.get(truth.role ?? 'page') ?? { right: 0, of: 0, close: 0 };
      role.of++;
      if (right) role.right++;
      else if (alternatives.some((other) => isRight(truth, other.text))) role.close++;
      roles.set(truth.role ?? 'page', role);
      if (!right && values.miss) {
        const others = alternatives.map((other) => other.text).join(' | ');
        console.log(
          `  ${name} ${truth.role ?? 'page'} ${JSON.stringify(truth.text)} read ${JSON.stringify(text)} ${confidence.toFixed(2)} [${others}]`,
        );
      }
    });
  }
  const share = ({ right, of, close }: { right: number; of: number; close: number }) =>
    `${((100 * right) / of).toFixed(1)} % of ${of} (${close} more among the alternatives)`;
  console.log(
    `${basename(set)}: ${(ms / pictures).toFixed(0)} ms of processor time a picture, ${(regionCount / pictures).toFixed(0)} regions`,
  );
  for (const [role, result] of roles) console.log(`  ${role.padEnd(12)} ${share(result)}`);
}
process.exit(0);
