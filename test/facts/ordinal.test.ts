import assert from 'node:assert/strict';
import test from 'node:test';
import { answerFromFacts } from '../../src/facts/index.ts';
import type { DiagramData } from '../../src/shared/structure.ts';
import { textOf } from './judge.ts';
import { DIAGRAM_TUNED, diagramWorld } from './worlds/diagram.ts';
import { source } from './worlds/random.ts';

/** Receive → Sort → Fragile? → (yes) Wrap → Ship, (no) Ship; from top to bottom. */
function parcels() {
  const [facts] = diagramWorld(source(3), DIAGRAM_TUNED).facts;
  const [diagram] = facts!.diagrams as [DiagramData];
  const [node] = diagram.nodes;
  const [edge] = diagram.edges;
  const names = ['Receive', 'Sort', 'Fragile?', 'Wrap', 'Ship'];
  diagram.groups = [];
  diagram.nodes = names.map((text, i) => ({
    ...node!,
    id: `p${i}`,
    text,
    shape: text.endsWith('?') ? ('diamond' as const) : ('box' as const),
    parent: null,
    box: { x: 40 * i, y: 100 * i, width: 120, height: 50 },
  }));
  diagram.edges = [
    [0, 1],
    [1, 2],
    [2, 3],
    [2, 4],
    [3, 4],
  ].map(([from, to], i) => ({ ...edge!, id: `e${i}`, from: `p${from}`, to: `p${to}`, label: null, confidence: 0.95 }));
  return facts!;
}

test('parts named by their order or place: only what is next to them is told', () => {
  const facts = parcels();
  for (const [question, expected, op] of [
    ['What follows the first box?', 'Sort.', 'next'],
    ['what comes directly after the first step', 'Sort.', 'next'],
    ['What happens after the start?', 'Sort.', 'next'],
    ["What's the next step after the second box?", 'Fragile?.', 'next'],
    ['What comes before the second box?', 'Receive.', 'prev'],
    ['What precedes the bottom box?', 'Fragile?, Wrap.', 'prev'],
    ['What follows the topmost node?', 'Sort.', 'next'],
    ['What comes after the first decision?', 'Wrap, Ship.', 'next'],
    ['What follows the last box?', 'Nothing: no arrow leaves Ship.', 'next'],
    ['第一个框之后是什么？', 'Sort.', 'next'],
    ['最后一步之前是什么', 'Fragile?, Wrap.', 'prev'],
    ['What is the first step?', 'Receive.', 'starts'],
    ['What is the last step?', 'Ship.', 'ends'],
  ] as const) {
    const found = answerFromFacts(question, [facts]);
    assert.equal(textOf(found), expected, question);
    assert.equal(found.kind === 'answer' && found.query.op, op, question);
  }
});
