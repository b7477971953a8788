/** A diagram under its answer: drawn from its graph, chosen in drawing and picture, its text written in; labels stay text. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import type { AnswerTurnView, PanelState } from '../../src/shared/panel.ts';
import type { DiagramPart } from '../../src/shared/pictureData.ts';
import type { DiagramData, DiagramEdge, DiagramNode, NodeShape } from '../../src/shared/structure.ts';
import { closeBrowser, openPanel, panelState, violations } from './harness.ts';

after(closeBrowser);

const node = (id: string, shape: NodeShape, text: string, box: [number, number, number, number]): DiagramNode => {
  const [x, y, width, height] = box;
  const lines = text.split('\n').map((line, i) => ({
    text: line,
    box: { x: x + width / 4, y: y + height / 3 + 22 * i, width: width / 2, height: 21 },
    confidence: 0.99,
  }));
  return { id, shape, text, lines, box: { x, y, width, height }, fill: null, group: null, confidence: 0.99 };
};
const edge = (id: string, from: string, to: string, path: [number, number][], more = {}): DiagramEdge => ({
  id,
  from,
  to,
  label: null,
  line: 'solid',
  arrow: 'end',
  path,
  confidence: 0.96,
  ...more,
});
const label = (text: string, x: number, y: number) => ({
  text,
  box: { x, y, width: 30, height: 15 },
  confidence: 0.99,
});

/** What reading finds in media/samples/diagram.png, with one edge in doubt. */
const sample: DiagramData = {
  kind: 'flowchart',
  direction: 'TB',
  box: { x: 362, y: 42, width: 536, height: 546 },
  title: null,
  nodes: [
    node('n1', 'stadium', 'Start', [382, 42, 196, 66]),
    node('n2', 'round', 'Read file', [362, 172, 236, 76]),
    node('n3', 'diamond', 'Valid?', [367, 313, 226, 124]),
    node('n4', 'round', 'Retry', [742, 337, 156, 76]),
    node('n5', 'stadium', 'End', [382, 522, 196, 66]),
  ],
  edges: [
    edge('e1', 'n1', 'n2', [
      [479, 116],
      [479, 152],
    ]),
    edge('e2', 'n2', 'n3', [
      [479, 256],
      [479, 292],
    ]),
    edge(
      'e3',
      'n3',
      'n4',
      [
        [604, 374],
        [722, 374],
      ],
      { label: label('no', 652, 350) },
    ),
    edge(
      'e4',
      'n4',
      'n2',
      [
        [819, 328],
        [818, 209],
        [609, 209],
      ],
      { confidence: 0.41 },
    ),
    edge(
      'e5',
      'n3',
      'n5',
      [
        [479, 445],
        [479, 502],
        [482, 503],
        [488, 500],
      ],
      { label: label('yes', 495, 474) },
    ),
  ],
  groups: [],
  confidence: 0.9,
  notes: [],
};

const picture = `data:image/png;base64,${readFileSync(join(ROOT, 'media/samples/diagram.png')).toString('base64')}`;

function stateOf(part: Partial<DiagramPart> = {}): PanelState {
  const answer: AnswerTurnView = {
    role: 'assistant',
    id: 'a',
    text: 'This is a flowchart.',
    state: 'end',
    fromFacts: true,
    data: [{ kind: 'diagram', picture: 'p', index: 0, data: sample, ...part }],
  };
  return panelState(
    [{ role: 'user', id: 'q', text: 'Explain this diagram', task: 'diagram', pictures: ['p'] }, answer],
    [{ id: 'p', name: 'diagram.png', width: 960, height: 640, src: picture, state: 'ready' }],
    { model: { id: 'm', name: 'Imp-3B' } },
  );
}

const WIDE = { width: 900, height: 900 };

