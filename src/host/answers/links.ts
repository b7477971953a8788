/** Links of answers: they ask before they open, and files open only when they exist in the workspace. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';

/** Opens a web or mail address after the user confirmed the address itself, in full. */
export async function openLink(href: string): Promise<void> {
  const uri = parse(href);
  if (!uri || !['http', 'https', 'mailto'].includes(uri.scheme)) {
    throw new ImpError('usage', vscode.l10n.t('Imp opens web and mail addresses only.'));
  }
  const open = vscode.l10n.t('Open');
  const copy = vscode.l10n.t('Copy');
  const message = vscode.l10n.t('Open this address from the answer?');
  // The whole address, so that nothing hides behind a link's text.
  const answer = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail: uri.toString(true) },
    open,
    copy,
  );
  if (answer === open) await vscode.env.openExternal(uri);
  if (answer === copy) await vscode.env.clipboard.writeText(uri.toString(true));
}

/** Opens an existing file of the workspace at a line (1-based). */
export async function openWorkspaceFile(address: string, line?: number, column?: number): Promise<void> {
  const uri = parse(address);
  if (!uri || !vscode.workspace.getWorkspaceFolder(uri))
    throw new ImpError('usage', vscode.l10n.t('This file is not part of the workspace.'));
  const document = await vscode.workspace.openTextDocument(uri);
  const row = Math.min(Math.max(0, (line ?? 1) - 1), document.lineCount - 1);
  const position = document.validatePosition(new vscode.Position(row, Math.max(0, (column ?? 1) - 1)));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position), preview: true });
}

function parse(address: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(address, true);
  } catch {
    return undefined;
  }
}
