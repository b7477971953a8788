/** Brings the picture that a command means: given, in view, selected in the explorer, on the clipboard, else asked for. */
import * as vscode from 'vscode';
import { ImpError, together } from '../../shared/errors.ts';
import type { PictureBytes } from '../../shared/panel.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import type { PanelView } from '../view/panelView.ts';
import { clipboardPictures } from '../sources/clipboard.ts';
import { pictureUnderCursor } from '../sources/cursor.ts';
import { picturesSelectedInExplorer } from '../sources/explorer.ts';
import { notebookPictures } from '../sources/notebook.ts';
import { pickPicture } from '../sources/picker.ts';
import { pictureInActiveTab } from '../sources/tabs.ts';
import { readPicture } from '../sources/uris.ts';
import { notifyWarning } from '../dialogs/notify.ts';
import { translated } from '../translation.ts';

export interface Bringer {
  session: OpenConversation;
  view: PanelView;
  /** Puts a sample picture into the composer. */
  sample: () => Promise<PictureBytes>;
}

/** A picture to be added, or `present` when the panel shows the one that is meant. */
export type Found = PictureBytes[] | 'present';

/**
 * Puts the pictures that a command means into the composer; false when the user changed their mind.
 * `given`: what a menu handed over. A new picture after finished turns begins a new conversation: it does not share their context.
 */
export async function bringPictures(from: Bringer, given: vscode.Uri[]): Promise<boolean> {
  const found = await findPictures(from, given);
  if (!found) return false;
  if (found !== 'present') await addPictures(from.session, found);
  return true;
}

/** The pictures that a command means, not added anywhere; undefined when the user changed their mind. */
export async function findPictures(from: Bringer, given: vscode.Uri[]): Promise<Found | undefined> {
  if (given.length) return await readAll(given);
  return (await inView(from)) ?? (await selected()) ?? (await onClipboard(from.view)) ?? (await asked(from));
}

/** Adds pictures for a new question; those that are not pictures are reported, and fail where there is no other. */
export async function addPictures(session: OpenConversation, pictures: PictureBytes[]): Promise<void> {
  if (session.current.turns.length > 0 && session.pending.length === 0) await session.startNew();
  await those(pictures, (picture) => session.addPicture(picture));
}

/** The results of those that succeed; the others are reported by name, and fail together where none does. */
async function those<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  const failures: unknown[] = [];
  for (const item of items)
    await work(item).then(
      (result) => done.push(result),
      (thrown) => failures.push(thrown),
    );
  if (failures.length === 0) return done;
  if (done.length === 0) throw together(failures);
  void notifyWarning(translated(together(failures).text));
  return done;
}

/** Asks for a picture, whatever is in view; undefined when the user changed their mind. */
export const pickedPictures = (from: Bringer): Promise<PictureBytes[] | undefined> => asked(from);

/** Asks which picture to add, whatever is in view; false when the user changed their mind. */
export async function bringPickedPictures(from: Bringer): Promise<boolean> {
  const found = await asked(from);
  if (found) await addPictures(from.session, found);
  return found !== undefined;
}

const readAll = (uris: readonly vscode.Uri[]): Promise<PictureBytes[]> => those(uris, readPicture);

async function inView({ session, view }: Bringer): Promise<Found | undefined> {
  if (view.visible && session.pending.length > 0) return 'present';
  const uri = pictureInActiveTab() ?? (await pictureUnderCursor());
  if (uri) return [await readPicture(uri)];
  const outputs = notebookPictures();
  if (outputs.length) return outputs;
  return view.visible && session.current.pictures.length > 0 ? 'present' : undefined;
}

async function selected(): Promise<Found | undefined> {
  const uris = await picturesSelectedInExplorer();
  return uris.length ? await readAll(uris) : undefined;
}

async function onClipboard(view: PanelView): Promise<Found | undefined> {
  try {
    const pictures = await clipboardPictures(view);
    return pictures.length ? pictures : undefined;
  } catch (thrown) {
    // Not allowed to look: the user is asked instead.
    if (ImpError.from(thrown).code === 'usage') return undefined;
    throw thrown;
  }
}

async function asked({ view, sample }: Bringer): Promise<PictureBytes[] | undefined> {
  const picked = await pickPicture();
  if (!picked) return undefined;
  if (picked.from === 'file') return await readAll(picked.uris);
  if (picked.from === 'sample') return [await sample()];
  const pictures = await clipboardPictures(view);
  if (pictures.length === 0)
    throw new ImpError(
      'usage',
      vscode.l10n.t(
        'There is no picture on the clipboard. Copy one, for example with a screenshot tool, and try again.',
      ),
    );
  return pictures;
}
