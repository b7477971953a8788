/** The panel and its commands through the editor's own interfaces, with the real engine behind them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until.ts';

export function panelSuite(): void {
  describe('the panel', () => {
    it('opens, and the composer takes the focus', async () => {
      await vscode.commands.executeCommand('imp.focusComposer');
    });

    it('takes the picture of the active editor and lets go of it again', async () => {
      const picture = await workspacePicture();
      await vscode.commands.executeCommand('vscode.open', picture);
      await until(() => tabInput() instanceof vscode.TabInputCustom);
      await vscode.commands.executeCommand('imp.copyText');
      // The sample chart's title, read by the OCR of the engine.
      assert.match(await vscode.env.clipboard.readText(), /Quarterly Sales/);
    });

    it('writes its settings where the editor keeps them', async () => {
      const configuration = vscode.workspace.getConfiguration('imp');
      await configuration.update('maxAnswerTokens', 64, vscode.ConfigurationTarget.Global);
      assert.equal(vscode.workspace.getConfiguration('imp').get('maxAnswerTokens'), 64);
      await configuration.update('maxAnswerTokens', undefined, vscode.ConfigurationTarget.Global);
    });

    it('shows its log and its walkthrough', async () => {
      await vscode.commands.executeCommand('imp.showLog');
      await vscode.commands.executeCommand('imp.openWalkthrough');
    });
  });
}

async function workspacePicture(): Promise<vscode.Uri> {
  const [found] = await vscode.workspace.findFiles('chart.png');
  assert.ok(found, 'the workspace of the test has no chart.png');
  return found;
}

const tabInput = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
