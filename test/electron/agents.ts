/** What the editor's own language models, chat and agents get, through the editor's interfaces. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until.ts';

const NAMES = ['imp_ask_picture', 'imp_compare_pictures', 'imp_read_picture'];

export function agentsSuite(): void {
  describe('eyes for language models', () => {
    it('lists its tools', async () => {
      await until(() => NAMES.every((name) => vscode.lm.tools.some((tool) => tool.name === name)));
    });

    it('reads a chart of the workspace when its tool is invoked', async () => {
      const [chart] = await vscode.workspace.findFiles('chart.png');
      assert.ok(chart);
      const text = await invoke('imp_read_picture', { path: chart.fsPath, what: 'chart' });
      for (const name of ['Q1', 'Q2', 'Q3', 'Q4', '42', '58', '35', '71'])
        assert.ok(text.includes(name), `${name}: ${text}`);
    });

    it('compares a picture with itself', async () => {
      const [chart] = await vscode.workspace.findFiles('chart.png');
      const text = await invoke('imp_compare_pictures', { expected: chart!.fsPath, actual: chart!.fsPath });
      assert.match(text, /100 %/);
    });

    it('refuses a file outside the workspace in one sentence', async () => {
      const text = await invoke('imp_read_picture', { path: process.execPath });
      assert.match(text, /outside the folders/);
    });
  });
}

async function invoke(name: string, input: object): Promise<string> {
  const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return result.content.map((part) => (part as vscode.LanguageModelTextPart).value).join('\n');
}
