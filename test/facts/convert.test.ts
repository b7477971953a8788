import assert from 'node:assert/strict';
import test from 'node:test';
import { answerFromFacts, conversionAsked } from '../../src/facts/index.ts';
import { textOf } from './judge.ts';
import { DIAGRAM_TUNED, diagramWorld } from './worlds/diagram.ts';
import { chartWorld } from './worlds/chart.ts';
import { emptyFacts } from './worlds/facts.ts';
import { source } from './worlds/random.ts';

test('a form that is asked for in words is what the commands write', () => {
  const chart = chartWorld(source(3));
  const csv = textOf(answerFromFacts('Convert this chart to CSV', [chart.facts]));
  assert.match(csv, /^```csv\n/);
  for (const key of chart.keys) assert.ok(csv.includes(key), key);
  assert.match(textOf(answerFromFacts('as markdown', [chart.facts])), /^```markdown\n/);
  assert.match(textOf(answerFromFacts('把这张图转成CSV', [chart.facts])), /^```csv\n/);
  const [diagram] = diagramWorld(source(3), DIAGRAM_TUNED).facts;
  assert.match(textOf(answerFromFacts('Turn this into Mermaid', [diagram!])), /^```mermaid\nflowchart/);
  assert.match(textOf(answerFromFacts('Turn this into code', [diagram!])), /^```mermaid\nflowchart/);
  const none = answerFromFacts('Convert this table to Markdown', [emptyFacts({})]);
  assert.equal(none.kind, 'refusal');
  assert.match(textOf(none), /no table and no chart/);
});

test('questions that only mention a form ask for something else', () => {
  for (const question of [
    'Which month has the most CSV exports?',
    'What does the markdown say?',
    'How many code reviews were done in May?',
    'Is the code right?',
    'Why does the JSON parser fail?',
  ])
    assert.equal(conversionAsked(question), undefined, question);
  assert.deepEqual(conversionAsked('Turn this into React code with Tailwind'), {
    form: 'code',
    framework: 'react',
    tailwind: true,
  });
  assert.equal(conversionAsked('生成网页代码')?.framework, 'html');
});

test('text of the picture cannot end the block that it is written in', () => {
  const { facts } = chartWorld(source(3));
  facts.charts[0]!.title!.text = '``` \n[x](command:evil)';
  const text = textOf(answerFromFacts('to markdown', [facts]));
  const fence = /^(`+)/.exec(text)![1]!;
  assert.ok(fence.length >= 3 && text.endsWith(fence) && text.split(fence).length === 3);
});
