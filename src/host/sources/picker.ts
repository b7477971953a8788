/** A quick pick over the pictures of the workspace, the clipboard and the file dialog. */
import * as vscode from 'vscode';
import { PICTURE_EXTENSIONS, isPicturePath } from '../../shared/pictureFormat.ts';
import { withoutIcons } from '../../shared/plainText.ts';
import { pick } from '../dialogs/quickInput.ts';
import { findWorkspaceFiles } from '../workspaceSearch.ts';

/** More than this is not looked through in a list; the file dialog finds the rest. */
const MAX_FILES = 2000;

export type Picked = { from: 'file'; uris: vscode.Uri[] } | { from: 'clipboard' } | { from: 'sample' };

type Item = vscode.QuickPickItem & { pick?: Picked | 'browse' };

/** What the user chose, or undefined when they changed their mind. */
export async function pickPicture(): Promise<Picked | undefined> {
  const items: Item[] = [
    { label: `$(clippy) ${vscode.l10n.t('From the clipboard')}`, pick: { from: 'clipboard' } },
    { label: `$(folder-opened) ${vscode.l10n.t('Browse…')}`, pick: 'browse' },
    { label: `$(lightbulb) ${vscode.l10n.t('A sample picture')}`, pick: { from: 'sample' } },
  ];
  const files = await workspacePictures();
  if (files.length) {
    items.push({ label: vscode.l10n.t('Pictures in the workspace'), kind: vscode.QuickPickItemKind.Separator });
    for (const uri of files) {
      const path = vscode.workspace.asRelativePath(uri);
      const slash = path.lastIndexOf('/');
      items.push({
        label: withoutIcons(path.slice(slash + 1)),
        description: slash > 0 ? path.slice(0, slash) : undefined,
        iconPath: new vscode.ThemeIcon('file-media'),
        pick: { from: 'file', uris: [uri] },
      });
    }
  }
  const item = await pick(items, { placeHolder: vscode.l10n.t('Which picture?'), matchOnDescription: true });
  if (item?.pick !== 'browse') return item?.pick;
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Add Picture'),
    filters: { [vscode.l10n.t('Pictures')]: PICTURE_EXTENSIONS },
  });
  return uris?.length ? { from: 'file', uris } : undefined;
}

async function workspacePictures(): Promise<vscode.Uri[]> {
  const glob = `**/*.{${[...PICTURE_EXTENSIONS, ...PICTURE_EXTENSIONS.map((extension) => extension.toUpperCase())].join(',')}}`;
  const uris = await findWorkspaceFiles({
    glob,
    matches: isPicturePath,
    skip: ['node_modules', '.git', 'dist', 'out', 'build', '.venv'],
    limit: MAX_FILES,
  });
  return uris.sort((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
}

function depth(uri: vscode.Uri): number {
  return uri.path.split('/').length;
}