test('it is drawn; what is chosen there is marked in the picture, and the other way; all by keyboard', async () => {
  const { page, shoot, errors } = await openPanel(stateOf(), WIDE);
  const drawing = page.getByTestId('diagram');
  assert.equal(await drawing.getAttribute('aria-label'), 'Diagram of 5 parts and 5 links');
  assert.equal(await page.getByTestId('diagram').getByRole('option').count(), 10);
  assert.equal(await page.locator('.pointed, .pointed-line').count(), 0);
  await page
    .getByTestId('diagram')
    .getByRole('option', { name: /^Valid\?, decision, leads to Retry \(no\), End \(yes\)/ })
    .click();
  assert.equal(Number(await page.locator('.pointed').getAttribute('x')), 366);
  assert.match(await page.getByTestId('diagram-chosen').innerText(), /^Valid\?, decision/);
  await shoot('diagram-node');
  await page.locator('[data-area="edge e3"]').first().click({ force: true });
  assert.equal(await page.locator('[data-key="edge e3"]').getAttribute('aria-selected'), 'true');
  assert.equal(await page.locator('.pointed-line').getAttribute('points'), '604,374 722,374');
  await page.locator('[data-area="node n5"]').click();
  assert.equal(await page.locator('[aria-selected=true]').getAttribute('aria-label'), 'End, pill');
  const doubt = page.getByTestId('diagram-doubts').getByRole('button');
  assert.match(await doubt.innerText(), /Retry → Read file, doubtful, 41 % sure/);
  await doubt.click();
  assert.equal(await page.locator('[data-key="edge e4"]').getAttribute('aria-selected'), 'true');
  assert.notEqual(
    await page.locator('[data-key="edge e4"] .line').evaluate((line) => getComputedStyle(line).strokeDasharray),
    'none',
  );
  await shoot('diagram-edge');
  await drawing.focus();
  const active = async () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return (id && document.getElementById(id)?.getAttribute('aria-label')) ?? null;
    });
  await page.keyboard.press('Home');
  assert.match((await active())!, /^Start, pill/);
  await page.keyboard.press('ArrowDown');
  assert.equal(await active(), 'Start → Read file');
  await page.keyboard.press('End');
  assert.equal(await active(), 'End, pill');
  await page.keyboard.press('Escape');
  assert.equal(await active(), null);
  assert.equal(await page.locator('.pointed, .pointed-line').count(), 0);
  assert.deepEqual(errors, []);
});

test('the drawing follows its text; errors have a place; the extension gets what has none', async () => {
  const { page, asked, shoot, change, errors } = await openPanel(stateOf(), WIDE);
  const text = page.getByTestId('diagram-text');
  const source = await text.inputValue();
  assert.match(source, /^flowchart TB\n {2}n1\(\["Start"\]\)/);
  const more = source.replace('"Read file"', '"Open file"') + '  n5 --> n6["<b>Archive</b>"]\n  n6 --> n7[(Store)]\n';
  await text.fill(`${more}  n6 -> n1\n`);
  const error = page.getByTestId('diagram-errors').getByRole('button');
  assert.match(await error.innerText(), /^Line 15, column 6: No link/);
  assert.equal(await text.getAttribute('aria-invalid'), 'true');
  assert.equal(await page.getByTestId('diagram').getByRole('option').count(), 10, 'the last one without errors stays');
  await shoot('diagram-error');
  await error.click();
  assert.equal(await text.evaluate((box: HTMLTextAreaElement) => box.value.slice(box.selectionStart)), '-> n1\n');
  await text.fill(more);
  assert.equal(await page.getByTestId('diagram-errors').innerText(), '');
  assert.equal(await page.getByTestId('diagram').getByRole('option').count(), 14);
  const added = page.getByTestId('diagram').getByRole('option', { name: '<b>Archive</b>, box, leads to Store' });
  const place = (id: string) =>
    page.locator(`[data-key="node ${id}"] .outline`).evaluate((path: SVGPathElement) => path.getBBox().y);
  assert.ok((await place('n6')) > (await place('n5')) && (await place('n7')) > (await place('n6')));
  await added.click();
  assert.match(await page.getByTestId('diagram-chosen').innerText(), /added by you: not in the picture/);
  assert.equal(await page.locator('.data b').count(), 0);
  await page.getByTestId('diagram-copy').selectOption('plantuml');
  await page.getByTestId('diagram-open').selectOption('dot');
  await page.getByTestId('diagram-insert').click();
  await page.waitForFunction(
    () => document.querySelector<HTMLSelectElement>('[data-testid=diagram-open]')?.value === '',
  );
  await shoot('diagram-edited');
  const [first, ...rest] = asked as [{ method: string; params: { edit: { source: string; data: DiagramData } } }];
  assert.equal(first.method, 'editData');
  const { edit } = first.params;
  assert.equal(edit.source, more);
  assert.deepEqual(edit.data.nodes[1]!.box, sample.nodes[1]!.box);
  assert.equal(edit.data.nodes[1]!.text, 'Open file');
  assert.deepEqual(edit.data.edges.slice(0, 5), sample.edges, 'doubt and places stay');
  assert.equal(edit.data.nodes[5]!.box.width, 0, 'no place in the picture');
  assert.deepEqual(
    rest.filter(({ method }) => method === 'writeData'),
    [
      { method: 'writeData', params: { id: 'a', part: 0, form: 'plantuml', target: 'clipboard' } },
      { method: 'writeData', params: { id: 'a', part: 0, form: 'dot', target: 'editor' } },
      { method: 'writeData', params: { id: 'a', part: 0, form: 'markdown', target: 'insert' } },
    ],
  );
  const kept = stateOf({ data: edit.data, read: sample, source: more });
  await change({ type: 'turn', turn: kept.conversation.turns[1]! });
  assert.equal(await text.inputValue(), more);
  await text.fill(source.replace('n4 -.-> n2', 'n4 --> n2'));
  assert.equal(await page.getByTestId('diagram-doubts').count(), 0, 'a line drawn through is the user’s word');
  await page.getByTestId('data-reset').click();
  assert.deepEqual(asked.at(-1), { method: 'editData', params: { id: 'a', part: 0, edit: { type: 'reset' } } });
  assert.deepEqual(errors, []);
});

