/**
 * Tables drawn by a seed, read and scored: node --import tsx scripts/eval/tables.ts [--count 60] [--seed 1] [--show] [--keep DIR]
 * Five kinds: ruled pages, striped pages, tables of papers (rules above and below the head alone), terminals, spreadsheets; light and
 * dark, single and double size, heads that span, cells of two lines. A cell counts where row, column and text are right (case and spaces
 * aside); the score is F1 of the cells. Chromium draws; nothing is downloaded.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { decodeImage } from '../../src/image/decode.ts';
import { createPlaceReader } from '../../src/ocr/inPlace/reader.ts';
import { readPicture } from '../../src/ocr/read.ts';
import { installedFiles } from '../../src/ocr/recognise/data.ts';
import { startTesseract } from '../../src/ocr/recognise/tesseract.ts';
import type { TableData } from '../../src/shared/structure.ts';
import { readStructure } from '../../src/structure/read.ts';
import { findChromium } from '../lib/chromium.ts';
import { source, type Source } from '../../test/facts/worlds/random.ts';

const KINDS = ['ruled', 'striped', 'paper', 'terminal', 'sheet'] as const;
type Kind = (typeof KINDS)[number];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean' },
    keep: { type: 'string' },
  },
});

interface Drawn {
  kind: Kind;
  html: string;
  /** As it is read: heads first; empty where a head spans. */
  rows: string[][];
  scale: number;
}

const COLUMNS: Record<string, (from: Source) => string> = {
  Name: (from) =>
    from.pick(['Alder', 'Birch', 'Cedar', 'Juniper', 'Larch', 'Maple', 'Rowan', 'Spruce', 'Willow', 'Hazel']),
  Region: (from) => from.pick(['North', 'South', 'East', 'West', 'Overseas', 'Central']),
  Status: (from) => from.pick(['running', 'stopped', 'failed', 'pending', 'done']),
  Version: (from) => `${from.int(0, 9)}.${from.int(0, 20)}.${from.int(0, 9)}`,
  Revenue: (from) => `$${from.int(1, 99)},${String(from.int(0, 999)).padStart(3, '0')}`,
  Share: (from) => `${(from.int(10, 990) / 10).toFixed(1)}%`,
  Count: (from) => String(from.int(3, 9000)),
  Time: (from) => `${from.int(1, 900)} ms`,
  Date: (from) => `2024-${String(from.int(1, 12)).padStart(2, '0')}-${String(from.int(1, 28)).padStart(2, '0')}`,
  Package: (from) =>
    from.pick(['lodash', 'express', 'react-dom', 'typescript', 'esbuild', 'prettier', 'fastify', 'undici']),
  Owner: (from) => from.pick(['Ada Lovelace', 'Alan Turing', 'Grace Hopper', 'Edsger Dijkstra', 'Barbara Liskov']),
};
const NUMERIC = new Set(['Revenue', 'Share', 'Count', 'Time']);

const page = (dark: boolean, font: string, body: string, css: string) =>
  `<!doctype html><meta charset=utf-8><style>body{margin:24px;width:max-content;font:14px ${font};background:${dark ? '#16191f' : '#fff'};color:${dark ? '#dde1e7' : '#1f2328'}}table{border-collapse:collapse}h2{font-size:18px;margin:0 0 14px}pre{margin:0;font:14px/1.35 'DejaVu Sans Mono'}${css}</style><body>${body}`;

