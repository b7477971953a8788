/** "Copy Text from Image": recognised text onto the clipboard, without touching the conversation. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { PictureBytes } from '../../shared/panel.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import { withNotification } from '../dialogs/notify.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import type { Found } from './bring.ts';
import type { Readings } from '../reading/readings.ts';

export interface CopyTextDeps {
  session: OpenConversation;
  pictures: PictureStore;
  readings: Readings;
}

/** Fails with `usage` when there is no text, with `ocr-unavailable` when text cannot be read here. */
export async function copyText(found: Found, deps: CopyTextDeps): Promise<void> {
  const pictures = await picturesOf(found, deps);
  const names = pictures.map(({ name }) => name).join(', ');
  const readings = await withNotification(vscode.l10n.t('Imp: reading the text of {0}', names), (signal) =>
    Promise.all(pictures.map((picture) => deps.readings.read(picture, signal))),
  );
  const text = readings.map((reading) => reading.text).join('\n\n');
  if (!text.trim()) throw new ImpError('usage', vscode.l10n.t('No text was found in {0}.', names));
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(
    `$(check) ${vscode.l10n.t('Text copied: {0} lines', text.trimEnd().split('\n').length)}`,
    4000,
  );
}

/** What was found, as pictures that the engine can be asked about. */
export async function picturesOf(
  found: Found,
  { session, pictures }: Pick<CopyTextDeps, 'session' | 'pictures'>,
): Promise<PictureRecord[]> {
  if (found === 'present') return presentPictures(session);
  return Promise.all(found.map((picture) => kept(picture, pictures)));
}

function presentPictures({ pending, current }: OpenConversation): PictureRecord[] {
  return pending.length ? pending : current.pictures.slice(-1);
}

async function kept({ bytes, name }: PictureBytes, store: PictureStore): Promise<PictureRecord> {
  const { id, file } = await store.add(bytes, name);
  return { id, name, file, width: 0, height: 0 };
}
