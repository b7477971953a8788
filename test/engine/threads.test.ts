/** Models take fewer threads while other programs compute, and answers the same. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { FreeCores, type CpuTimes } from '../../src/native/freeCores.ts';
import { ComputeThreads } from '../../src/engine/language/computeThreads.ts';
import { ThreadPools } from '../../src/native/threadPool.ts';
import { chooseBuild } from '../../src/native/choose.ts';
import { openLibrary } from '../../src/native/library.ts';
import { VisionEncoder } from '../../src/engine/vision/encoder.ts';
import { convertFixture, openSession, OPTIONS, temporaryFolder } from './support.ts';

/** A machine whose cores are used as told, a second at a time: [busy cores, of these our own]. */
function machine(): { read: () => CpuTimes; second: (busy: number, own: number, ms?: number) => void } {
  const times = { at: 0, busy: 0, own: 0 };
  return {
    read: () => ({ ...times }),
    second(busy, own, ms = 1000) {
      times.at += ms;
      times.busy += busy * ms;
      times.own += own * ms;
    },
  };
}

test('threads for the cores that others leave', () => {
  const { read, second } = machine();
  const cores = new FreeCores(8, read);
  const after = (busy: number, own: number, seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      second(busy, own);
      cores.count();
    }
    return [cores.threads(8), cores.threads(2), cores.threads(1)];
  };
  assert.deepEqual(after(8, 0, 2), [8, 2, 1], 'too soon to know');
  assert.deepEqual(after(8, 8, 3), [8, 2, 1], 'what we use ourselves is no reason to use less');
  assert.deepEqual(after(8, 5.6, 2), [8, 2, 1], 'may be over in a moment');
  assert.deepEqual(after(8, 5.6, 1), [6, 2, 1]);
  assert.deepEqual(after(8, 0, 3), [1, 1, 1], 'one always');
  second(0, 1, 200);
  cores.count();
  assert.equal(cores.threads(8), 1, 'too short an interval');
  assert.deepEqual(after(0, 1, 1), [8, 2, 1], 'the others are gone');
  assert.deepEqual(after(2, 4, 3), [8, 2, 1], 'the two clocks need not agree');
});

test('watching keeps no process alive and ends', async () => {
  let reads = 0;
  const cores = new FreeCores(2, () => ({ at: reads * 1000, busy: reads++ * 2000, own: 0 })).watch();
  await new Promise((resolve) => setTimeout(resolve, 2100));
  assert.equal(cores.threads(2), 1);
  cores.stop();
  const then = reads;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal(reads, then);
});

test('tokens on changing numbers of threads are those on one', async () => {
  const session = await openSession(await convertFixture('imp-v1.5-tiny-phi2', await temporaryFolder()), OPTIONS);
  const { native, language } = session;
  const run = async (fit: (i: number) => void) => {
    language.sequence.truncate(0);
    await language.sequence.evaluate([{ tokens: [5, 6, 7] }], {
      embeddings: () => new Float32Array(),
      imageTokens: 1,
      logits: true,
    });
    const logits: Float32Array[] = [];
    for (let i = 0; i < 12; i++) {
      fit(i);
      await language.sequence.append([8 + i]);
      logits.push(language.sequence.logits());
    }
    return logits;
  };
  const wanted = await run(() => undefined);
  const { read, second } = machine();
  const cores = new FreeCores(4, read);
  const threads = new ComputeThreads(native, language.context, new ThreadPools(native, 3), undefined, cores);
  after(() => threads.free());
  const used: number[] = [];
  const got = await run((i) => {
    for (let k = 0; k < 3; k++) {
      second([4, 3, 2, 0][i % 4]!, 0);
      cores.count();
    }
    threads.fit();
    used.push(threads.count);
  });
  assert.deepEqual(used, [1, 1, 2, 3, 1, 1, 2, 3, 1, 1, 2, 3]);
  for (const [i, logits] of got.entries()) {
    for (const [k, value] of logits.entries())
      assert.ok(
        Math.abs(value - wanted[i]![k]!) < 1e-4,
        `token ${i}, logit ${k}: ${value} instead of ${wanted[i]![k]}`,
      );
  }
});

test('a picture on changing numbers of threads has the embeddings of one', async () => {
  const { mmproj } = await convertFixture('imp-v1.5-tiny-phi3', await temporaryFolder());
  const { read, second } = machine();
  const cores = new FreeCores(4, read);
  const image = { width: 40, height: 30, data: new Uint8Array(40 * 30 * 3).map((_, i) => (i * 7) % 251) };
  const embeddings: Float32Array[] = [];
  for (const threads of [1, 3]) {
    const encoder = await VisionEncoder.open(mmproj, openLibrary((await chooseBuild('off', undefined)).folder), {
      threads,
      cores: threads === 1 ? undefined : cores,
    });
    embeddings.push(
      await encoder.encode(image, {
        onProgress() {
          for (let k = 0; k < 3; k++) {
            second(2, 0);
            cores.count();
          }
        },
      }),
    );
    if (threads === 3) assert.equal(cores.threads(3), 2);
    await encoder.dispose();
  }
  for (const [i, value] of embeddings[1]!.entries()) assert.ok(Math.abs(value - embeddings[0]![i]!) < 1e-4);
});
