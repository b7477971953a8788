/** Imp in the editor's own chat and list of models, its MCP server as the editor starts it, and alternative texts by code action. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chatReply } from '../../src/host/agents/chat.ts';
import { until } from './until.ts';

export function chatSuite(): void {
  describe('Imp in the chat and in documents', () => {
    it('is a language model that answers a request with a picture', async () => {
      const [model] = await vscode.lm.selectChatModels({ vendor: 'imp' });
      assert.ok(model, 'no model of Imp is listed');
      assert.ok(model.maxInputTokens >= 1000 && model.maxInputTokens < 200_000, String(model.maxInputTokens));
      const picture = await vscode.workspace.fs.readFile(await file('chart.png'));
      const text = await answerOf(model, [
        new vscode.LanguageModelTextPart('Which quarter has the highest value?'),
        vscode.LanguageModelDataPart.image(picture, 'image/png'),
      ]);
      assert.match(text, /Q4.*71|71.*Q4/);
      assert.ok((await model.countTokens('one two three')) > 0);
    });

    it('refuses what does not fit with the numbers, and a request without a question', async () => {
      const [model] = await vscode.lm.selectChatModels({ vendor: 'imp' });
      const agent = 'You are an agent with many tools. '.repeat(4000);
      await assert.rejects(
        answerOf(model!, [new vscode.LanguageModelTextPart(agent)]),
        /needs \d+ tokens.*context has \d+/s,
      );
      await assert.rejects(answerOf(model!, [new vscode.LanguageModelTextPart(' ')]), /no question/);
    });

    // The chat view of this workbench takes no request (`workbench.action.chat.open` gives nothing back), so the reply is made here.
    it('replies as @imp about pictures that come as a file and as bytes, without what loads or runs', async () => {
      const uri = await file('chart.png');
      const picture = await vscode.workspace.fs.readFile(uri);
      const references = [uri, { mimeType: 'image/png', data: async () => picture }, 'no picture'].map((value) => ({
        id: 'one',
        value,
      }));
      const said: string[] = [];
      const stream = { progress: () => {}, markdown: (text: string) => said.push(text) };
      const read = async (what: string, open: () => Promise<{ bytes: Uint8Array }>) => {
        assert.equal(what, 'chart');
        assert.deepEqual(Buffer.from((await open()).bytes), Buffer.from(picture));
        return { text: 'Q4: 71 ![x](http://example.com/a.png) <b>', data: {} };
      };
      const result = await chatReply(
        { command: 'chart', references } as unknown as vscode.ChatRequest,
        stream as unknown as vscode.ChatResponseStream,
        read,
        () => Promise.reject(new Error('a picture is attached')),
      );
      assert.deepEqual(result.metadata, { pictures: 2, failed: 0 });
      assert.equal(said.length, 2);
      for (const text of said) assert.equal(text, 'Q4: 71 !\\[x](http://example.com/a.png) &lt;b>');
    });

    it('has its MCP server started by the editor', async () => {
      await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
      const names = ['extract_text_from_screenshot', 'ui_diff_check', 'get_result'];
      await until(() => names.every((name) => vscode.lm.tools.some((tool) => tool.name.endsWith(name))));
    });

    it('writes the alt text of a picture by code action, and of all by command', async () => {
      const folder = vscode.workspace.workspaceFolders![0]!.uri;
      const uri = vscode.Uri.joinPath(folder, 'alt.md');
      await vscode.workspace.fs.writeFile(uri, Buffer.from('# Report\n\n![](chart.png)\n\n<img src="diagram.png">\n'));
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      const range = new vscode.Range(2, 3, 2, 3);
      const actions = () =>
        vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
      const find = async () => (await actions()).find(({ command }) => command?.command === 'imp.writeAltText');
      const action = await find();
      assert.ok(action, 'no code action of Imp');
      await vscode.commands.executeCommand(action.command!.command, ...(action.command!.arguments as unknown[]));
      assert.match(document.lineAt(2).text, /^!\[A bar chart, "Quarterly Sales"\..*Q4.*\]\(chart\.png\)$/);
      assert.equal(await find(), undefined);
      await vscode.commands.executeCommand('imp.writeAltText');
      assert.match(document.lineAt(4).text, /^<img alt="A flowchart\. .*" src="diagram\.png">$/);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });
  });
}

async function answerOf(
  model: vscode.LanguageModelChat,
  content: (vscode.LanguageModelTextPart | vscode.LanguageModelDataPart)[],
): Promise<string> {
  const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(content)]);
  let text = '';
  for await (const part of response.text) text += part;
  return text;
}

async function file(name: string): Promise<vscode.Uri> {
  const [found] = await vscode.workspace.findFiles(name);
  assert.ok(found, `the workspace of the test has no ${name}`);
  return found;
}
