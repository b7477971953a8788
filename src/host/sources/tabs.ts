/** The picture that the active editor tab shows. */
import * as vscode from 'vscode';
import { isPicturePath } from '../pictures/format.ts';

export function pictureInActiveTab(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && (input.viewType.startsWith('imagePreview') || isPicturePath(input.uri.path))) return input.uri;
  if (input instanceof vscode.TabInputText && isPicturePath(input.uri.path)) return input.uri;
  return undefined;
}
