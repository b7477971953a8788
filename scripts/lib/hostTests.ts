/** Bundles the mocha suites of test/electron for an extension host, beside an empty extension that stands under development. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { ROOT } from './run.ts';

export interface HostTests {
  /** Folder whose index.js exports `run()`. */
  tests: string;
  /** An extension with a manifest and nothing else: the product under test is the installed package. */
  extension: string;
}

export async function buildHostTests(): Promise<HostTests> {
  const tests = join(ROOT, 'out', 'host-tests');
  const extension = join(tests, 'empty-extension');
  mkdirSync(extension, { recursive: true });
  writeFileSync(join(tests, 'package.json'), JSON.stringify({ type: 'commonjs' }));
  writeFileSync(
    join(extension, 'package.json'),
    JSON.stringify({ name: 'empty', publisher: 'imp-test', version: '0.0.1', engines: { vscode: '^1.106.0' } }),
  );
  await esbuild.build({
    entryPoints: { index: join(ROOT, 'test', 'electron', 'index.ts') },
    outdir: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return { tests, extension };
}
