// npm run test:servers [transformers | llama-server | vllm]…: the tests against servers and libraries of others, with the Python environments
// that they need (minutes and gigabytes, once). Without arguments: the first two.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPython, type PythonName } from './lib/python.ts';
import { exitCode, main, ROOT } from './lib/run.ts';

await main(async () => {
  const wanted = process.argv.slice(2) as PythonName[];
  for (const name of wanted.length ? wanted : (['transformers', 'llama-server'] as const)) await installPython(name);
  const files = readdirSync(join(ROOT, 'test/servers'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/servers/${file}`);
  process.exitCode = await exitCode(process.execPath, ['--import', 'tsx', '--test', '--test-concurrency=1', ...files], {
    env: { ...process.env, ...(wanted.includes('vllm') && { IMP_TEST_VLLM: '1' }) },
  });
});
