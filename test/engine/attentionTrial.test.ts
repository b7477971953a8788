/** The trial that chooses ggml's attention where there are no own kernels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseBuild } from '../../src/native/choose.ts';
import { openLibrary } from '../../src/native/library.ts';
import { createThreadPool } from '../../src/native/threadPool.ts';
import { flashAhead, tryAttention } from '../../src/engine/kernels/attentionTrial.ts';

test('both ways compute the same, in heads of their own and shared ones, and are timed', async () => {
  const native = openLibrary((await chooseBuild('off')).folder);
  // Phi-2's head of 80, Qwen's of 64 with 14 heads on 2
  for (const shape of [
    { width: 320, heads: 4, kvHeads: 4 },
    { width: 896, heads: 14, kvHeads: 2 },
  ]) {
    const trial = await tryAttention(native, shape, () => createThreadPool(native, 1));
    assert.ok(trial.cosine > 0.9999, `cosine ${trial.cosine}`);
    assert.ok(trial.flashMs > 0 && trial.plainMs > 0);
  }
});

test('flash attention is taken where it is ahead and computes the same', () => {
  assert.ok(flashAhead({ flashMs: 1, plainMs: 2, cosine: 1 }));
  assert.ok(!flashAhead({ flashMs: 2, plainMs: 1, cosine: 1 }));
  assert.ok(!flashAhead({ flashMs: 1, plainMs: 2, cosine: 0.9 }), 'a wrong result is never fast');
});
