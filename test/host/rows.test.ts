import assert from 'node:assert/strict';
import test from 'node:test';
import { refusalMessage } from '../../src/host/answers/refusals.ts';
import { quantizationText, rowText } from '../../src/host/models/rows.ts';
import { english } from '../../src/shared/message.ts';
import type { ModelRow } from '../../src/shared/models.ts';

const row = {
  id: 'imp-3b',
  name: 'Imp 3B $(check)',
  state: 'downloadable',
  downloadBytes: 6.3e9,
  diskBytes: 2.2e9,
  quantization: 'Q4_K_M',
  fits: true,
  memory: { needBytes: 3e9 },
  languages: ['en', 'zh'],
  quality: { mmBench: 72.9, source: '' },
  speed: { basis: 'predicted', firstWordSeconds: 26, wordsPerSecond: 5.1 },
} as unknown as ModelRow;

test('a row says first what decides: size to download, fit, wait; accuracies come behind', () => {
  const { label, description, detail } = rowText(row, false);
  assert.equal(description, '6.3 GB to download · fits · first word after 26 s');
  assert.match(detail, /4-bit weights \(Q4_K_M\) · MMBench 72\.9 · speaks Chinese$/);
  assert.equal(label.match(/\$\(/g)?.length, 1, 'a name draws no icon');
  const here = rowText({ ...row, state: 'ready', fits: false, fitReason: 'needs 9 GB' }, true);
  assert.equal(here.description, '2.2 GB · does not fit · first word after 26 s');
  assert.match(here.detail, /^\$\(warning\) Does not fit: needs 9 GB/);
});

test('quantizations in plain words', () => {
  const names = ['Q4_K_M', 'Q8_0', 'F16', 'BF16', 'IQ2_XS', 'TQ1_0', '', 'unknown'];
  assert.deepEqual(names.map(quantizationText), [
    ...['4-bit weights (Q4_K_M)', '8-bit weights (Q8_0)', '16-bit weights (F16)', '16-bit weights (BF16)'],
    ...['2-bit weights (IQ2_XS)', '1-bit weights (TQ1_0)', '', 'unknown'],
  ]);
});

test('refusals of the built-in model are messages that can be translated', () => {
  const refused = 'This looks like a bar chart. I cannot answer that: a larger model is needed.';
  const message = refusalMessage(refused)!;
  assert.equal(english(message), refused);
  assert.equal(message.template, 'This looks like {0}. I cannot answer that: a larger model is needed.');
  assert.equal(refusalMessage('This looks like a bar chart with 4 bars.'), undefined);
});
