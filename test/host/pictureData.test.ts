/** Data of answers: taken, changed, written in every form, kept and exported; later answers rest on what the user changed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { written } from '../../src/host/answers/dataForms.ts';
import { asChanged, changed, holds, partsOf } from '../../src/host/answers/pictureData.ts';
import { parseConversation } from '../../src/host/conversation/keptFile.ts';
import { exportMarkdown } from '../../src/host/conversation/markdownExport.ts';
import type { AnswerTurn, Conversation } from '../../src/host/conversation/model.ts';
import { answerFromFacts, explainFacts, textFacts } from '../../src/facts/index.ts';
import { english } from '../../src/shared/message.ts';
import type { ChartPart, DataPart, DiagramPart } from '../../src/shared/pictureData.ts';
import type { ChartData, DiagramData, PictureFacts, TableData } from '../../src/shared/structure.ts';

const box = { x: 10, y: 10, width: 20, height: 20 };
const chart: ChartData = {
  kind: 'bar',
  title: { text: 'Sales', box, confidence: 1 },
  box: { x: 0, y: 0, width: 200, height: 100 },
  plot: { x: 0, y: 0, width: 200, height: 100 },
  x: null,
  y: null,
  series: [
    {
      name: 'A',
      color: '#336699',
      points: [
        { label: 'North', y: 3, from: 'label', printed: 3, confidence: 0.97, box },
        { label: '=cmd|x', y: 9, from: 'measured', tolerance: 0.2, confidence: 0.9, box },
      ],
    },
  ],
  confidence: 0.9,
  notes: [],
};
const table: TableData = {
  title: null,
  box: { x: 0, y: 200, width: 100, height: 100 },
  headRows: 1,
  rows: [
    [{ text: 'Name', box, confidence: 1 }, null],
    [
      { text: 'a\tb|c', box, confidence: 1 },
      { text: '-20 %', box, confidence: 1 },
    ],
  ],
  alignment: ['left', 'right'],
  confidence: 0.9,
  notes: [],
};
const diagram: DiagramData = {
  kind: 'flowchart',
  direction: 'LR',
  box: { x: 300, y: 0, width: 100, height: 100 },
  title: null,
  nodes: ['n1', 'n2'].map((id) => ({
    id,
    shape: 'box',
    text: `Part ${id} \`\`\`\nclick ${id} "javascript:1"`,
    lines: [],
    box,
    fill: null,
    group: null,
    confidence: 1,
  })),
  edges: [{ id: 'e1', from: 'n1', to: 'n2', label: null, line: 'solid', arrow: 'end', path: [], confidence: 1 }],
  groups: [],
  confidence: 0.9,
  notes: [],
};
const id = 'a'.repeat(64);
const facts: PictureFacts = {
  ...textFacts({ width: 400, height: 300 }, { text: '', lines: [], ms: 0 }),
  kind: { name: 'chart', confidence: 0.9 },
  charts: [chart],
  tables: [table],
  diagrams: [diagram],
};
const answer = (data: DataPart[]): AnswerTurn => ({ role: 'assistant', id: 'a', text: 'x', state: 'end', data });

test("a change is the user's word, its brothers stay, and reset brings back what was read", () => {
  const [part] = partsOf(facts, id) as [ChartPart];
  const once = changed(part, { type: 'value', series: 0, point: 0, value: 12 }) as ChartPart;
  assert.deepEqual(once.data.series[0]!.points[0], { label: 'North', y: 12, from: 'user', confidence: 1, box });
  assert.equal(once.data.series[0]!.points[1], chart.series[0]!.points[1]);
  const twice = changed(once, { type: 'key', key: 'North', to: 'Norden' }) as ChartPart;
  assert.equal(twice.data.series[0]!.points[0]!.label, 'Norden');
  assert.equal(twice.read, chart);
  assert.deepEqual(changed(twice, { type: 'reset' }), part);
  assert.throws(() => changed(part, { type: 'value', series: 3, point: 0, value: 1 }), /not part of the answer/);
  assert.throws(() => changed(part, { type: 'cell', row: 0, column: 0, text: '' }), /not part of the answer/);
});

test('answers rest on the values that the user gave', () => {
  const [part] = partsOf(facts, id);
  const data = [changed(part!, { type: 'value', series: 0, point: 0, value: 12 })];
  const told = (about: PictureFacts) => {
    const found = answerFromFacts('What is the highest value?', [about]);
    return found.kind === 'answer' ? found.text.map(english).join(' ') : found.kind;
  };
  const plain = { ...facts, tables: [], diagrams: [] };
  assert.match(told(plain), /9/);
  assert.match(told(asChanged(plain, id, [answer(data)])), /North.*12/);
  assert.equal(asChanged(plain, 'b'.repeat(64), [answer(data)]), plain);
});

test('every form; a spreadsheet gets no formula, a fence no early end', () => {
  const [ofChart, ofTable, ofDiagram] = partsOf(facts, id) as [DataPart, DataPart, DataPart];
  assert.equal(written(ofChart, 'tsv'), "\tA\nNorth\t3\n'=cmd|x\t9\n");
  assert.equal(written(ofTable, 'tsv'), 'Name\t\n"a\tb|c"\t-20 %\n');
  assert.match(written(ofTable, 'markdown')!, /a b\\\|c|a\tb\\\|c/);
  for (const form of ['csv', 'markdown', 'json', 'vega-lite', 'chartjs', 'matplotlib'] as const)
    assert.match(written(ofChart, form)!, /North/, form);
  for (const form of ['mermaid', 'plantuml', 'dot', 'json', 'markdown'] as const)
    assert.match(written(ofDiagram, form)!, /Part n1/, form);
  assert.equal(written(ofDiagram, 'csv'), undefined);
  const edited = written({ ...ofDiagram, source: 'flowchart LR\n  a["```"]' } as DataPart, 'markdown')!;
  assert.match(edited, /^````mermaid\n[\s\S]*\n````\n$/);
  assert.ok(holds(ofTable, { x: 50, y: 240, width: 2, height: 2 }) && !holds(ofTable, box));
});

const conversation = (data: unknown): Conversation =>
  ({
    version: 1,
    id: 'c',
    title: 't',
    createdAt: 0,
    updatedAt: 0,
    pictures: [{ id, name: 'p.png', file: `${id}.png`, width: 400, height: 300 }],
    turns: [
      { role: 'user', id: 'q', text: 'Explain', pictures: [id] },
      { ...answer([]), data },
    ],
    pending: [],
    draft: '',
  }) as Conversation;

test('data survives the file; what cannot be shown is left out and the answer stays', () => {
  const kept = (data: unknown) => {
    const turn = parseConversation(JSON.stringify(conversation(data)), 'c')?.turns[1];
    assert.equal(turn?.role, 'assistant');
    return (turn as AnswerTurn).data;
  };
  const parts = partsOf(facts, id).map((part) => changed(part, { type: 'title', text: 'New' }));
  assert.deepEqual(kept(parts), JSON.parse(JSON.stringify(parts)));
  const hostile = structuredClone(parts) as ChartPart[];
  hostile[0]!.data.series[0]!.color = 'url(https://evil.example)';
  assert.equal(kept(hostile), undefined);
  assert.equal(
    kept([{ ...parts[2], data: { ...diagram, nodes: [{ ...diagram.nodes[0], id: 'n1]; click x' }] } }]),
    undefined,
  );
  assert.deepEqual(kept([{ ...parts[0], picture: 'b'.repeat(64) }]), []);
});

test("a diagram's text and graph are changed together, kept, told of, and taken back", () => {
  const ofDiagram = partsOf(facts, id)[2] as DiagramPart;
  const source = 'flowchart LR\n  n1[One] --> n2[Two]\n  n2 --> n3[Added]\n';
  const nowhere = { x: 400, y: 100, width: 0, height: 0 };
  const added = { ...diagram.nodes[0]!, id: 'n3', text: 'Added', box: nowhere };
  const on = { ...diagram.edges[0]!, id: 'u1', from: 'n2', to: 'n3' };
  const data = { ...diagram, nodes: [...diagram.nodes, added], edges: [...diagram.edges, on] };
  const once = changed(ofDiagram, { type: 'diagram', source, data }) as DiagramPart;
  assert.equal(written(once, 'markdown'), `\`\`\`mermaid\n${source}\`\`\`\n`);
  assert.match(written(once, 'dot')!, /Added/);
  const kept = parseConversation(JSON.stringify(conversation([once])), 'c')?.turns[1] as AnswerTurn;
  assert.deepEqual(kept.data, JSON.parse(JSON.stringify([once])));
  const about = asChanged({ ...facts, charts: [], tables: [] }, id, [answer([once])]);
  const told = explainFacts(about, 'diagram', 'en');
  assert.ok(told.kind === 'answer' && told.text.map(english).join(' ').includes('Added'));
  assert.ok(told.evidence.every(({ box: place }) => place.width > 0));
  assert.deepEqual(changed(once, { type: 'reset' }), ofDiagram);
  const foreign = { ...data, nodes: [{ ...added, id: 'n1"]; click x' }] };
  assert.throws(() => changed(ofDiagram, { type: 'diagram', source, data: foreign }), /not part of the answer/);
});

test('the exported conversation holds the tables, and says what was changed', () => {
  const [part] = partsOf(facts, id);
  const { markdown } = exportMarkdown(
    conversation([changed(part!, { type: 'value', series: 0, point: 1, value: 8 })]),
    'p',
  );
  assert.match(markdown, /\| North \| 3 \|/);
  assert.match(markdown, /\| 8 \|[\s\S]*_Changed by hand\._/);
});
