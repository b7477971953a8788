/**
 * Where a tool's picture comes from: an absolute path, a `file:` or `data:` URL, `latest` (the newest picture of the
 * panel) or `clipboard`. Paths are read only inside the roots that the client names, if it names any.
 */
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { ImpError } from '../shared/errors.ts';
import { english } from '../shared/message.ts';
import { bytesOfDataUrl, pathOfFileUrl, readPictureFile } from './addresses.ts';
import { clipboardPicture } from './clipboard.ts';
import { latestPicture, panelPictures } from './panel.ts';
import type { Picture } from './picture.ts';

export interface SourceOptions {
  /** Absolute folders; undefined: the client names none, and what the user may read may be read. */
  roots: readonly string[] | undefined;
  /** The user's folder of the panel's pictures. */
  panelFolder: string;
  signal: AbortSignal;
}

/** @throws ImpError `usage`, `image-unreadable`, `image-too-large`: one sentence for the agent */
export async function readSource(source: unknown, options: SourceOptions): Promise<Picture> {
  if (typeof source !== 'string' || source.trim() === '')
    throw usage('image_source is missing: an absolute path, a file: or data: URL, "latest" or "clipboard".');
  if (source === 'latest') return await latestPicture(options.panelFolder);
  if (source === 'clipboard') return await clipboardPicture(options.signal);
  if (/^data:/i.test(source)) return { bytes: bytesOfDataUrl(source), name: 'the data: URL' };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source) && !/^file:/i.test(source))
    throw usage('Only files of this machine are read: nothing is fetched. Save the picture and name its path.');
  return await fromFile(/^file:/i.test(source) ? pathOfFileUrl(source) : source, options);
}

async function fromFile(path: string, { roots, panelFolder }: SourceOptions): Promise<Picture> {
  if (!isAbsolute(path)) throw usage(`"${shortened(path)}" is no absolute path.`);
  const name = shortened(path.split(/[\\/]/).at(-1) ?? path);
  const real = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    throw usage(
      cause.code === 'ENOENT' ? `There is no file "${name}" at that path.` : `"${name}" cannot be read: ${cause.code}.`,
    );
  });
  if (roots && !(await inside(real, roots)) && !(await ofPanel(real, panelFolder)))
    throw usage(`"${name}" lies outside the folders that this client allows. Copy it into the workspace.`);
  return { bytes: await readPictureFile(real, name), name };
}

async function inside(real: string, roots: readonly string[]): Promise<boolean> {
  for (const root of roots) {
    const folder = await realpath(root).catch(() => undefined);
    if (folder === undefined) continue;
    const way = relative(folder, real);
    if (way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return true;
  }
  return false;
}

/** Pictures of the panel lie in the editor's storage, outside every client's folders: "Copy for an agent" names them. */
async function ofPanel(real: string, panelFolder: string): Promise<boolean> {
  for (const { path } of await panelPictures(panelFolder))
    if ((await realpath(path).catch(() => undefined)) === real) return true;
  return false;
}

const shortened = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

const usage = (message: string) => new ImpError('usage', message);

/** One sentence of a failure, in English. */
export const sentenceOf = (thrown: unknown): string => english(ImpError.from(thrown).text).replace(/\s*\n\s*/g, ' ');
