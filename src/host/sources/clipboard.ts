/** The system clipboard: pictures through the webview, and text that names or holds one. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { PictureBytes } from '../../shared/panel.ts';
import { isPicturePath } from '../../shared/pictureFormat.ts';
import type { PanelView } from '../view/panelView.ts';
import { readDataAddress, readPicture } from './uris.ts';

/** The clipboard's pictures; empty when there is none. `usage` when the editor does not let the panel read it. */
export async function clipboardPictures(view: PanelView): Promise<PictureBytes[]> {
  const text = (await vscode.env.clipboard.readText()).trim();
  const named = await pictureNamedBy(text);
  if (named) return [named];
  try {
    return await view.readClipboard();
  } catch (thrown) {
    const error = ImpError.from(thrown);
    if (error.code !== 'usage') throw error;
    throw new ImpError(
      'usage',
      vscode.l10n.t(
        'The editor does not let Imp read the clipboard by itself. Click into the question box and paste with {0}.',
        pasteKeys(),
      ),
    );
  }
}

/** A copied file path or `data:` address. */
async function pictureNamedBy(text: string): Promise<PictureBytes | undefined> {
  if (text.startsWith('data:image/')) return readDataAddress(text);
  if (text.includes('\n') || text.length > 4096) return undefined;
  const path = text.replace(/^["']|["']$/g, '');
  if (!isPicturePath(path) || !/^(file:|\/|[a-z]:[\\/]|\\\\)/i.test(path)) return undefined;
  return await readPicture(path.startsWith('file:') ? vscode.Uri.parse(path) : vscode.Uri.file(path)).catch(
    () => undefined,
  );
}

function pasteKeys(): string {
  return process.platform === 'darwin' ? '⌘V' : 'Ctrl+V';
}