function draw(from: Source, kind: Kind): Drawn {
  const names = from.some(Object.keys(COLUMNS), from.int(3, 6));
  const count = from.int(4, 11);
  const body = Array.from({ length: count }, () => names.map((name) => COLUMNS[name]!(from)));
  const dark = from.int(0, 3) === 0 && kind !== 'paper';
  const scale = from.int(0, 2) === 0 ? 2 : 1;
  const head = names;
  const align = (i: number) => (NUMERIC.has(names[i]!) ? 'right' : 'left');
  if (kind === 'terminal') return terminal(from, head, body, scale, align);
  const line = dark ? '#3a404b' : '#c9ced6';
  const span = kind !== 'sheet' && names.length >= 4 && from.int(0, 3) === 0;
  const top = span ? ['', 'Details', ...names.slice(2).map(() => '')] : null;
  const cells = (row: string[], tag: string) =>
    `<tr>${row.map((text, i) => `<${tag} style="text-align:${align(i)}">${text.replace(' ', () => (kind === 'ruled' && text.length > 11 ? '<br>' : ' '))}</${tag}>`).join('')}</tr>`;
  const spanned = top
    ? `<tr><th></th><th colspan="${names.length - 1}" style="text-align:center">Details</th></tr>`
    : '';
  const css = {
    ruled: `td,th{border:1px solid ${line};padding:6px 12px}th{background:${dark ? '#232833' : '#f0f2f5'}}`,
    striped: `td,th{padding:8px 16px}tr:nth-child(even) td{background:${dark ? '#1f242d' : '#f3f5f8'}}th{border-bottom:2px solid ${line}}`,
    paper: `table{border-top:2px solid #000;border-bottom:2px solid #000}th{border-bottom:1px solid #000;font-weight:600}td,th{padding:4px 14px}`,
    sheet: `td,th{border:1px solid ${line};padding:3px 8px;min-width:74px;font-weight:400}.n{background:${dark ? '#262b34' : '#eef0f3'};text-align:center!important;min-width:28px}`,
  }[kind];
  if (kind === 'sheet') {
    const letters = ['', ...names.map((_, i) => 'ABCDEFGH'[i]!)];
    const rows = [letters, ...[head, ...body].map((row, i) => [String(i + 1), ...row])];
    const tr = (row: string[], r: number) =>
      `<tr>${row.map((text, c) => `<td class="${r === 0 || c === 0 ? 'n' : ''}" style="text-align:${c > 0 && r > 1 ? align(c - 1) : 'left'}">${text}</td>`).join('')}</tr>`;
    return { kind, rows, scale, html: page(dark, 'Arial', `<table>${rows.map(tr).join('')}</table>`, css) };
  }
  const title = from.int(0, 1) === 0 ? '<h2>Overview of the quarter</h2>' : '';
  const font = kind === 'paper' ? "'Liberation Serif',serif" : from.pick(['Arial', 'DejaVu Sans', 'system-ui']);
  const table = `<table>${spanned}${cells(head, 'th')}${body.map((row) => cells(row, 'td')).join('')}</table>`;
  return { kind, rows: [...(top ? [top] : []), head, ...body], scale, html: page(dark, font, title + table, css) };
}

