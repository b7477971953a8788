/** What is said of a checkpoint that arrived. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { arrivedLine } from '../../src/models/arrived.ts';
import { loadCatalog } from '../../src/models/index.ts';
import type { ConvertResult } from '../../src/shared/convert.ts';

const { entries } = await loadCatalog(join(import.meta.dirname, '../../models'));
const entry = entries.find(({ id }) => id === 'imp-v1-3b')!;
const found: ConvertResult = {
  modelPath: '',
  mmprojPath: '',
  modelBytes: 0,
  mmprojBytes: 0,
  name: 'imp-v1-3b',
  architecture: 'phi2',
  parameters: entry.parameters!,
  layout: 'newer',
  imageSide: 384,
  preprocess: 'squash',
  seconds: 1,
};

test('what was found is said; where the catalog says something else, that too', () => {
  assert.match(arrivedLine(entry, found), /phi2, newer tensor names, .* squashed to 384 pixels\.$/);
  assert.match(
    arrivedLine(entry, { ...found, imageSide: 196 }),
    /catalog says side 384: the published checkpoint has changed/,
  );
  assert.doesNotMatch(arrivedLine(undefined, { ...found, parameters: 1 }), /catalog/);
});
