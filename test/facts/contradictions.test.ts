import assert from 'node:assert/strict';
import test from 'node:test';
import { contradictions } from '../../src/facts/index.ts';
import { english } from '../../src/shared/message.ts';
import { chartWorld } from './worlds/chart.ts';
import { DIAGRAM_TUNED, diagramWorld } from './worlds/diagram.ts';
import { emptyFacts } from './worlds/facts.ts';
import { source } from './worlds/random.ts';
import type { ChartData, PictureFacts } from '../../src/shared/structure.ts';

const said = (facts: PictureFacts, answer: string) => contradictions([facts], answer).map(({ text }) => english(text));

/** A chart whose values were printed: Monday 120, Tuesday 80, Wednesday 1,450. */
function week(confidence = 0.95, from: 'label' | 'measured' = 'label'): PictureFacts {
  const { facts } = chartWorld(source(3));
  const [chart] = facts.charts as [ChartData];
  const [point] = chart.series[0]!.points;
  const values = { Monday: 120, Tuesday: 80, Wednesday: 1450 };
  chart.series = [
    {
      ...chart.series[0]!,
      points: Object.entries(values).map(([label, y], i) => {
        const { printed: _printed, tolerance: _tolerance, x: _x, ...rest } = point!;
        return { ...rest, label, y, from, confidence, box: { x: 40 * i, y: 10, width: 30, height: 50 } };
      }),
    },
  ];
  return emptyFacts({ charts: [chart] });
}

test('a value beside its name that the picture says otherwise is named, with its place', () => {
  const [found] = contradictions([week()], 'Orders were 95 on **Tuesday**, and Monday had 120.');
  assert.match(english(found!.text), /^The answer says 95 for Tuesday; in the picture it is \$80/);
  assert.deepEqual(found!.evidence[0]!.box, { x: 40, y: 10, width: 30, height: 50 });
  assert.equal(said(week(), '周二 Tuesday 是 95。').length, 1);
});

test('rounded values, other scales and clauses that compare are let be', () => {
  for (const answer of [
    'Wednesday had about 1,400.',
    'Wednesday: 1.45k',
    'Wednesday: 1.5 thousand',
    'Monday was 40 more than Tuesday.',
    'Monday grew by 12 %.',
    'On Monday and Tuesday there were 200 in total.',
    'Monday 120, Tuesday 80, Wednesday 1450',
    'The average on Monday was 7.',
    'In 2023, sales were good.',
  ])
    assert.deepEqual(said(week(), answer), [], answer);
  assert.equal(said(week(), 'Monday 120, Tuesday 81, Wednesday 1450').length, 1);
});

test('doubtful facts contradict nobody; measured ones leave room', () => {
  assert.deepEqual(said(week(0.6), 'Tuesday had 95.'), []);
  assert.deepEqual(said(week(0.9, 'measured'), 'Tuesday had 81.'), []);
  assert.equal(said(week(0.9, 'measured'), 'Tuesday had 150.').length, 1);
});

test('a wrong highest or lowest is named', () => {
  assert.match(
    said(week(), 'The highest bar is Monday.')[0]!,
    /calls Monday the highest; in the picture it is Wednesday/,
  );
  assert.match(said(week(), 'It peaks at Tuesday.')[0]!, /calls Tuesday the highest/);
  assert.match(
    said(week(), 'The lowest is Wednesday.')[0]!,
    /calls Wednesday the lowest; in the picture it is Tuesday/,
  );
  assert.deepEqual(said(week(), 'The highest is Wednesday. The second highest is Monday.'), []);
});

test('an arrow the other way round is named; a longer way is not', () => {
  const [facts] = diagramWorld(source(3), DIAGRAM_TUNED).facts;
  const [diagram] = facts!.diagrams;
  const name = (id: string) => diagram!.nodes.find((node) => node.id === id)?.text ?? '';
  for (const edge of diagram!.edges) edge.confidence = 0.95;
  const one = diagram!.edges.find(
    ({ from, to }) => name(from) && name(to) && !diagram!.edges.some((other) => other.from === to),
  )!;
  assert.match(said(facts!, `${name(one.to)} → ${name(one.from)}`)[0]!, /in the picture it leads from/);
  assert.deepEqual(said(facts!, `${name(one.from)} leads to ${name(one.to)}.`), []);
});

test('a long hostile answer takes no time', () => {
  const started = performance.now();
  said(week(), 'Tuesday '.repeat(40_000));
  said(week(), `Tuesday ${'1,'.repeat(40_000)}`);
  said(week(), `${'→ '.repeat(40_000)}`);
  assert.ok(performance.now() - started < 2000);
});
