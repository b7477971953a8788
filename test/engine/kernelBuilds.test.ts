/** The kernels of processors before this one: their tests run on the build that such a processor would take. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chooseBuild } from '../../src/native/choose.ts';
import { cpuFeatures } from '../../src/native/cpu.ts';
import { openLibrary } from '../../src/native/library.ts';

const features = cpuFeatures(openLibrary((await chooseBuild('off', undefined)).folder));
const tests = ['products.test.ts', 'rows.test.ts', 'attention.test.ts', '../vision/linear.test.ts'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

test(
  'without AVX-512',
  {
    skip: features.has('AVX512_VNNI')
      ? false
      : 'this processor has none: the tests of the kernels have run on this build',
    timeout: 300_000,
  },
  () => {
    const env = { ...process.env, IMP_KERNELS: '', NODE_TEST_CONTEXT: undefined };
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--test', '--test-reporter=tap', ...tests],
      { encoding: 'utf8', env },
    );
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^# pass [1-9]/m, stdout);
    assert.match(stdout, /^# skipped 0$/m, stdout);
  },
);
