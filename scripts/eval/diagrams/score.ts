/**
 * Reads every picture of a set (a folder with truth.json and png/) and writes its Mermaid for the scorer:
 *
 *   node --import tsx scripts/eval/diagrams/score.ts SET_DIR ANSWERS.json [--geometry] [--overlay DIR] [--only PART] [--size F] [--jpeg Q]
 *
 * `--geometry` reads labels from the truth's boxes (where a set has them) in place of the recogniser, and no page, to
 * measure geometry apart from text. Readings of whole pages are kept under .cache/diagrams by a hash of the pixels.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createPlaceReader } from '../../../src/ocr/inPlace/reader.ts';
import type { PlaceReader, RegionReading } from '../../../src/ocr/inPlace/types.ts';
import type { Rgb } from '../../../src/ocr/page/normalise.ts';
import { readPicture } from '../../../src/ocr/read.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { startTesseract } from '../../../src/ocr/recognise/tesseract.ts';
import type { TextReading } from '../../../src/shared/engine.ts';
import { geometryOf } from '../../../src/structure/diagram/geometry.ts';
import { toMermaid } from '../../../src/shared/mermaid/write.ts';
import { readDiagrams } from '../../../src/structure/diagram/index.ts';
import { overlay } from './overlay.ts';

interface Truth {
  nodes: { id: string; label: string; shape: string; box?: [number, number, number, number] }[];
  edges: { from: string; to: string; label: string; labelBox?: [number, number, number, number] }[];
  groups?: { id: string; label: string; labelBox?: [number, number, number, number] }[];
}

const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
};
const flag = (name: string): boolean => {
  const at = args.indexOf(name);
  return at >= 0 && args.splice(at, 1).length > 0;
};
const only = option('--only');
const overlays = option('--overlay');
const size = Number(option('--size') ?? 1);
const jpeg = Number(option('--jpeg') ?? 0);
const geometryOnly = flag('--geometry');
const quiet = flag('--quiet');
const [set, out] = args as [string, string];
const truths = JSON.parse(readFileSync(join(set, 'truth.json'), 'utf8')) as Record<string, Truth>;
const cache = new URL('../../../.cache/diagrams/', import.meta.url).pathname;
mkdirSync(cache, { recursive: true });
if (overlays) mkdirSync(overlays, { recursive: true });

const recognizer = await startTesseract(installedFiles());

async function load(file: string): Promise<Rgb> {
  let image = sharp(file).flatten({ background: '#ffffff' }).removeAlpha().toColourspace('srgb');
  if (size !== 1) {
    const { width } = await sharp(file).metadata();
    image = image.resize(Math.round(width * size), null, { kernel: 'cubic' });
  }
  if (jpeg) image = sharp(await image.jpeg({ quality: jpeg }).toBuffer());
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

const keyOf = (picture: Rgb, more: string) =>
  createHash('sha256')
    .update(`${picture.width}x${picture.height}`)
    .update(picture.data)
    .update(more)
    .digest('hex')
    .slice(0, 24);

async function textOf(picture: Rgb): Promise<TextReading> {
  const file = join(cache, `${keyOf(picture, 'page1')}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TextReading;
  const text = await readPicture(picture, recognizer);
  writeFileSync(file, JSON.stringify(text));
  return text;
}

/** Reads a region as the truth's label whose box lies in it. */
function fromTruth(truth: Truth): PlaceReader {
  const labels = [
    ...truth.nodes.filter(({ box }) => box).map(({ label, box }) => ({ label, box: box! })),
    ...[...truth.edges, ...(truth.groups ?? [])]
      .filter((e) => e.labelBox)
      .map(({ label, labelBox }) => ({ label, box: labelBox! })),
  ].map(({ label, box: [x, y, w, h] }) => ({ label, x: (x + w / 2) * size, y: (y + h / 2) * size }));
  return {
    read: (regions) =>
      Promise.resolve(
        regions.map(({ box }): RegionReading => {
          const slack = 4;
          const cx = box.x + box.width / 2;
          const cy = box.y + box.height / 2;
          const inside = labels
            .filter(
              ({ x, y }) =>
                x > box.x - slack &&
                x < box.x + box.width + slack &&
                y > box.y - slack &&
                y < box.y + box.height + slack,
            )
            .sort((a, b) => Math.hypot(a.x - cx, a.y - cy) - Math.hypot(b.x - cx, b.y - cy))[0];
          const text = inside?.label ?? '?';
          return {
            text,
            confidence: inside ? 0.95 : 0.2,
            box,
            lines: [{ text, confidence: 0.95, box }],
            alternatives: [],
          };
        }),
      ),
  };
}

const answers: Record<string, string> =
  existsSync(out) && only ? (JSON.parse(readFileSync(out, 'utf8')) as Record<string, string>) : {};
const times: number[] = [];
for (const [name, truth] of Object.entries(truths)) {
  if (only && !new RegExp(only).test(name)) continue;
  const picture = await load(join(set, 'png', name));
  const text = geometryOnly ? { lines: [], text: '', ms: 0 } : await textOf(picture);
  const start = performance.now();
  if (overlays) {
    const geometry = geometryOf(picture, text);
    await overlay(picture, geometry, join(overlays, name));
    if (!quiet)
      console.log(
        name,
        JSON.stringify(geometry.ms),
        'scale',
        geometry.raster.scale.toFixed(2),
        'letter',
        geometry.raster.letter.toFixed(1),
      );
  }
  const input = { picture, text, place: geometryOnly ? fromTruth(truth) : createPlaceReader(picture, recognizer) };
  const before = performance.now();
  const { diagrams, notes } = await readDiagrams(input);
  times.push(performance.now() - before);
  answers[name] = diagrams.map(toMermaid).join('\n');
  if (!quiet)
    console.log(
      `${name}: ${diagrams[0]?.nodes.length ?? 0} nodes of ${truth.nodes.length}, ${diagrams[0]?.edges.length ?? 0} edges of ${truth.edges.length}, ${Math.round(performance.now() - start)} ms`,
      notes.length > 0 ? notes.map(({ template, args: a }) => template + a.join('|')).join('; ') : '',
    );
}
writeFileSync(out, JSON.stringify(answers, null, 1));
times.sort((a, b) => a - b);
console.log(`median ${Math.round(times[times.length >> 1] ?? 0)} ms, most ${Math.round(times.at(-1) ?? 0)} ms`);
process.exit(0);
