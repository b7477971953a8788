/** Charts as other programs draw them: dark outlines, keys in a frame, grain of JPEG, slices apart, wide bars on dark. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateOf } from '../../src/structure/chart/dates.ts';
import { hasGrain, withoutGrain } from '../../src/structure/chart/grain.ts';
import { chartsIn, type Label } from '../../src/structure/chart/index.ts';
import { numbersApart } from '../../src/structure/chart/labels.ts';
import { findLegend } from '../../src/structure/chart/legend.ts';
import { groundOf } from '../../src/structure/chart/plot.ts';
import { isDashed } from '../../src/structure/chart/shapes.ts';
import type { ChartPoint } from '../../src/shared/structure.ts';

type Rgb = readonly [number, number, number];
const WHITE: Rgb = [255, 255, 255];
const BLUE: Rgb = [70, 130, 180];
const RED: Rgb = [214, 39, 40];

function sheet(width: number, height: number, ground: Rgb = WHITE) {
  const data = new Uint8Array(width * height * 3);
  const fill = (x0: number, y0: number, x1: number, y1: number, rgb: Rgb) => {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) data.set(rgb, (y * width + x) * 3);
  };
  fill(0, 0, width, height, ground);
  return { picture: { width, height, data }, fill };
}

const label = (text: string, x: number, y: number, width = 7 * text.length): Label => ({
  text,
  box: { x, y, width, height: 9 },
  confidence: 0.95,
  alternatives: [],
  turned: false,
});
const ticks = (values: readonly number[], right: number, at: (value: number) => number) =>
  values.map((value) => label(String(value), right - 7 * String(value).length, at(value) - 4));
const near = (points: readonly ChartPoint[], values: readonly number[]) => {
  assert.equal(points.length, values.length);
  points.forEach((point, i) => assert.ok(Math.abs(point.y! - values[i]!) < 1.6, `${point.y} for ${values[i]}`));
};

test('bars with dark outlines are one series, and a value printed on them names none', () => {
  const { picture, fill } = sheet(420, 300);
  const values = [80, 35, 97, 12, 60];
  values.forEach((value, i) => {
    fill(60 + 66 * i, 250 - 2 * value, 104 + 66 * i, 250, [0, 0, 0]);
    fill(61 + 66 * i, 251 - 2 * value, 103 + 66 * i, 250, [35, 65, 90]);
    fill(62 + 66 * i, 252 - 2 * value, 102 + 66 * i, 250, BLUE);
  });
  const labels = [
    ...ticks([0, 25, 50, 75, 100], 40, (v) => 250 - 2 * v),
    ...values.map((_, i) => label(`Item${i}`, 66 + 66 * i, 262, 34)),
    label('80', 106, 240, 14),
  ];
  const [chart] = chartsIn(picture, labels);
  assert.equal(chart?.kind, 'bar');
  assert.deepEqual(
    chart.series.map((one) => one.name),
    [''],
  );
  near(chart.series[0]!.points, values);
});

test('a framed key beside lines keeps all its entries', () => {
  const { picture, fill } = sheet(300, 120);
  fill(80, 10, 81, 90, [90, 90, 90]);
  const names = ['Desktop', 'Mobile', 'Tablet'];
  const colours: Rgb[] = [RED, [44, 160, 44], [31, 119, 180]];
  names.forEach((_, i) => fill(86, 24 + 22 * i, 116, 26 + 22 * i, colours[i]!));
  // A line of the chart runs into the frame.
  fill(20, 24, 80, 26, [44, 160, 44]);
  const labels = names.map((name, i) => label(name, 126, 20 + 22 * i));
  assert.deepEqual(
    findLegend(picture, labels, 1).map((entry) => entry.name),
    names,
  );
});

test('a key keeps a name that lost a letter, and pieces of lines name nothing', () => {
  const { picture, fill } = sheet(300, 120);
  const colours: Rgb[] = [RED, [44, 160, 44], BLUE];
  colours.forEach((colour, i) => fill(100, 20 + 22 * i, 112, 30 + 22 * i, colour));
  const labels = [label('Alpha', 120, 20), label('eta', 128, 42), label('Gamma', 120, 64)];
  const piece = { ...label('I', 40, 90), confidence: 0.6 };
  fill(30, 92, 34, 96, RED);
  assert.deepEqual(
    findLegend(picture, [...labels, piece], 1).map((entry) => entry.name),
    ['Alpha', 'eta', 'Gamma'],
  );
});

test('dots at one distance along a course are a dashed line, scattered ones are not', () => {
  const course = Array.from({ length: 30 }, (_, i) => ({ x: 12 * i, y: 50 + 20 * Math.sin(i / 6), radius: 3 }));
  assert.ok(isDashed(course));
  const scattered = Array.from({ length: 30 }, (_, i) => ({ x: (i * 97) % 400, y: (i * i * 31) % 300, radius: 3 }));
  assert.ok(!isDashed(scattered));
});

test('grain is taken off, and a clean picture stays as it is', () => {
  const clean = sheet(200, 160);
  clean.fill(40, 40, 90, 140, BLUE);
  assert.equal(withoutGrain(clean.picture), clean.picture);
  const rough = sheet(200, 160);
  rough.fill(40, 40, 90, 140, BLUE);
  for (let i = 0; i < rough.picture.data.length; i++)
    if ((i * 7919) % 61 < 2) rough.picture.data[i] = Math.max(0, rough.picture.data[i]! - 1 - ((i * 31) % 4));
  assert.ok(hasGrain(rough.picture));
  const { data } = withoutGrain(rough.picture);
  const colours = new Set<string>();
  for (let i = 0; i < data.length; i += 3) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  assert.ok(colours.size <= 8, `${colours.size} colours`);
});

test('slices with gaps between them are one pie, named by years', () => {
  const { picture } = sheet(320, 320);
  const shares = [0.4, 0.35, 0.25];
  const colours: Rgb[] = [RED, [44, 160, 44], BLUE];
  for (let y = 0; y < 320; y++) {
    for (let x = 0; x < 320; x++) {
      const [dx, dy] = [x - 160, y - 160];
      const r = Math.hypot(dx, dy);
      if (r > 90) continue;
      let turn = Math.atan2(dx, -dy) / (2 * Math.PI);
      if (turn < 0) turn += 1;
      let sum = 0;
      const slice = shares.findIndex((share) => turn < (sum += share));
      const edges = [0, 0.4, 0.75, 1];
      if (edges.some((edge) => Math.abs(turn - edge) * 2 * Math.PI * r < 1.6)) continue;
      picture.data.set(colours[slice] ?? WHITE, (y * 320 + x) * 3);
    }
  }
  const labels = [label('2021', 252, 120, 28), label('2022', 92, 258, 28), label('2023', 52, 90, 28)];
  const [chart] = chartsIn(picture, labels);
  assert.equal(chart?.kind, 'pie');
  assert.deepEqual(
    chart.series[0]!.points.map((point) => point.label),
    ['2021', '2022', '2023'],
  );
  near(chart.series[0]!.points, [40, 35, 25]);
});

test('wide bars on a dark page are not its ground', () => {
  const dark: Rgb = [51, 51, 51];
  const { picture, fill } = sheet(300, 200, dark);
  for (let i = 0; i < 5; i++) fill(20 + 54 * i, 20, 70 + 54 * i, 180, BLUE);
  assert.deepEqual(groundOf(picture, { x0: 10, y0: 10, x1: 292, y1: 184 }, dark), dark);
});

test('a plot on a panel of its own keeps the labels beside it', () => {
  const { picture, fill } = sheet(420, 300);
  fill(50, 30, 400, 252, [236, 240, 244]);
  const values = [40, 75, 90, 20];
  values.forEach((value, i) => fill(70 + 80 * i, 250 - 2 * value, 120 + 80 * i, 250, BLUE));
  const labels = [
    ...ticks([0, 25, 50, 75, 100], 44, (v) => 250 - 2 * v),
    ...values.map((_, i) => label(`Item${i}`, 78 + 80 * i, 262, 34)),
    ...values.map((value, i) => label(String(value), 88 + 80 * i, 238 - 2 * value, 14)),
  ];
  const [chart] = chartsIn(picture, labels);
  assert.equal(chart?.kind, 'bar');
  near(chart.series[0]!.points, values);
});

test('ticks that were found as one come apart, prose and thousands do not', () => {
  const texts = (text: string) => numbersApart(label(text, 0, 0)).map((one) => one.text);
  assert.deepEqual(texts('$5,000$7,500$10,000'), ['$5,000', '$7,500', '$10,000']);
  assert.deepEqual(texts('0 20 40 60 80'), ['0', '20', '40', '60', '80']);
  assert.deepEqual(texts('1 234 567'), ['1 234 567']);
  assert.deepEqual(texts('Q1 2020 and 2021'), ['Q1 2020 and 2021']);
});

test('an hour behind a day is read', () => {
  assert.deepEqual(dateOf('04-01 16'), { month: 4, day: 1, minutes: 960 });
  assert.equal(dateOf('04-01 77'), null);
});
