/** Links of answers: they ask before they open, and files open only when they exist in the workspace. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import { notifyWarning } from '../dialogs/notify.ts';
import { readAddress } from './address.ts';

/** Opens a web or mail address after the user confirmed the address itself, as it will be opened, with its host apart. */
export async function openLink(href: string): Promise<void> {
  const address = readAddress(href);
  if (address === 'scheme') throw new ImpError('usage', vscode.l10n.t('Imp opens web and mail addresses only.'));
  if (address === 'user')
    throw new ImpError(
      'usage',
      vscode.l10n.t('Imp does not open addresses with a user name before the host: they look like another address.'),
    );
  const uri = address === 'disguised' ? undefined : parse(address.href);
  // The editor writes addresses anew: what it would open must lead where the dialog says.
  const opened = uri && readAddress(uri.toString());
  if (address === 'disguised' || typeof opened !== 'object' || opened.host !== address.host)
    throw new ImpError(
      'usage',
      vscode.l10n.t('Imp does not open this address: it holds characters that make it look like another one.'),
    );
  const open = vscode.l10n.t('Open');
  const copy = vscode.l10n.t('Copy');
  const message = vscode.l10n.t('Open this address from the answer?');
  const detail = opened.host ? `${vscode.l10n.t('Host: {0}', opened.host)}\n\n${opened.href}` : opened.href;
  const answer = await notifyWarning(message, [open, copy], { modal: true, detail });
  if (answer === open) await vscode.env.openExternal(uri!);
  if (answer === copy) await vscode.env.clipboard.writeText(opened.href);
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
