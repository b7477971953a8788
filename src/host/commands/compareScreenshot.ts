/** Brings two pictures and asks what they differ in: the one that is meant, and another one that the user picks. */
import type * as vscode from 'vscode';
import { msg } from '../../shared/message.ts';
import { addPictures, findPictures, pickedPictures, type Bringer } from './bring.ts';
import type { PanelView } from '../view/panelView.ts';
import { translated } from '../translation.ts';

export interface CompareDeps {
  bringer: Bringer;
  view: PanelView;
  ask: (text: string) => Promise<void>;
}

export async function compareScreenshot({ bringer, view, ask }: CompareDeps, given: vscode.Uri[]): Promise<void> {
  const { session } = bringer;
  const found = await findPictures(bringer, given);
  if (!found) return;
  if (found !== 'present') await addPictures(session, found);
  if (session.pending.length < 2) {
    const first = session.pending[0] ?? session.current.pictures.findLast(({ cropOf }) => !cropOf);
    if (!first) return;
    const other = await pickedPictures(bringer);
    if (!other?.[0]) return;
    if (session.pending.length === 0) session.reusePicture(first.id);
    await session.addPicture(other[0]);
  }
  const [before, after] = session.pending.slice(-2);
  await view.reveal();
  await ask(translated(msg`What do ${before?.name ?? ''} and ${after?.name ?? ''} differ in?`));
}
