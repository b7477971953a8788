/**
 * The editor's lists and boxes, open until they are answered or left with Escape: by itself the editor closes them when
 * something else takes the focus, as a picture or a panel does that loads meanwhile, and what was typed is lost.
 */
import * as vscode from 'vscode';
import { plainWords } from '../../shared/plainText.ts';

/** What was chosen; undefined: nothing. */
export const pick = <T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T | undefined> =>
  vscode.window.showQuickPick(items, {
    ...options,
    ignoreFocusOut: true,
    ...(options.title && { title: plainWords(options.title) }),
    ...(options.placeHolder && { placeHolder: plainWords(options.placeHolder) }),
  });

/** What was typed; undefined: nothing. */
export const enter = (options: vscode.InputBoxOptions): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    ...(options.prompt && { prompt: plainWords(options.prompt) }),
  });
