/** The folder that a conversion writes into: rights, and what earlier runs left. */
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';

/** Makes the folder where it is missing. Errors: `usage`. */
export async function makeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new ImpError(
      'usage',
      msg`The folder ${folder} cannot be written: ${(cause as Error).message}. Choose another one.`,
      { cause },
    );
  }
}

/** Name's end of a file that is being written by this process. */
export function incompleteSuffix(): string {
  return `.${process.pid}-${randomBytes(4).toString('hex')}.incomplete`;
}

/** Removes what conversions left whose process is gone. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /\.(?:gguf|safetensors|json|jinja)\.(\d+)-[0-9a-f]{8}\.incomplete$/.exec(name)?.[1];
    if (pid && !alive(Number(pid))) await rm(path.join(folder, name), { force: true });
  }
}

function alive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
