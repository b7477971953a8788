/** The picture that an editor tab shows. */
import * as vscode from 'vscode';
import { isPicturePath } from '../../shared/pictureFormat.ts';

export function pictureInActiveTab(): vscode.Uri | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  return activeTab && pictureInTab(activeTab);
}

export function pictureInTab({ input }: vscode.Tab): vscode.Uri | undefined {
  if (
    input instanceof vscode.TabInputCustom &&
    (input.viewType.startsWith('imagePreview') || isPicturePath(input.uri.path))
  )
    return input.uri;
  if (input instanceof vscode.TabInputText && isPicturePath(input.uri.path)) return input.uri;
  return undefined;
}
