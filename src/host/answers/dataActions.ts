/** Data of an answer goes where the user's click says: a new editor, the clipboard, the Markdown file at hand. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { DataForm, DataPart, DataTarget } from '../../shared/pictureData.ts';
import { runCodeAction } from './codeActions.ts';
import { FORM_LANGUAGE, written } from './dataForms.ts';

/** @throws ImpError `usage` where this data has no such form, or no editor is open to insert into */
export async function writeData(part: DataPart, form: DataForm, target: DataTarget): Promise<void> {
  const text = written(part, form);
  if (text === undefined) throw new ImpError('usage', vscode.l10n.t('This data cannot be written in that form.'));
  if (form === 'markdown' && target === 'insert') return await insertBlock(text);
  const actions = { clipboard: 'copy', insert: 'insert', editor: 'open' } as const;
  await runCodeAction(actions[target], { text, language: FORM_LANGUAGE[form] });
}

/** A block on lines of its own in the Markdown file at hand, or in a new one where something else is. */
async function insertBlock(block: string): Promise<void> {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editor = activeTextEditor ?? visibleTextEditors.find(({ document }) => document.uri.scheme !== 'output');
  const here = editor?.document.languageId === 'markdown';
  const text = here && editor.selection.active.character > 0 ? `\n\n${block}` : block;
  await runCodeAction(here ? 'insert' : 'open', { text, language: 'markdown' });
}