test('hostile words are words, in the drawing and in the text', async () => {
  const words = [
    '<img src=x onerror="window.hit=1">',
    '</svg><script>window.hit=1</script>',
    '"] click n1 "javascript:window.hit=1"',
    '%%{init: {"securityLevel":"loose"}}%%',
    '<foreignObject><iframe src="javascript:1">',
  ];
  const hostile = {
    ...sample,
    nodes: sample.nodes.map((one, i) => ({ ...one, text: words[i]! })),
    edges: sample.edges.map((one, i) => ({ ...one, label: label(words[i]!, 500, 300) })),
  };
  const { page, shoot, errors } = await openPanel(stateOf({ data: hostile }), WIDE);
  for (const word of words)
    assert.equal((await page.locator('.node text', { hasText: word.slice(0, 9) }).count()) > 0, true);
  const drawn = await page.locator('.node').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  for (const word of words)
    assert.ok(
      drawn.some((name) => name?.startsWith(word)),
      word,
    );
  assert.equal(await page.locator('.data :is(script, iframe, foreignObject, a, img)').count(), 0);
  const text = page.getByTestId('diagram-text');
  await text.fill(`${await text.inputValue()}\n`);
  assert.equal(await page.getByTestId('diagram-errors').innerText(), '');
  assert.equal(await page.locator('.node').count(), 5);
  assert.equal(await page.evaluate(() => 'hit' in window), false);
  await shoot('diagram-hostile');
  assert.deepEqual(errors, []);
});

/** Elements that stick out of the window. */
function cut(): string[] {
  return [
    ...document.querySelectorAll<HTMLElement>('.data button, .data select, .data summary, .data p, .data textarea'),
  ]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1);
    })
    .map((element) => `${element.className}: ${element.textContent?.trim().slice(0, 30)}`);
}

for (const [language, theme, width] of [
  ['en', 'light', 700],
  ['zh-cn', 'dark', 290],
] as const) {
  test(`a diagram at ${width} px, ${theme}, ${language}: nothing is cut off, axe finds nothing`, async () => {
    const { page, shoot, errors } = await openPanel(stateOf(), { width, theme, language });
    await page.getByTestId('diagram-text').fill('flowchart LR\n  a[A] -> b\n');
    await page.getByTestId('diagram-errors').getByRole('button').scrollIntoViewIfNeeded();
    await shoot(`diagram-${language}-${theme}-${width}`);
    assert.deepEqual(await page.evaluate(cut), []);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
  });
}
