/** The short form of `npm run fuzz`: every reader gets some damaged inputs. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fuzzReaders } from '../../scripts/fuzz/readers.ts';
import { fuzz } from '../../scripts/fuzz/run.ts';
import { ImpError } from '../../src/shared/errors.ts';

test(
  '1,000 damaged inputs over all readers: no crash, no hang, no error without a code',
  { timeout: 300_000 },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'imp-fuzz-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const results = await fuzz(fuzzReaders(folder), 1000, 5);
    for (const { name, faults, read, inputs } of results) {
      assert.deepEqual(
        faults.map(({ number, why }) => `${name} ${number}: ${why}`),
        [],
      );
      assert.ok(read < inputs, `${name}: the damage does nothing`);
    }
    assert.ok(results.filter(({ read }) => read > 0).length > results.length * 0.7, 'the damage breaks everything');
  },
);

test('the harness finds what it looks for', async () => {
  const reader = (read: () => Promise<unknown>) => ({
    name: 'x',
    share: 1,
    sources: [Buffer.from('abc')],
    mutate: (source: Buffer) => source,
    read,
  });
  const [uncoded, internal, fine] = await fuzz(
    [
      reader(async () => JSON.parse('{')),
      reader(() => Promise.reject(new ImpError('internal', 'a bug'))),
      reader(() => Promise.reject(new ImpError('usage', 'refused'))),
    ],
    3,
    1,
  );
  assert.deepEqual([uncoded!.faults.length, internal!.faults.length, fine!.faults.length], [3, 3, 0]);
});