/** As commands print: columns by spaces, by bars, or in a frame. */
function terminal(from: Source, head: string[], body: string[][], scale: number, align: (i: number) => string): Drawn {
  const widths = head.map((name, i) => Math.max(name.length, ...body.map((row) => row[i]!.length)));
  const pad = (text: string, i: number) => (align(i) === 'right' ? text.padStart(widths[i]!) : text.padEnd(widths[i]!));
  const form = from.pick(['spaces', 'bars', 'frame']);
  const text = (row: string[]) =>
    form === 'spaces'
      ? row.map(pad).join('   ')
      : `${form === 'frame' ? '│' : '|'} ${row.map(pad).join(form === 'frame' ? ' │ ' : ' | ')} ${form === 'frame' ? '│' : '|'}`;
  const rule = (a: string, b: string, c: string) => a + widths.map((w) => '─'.repeat(w + 2)).join(b) + c;
  const lines =
    form === 'frame'
      ? [rule('┌', '┬', '┐'), text(head), rule('├', '┼', '┤'), ...body.map(text), rule('└', '┴', '┘')]
      : form === 'bars'
        ? [text(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...body.map(text)]
        : [text(head), ...body.map(text)];
  return {
    kind: 'terminal',
    rows: [head, ...body],
    scale,
    html: page(from.int(0, 3) > 0, 'monospace', `<pre>${lines.join('\n')}</pre>`, ''),
  };
}

/** Cells that are right: of the table with most of them, rows and columns shifted where the first were not read. */
function score(truth: string[][], tables: readonly TableData[]): { right: number; told: number; all: number } {
  const plain = (text: string) => text.toLowerCase().replace(/\s+/g, '').replace(/[−–—]/g, '-');
  const all = truth.flat().filter((text) => text !== '').length;
  let best = { right: 0, told: 0, all };
  for (const table of tables) {
    const rows = table.rows.map((row) => row.map((cell) => plain(cell?.text ?? '')));
    const told = rows.flat().filter((text) => text !== '').length;
    for (let dr = -2; dr <= 2; dr++) {
      for (let dc = -1; dc <= 1; dc++) {
        let right = 0;
        truth.forEach((row, r) => {
          row.forEach((text, c) => {
            if (text !== '' && rows[r + dr]?.[c + dc] === plain(text)) right++;
            // A head that spans may be told at any of its columns.
            else if (text === 'Details' && rows[r + dr]?.includes('details')) right++;
          });
        });
        if (right > best.right) best = { right, told, all };
      }
    }
  }
  return best;
}

async function shot(tab: Page, { html, scale }: Drawn): Promise<Buffer> {
  await tab.setContent(html);
  const size = await tab.evaluate('[document.body.offsetWidth + 48, document.body.offsetHeight + 48]');
  const [width, height] = size as [number, number];
  await tab.setViewportSize({ width: Math.max(200, Math.ceil(width)), height: Math.max(120, Math.ceil(height)) });
  return tab.screenshot({ scale: scale === 2 ? 'device' : 'css' });
}

const tesseract = await startTesseract(installedFiles());
const browser = await chromium.launch({ executablePath: findChromium()!, args: ['--no-sandbox'] });
const tab = await browser.newPage({ deviceScaleFactor: 2 });
const sums = new Map<string, { n: number; right: number; told: number; all: number; found: number; ms: number }>();
for (let i = 0; i < Number(values.count); i++) {
  const kind = KINDS[i % KINDS.length]!;
  const drawn = draw(source(Number(values.seed) * 1000 + i), kind);
  const bytes = await shot(tab, drawn);
  if (values.keep) {
    mkdirSync(values.keep, { recursive: true });
    writeFileSync(join(values.keep, `${kind}-${i}.png`), bytes);
  }
  const picture = await decodeImage(bytes);
  const text = await readPicture(picture, tesseract);
  const start = performance.now();
  const { tables } = await readStructure(
    { picture, text, place: createPlaceReader(picture, tesseract) },
    { want: ['tables'] },
  );
  const ms = performance.now() - start;
  const one = score(drawn.rows, tables);
  if (values.show && one.right < 0.97 * one.all) {
    console.log(`${kind}-${i} ${one.right} of ${one.all} (${one.told} told)`);
    for (const table of tables)
      for (const row of table.rows) console.log(`    ${row.map((cell) => cell?.text ?? '·').join(' | ')}`);
  }
  for (const key of [kind, 'all']) {
    const sum = sums.get(key) ?? { n: 0, right: 0, told: 0, all: 0, found: 0, ms: 0 };
    sum.n++;
    sum.right += one.right;
    sum.told += one.told;
    sum.all += one.all;
    sum.found += tables.length > 0 ? 1 : 0;
    sum.ms = Math.max(sum.ms, ms);
    sums.set(key, sum);
  }
}
for (const [key, { n, right, told, all, found, ms }] of sums) {
  const f1 = (200 * right) / Math.max(1, told + all);
  console.log(
    `${key.padEnd(10)} ${n} tables, found ${found}, cells F1 ${f1.toFixed(1)} (${right} right of ${told} told, ${all} drawn), ${Math.round(ms)} ms at most`,
  );
}
await browser.close();
process.exit(0);
