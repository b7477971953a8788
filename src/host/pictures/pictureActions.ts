/** A picture of the conversation in an editor tab, saved where the user says, or copied for an agent. */
import * as vscode from 'vscode';
import { forAgent } from '../agents/forAgent.ts';
import { namePanelPicture } from '../agents/panelPictures.ts';
import { ImpError } from '../../shared/errors.ts';
import type { PictureAction } from '../../shared/panel.ts';
import type { PictureRecord } from './record.ts';
import type { PictureStore } from './pictureStore.ts';
import type { ShownPictures } from './shownPictures.ts';

export async function pictureAction(
  { pictures, shown }: { pictures: PictureStore; shown: ShownPictures },
  picture: PictureRecord,
  action: PictureAction,
): Promise<void> {
  if (action === 'open') {
    // Never the SVG itself: the editor would draw it.
    const file = shown.fileOf(picture);
    if (!file) throw new ImpError('usage', vscode.l10n.t('The picture is being drawn. Try again in a moment.'));
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(pictures.path(file)));
    return;
  }
  if (action === 'agent') {
    const path = pictures.path(picture.file);
    // Named, so that a server that reads only the client's folders reads this picture as well.
    await namePanelPicture(path, picture.name);
    await vscode.env.clipboard.writeText(forAgent(path, picture.name, picture.cropOf?.region));
    return;
  }
  const extension = picture.file.slice(picture.file.lastIndexOf('.') + 1);
  const stem = picture.name.replace(/\.\w{1,5}$/, '').replace(/[^\p{L}\p{N} _()-]+/gu, '-') || 'picture';
  const home = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${stem}.${extension}`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: home ? vscode.Uri.joinPath(home, name) : vscode.Uri.file(name),
  });
  if (target) await vscode.workspace.fs.writeFile(target, await pictures.read(picture.file));
}
