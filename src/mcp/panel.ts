/**
 * The panel's newest pictures, for agents: the extension writes their paths into one small file of the user's own, which
 * nobody else may read; `latest` and the server's resources follow it.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { ImpError } from '../shared/errors.ts';
import { PANEL_PICTURES_FILE } from '../shared/panelPictures.ts';
import type { Picture } from './picture.ts';

const list = z.object({
  pictures: z.array(z.object({ path: z.string().max(4096), name: z.string().max(1024), added: z.number() })).max(64),
});
export type PanelPicture = z.infer<typeof list>['pictures'][number];

/** Newest first; empty where the panel has shown none, or does not share them. */
export async function panelPictures(folder: string): Promise<PanelPicture[]> {
  try {
    const text = await readFile(join(folder, PANEL_PICTURES_FILE), 'utf8');
    if (text.length > 400_000) return [];
    return list.parse(JSON.parse(text)).pictures.sort((a, b) => b.added - a.added);
  } catch {
    return [];
  }
}

/** @throws ImpError `usage` where there is none */
export async function latestPicture(folder: string): Promise<Picture> {
  for (const { path, name } of await panelPictures(folder)) {
    const bytes = await readFile(path).catch(() => undefined); // gone with its conversation
    if (bytes) return { bytes: new Uint8Array(bytes), name: basename(name) };
  }
  throw new ImpError('usage', 'The Imp panel holds no picture. Paste one there, or name a file.');
}
