import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { PlaceReader } from '../../src/ocr/inPlace/types.ts';
import type { Rgb } from '../../src/ocr/page/normalise.ts';
import { english } from '../../src/shared/message.ts';
import type { DiagramData } from '../../src/shared/structure.ts';
import { explainFacts, textFacts } from '../../src/facts/index.ts';
import { toMermaid } from '../../src/shared/mermaid/write.ts';
import { readDiagrams, toDot, toPlantUml } from '../../src/structure/diagram/index.ts';

/** Reads a region as the text that was drawn at its middle. */
const placeOf = (texts: [text: string, x: number, y: number][]): PlaceReader => ({
  read: (regions) =>
    Promise.resolve(
      regions.map(({ box }) => {
        const hit = texts.find(
          ([, x, y]) => x > box.x - 4 && x < box.x + box.width + 4 && y > box.y - 4 && y < box.y + box.height + 4,
        );
        const text = hit?.[0] ?? '';
        return { text, confidence: 0.9, box, lines: [{ text, confidence: 0.9, box }], alternatives: [] };
      }),
    ),
});

const HEAD =
  '<marker id="a" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10Z"/></marker>';
const arrow = (d: string, more = '') =>
  `<path d="${d}" fill="none" stroke="#333" stroke-width="1.5" marker-end="url(#a)" ${more}/>`;
const word = (text: string, x: number, y: number) =>
  `<text x="${x}" y="${y + 5}" font-size="14" font-family="DejaVu Sans" text-anchor="middle">${text}</text>`;
