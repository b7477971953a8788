/**
 * Pictures that are no flowcharts, drawn from seeds in Chromium, and what is read of each: sequence, class and
 * entity-relationship diagrams (Mermaid, four themes) are to be named as such; tables and code hold no diagram.
 *
 *   node --import tsx scripts/eval/diagrams/other.ts [COUNT] [--kind sequence|class|er|table|code] [--keep DIR]
 *
 * With --keep pictures and their text are kept, and taken from there in a later run.
 * Text is read for the diagrams, whose kind it may decide; tables and code are judged by their geometry alone, as in negatives.ts.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import type { Rgb } from '../../../src/ocr/page/normalise.ts';
import { readPicture } from '../../../src/ocr/read.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { startTesseract, type Recognizer } from '../../../src/ocr/recognise/tesseract.ts';
import type { TextReading } from '../../../src/shared/engine.ts';
import { english } from '../../../src/shared/message.ts';
import { isDiagram } from '../../../src/structure/diagram/gate.ts';
import { geometryOf } from '../../../src/structure/diagram/geometry.ts';
import { findChromium } from '../../lib/chromium.ts';

const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
};
const [onlyKind, keep] = [option('--kind'), option('--keep')];
const count = Number(args[0] ?? 34);

type Random = () => number;

/** Mulberry32. */
function random(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const from = (rng: Random, low: number, high: number) => low + Math.floor(rng() * (high - low + 1));
const pick = <T>(rng: Random, list: readonly T[]): T => list[Math.floor(rng() * list.length)]!;
const some = (rng: Random, list: readonly string[], n: number) =>
  [...list]
    .sort((a, b) => a.length * 7 + a.charCodeAt(1) - b.length * 7 - b.charCodeAt(1) + (rng() - 0.5) * 60)
    .slice(0, n);

const NAMES =
  'Order Invoice Payment Customer Session Report Account Product Cart Profile Sensor Device Route Ticket'.split(' ');
const FIELDS = 'id name email total status created price amount owner label kind count city code'.split(' ');
const TYPES = 'int string date float uuid boolean'.split(' ');
const VERBS = 'load save send check update close open merge fetch render'.split(' ');
const SAID = 'request token|validate|200 OK|query rows|result set|publish event|retry|ack|notify user|not found'.split(
  '|',
);

function sequence(rng: Random): string {
  const who = some(rng, NAMES, from(rng, 2, 5));
  const lines = who.map((name) => `  ${rng() < 0.2 ? 'actor' : 'participant'} ${name}`);
  for (let left = from(rng, 4, 11); left > 0; left--) {
    const [a, b] = some(rng, who, 2) as [string, string];
    lines.push(`  ${a}${pick(rng, ['->>', '-->>', '-)', '->>'])}${b}: ${pick(rng, SAID)}`);
    if (rng() < 0.12) lines.push(`  Note over ${a},${b}: ${pick(rng, SAID)}`);
    if (rng() < 0.12) lines.push(`  loop ${pick(rng, VERBS)}`, `  ${b}->>${a}: ${pick(rng, SAID)}`, '  end');
  }
  return ['sequenceDiagram', ...lines].join('\n');
}

function classes(rng: Random): string {
  const names = some(rng, NAMES, from(rng, 3, 6));
  const lines = names.flatMap((name) => [
    `  class ${name} {`,
    ...some(rng, FIELDS, from(rng, 1, 4)).map(
      (field) => `    ${pick(rng, ['+', '-', '#'])}${pick(rng, TYPES)} ${field}`,
    ),
    ...some(rng, VERBS, from(rng, 1, 3)).map((verb) => `    +${verb}() ${pick(rng, TYPES)}`),
    '  }',
  ]);
  const ties = names
    .slice(1)
    .map((name, i) => `  ${names[from(rng, 0, i)]} ${pick(rng, ['<|--', '*--', 'o--', '-->', '..>', '--'])} ${name}`);
  return ['classDiagram', ...(rng() < 0.3 ? ['  direction LR'] : []), ...lines, ...ties].join('\n');
}

function entities(rng: Random): string {
  const names = some(rng, NAMES, from(rng, 3, 6));
  const lines = names.flatMap((name) => [
    `  ${name.toUpperCase()} {`,
    ...some(rng, FIELDS, from(rng, 2, 6)).map(
      (field, i) => `    ${pick(rng, TYPES)} ${field}${i === 0 ? ' PK' : rng() < 0.2 ? ' FK' : ''}`,
    ),
    '  }',
  ]);
  const ties = names
    .slice(1)
    .map(
      (name, i) =>
        `  ${names[from(rng, 0, i)]!.toUpperCase()} ${pick(rng, ['||--o{', '||--|{', '}o--||', '|o--o|'])} ${name.toUpperCase()} : ${pick(rng, ['has', 'places', 'owns', 'holds'])}`,
    );
  return ['erDiagram', ...lines, ...ties].join('\n');
}

const INKS = [
  ['#ffffff', '#1f2328', '#d0d7de', '#f6f8fa'],
  ['#1f1f1f', '#cccccc', '#3c3c3c', '#2a2d2e'],
  ['#fdf6e3', '#586e75', '#d3cbb7', '#eee8d5'],
] as const;

function table(rng: Random): string {
  const [ground, ink, line, head] = pick(rng, INKS);
  const columns = from(rng, 2, 7);
  const border = pick(rng, [
    `border:1px solid ${line}`,
    `border-bottom:1px solid ${line}`,
    `border:2px solid ${ink}`,
    'border:0',
  ]);
  const cell = () =>
    rng() < 0.5 ? String(from(rng, 1, 9000)) : rng() < 0.1 ? '' : pick(rng, [...NAMES, ...FIELDS, ...SAID]);
  const row = (tag: string) =>
    `<tr>${Array.from({ length: columns }, () => `<${tag}>${cell()}</${tag}>`).join('')}</tr>`;
  const rows = Array.from({ length: from(rng, 3, 16) }, () => row('td')).join('');
  return `<style>body{margin:${from(rng, 4, 30)}px;background:${ground};color:${ink};font:${from(rng, 12, 18)}px Arial}table{border-collapse:${pick(rng, ['collapse', 'collapse', 'separate'])}}th,td{${border};padding:${from(rng, 3, 12)}px ${from(rng, 6, 22)}px;text-align:left}th{background:${head}}${rng() < 0.3 ? `tr:nth-child(even){background:${head}}` : ''}</style><table>${row('th')}${rows}</table>`;
}

function code(rng: Random): string {
  const [ground, ink, line] = pick(rng, INKS);
  const colours = ['#d73a49', '#6f42c1', '#22863a', '#b5890a', ink];
  const word = () =>
    `<span style="color:${pick(rng, colours)}">${pick(rng, [...VERBS, ...FIELDS, ...NAMES, 'return', 'const', 'if', 'await'])}</span>`;
  let depth = 0;
  const rows = Array.from({ length: from(rng, 8, 34) }, (_, i) => {
    const pad = '&nbsp;'.repeat(depth * 2);
    const body = pick(rng, [
      `${word()} ${word()} = ${word()}(${word()}, ${from(rng, 1, 99)});`,
      `${word()} (${word()} =&gt; ${word()}) {`,
      '}',
      '',
      `// ${pick(rng, SAID)} --&gt; ${pick(rng, SAID)}`,
      `[${word()}] | {${word()}} -- &lt;${word()}&gt;`,
    ]);
    depth = Math.min(6, Math.max(0, depth + (body.endsWith('{') ? 1 : body === '}' ? -1 : 0)));
    return `<tr><td style="color:${line};padding-right:14px">${i + 1}</td><td>${pad}${body}</td></tr>`;
  });
  return `<style>body{margin:10px;background:${ground};color:${ink}}table{font:${from(rng, 12, 17)}px monospace;white-space:pre${rng() < 0.4 ? `;border:1px solid ${line}` : ''}}</style><table>${rows.join('')}</table>`;
}

const KINDS: Record<string, { draw: (rng: Random) => string; said?: RegExp }> = {
  sequence: { draw: sequence, said: /sequence diagram/ },
  class: { draw: classes, said: /class diagram/ },
  er: { draw: entities, said: /entity-relationship/ },
  table: { draw: table },
  code: { draw: code },
};

async function shoot(page: Page, kind: string, seed: number): Promise<Buffer> {
  const rng = random(seed * 7919 + kind.length);
  const source = KINDS[kind]!.draw(rng);
  if (!KINDS[kind]!.said) {
    await page.setContent(`<body>${source}</body>`);
    return await page.locator('body').screenshot();
  }
  const theme = pick(rng, ['default', 'neutral', 'dark', 'forest']);
  await page.setContent(
    `<body style="margin:16px;background:${theme === 'dark' ? '#222' : '#fff'}"><div id="d" style="width:max-content"></div></body>`,
  );
  await page.addScriptTag({ path: new URL(import.meta.resolve('mermaid/dist/mermaid.min.js')).pathname });
  await page.evaluate(`(async () => {
    mermaid.initialize({ startOnLoad: false, theme: '${theme}' });
    const { svg } = await mermaid.render('m', ${JSON.stringify(source)});
    const at = document.getElementById('d');
    at.innerHTML = svg;
    const drawn = at.firstElementChild;
    const { width, height } = drawn.viewBox.baseVal;
    Object.assign(drawn.style, { width: width + 'px', height: height + 'px', maxWidth: 'none' });
  })()`);
  return await page.locator('#d').screenshot();
}

let started: Promise<Recognizer> | undefined;
/** The page's text; an earlier run's where pictures are kept. */
async function pageText(picture: Rgb, seed: number, kind: string): Promise<TextReading> {
  const file = keep && join(keep, `${kind}-${seed}.json`);
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TextReading;
  const text = await readPicture(picture, await (started ??= startTesseract(installedFiles())));
  if (file) writeFileSync(file, JSON.stringify(text));
  return text;
}

/** The pictures of a kind, one a seed: drawn, or those that an earlier run kept. */
async function pictures(kind: string): Promise<Buffer[]> {
  const files = Array.from({ length: count }, (_, k) => join(keep ?? '', `${kind}-${k + 1}.png`));
  if (keep && files.every((file) => existsSync(file))) return files.map((file) => readFileSync(file));
  const browser = await chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox'] });
  const pages = await Promise.all(
    [1, 2].map((deviceScaleFactor) =>
      browser.newPage({ viewport: { width: 1400, height: 900 }, deviceScaleFactor, offline: true }),
    ),
  );
  const shots: Buffer[] = [];
  for (const [k, file] of files.entries()) {
    const png = await shoot(pages[(k + 1) % 3 === 0 ? 1 : 0]!, kind, k + 1);
    if (keep) writeFileSync(file, png);
    shots.push(png);
  }
  await browser.close();
  return shots;
}

if (keep) mkdirSync(keep, { recursive: true });
for (const [kind, { said }] of Object.entries(KINDS)) {
  if (onlyKind && kind !== onlyKind) continue;
  let right = 0;
  const wrong: string[] = [];
  for (const [k, png] of (await pictures(kind)).entries()) {
    const { data, info } = await sharp(png)
      .flatten({ background: '#ffffff' })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = {
      width: info.width,
      height: info.height,
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
    };
    const text = said ? await pageText(picture, k + 1, kind) : { lines: [], text: '', ms: 0 };
    const gate = isDiagram(geometryOf(picture, text), text);
    const notes = gate.notes.map((note) => english(note)).join(' ');
    if (said ? said.test(notes) : !gate.diagram && notes === '') right++;
    else wrong.push(`${k + 1}${gate.diagram ? ' read' : notes ? ` ${notes.split(' ')[3]}` : ' nothing'}`);
  }
  console.log(`${kind}: ${right} of ${count}${wrong.length > 0 ? `; not: ${wrong.join(', ')}` : ''}`);
}
process.exit(0);
