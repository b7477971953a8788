/** Confidence has reasons: what pixels, names or ticks speak against is told with less of it, and what was mended is read right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitAxes } from '../../src/structure/chart/axis.ts';
import { ceilingOfTimes } from '../../src/structure/chart/evidence.ts';
import { chartsIn, type Label } from '../../src/structure/chart/index.ts';
import { numbersApart } from '../../src/structure/chart/labels.ts';
import { valueAt } from '../../src/structure/chart/model.ts';
import type { ChartData } from '../../src/shared/structure.ts';

type Rgb = readonly [number, number, number];
const WHITE: Rgb = [255, 255, 255];
const BLUE: Rgb = [70, 130, 180];
const GREY: Rgb = [127, 127, 127];

function sheet(width: number, height: number, ground: Rgb = WHITE) {
  const data = new Uint8Array(width * height * 3);
  const dot = (x: number, y: number, rgb: Rgb) => data.set(rgb, (y * width + x) * 3);
  const fill = (x0: number, y0: number, x1: number, y1: number, rgb: Rgb) => {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) dot(x, y, rgb);
  };
  fill(0, 0, width, height, ground);
  return { picture: { width, height, data }, fill, dot };
}

const label = (text: string, x: number, y: number, width = 7 * text.length): Label => ({
  text,
  box: { x, y, width, height: 9 },
  confidence: 0.97,
  alternatives: [],
  turned: false,
});
const ticks = (values: readonly number[]) =>
  values.map((value) => label(String(value), 40 - 7 * String(value).length, 250 - 2 * value - 4));
const most = (chart: ChartData | undefined) =>
  Math.max(...chart!.series.flatMap((one) => one.points.map((point) => point.confidence)));
const NAMES = ['North', 'South', 'East', 'West', 'Center'];
const names = () => NAMES.map((name, i) => label(name, 66 + 66 * i, 262, 34));

/** Bars of 80, 35, 97, 12 and 60. */
function bars(paint: (fill: ReturnType<typeof sheet>['fill']) => void = () => undefined) {
  const { picture, fill } = sheet(420, 300);
  [80, 35, 97, 12, 60].forEach((value, i) => fill(62 + 66 * i, 250 - 2 * value, 102 + 66 * i, 250, BLUE));
  paint(fill);
  return picture;
}

test('bars under five ticks are told surely, under two ticks not', () => {
  const [sure] = chartsIn(bars(), [...ticks([0, 25, 50, 75, 100]), ...names()]);
  assert.ok(most(sure) >= 0.9, String(most(sure)));
  const [unsure] = chartsIn(bars(), [...ticks([0, 100]), ...names()]);
  assert.ok(most(unsure) < 0.75, String(most(unsure)));
});

test('bars without names, and ink that no bar explains, lower what is told', () => {
  const [nameless] = chartsIn(bars(), ticks([0, 25, 50, 75, 100]));
  assert.ok(most(nameless) <= 0.6, String(most(nameless)));
  // A thick frame around nothing, in the bars' colour.
  const framed = bars((fill) => {
    for (const y of [30, 150]) fill(110, y, 400, y + 7, BLUE);
  });
  const [doubted] = chartsIn(framed, [...ticks([0, 25, 50, 75, 100]), ...names()]);
  assert.ok(!doubted || most(doubted) < 0.9, String(most(doubted)));
});

test('grey bars between grey grid lines keep their heights', () => {
  const { picture, fill } = sheet(420, 300, [50, 50, 50]);
  for (const value of [25, 50, 75, 100]) fill(50, 250 - 2 * value, 400, 251 - 2 * value, [136, 136, 136]);
  const values = [80, 35, 97, 12, 60];
  values.forEach((value, i) => fill(62 + 66 * i, 250 - 2 * value, 102 + 66 * i, 250, GREY));
  const [chart] = chartsIn(picture, [...ticks([0, 25, 50, 75, 100]), ...names()]);
  assert.deepEqual(
    chart?.series[0]?.points.map((point) => point.label),
    NAMES,
  );
  chart.series[0]!.points.forEach((point, i) => assert.ok(Math.abs(point.y! - values[i]!) < 1.6, `${point.y}`));
});

test('a filled slope is an area, not many bars', () => {
  const { picture, fill } = sheet(420, 300);
  for (let x = 80; x < 380; x++) {
    const level = Math.floor((x < 230 ? x - 80 : 379 - x) / 8);
    const value = 40 + 1.5 * level;
    fill(x, 250 - 2 * value, x + 1, 250, BLUE);
  }
  const middles = [80, 155, 230, 305, 379];
  const [chart] = chartsIn(picture, [
    ...ticks([0, 25, 50, 75, 100]),
    ...NAMES.map((name, i) => label(name, middles[i]! - 17, 262, 34)),
  ]);
  assert.equal(chart?.kind, 'area');
  assert.equal(chart.series[0]?.points.length, 5);
});

