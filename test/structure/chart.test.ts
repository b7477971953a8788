/** Charts: numbers and dates as printed, axes by consensus, values of a drawn chart, code that draws one again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitAxes } from '../../src/structure/chart/axis.ts';
import { dateOf, instants } from '../../src/structure/chart/dates.ts';
import { chartFrom, type Label } from '../../src/structure/chart/index.ts';
import { valueAt } from '../../src/structure/chart/model.ts';
import { numberCandidates, numberOf } from '../../src/structure/chart/numbers.ts';
import { chartToChartJs, chartToMatplotlib, chartToVegaLite } from '../../src/structure/chart/write/code.ts';
import type { ChartData } from '../../src/shared/structure.ts';

const label = (text: string, x: number, y: number, width = 8 * text.length, height = 9): Label => ({
  text,
  box: { x, y, width, height },
  confidence: 0.95,
  alternatives: [],
  turned: false,
});

test('numbers as charts print them', () => {
  const cases: [string, number, string | null][] = [
    ['1,234', 1234, null],
    ['1 234', 1234, null],
    ["1'234'567", 1234567, null],
    ['1.234,5', 1234.5, null],
    ['$25,000', 25000, '$'],
    ['-$5', -5, '$'],
    ['(1,200)', -1200, null],
    ['−20%', -20, '%'],
    ['2.5k', 2500, null],
    ['3M', 3e6, null],
    ['990K', 990e3, null],
    ['10²', 100, null],
    ['5 ms', 5, 'ms'],
    ['.5', 0.5, null],
    ['1e-3', 0.001, null],
  ];
  for (const [text, value, unit] of cases) assert.deepEqual(numberOf(text), { value, unit }, text);
  for (const text of ['Jan', '2pm', '12:30', 'v1.2', '', '-', '1,23,4x']) assert.equal(numberOf(text), null, text);
  assert.deepEqual(
    numberCandidates('1.234').map((one) => one.value),
    [1.234, 1234],
  );
});

test('dates tell what they tell, and an axis joins them', () => {
  assert.deepEqual(dateOf("May '24"), { month: 5, year: 2024 });
  assert.deepEqual(dateOf('3/1/24'), { month: 3, day: 1, year: 2024 });
  assert.deepEqual(dateOf('12am'), { minutes: 0 });
  assert.equal(dateOf('Marketing'), null);
  const months = instants(['Sep', 'Nov', '2025', 'Mar'].map(dateOf));
  assert.deepEqual(
    months.ms.map((ms) => new Date(ms!).toISOString().slice(0, 7)),
    ['2024-09', '2024-11', '2025-01', '2025-03'],
  );
  assert.equal(instants(['Apr', 'Jul'].map(dateOf)).yearKnown, false);
});

test('an axis takes the possible reading and repairs what none fits', () => {
  const labels = ['400', '300', '2OO', 'l7', '0'].map((text, i) => label(text, 40 - 8 * text.length, 20 + 50 * i));
  const [axis] = fitAxes(labels, 'y', 1, 300);
  assert.ok(axis);
  assert.equal(Math.round(valueAt(axis, 24.5)), 400);
  const repaired = axis.ticks.find((tick) => tick.label.text === 'l7');
  assert.equal(repaired?.value, 100);
  assert.equal(repaired.repaired, true);
});

test('powers of ten make a log axis', () => {
  const labels = ['1000', '100', '10', '1'].map((text, i) => label(text, 40 - 8 * text.length, 20 + 60 * i));
  const [axis] = fitAxes(labels, 'y', 1, 300);
  assert.equal(axis?.log, true);
  assert.ok(Math.abs(valueAt(axis, 54.5) / Math.sqrt(1e5) - 1) < 0.02);
});

/** White ground, one grey line at zero, bars of one colour: heights are known. */
function drawn(
  values: readonly number[],
  flat: boolean,
): { picture: { width: number; height: number; data: Uint8Array }; labels: Label[] } {
  const width = 400;
  const height = 300;
  const data = new Uint8Array(width * height * 3).fill(255);
  const fill = (x0: number, y0: number, x1: number, y1: number, rgb: readonly number[]) => {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) data.set(rgb, (y * width + x) * 3);
  };
  const labels: Label[] = [];
  if (flat) {
    values.forEach((value, i) => {
      fill(80, 30 + 50 * i, 80 + 2 * value, 55 + 50 * i, [70, 130, 180]);
      labels.push(label(`Item${i}`, 30, 38 + 50 * i, 40));
    });
    for (let v = 0; v <= 150; v += 50) labels.push(label(String(v), 80 + 2 * v - 4 * String(v).length, 262));
    fill(80, 20, 81, 250, [60, 60, 60]);
  } else {
    values.forEach((value, i) => {
      fill(60 + 70 * i, 250 - 2 * Math.round(value), 100 + 70 * i, 250, [70, 130, 180]);
      labels.push(label(`Item${i}`, 60 + 70 * i, 262, 40));
    });
    for (let v = 0; v <= 100; v += 25) labels.push(label(String(v), 40 - 8 * String(v).length, 246 - 2 * v));
    fill(45, 250, 380, 251, [60, 60, 60]);
  }
  return { picture: { width, height, data }, labels };
}

