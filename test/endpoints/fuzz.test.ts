import assert from 'node:assert/strict';
import test from 'node:test';
import { eventStreams } from '../../scripts/fuzz/eventStreams.ts';
import { fuzz } from '../../scripts/fuzz/run.ts';

test('2,000 damaged event streams end in an answer or in one coded error, none of them late', async () => {
  const [result] = await fuzz([{ ...eventStreams, share: 1 }], 2000, 24);
  assert.deepEqual(
    result!.faults.map(({ number, why }) => `${number}: ${why}`),
    [],
  );
  assert.ok(result!.read > 100, `${result!.read} were read`);
  assert.ok(result!.slowestMs < 2000, `the slowest took ${result!.slowestMs} ms`);
});
