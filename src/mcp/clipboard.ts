/** The system's clipboard, where it has a command that hands over a picture. Nothing is installed; a missing one is said. */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImpError, stopped } from '../shared/errors.ts';
import { MAX_BYTES } from '../shared/pictureLimits.ts';
import type { Picture } from './picture.ts';

const LIMIT_MS = 10_000;

/** Commands to try, in order; `file`: the picture goes into a file that the command names. */
function commands(
  file: string,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): [string, string[], 'out' | 'file'][] {
  if (platform === 'darwin') {
    const script = `set f to open for access POSIX file "${file}" with write permission\nwrite (the clipboard as «class PNGf») to f\nclose access f`;
    return [
      ['pngpaste', ['-'], 'out'],
      ['osascript', ['-e', script], 'file'],
    ];
  }
  if (platform === 'win32') {
    const script = `Add-Type -AssemblyName System.Windows.Forms,System.Drawing; $i=[System.Windows.Forms.Clipboard]::GetImage(); if ($i) { $i.Save('${file.replaceAll("'", "''")}', [System.Drawing.Imaging.ImageFormat]::Png) }`;
    return [['powershell', ['-NoProfile', '-STA', '-Command', script], 'file']];
  }
  const wayland: [string, string[], 'out'] = ['wl-paste', ['--no-newline', '--type', 'image/png'], 'out'];
  const x11: [string, string[], 'out'] = ['xclip', ['-selection', 'clipboard', '-t', 'image/png', '-o'], 'out'];
  return env['WAYLAND_DISPLAY'] ? [wayland, x11] : [x11, wayland];
}

/** @throws ImpError `usage` with what to do where there is no picture, or no way to it */
export async function clipboardPicture(signal: AbortSignal): Promise<Picture> {
  const folder = await mkdtemp(join(tmpdir(), 'imp-'));
  const file = join(folder, 'clipboard.png');
  let found = false;
  try {
    for (const [command, args, to] of commands(file, process.platform, process.env)) {
      const out = await output(command, args, signal);
      if (out === undefined) continue;
      found = true;
      const bytes = to === 'out' ? out : await readFile(file).catch(() => Buffer.alloc(0));
      if (bytes.length > 0) return { bytes: new Uint8Array(bytes), name: 'the clipboard' };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const tools =
    process.platform === 'linux' ? 'wl-paste (Wayland) or xclip (X11)' : 'pngpaste, osascript or PowerShell';
  throw new ImpError(
    'usage',
    found
      ? 'There is no picture in the clipboard.'
      : `This machine has no command that hands over the clipboard's picture: install ${tools}, or name a file.`,
  );
}

/** What a command prints; empty when it fails, undefined when it is not there. */
function output(command: string, args: string[], signal: AbortSignal): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { encoding: 'buffer', timeout: LIMIT_MS, maxBuffer: MAX_BYTES, signal, windowsHide: true },
      (error, stdout) => {
        if (signal.aborted) reject(stopped());
        else if ((error as NodeJS.ErrnoException | null)?.code === 'ENOENT') resolve(undefined);
        else resolve(error ? Buffer.alloc(0) : stdout);
      },
    );
  });
}
