import assert from 'node:assert/strict';
import test from 'node:test';
import { eventStreams } from '../../scripts/fuzz/eventStreams.ts';
import { fuzz } from '../../scripts/fuzz/run.ts';

test('10,000 damaged event streams end in an answer or in one coded error, none of them late', async () => {
  const [result] = await fuzz([{ ...eventStreams, share: 1 }], 10_000, 24);
  assert.deepEqual(
    result!.faults.map(({ number, why }) => `${number}: ${why}`),
    [],
  );
  assert.ok(result!.read > 500, `${result!.read} were read`);
  assert.ok(result!.slowestMs < 2000, `the slowest took ${result!.slowestMs} ms`);
});