const box = (x: number, y: number, w: number, h: number, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#eef" stroke="#333" stroke-width="1.5" ${more}/>`;

async function drawn(width: number, height: number, inside: string): Promise<Rgb> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/><defs>${HEAD}</defs>${inside}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

const nothing = { lines: [], text: '', ms: 0 };
const edgesOf = ({ nodes, edges }: DiagramData) => {
  const name = new Map(nodes.map(({ id, text }) => [id, text]));
  return edges.map(({ from, to }) => `${name.get(from)} > ${name.get(to)}`).sort();
};

test('a flowchart: shapes, directions, a crossing, a dashed line and a label on a line', async () => {
  const picture = await drawn(
    460,
    420,
    [
      box(40, 30, 120, 40),
      word('Alpha', 100, 50),
      '<path d="M300 20L370 55L300 90L230 55Z" fill="#fee" stroke="#333" stroke-width="1.5"/>',
      word('Beta?', 300, 55),
      box(40, 330, 120, 40, 'rx="12"'),
      word('Gamma', 100, 350),
      box(260, 330, 120, 40),
      word('Delta', 320, 350),
      // Two lines that cross, one of them interrupted by its label, and a dashed one.
      arrow('M110 70L300 330'),
      arrow('M300 90L130 330'),
      arrow('M160 50L230 54', 'stroke-dasharray="5 4"'),
      arrow('M160 350L260 350'),
      '<rect x="180" y="342" width="44" height="16" fill="#fff"/>',
      word('next', 202, 350),
    ].join(''),
  );
  const place = placeOf([
    ['Alpha', 100, 50],
    ['Beta?', 300, 55],
    ['Gamma', 100, 350],
    ['Delta', 320, 350],
    ['next', 202, 350],
  ]);
  const { diagrams } = await readDiagrams({ picture, text: nothing, place });
  assert.equal(diagrams.length, 1);
  const [diagram] = diagrams as [DiagramData];
  assert.deepEqual(Object.fromEntries(diagram.nodes.map(({ text, shape }) => [text, shape])), {
    Alpha: 'box',
    'Beta?': 'diamond',
    Gamma: 'round',
    Delta: 'box',
  });
  assert.deepEqual(edgesOf(diagram), ['Alpha > Beta?', 'Alpha > Delta', 'Beta? > Gamma', 'Gamma > Delta']);
  assert.equal(diagram.edges.find(({ label }) => label)?.label?.text, 'next');
  assert.equal(diagram.edges.filter(({ line }) => line === 'dashed').length, 1);
  // Places are those of the picture.
  const alpha = diagram.nodes.find(({ text }) => text === 'Alpha')!.box;
  assert.ok(Math.abs(alpha.x - 41) < 3 && Math.abs(alpha.width - 119) < 4, JSON.stringify(alpha));
});

test('no diagram in boxes without lines between them', async () => {
  const picture = await drawn(
    400,
    200,
    box(20, 20, 120, 60) + word('Save', 80, 50) + box(220, 20, 120, 60) + word('Cancel', 280, 50),
  );
  const { diagrams } = await readDiagrams({ picture, text: nothing, place: placeOf([]) });
  assert.deepEqual(diagrams, []);
});

test('a sequence diagram is refused by its name', async () => {
  const parts = [100, 300, 500].flatMap((x, k) => [
    box(x - 50, 20, 100, 36),
    word(['User', 'Web', 'Store'][k]!, x, 38),
    `<path d="M${x} 56V380" stroke="#333" stroke-dasharray="5 4"/>`,
  ]);
  const messages = [90, 150, 210, 270].map((y, k) => arrow(k % 2 ? `M300 ${y}H500` : `M100 ${y}H300`));
  const picture = await drawn(600, 400, [...parts, ...messages].join(''));
  const { diagrams, notes } = await readDiagrams({ picture, text: nothing, place: placeOf([]) });
  assert.deepEqual(diagrams, []);
  assert.match(notes.map(english).join(' '), /sequence diagram/);
});

/** A head over rows of three columns, as Mermaid draws an entity. */
const entity = (x: number, y: number, name: string, keys: string[]) =>
  [
    box(x, y, 180, 36),
    word(name, x + 90, y + 18),
    ...keys.flatMap((key, row) =>
      [
        ['int', 0, 50],
        [key, 50, 90],
        ['PK', 140, 40],
      ].flatMap(([text, left, w]) => [
        `<rect x="${x + Number(left)}" y="${y + 36 + 36 * row}" width="${w}" height="36" fill="#fff" stroke="#333" stroke-width="1.5"/>`,
        word(String(text), x + Number(left) + Number(w) / 2, y + 54 + 36 * row),
      ]),
    ),
  ].join('');

test('entities in columns, joined with feet, are named; two tables without a line are not', async () => {
  const entities = entity(40, 20, 'ORDER', ['id', 'name', 'total']) + entity(40, 280, 'ITEM', ['id', 'price']);
  const joined = '<path d="M130 164V280M122 172H138M122 178H138M130 264L120 280M130 264L140 280" stroke="#333"/>';
  const read = async (more: string) => {
    const picture = await drawn(260, 420, entities + more);
    const { diagrams, notes } = await readDiagrams({ picture, text: nothing, place: placeOf([]) });
    assert.deepEqual(diagrams, []);
    return notes.map(english).join(' ');
  };
  assert.match(await read(joined), /entity-relationship diagram/);
  assert.equal(await read(''), '');
});

const span = (text: string) => ({ text, box: { x: 0, y: 0, width: 1, height: 1 }, confidence: 1 });
const HOSTILE = '"] click n1 "javascript:alert(1)" <script>alert(1)</script> %%{init: {"theme":"dark"}}%% & #quot; `x`';
const hostile: DiagramData = {
  kind: 'flowchart',
  direction: 'TB',
  box: { x: 0, y: 0, width: 9, height: 9 },
  title: null,
  nodes: [HOSTILE, 'B\nclick n1 href "x"', '"@enduml\n!include x', '\\N', 'end'].map((text, k) => ({
    id: `n${k + 1}`,
    shape: k === 1 ? 'diamond' : 'box',
    text,
    lines: [],
    box: { x: 0, y: 0, width: 1, height: 1 },
    fill: null,
    group: k === 2 ? 'g1' : null,
    confidence: 1,
  })),
  edges: [
    { id: 'e1', from: 'n1', to: 'n2', label: span(HOSTILE), line: 'solid', arrow: 'end', path: [], confidence: 0.9 },
    { id: 'e2', from: 'n2', to: 'n1', label: span('again'), line: 'solid', arrow: 'end', path: [], confidence: 0.9 },
    { id: 'e3', from: 'n2', to: 'n3', label: null, line: 'dashed', arrow: 'end', path: [], confidence: 0.3 },
  ],
  groups: [{ id: 'g1', title: span('end\nsubgraph'), box: { x: 0, y: 0, width: 1, height: 1 }, parent: null }],
  confidence: 1,
  notes: [],
};

test('hostile labels stay text in Mermaid: no line, directive or markup of their own', () => {
  const source = toMermaid(hostile);
  for (const line of source.trimEnd().split('\n'))
    assert.match(
      line.trim(),
      /^(flowchart TB|n\d[[{]".*"[\]}]|subgraph g1\[".*"\]|end|n\d (-->|-\.->)(\|".*"\|)? n\d|%% doubtful: n\d to n\d)$/,
    );
  assert.doesNotMatch(source, /%%\{|<script|`/);
  // One pair of quotes a label.
  for (const line of source.split('\n')) assert.ok((line.match(/"/g) ?? []).length <= 2, line);
});

test('hostile labels stay text in DOT and PlantUML', () => {
  for (const line of toDot(hostile).split('\n'))
    assert.equal((line.replace(/\\\\/g, '').match(/(?<!\\)"/g) ?? []).length % 2, 0, line);
  const uml = toPlantUml(hostile).trimEnd().split('\n');
  assert.deepEqual(
    uml.filter((line) => /^[@!]/.test(line)),
    ['@startuml', '@enduml'],
  );
});

test('a diagram is explained: parts, group, decision, loop, doubt', () => {
  const facts = { ...textFacts({ width: 9, height: 9 }, { text: '', lines: [], ms: 0 }), diagrams: [hostile] };
  const told = explainFacts(facts, 'diagram', 'en');
  assert.ok(told.kind === 'answer');
  const said = told.text.map(english).join('\n');
  assert.match(said, /5 parts and 3 connections, read from top to bottom/);
  assert.match(said, /^B .* decides: .* \(again\), "@enduml/m);
  assert.match(said, /^Loop: B .* leads back to .* \(again\)\.$/m);
  assert.match(said, /^It ends with "@enduml/m);
  assert.match(said, /^Without a connection: \\N, end\.$/m);
  assert.match(said, /holds "@enduml/);
  assert.match(said, /Doubtful: /);
});
