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
    ['第二步之后是什么？', 'Fragile?.', 'next'],
    ['What is the first step?', 'Receive.', 'starts'],
    ['What is the last step?', 'Ship.', 'ends'],
  ] as const) {
    const found = answerFromFacts(question, [facts]);
    assert.equal(textOf(found), expected, question);
    assert.equal(found.kind === 'answer' && found.query.op, op, question);
  }
});

test('how far along the arrows is asked: next to it, some steps on, everything, where it ends', () => {
  const facts = parcels();
  const all = 'Fragile?, Wrap, Ship.';
  for (const [question, expected] of [
    ['What follows Sort?', 'Fragile?.'],
    ['What eventually follows Sort?', all],
    ['What are all the steps after Sort?', all],
    ['Everything downstream of Sort?', all],
    ['What are all the next steps after Fragile?', 'Wrap, Ship.'],
    ['List all the steps before Ship', 'Fragile?, Wrap, Sort, Receive.'],
    ['What is everything before the last step?', 'Fragile?, Wrap, Sort, Receive.'],
    ['Where does Sort ultimately lead?', 'Ship.'],
    ['Where does Sort end up?', 'Ship.'],
    ['Where does Ship ultimately come from?', 'Receive.'],
    ['What comes two steps after Receive?', 'Fragile?.'],
    ['What stands one step after Receive?', 'Sort.'],
    ['What is nine steps after Receive?', 'Nothing stands so many steps after Receive.'],
    ['How many steps eventually follow Sort?', `3: ${all}`],
    ['How many steps directly follow Fragile?', '2: Wrap, Ship.'],
    ['How many next steps are there after Fragile?', '2: Wrap, Ship.'],
    ['How many arrows leave Sort?', '1: Fragile?.'],
    ['Sort直接之后是什么？', 'Fragile?.'],
    ['Sort之后的所有步骤有哪些？', all],
    ['Sort之后最终会到哪里？', 'Ship.'],
    ['Receive之后的第二步是什么？', 'Fragile?.'],
  ] as const)
    assert.equal(textOf(answerFromFacts(question, [facts])), expected, question);
});

test('how many come after a part: all along the arrows, and how many of them next', () => {
  const facts = parcels();
  const after = '3: Fragile?, Wrap, Ship. Directly after Sort: 1.';
  const before = '4: Fragile?, Wrap, Sort, Receive. Directly before Ship: 2.';
  for (const [question, expected] of [
    ['How many steps come after Sort?', after],
    ['How many boxes follow Sort?', after],
    ['How many steps are there in total after Sort?', after],
    ['How many steps remain after Sort?', after],
    ['How many steps come before Ship?', before],
    ['How many boxes precede Ship?', before],
    ['How many steps come after Fragile?', '2: Wrap, Ship.'],
    ['How many steps come after Ship?', '0.'],
    ['Sort之后一共有多少步骤', after],
    ['Sort之后有多少步骤？', after],
    ['Sort后面总共还有几个步骤？', after],
    ['Ship之前一共有几步？', before],
    ['Sort之后直接有多少步骤', '1: Fragile?.'],
    ['Fragile的下一步有几个？', '2: Wrap, Ship.'],
    ['从Fragile出发有几条箭头', '2: Wrap, Ship.'],
    ['一共有多少个步骤？', 'There are 5.'],
  ] as const)
    assert.equal(textOf(answerFromFacts(question, [facts])), expected, question);
});

test('whether one part is before or after another, directly or at all', () => {
  const facts = parcels();
  for (const [question, expected] of [
    ['Does Sort directly follow Receive?', 'Yes: Receive → Sort.'],
    ['Does Fragile follow Receive?', 'Yes: Receive → Sort → Fragile?.'],
    ['Does Fragile come directly after Receive?', 'No, not directly: Receive → Sort → Fragile?.'],
    ['Is Fragile the next step after Receive?', 'No, not directly: Receive → Sort → Fragile?.'],
    ['Does Receive lead directly to Sort?', 'Yes: Receive → Sort.'],
    ['Is Receive followed by Sort?', 'Yes: Receive → Sort.'],
    ['Is Sort preceded by Receive?', 'Yes: Receive → Sort.'],
    ['Is Sort downstream of Receive?', 'Yes: Receive → Sort.'],
    ['Can you reach Sort from Receive?', 'Yes: Receive → Sort.'],
    ['Does Sort come next after Receive or Wrap?', 'Yes: Receive → Sort.'],
    ['Receive之后直接是Fragile吗？', 'No, not directly: Receive → Sort → Fragile?.'],
    ['Receive的下一步是Sort吗？', 'Yes: Receive → Sort.'],
    ['Sort是Receive的下一步吗？', 'Yes: Receive → Sort.'],
    ['Receive在Sort之前吗？', 'Yes: Receive → Sort.'],
  ] as const)
    assert.equal(textOf(answerFromFacts(question, [facts])), expected, question);
  const back = textOf(answerFromFacts('Receive之前是Sort吗？', [facts]));
  assert.match(back, /^No: no way along the arrows leads from Sort to Receive/);
});

test('words of distance inside of names, and ways that go round', () => {
  const facts = parcels();
  const [diagram] = facts.diagrams as [DiagramData];
  diagram.nodes[1]!.text = 'Finally all steps';
  assert.equal(textOf(answerFromFacts('What follows Finally all steps?', [facts])), 'Fragile?.');
  const round = structuredClone(facts);
  const { edges } = round.diagrams[0]!;
  edges.push({ ...edges[0]!, id: 'back', from: 'p4', to: 'p1' });
  assert.equal(textOf(answerFromFacts('What eventually follows Ship?', [round])), 'Finally all steps, Fragile?, Wrap.');
  assert.equal(answerFromFacts('Where does Receive end up?', [round]).kind, 'refusal');
});

test('the first of several starts is the one read first; what is not clear is not told', () => {
  const facts = parcels();
  const unclear = /^I cannot tell which part is meant/;
  for (const [question, expected] of [
    ['What follows the box at the top?', 'Sort.'],
    ['What comes before the box on the far right?', 'Fragile?, Wrap.'],
    ['What is the topmost box?', 'From Receive go: Sort.'],
    ['Is Sort the first box?', 'No: Receive.'],
  ] as const)
    assert.equal(textOf(answerFromFacts(question, [facts])), expected, question);
  // Wrap and Fragile? both go to the last one, Ship and Wrap both follow the third.
  for (const question of ['What is the second to last step?', 'What follows the fourth step?', '倒数第二步是什么'])
    assert.match(textOf(answerFromFacts(question, [facts])), unclear, question);
  const starts = parcels();
  const [diagram] = starts.diagrams as [DiagramData];
  diagram.edges[0] = { ...diagram.edges[0]!, to: 'p3' }; // Receive → Wrap, Sort → Fragile?
  for (const [question, expected] of [
    ['What follows the first box?', 'Wrap.'],
    ['第一个框之后是什么？', 'Wrap.'],
    ['What is the first step?', 'Receive, Sort.'],
  ] as const)
    assert.equal(textOf(answerFromFacts(question, [starts])), expected, question);
  diagram.direction = 'LR';
  diagram.nodes[1]!.box.x = -200;
  assert.equal(textOf(answerFromFacts('What follows the first box?', [starts])), 'Fragile?.');
  const line = parcels();
  line.diagrams[0]!.edges.splice(3, 1); // Fragile? → Wrap → Ship alone
  assert.equal(textOf(answerFromFacts('What comes before the second to last step?', [line])), 'Fragile?.');
  assert.equal(textOf(answerFromFacts('倒数第二步之前是什么？', [line])), 'Fragile?.');
});
