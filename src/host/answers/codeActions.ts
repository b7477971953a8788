/** What can be done with a code block of an answer. Model output is untrusted: it goes where the user's click says, nowhere else. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { CodeAction } from '../../shared/panel.ts';
import { notifyWarning } from '../dialogs/notify.ts';
import { enter } from '../dialogs/quickInput.ts';
import { languageId, safeFileName, suggestedName } from './codeLanguage.ts';

export interface Code {
  text: string;
  /** The fence's info word, such as `tsx`; may be empty. */
  language: string;
  fileName?: string;
}

export async function runCodeAction(action: CodeAction, code: Code): Promise<void> {
  switch (action) {
    case 'copy':
      await vscode.env.clipboard.writeText(code.text);
      return;
    case 'insert':
      return await edit(code.text, 'insert');
    case 'replace':
      return await edit(code.text, 'replace');
    case 'create':
      return await createFile(code);
    case 'open': {
      const document = await vscode.workspace.openTextDocument({
        language: await knownLanguage(code.language),
        content: code.text,
      });
      await vscode.window.showTextDocument(document, { preview: false });
      return;
    }
  }
}

async function edit(text: string, how: 'insert' | 'replace'): Promise<void> {
  // The panel has the focus, so there may be no active editor; the last visible one is meant.
  const editor =
    vscode.window.activeTextEditor ??
    vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme !== 'output');
  if (!editor)
    throw new ImpError('usage', vscode.l10n.t('Open a file first: there is no editor to put the code into.'));
  if (how === 'replace' && editor.selection.isEmpty) {
    throw new ImpError('usage', vscode.l10n.t('Select the text to replace in the editor first.'));
  }
  const done = await editor.edit((builder) => {
    if (how === 'insert') builder.insert(editor.selection.active, text);
    else builder.replace(editor.selection, text);
  });
  if (!done)
    throw new ImpError('usage', vscode.l10n.t('The editor did not take the change: the file may be read-only.'));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Asks for the place; an existing file is replaced only after the user says so. */
async function createFile(code: Code): Promise<void> {
  const name = safeFileName(code.fileName) ?? suggestedName(code.language, code.text);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const writable = folder !== undefined && vscode.workspace.fs.isWritableFileSystem(folder.scheme) !== false;
  const uri = writable
    ? await askPathInWorkspace(folder, name)
    : await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(name) });
  if (!uri) return;
  try {
    await vscode.workspace.fs.writeFile(
      uri,
      Buffer.from(code.text.endsWith('\n') ? code.text : `${code.text}\n`, 'utf8'),
    );
  } catch (cause) {
    throw new ImpError(
      'usage',
      vscode.l10n.t(
        '{0} could not be written ({1}). Choose another place, or copy the code.',
        uri.path,
        (cause as Error).message,
      ),
      { cause },
    );
  }
  await vscode.window.showTextDocument(uri, { preview: false });
}

async function askPathInWorkspace(folder: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const path = await enter({
    title: vscode.l10n.t('Create File'),
    prompt: vscode.l10n.t('Path inside {0}', vscode.workspace.name ?? folder.path),
    value: name,
    valueSelection: [0, name.lastIndexOf('.')],
    validateInput: (value) => {
      const parts = value.split(/[\\/]/);
      if (!value.trim() || value.endsWith('/')) return vscode.l10n.t('Enter a file name.');
      return /^([\\/]|[a-z]:)/i.test(value) || parts.includes('..')
        ? vscode.l10n.t('The path must stay inside the workspace.')
        : undefined;
    },
  });
  if (!path) return undefined;
  const uri = vscode.Uri.joinPath(folder, ...path.trim().split(/[\\/]/));
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) return uri;
  const replace = vscode.l10n.t('Replace');
  const answer = await notifyWarning(vscode.l10n.t('{0} already exists. Replace it?', path), [replace], {
    modal: true,
    detail: vscode.l10n.t('Its content will be lost.'),
  });
  return answer === replace ? uri : undefined;
}

async function knownLanguage(fence: string): Promise<string> {
  const id = languageId(fence);
  return (await vscode.languages.getLanguages()).includes(id) ? id : 'plaintext';
}
