/**
 * Questions about drawn screenshots of developers, read by the built engine: npm run eval:screens [-- --count 60] [--show] [--keep].
 * Terminals, editors, CI pages, browser consoles and stack traces are drawn by a seed, in light and dark, in three sizes;
 * each is asked three questions whose answers were put in, in wordings held apart from the tuning, every third in Chinese.
 * Reports as well whether the places that right answers mark are those where the answer was drawn. Facts are kept in .cache/facts.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { EngineClient } from '../../src/client/index.ts';
import { answerFromFacts, type FactsAnswer } from '../../src/facts/index.ts';
import type { PictureFacts } from '../../src/shared/structure.ts';
import { judge, textOf } from '../../test/facts/judge.ts';
import { source, type Expect, type Source } from '../../test/facts/worlds/random.ts';
import { SCREEN_HELD } from '../../test/facts/worlds/screenWordings.ts';
import type { Screen } from '../../test/facts/worlds/screenParts.ts';
import { screensOf } from '../../test/facts/worlds/screens.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '2024' },
    show: { type: 'boolean' },
    keep: { type: 'boolean' },
  },
});

interface Look {
  background: string;
  text: string;
  accent: string;
  failure: string;
  bar: string;
}
const LOOKS: Look[] = [
  { background: '#1e1e1e', text: '#d4d4d4', accent: '#6a9955', failure: '#f48771', bar: '#333333' },
  { background: '#ffffff', text: '#1f2328', accent: '#0969da', failure: '#cf222e', bar: '#eaeef2' },
  { background: '#0d1117', text: '#e6edf3', accent: '#7ee787', failure: '#ff7b72', bar: '#161b22' },
  { background: '#fdf6e3', text: '#586e75', accent: '#268bd2', failure: '#dc322f', bar: '#eee8d5' },
];

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Drawn {
  png: Buffer;
  /** Where a piece of text stands, in every line that has it. */
  boxesOf(text: string): Box[];
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

async function draw(screen: Screen, random: Source): Promise<Drawn> {
  const look = random.pick(LOOKS);
  const size = random.pick([13, 15, 18]);
  const [step, line, left, top] = [size * 0.602, Math.round(size * 1.45), 20, 52];
  const lines = screen.lines.map((text) => text.replace(/\t/g, '    '));
  const width = Math.ceil(Math.max(640, ...lines.map((text) => left * 2 + text.length * step)));
  const height = top + lines.length * line + 24;
  const colour = (text: string) =>
    /error|fail|exception|panic|✖|●/i.test(text)
      ? look.failure
      : /^\s*(?:\S*\$|❯|~)/.test(text)
        ? look.accent
        : look.text;
  const rows = lines.map(
    (text, row) =>
      `<text xml:space="preserve" x="${left}" y="${top + row * line + size}" fill="${colour(text)}">${escape(text)}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${look.background}"/><rect width="100%" height="34" fill="${look.bar}"/><g font-family="DejaVu Sans Mono" font-size="${size}">${rows.join('')}</g></svg>`;
  return {
    png: await sharp(Buffer.from(svg)).png().toBuffer(),
    boxesOf: (wanted) =>
      lines.flatMap((text, row) => {
        const at = text.indexOf(wanted);
        return at < 0 ? [] : [{ x: left + at * step, y: top + row * line, width: wanted.length * step, height: line }];
      }),
  };
}

/** Whether one of the first marks lies on a place where the answer was drawn. */
function markedThere(answer: FactsAnswer, expect: Expect, { boxesOf }: Drawn): boolean | undefined {
  if (answer.kind !== 'answer') return undefined;
  const texts = expect.any ?? (expect.number === undefined ? [] : [String(expect.number)]);
  const said = texts.find((text) => textOf(answer).toLowerCase().includes(text.toLowerCase()));
  if (said === undefined || said.length < 3) return undefined;
  const places = boxesOf(said);
  if (places.length === 0) return undefined;
  return answer.evidence
    .slice(0, 6)
    .some(({ box: own }) =>
      places.some(
        (box) =>
          own.x < box.x + box.width &&
          own.x + own.width > box.x &&
          own.y < box.y + box.height &&
          own.y + own.height > box.y,
      ),
    );
}

const random = source(Number(values.seed));
const screens = screensOf(random, Number(values.count));
const client = new EngineClient({ enginePath: 'dist/engine.js' });
const built = String(statSync('dist/readingThread.js').size);
mkdirSync('.cache/facts', { recursive: true });
const sums = new Map<string, { right: number; refused: number; wrong: number }>();
const marks: boolean[] = [];
const times: number[] = [];
for (const [number, screen] of screens.entries()) {
  const drawn = await draw(screen, random);
  const content = createHash('sha256').update(drawn.png).digest('hex').slice(0, 32);
  const before = values.keep ? readdirSync('.cache/facts').find((name) => name.startsWith(content)) : undefined;
  const kept = join('.cache/facts', before ?? `${content}-${built}.json`);
  if (!existsSync(kept)) {
    const { id } = await client.request('attach', { bytes: drawn.png, name: `${screen.name}.png` });
    writeFileSync(kept, JSON.stringify(await client.request('facts', { id })));
  }
  const facts = JSON.parse(readFileSync(kept, 'utf8')) as PictureFacts;
  const asked = Object.entries(screen.truth).filter(([kind]) => SCREEN_HELD[kind.split(':')[0]!]);
  for (const [kind, expect] of random.some(asked, 3)) {
    const [name, n = ''] = kind.split(':');
    const words = SCREEN_HELD[name!]!;
    const question = random
      .pick(number % 3 === 2 ? words.zh : words.en)
      .replace('{n}', n)
      .replace('{f}', expect.any?.[0] ?? '');
    const started = performance.now();
    const answer = answerFromFacts(question, [facts]);
    times.push(performance.now() - started);
    const verdict = judge(answer, expect);
    const row = sums.get(screen.sort) ?? { right: 0, refused: 0, wrong: 0 };
    row[verdict]++;
    sums.set(screen.sort, row);
    const there = verdict === 'right' ? markedThere(answer, expect, drawn) : undefined;
    if (there !== undefined) marks.push(there);
    if (values.show && (verdict !== 'right' || there === false))
      console.log(
        `  ${(verdict === 'right' ? 'mark' : verdict).padEnd(8)}${screen.name} | ${question} → ${textOf(answer).slice(0, 160)}  ${JSON.stringify(expect)}`,
      );
  }
}
await client.stop();
const total = { right: 0, refused: 0, wrong: 0 };
for (const [sort, row] of sums) {
  console.log(sort.padEnd(10), JSON.stringify(row));
  for (const verdict of ['right', 'refused', 'wrong'] as const) total[verdict] += row[verdict];
}
const all = total.right + total.refused + total.wrong;
const percent = (part: number, of: number) => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;
const sorted = [...times].sort((a, b) => a - b);
console.log(
  `${screens.length} drawn screens, ${all} questions: right ${percent(total.right, all)}, refused ${percent(total.refused, all)}, wrong ${percent(total.wrong, all)}; ` +
    `marks of right answers with a known place: ${percent(marks.filter(Boolean).length, marks.length)} of ${marks.length}; ` +
    `an answer took ${sorted[sorted.length >> 1]!.toFixed(1)} ms in the middle, ${sorted.at(-1)!.toFixed(1)} ms at most`,
);