test('a value printed over a low bar does not cut a higher one', () => {
  const { picture, fill } = sheet(420, 300);
  const values = [60, 112, 35, 20, 48];
  values.forEach((value, i) => fill(62 + 66 * i, 250 - 2 * value, 102 + 66 * i, 250, BLUE));
  const [chart] = chartsIn(picture, [
    ...ticks([0, 25, 50, 75, 100]),
    ...names(),
    label('104.5', 160, 31, 34),
    label('Visits', 60, 5, 50),
  ]);
  const second = chart?.series[0]?.points.find((point) => point.label === 'South');
  assert.ok(Math.abs((second?.y ?? 0) - 112) < 1.6, String(second?.y));
});

test('powers whose raised digits were read in part make a log axis', () => {
  const read = [
    ['10°', '103', '10³'],
    ['10²', '102'],
    ['10¹', '101', '10t'],
  ].map(([text, ...others], i) => ({ ...label(text!, 10, 20 + 90 * i, 30), alternatives: others }));
  const [axis] = fitAxes(read, 'y', 1, 300);
  assert.equal(axis?.log, true);
  assert.ok(Math.abs(valueAt(axis, 24.5) / 1000 - 1) < 0.05);
});

test('dates found as one come apart', () => {
  const parts = numbersApart(label('2022-02-012022-02-052022-02-09', 100, 200, 300));
  assert.deepEqual(
    parts.map((part) => [part.text, Math.round(part.box.x)]),
    [
      ['2022-02-01', 100],
      ['2022-02-05', 200],
      ['2022-02-09', 300],
    ],
  );
});

/** A pie of shares in these colours, clockwise from the top, with a key. */
function pie(shares: readonly number[], colours: readonly Rgb[], key: readonly number[]) {
  const { picture, dot, fill } = sheet(420, 300);
  for (let y = 0; y < 300; y++) {
    for (let x = 0; x < 300; x++) {
      const [dx, dy] = [x - 150, y - 150];
      if (Math.hypot(dx, dy) > 110) continue;
      const turn = (((Math.atan2(dx, -dy) / (2 * Math.PI)) % 1) + 1) % 1;
      let sum = 0;
      const at = shares.findIndex((share) => (sum += share) > turn);
      const edge = [0, ...shares.map((_, i) => shares.slice(0, i + 1).reduce((a, b) => a + b, 0))].some(
        (one) =>
          Math.abs(Math.sin((turn - one) * 2 * Math.PI)) * Math.hypot(dx, dy) < 1.2 &&
          Math.cos((turn - one) * 2 * Math.PI) > 0,
      );
      dot(x, y, edge ? WHITE : colours[at < 0 ? 0 : at]!);
    }
  }
  key.forEach((slice, i) => fill(320, 100 + 22 * i, 334, 110 + 22 * i, colours[slice]!));
  return { picture, labels: key.map((_, i) => label(`Part${'ABCDEF'[i]}`, 340, 101 + 22 * i, 40)) };
}

test('slices of one colour are told apart by the order of the key, or not at all', () => {
  const four: Rgb[] = [
    [230, 25, 75],
    [60, 180, 75],
    [67, 99, 216],
    [245, 130, 49],
    [230, 25, 75],
  ];
  // Against the clock: the first slice of the picture is the key's last.
  const { picture, labels } = pie([0.1, 0.15, 0.2, 0.25, 0.3], four, [4, 3, 2, 1, 0]);
  const [chart] = chartsIn(picture, labels);
  const share = (name: string) => chart?.series[0]?.points.find((point) => point.label === name)?.y ?? 0;
  assert.ok(Math.abs(share('PartE') - 10) < 1.5 && Math.abs(share('PartA') - 30) < 1.5, `${share('PartE')}`);
});

test('places in time that are no days, and no whole parts of an hour, are not told surely', () => {
  const day = 86_400_000;
  const from = Date.UTC(2024, 2, 1);
  const every = (count: number, step: number, first = 0) =>
    Array.from({ length: count }, (_, i) => from + first + i * step);
  const slack = day / 20;
  assert.ok(ceilingOfTimes(every(30, day), slack) > 0.9);
  assert.ok(ceilingOfTimes(every(14, 7 * day, 0.05 * day), slack) > 0.9);
  assert.ok(ceilingOfTimes(every(24, 3_600_000), 60_000) > 0.9);
  // Days that begin at noon, points that are no days apart, days that are thinner than pixels.
  assert.ok(ceilingOfTimes(every(30, day, 0.5 * day), slack) <= 0.6);
  assert.ok(ceilingOfTimes(every(21, 1.45 * day), slack) <= 0.6);
  assert.ok(ceilingOfTimes(every(300, day), 0.4 * day) <= 0.6);
});