for (const flat of [false, true]) {
  test(`values of ${flat ? 'horizontal' : 'vertical'} bars, measured`, () => {
    const values = [80, 35, 97, 12];
    const { picture, labels } = drawn(values, flat);
    const chart = chartFrom(picture, labels, { x: 0, y: 0, width: picture.width, height: picture.height });
    assert.equal(chart?.kind, flat ? 'horizontal-bar' : 'bar');
    const points = [...chart.series[0]!.points].sort((a, b) => a.label!.localeCompare(b.label!));
    assert.deepEqual(
      points.map((point) => point.label),
      ['Item0', 'Item1', 'Item2', 'Item3'],
    );
    points.forEach((point, i) => {
      assert.ok(Math.abs(point.y! - values[i]!) < 1.5, `${point.y} for ${values[i]}`);
      assert.equal(point.from, 'measured');
    });
    assert.equal(chart.series[0]!.color, '#4682b4');
  });
}

test('a picture of text alone holds no chart', () => {
  const { picture, labels } = drawn([], false);
  assert.equal(chartFrom(picture, labels, { x: 0, y: 0, width: 400, height: 300 }), null);
});

test('code draws the data again, and text stays text', () => {
  const hostile = `</script>"\n'''); import os #$x$ \\`;
  const box = { x: 0, y: 0, width: 300, height: 200 };
  const point = (text: string, y: number | null) => ({
    label: text,
    y,
    from: 'measured' as const,
    confidence: 0.9,
    box,
  });
  const chart: ChartData = {
    kind: 'grouped-bar',
    title: { text: hostile, box, confidence: 1 },
    box,
    plot: box,
    x: null,
    y: null,
    series: [
      { name: hostile, color: '#112233', points: [point('a', 1), point(hostile, 2)] },
      { name: 'B', color: '#445566', points: [point('a', 3), point(hostile, null)] },
    ],
    confidence: 0.9,
    notes: [],
  };
  const vega = JSON.parse(chartToVegaLite(chart)) as {
    title: string;
    data: { values: { y: number; series: string }[] };
  };
  assert.equal(vega.title, hostile);
  assert.deepEqual(
    vega.data.values.map((row) => row.y),
    [1, 2, 3],
  );
  const config = chartToChartJs(chart);
  assert.ok(!config.includes('</script'));
  assert.deepEqual(JSON.parse(config.slice('export const config = '.length, -2)).data.datasets[1].data, [3, null]);
  const python = chartToMatplotlib(chart);
  // Every line of the script is one of ours: the text brings no line of its own.
  for (const line of python.trim().split('\n'))
    assert.match(line, /^(import matplotlib|fig, ax|labels =|at =|ax\.|plt\.show|$)/);
});
