// npm test: type check, lint, build, package, then every test; the last line sums the tests up. Arguments pick parts of it:
// `npm test -- unit`, `npm test -- e2e`, `npm test -- check`, or test files by name.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCodeServer } from './lib/codeServer.ts';
import { ensureChromium } from './lib/chromium.ts';
import { installPython } from './lib/python.ts';
import { ROOT, ScriptError, exitCode, main, npm } from './lib/run.ts';
import { hostTarget } from './lib/targets.ts';

interface Sum {
  passed: number;
  failed: number;
  skipped: number;
}

const TSX = ['--import', 'tsx'];

await main(async () => {
  const wanted = process.argv.slice(2);
  const wants = (part: string) => wanted.length === 0 || wanted.includes(part);
  const named = wanted.filter((argument) => argument.endsWith('.test.ts'));
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/output/'))
    .sort();
  const isE2e = (file: string) => file.startsWith('test/e2e/');
  const unit = named.length
    ? named.filter((file) => !isE2e(file))
    : wants('unit')
      ? files.filter((file) => !isE2e(file))
      : [];
  const e2e = named.length ? named.filter(isE2e) : wants('e2e') ? files.filter(isE2e) : [];

  const broken: string[] = [];
  const step = async (name: string, work: () => Promise<void>) => {
    console.log(`\n── ${name}`);
    await work().catch((error: unknown) => {
      if (!(error instanceof ScriptError)) throw error;
      console.error(`error: ${error.message}`);
      broken.push(name);
    });
  };
  if (wants('check')) {
    // Side by side: each keeps one core busy.
    await Promise.all([
      step('type check', () => npm(['run', '--silent', 'typecheck'])),
      step('lint', () => npm(['run', '--silent', 'lint'])),
    ]);
  }
  await step('build', () => npm(['run', '--silent', 'build']));
  if ([...unit, ...e2e].some((file) => /servers/.test(file))) {
    console.log("\n── llama.cpp's own server, from PyPI");
    await installPython('llama-server').catch((error: Error) => console.log(`not there, skipped: ${error.message}`));
  }
  const sums: Sum[] = [];
  if (unit.length) sums.push(await suite('unit tests', unit, 2));
  if (e2e.length) {
    const before = broken.length;
    await step('package', () => npm(['run', '--silent', 'package']));
    await step('contents of the package', () => npm(['run', '--silent', 'check:vsix', '--', hostTarget() ?? '']));
    await step('workbench and browser', async () => {
      await installCodeServer();
      await ensureChromium();
    });
    // One file at a time: a workbench, a browser and the engine fill two cores.
    if (broken.length === before) sums.push(await endToEnd(e2e));
    else console.error('The end-to-end tests cannot run without these: not run.');
  }
  for (const name of broken) console.error(`failed: ${name}`);
  const total = (key: keyof Sum) => sums.reduce((sum, one) => sum + one[key], 0);
  const failed = total('failed') + broken.length;
  process.exitCode = failed ? 1 : 0;
  console.log(`\n${total('passed')} passed, ${failed} failed, ${total('skipped')} skipped`);
});

/**
 * The end-to-end tests; a file with a failure runs once more, alone. A machine shared with others drops a click now and then, and
 * whether a fault is one of the product or of the moment is shown by a second run: what passes only then is named, so that nobody
 * takes it for sound.
 */
async function endToEnd(files: string[]): Promise<Sum> {
  const first = await suite('end-to-end tests', files, 1);
  const again = files.filter((file) => first.failing.some((path) => path.endsWith(`/${file}`)));
  if (!first.failed || !again.length || again.length > 3) return first;
  const second = await suite('end-to-end tests that failed, once more', again, 1);
  if (second.failed) return first;
  console.log(`\npassed only on a second try: ${first.failed} test(s) of ${again.join(', ')}`);
  return { ...first, passed: first.passed + first.failed, failed: 0 };
}

/** Runs test files with Node's own runner; the figures come from its TAP report, the reader sees the usual one. */
async function suite(
  name: string,
  files: string[],
  concurrency: number,
): Promise<Sum & { /** The files with a failed test, as the runner names them. */ failing: string[] }> {
  console.log(`\n── ${name}: ${files.length} files`);
  const folder = mkdtempSync(join(tmpdir(), 'imp-test-'));
  const report = join(folder, 'report.tap');
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
  ];
  const code = await exitCode(process.execPath, [
    ...TSX,
    '--test',
    `--test-concurrency=${concurrency}`,
    ...reporters,
    ...files,
  ]);
  const tap = readFileSync(report, 'utf8');
  rmSync(folder, { recursive: true });
  const count = (label: string) => Number(new RegExp(`^# ${label} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const sum = {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
    failing: [...new Set([...tap.matchAll(/^ *location: '(.*\.test\.ts)[:\d]*'$/gm)].map(([, path]) => path!))],
  };
  if (code !== 0 && sum.failed === 0) sum.failed = 1; // the runner itself failed
  if (sum.passed + sum.failed === 0) sum.failed = 1; // a suite that ran nothing has not passed
  return sum;
}
