/** Small helpers around child processes for the project's scripts. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A step that failed in a way the reader can act on: printed without a stack trace. */
export class ScriptError extends Error {}

/**
 * Runs a program to its end with the output shown.
 * @throws ScriptError when it cannot start or ends with a code other than 0.
 */
export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<void> {
  const code = await exitCode(command, args, options);
  if (code !== 0) throw new ScriptError(`${command} ${args.join(' ')} ended with code ${code}`);
}

/** Runs a program to its end with the output shown; resolves with its exit code (1 when it was killed). */
export function exitCode(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', (error) => reject(new ScriptError(`${command} did not start: ${error.message}`)));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** npm with the given arguments, through the npm that runs this script where there is one. */
export function npm(args: string[], options: SpawnOptions = {}): Promise<void> {
  const path = process.env['npm_execpath'];
  return path?.endsWith('.js')
    ? run(process.execPath, [path, ...args], options)
    : run('npm', args, { shell: process.platform === 'win32', ...options });
}

/** Runs a script's main function; a ScriptError becomes one line on stderr, anything else keeps its stack. */
export async function main(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof ScriptError ? `error: ${error.message}` : error);
    process.exitCode = 1;
  }
}
