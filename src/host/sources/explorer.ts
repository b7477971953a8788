/**
 * The pictures selected in the explorer. The editor shows no extension what is selected there, and copying its path would
 * overwrite the clipboard, which may hold the user's screenshot. So the explorer opens its selection, as a click does:
 * pictures stay open, so that it is seen what is asked about; anything else is closed again.
 */
import * as vscode from 'vscode';
import { pictureInTab } from './tabs.ts';

export async function picturesSelectedInExplorer(): Promise<vscode.Uri[]> {
  const before = allTabs();
  const active = activeTab();
  await vscode.commands.executeCommand('filesExplorer.openFilePreserveFocus').then(undefined, () => {});
  const opened = allTabs().filter((tab) => !before.some((other) => sameTab(tab, other)));
  const now = activeTab();
  const touched = now && !opened.includes(now) ? [...opened, now] : opened;
  const pictures = touched.map(pictureInTab).filter((uri) => uri !== undefined);
  const others = opened.filter((tab) => !pictureInTab(tab));
  if (others.length) await vscode.window.tabGroups.close(others, true);
  if (pictures.length === 0 && active) await showAgain(active, now);
  return pictures;
}

/** The tab that was in view before: it may have been replaced as the group's preview, or only be hidden by another one. */
async function showAgain(active: vscode.Tab, now: vscode.Tab | undefined): Promise<void> {
  if (now && sameTab(active, now)) return;
  const { input } = active;
  const uri =
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
      ? input.uri
      : undefined;
  if (uri)
    await vscode.commands.executeCommand('vscode.open', uri, {
      preview: active.isPreview,
      preserveFocus: true,
      viewColumn: active.group.viewColumn,
    });
  else if (!sameTab(activeTab() ?? active, active))
    await vscode.commands.executeCommand('workbench.action.openPreviousRecentlyUsedEditorInGroup');
}

function allTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

function activeTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab;
}

/** Tabs have no identity that outlasts a change. */
function sameTab(one: vscode.Tab, other: vscode.Tab): boolean {
  const address = ({ input }: vscode.Tab) => (input as { uri?: vscode.Uri } | undefined)?.uri?.toString() ?? '';
  return (
    one.label === other.label && address(one) === address(other) && one.group.viewColumn === other.group.viewColumn
  );
}
