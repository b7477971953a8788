/** The commands that turn a picture into data, on pictures of the workspace, with the real engine. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until.ts';

export function extractSuite(): void {
  describe('a picture becomes data', () => {
    it('a chart CSV with its names and printed values', async () => {
      await vscode.commands.executeCommand('imp.extractChart', await file('chart.png'), 'CSV');
      const text = await openedText(/Q1/);
      for (const row of ['Q1,42', 'Q2,58', 'Q3,35', 'Q4,71']) assert.ok(text.includes(row), text);
    });

    it('a diagram Mermaid in the Markdown file at hand', async () => {
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: '# Flow\n' });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(1, 0, 1, 0);
      await vscode.commands.executeCommand('imp.convertDiagram', await file('diagram.png'));
      await until(() => document.getText().includes('```mermaid'));
      assert.match(document.getText(), /^# Flow\n```mermaid\nflowchart (TB|LR)\n[\s\S]+-->[\s\S]+```\n$/);
    });
  });
}

async function file(name: string): Promise<vscode.Uri> {
  const [found] = await vscode.workspace.findFiles(name);
  assert.ok(found, `the workspace of the test has no ${name}`);
  return found;
}

/** Text of the editor in front, once it fits. */
async function openedText(pattern: RegExp): Promise<string> {
  const text = () => vscode.window.activeTextEditor?.document.getText() ?? '';
  await until(() => pattern.test(text()));
  return text();
}
