import assert from 'node:assert/strict';
import test from 'node:test';
import { fitLattice, type LatticeEntry } from '../../../src/ocr/inPlace/lattice.ts';
import { asNumber, numberIn } from '../../../src/ocr/inPlace/numbers.ts';

const entry = (position: number, ...texts: string[]): LatticeEntry => ({
  position,
  readings: texts.map((text, i) => ({ text, confidence: 0.9 - 0.2 * i })),
});
const values = (entries: LatticeEntry[]) =>
  fitLattice(entries)?.values.map((found) => found && [found.value, found.from]);

test('what fits the others decides between readings, and what fits none is what must stand there', () => {
  assert.deepEqual(
    values([entry(300, '0'), entry(240, '26', '20'), entry(180, '40'), entry(120, '60'), entry(60, '8O')]),
    [
      [0, 'read'],
      [20, 'alternative'],
      [40, 'read'],
      [60, 'read'],
      [80, 'lattice'],
    ],
  );
});

test('powers of ten are a logarithmic axis, equal steps a linear one', () => {
  const log = fitLattice([entry(300, '1'), entry(200, '10'), entry(100, '1,000', '100'), entry(0, '1k')]);
  assert.equal(log?.scale, 'log');
  assert.deepEqual(
    log?.values.map((found) => found?.value),
    [1, 10, 100, 1000],
  );
  assert.equal(fitLattice([entry(0, '1'), entry(50, '2'), entry(100, '3')])?.scale, 'linear');
});

test('a row of values on marks is no axis, and two numbers that agree with nothing repair nothing', () => {
  assert.equal(
    values([entry(10, '312'), entry(60, '55'), entry(110, '208'), entry(160, '199'), entry(210, '401')]),
    undefined,
  );
  assert.equal(values([entry(0, 'Mon'), entry(50, 'Tue')]), undefined);
});

test('an irregular axis is not filled up', () => {
  const found = values([entry(0, '0'), entry(10, '5'), entry(26, '13'), entry(50, 'x'), entry(100, '50')]);
  assert.equal(found?.[3], null);
});

test('long input is refused rather than tried for minutes', () => {
  assert.equal(fitLattice(Array.from({ length: 5000 }, (_, i) => entry(i, String(i)))), undefined);
});

test('printed numbers', () => {
  for (const [text, value] of [
    ['1,234', 1234],
    ['-$40', -40],
    ['$1.5M', 1.5e6],
    ['12.5%', 12.5],
    ['−3', -3],
    ['(42)', -42],
    ['1 000 000', 1e6],
    ["12'500", 12500],
    ['1.234.567,8', 1234567.8],
    ['10³', 1000],
    ['10^-2', 0.01],
    ['3e5', 3e5],
    ['250 ms', 250],
    ['€ 7', 7],
    ['.5', 0.5],
    ['17°', 17],
  ] as const)
    assert.equal(numberIn(text), value, text);
  for (const text of ['Oslo', '', '12/05', '1,23,4', '192.168.0.1', '3:45', 'v1.2', '-'])
    assert.equal(numberIn(text), undefined, text);
  assert.equal(asNumber('S40'), '$40');
  assert.equal(asNumber('1O0'), '100');
  assert.equal(asNumber('O'), '0');
  assert.equal(asNumber('Oslo'), 'Oslo');
});
