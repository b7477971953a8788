/** What the editor's language models and chat get of Imp's eyes: the same tools as the MCP server's, on the panel's engine. */
import * as vscode from 'vscode';
import { TOOLS, readSource, sentenceOf, type Eyes, type Picture, type ToolResult } from '../../mcp/index.ts';
import { commandLineRoot } from '../../models/index.ts';
import type { EngineService } from '../engine/engineService.ts';
import type { Log } from '../log.ts';
import type { CurrentModel } from '../ports.ts';
import { chatReply } from './chat.ts';
import { engineEyes } from './engineEyes.ts';
import { ChatModel } from './languageModel.ts';

/** What `imp_read_picture` may be asked to look for, and which tool does it. */
const READERS: Record<string, string> = {
  all: 'zoom_region',
  text: 'extract_text_from_screenshot',
  error: 'diagnose_error_screenshot',
  chart: 'analyze_data_visualization',
  table: 'analyze_data_visualization',
  diagram: 'understand_technical_diagram',
  page: 'ui_to_artifact',
};

export class Agents {
  private readonly eyes: Eyes;
  /** Imp as one of the editor's language models. */
  readonly model: ChatModel;

  constructor(
    engine: EngineService,
    model: CurrentModel,
    private readonly log: Log,
  ) {
    this.model = new ChatModel(engine, model, log);
    this.eyes = engineEyes(engine);
  }

  /** A tool of the manifest. @throws never: failures are returned as text, so that the model can go on */
  async invoke(
    name: string,
    input: Record<string, unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const source = (key: string) => async () => await this.source(input[key], token);
    let result: ToolResult;
    if (name === 'imp_compare_pictures') {
      result = await this.run('ui_diff_check', input, token, {
        expected_image_source: source('expected'),
        actual_image_source: source('actual'),
      });
    } else if (name === 'imp_ask_picture') {
      result = await this.run('analyze_image', { prompt: input['question'] }, token, { image_source: source('path') });
    } else {
      const what = String(input['what'] ?? 'all');
      result = await this.read(what, source('path'), token);
    }
    const json = JSON.stringify(result.data);
    return new vscode.LanguageModelToolResult([
      new vscode.LanguageModelTextPart(result.text),
      ...(json.length < 40_000 ? [new vscode.LanguageModelTextPart(json)] : []),
    ]);
  }

  async chat(
    request: vscode.ChatRequest,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
  ): Promise<vscode.ChatResult> {
    return await chatReply(
      request,
      stream,
      (what, picture) => this.read(what, picture, token),
      () => this.source('latest', token),
    );
  }

  /** Reads a picture as `what`; the page becomes HTML. */
  private async read(
    what: string,
    picture: () => Promise<Picture>,
    token: vscode.CancellationToken,
  ): Promise<ToolResult> {
    const all = what === 'all' || !Object.hasOwn(READERS, what);
    const args = what === 'page' ? { output_type: 'code' } : all ? { whole: true } : {};
    return await this.run(READERS[all ? 'all' : what]!, args, token, { image_source: picture });
  }

  private async run(
    name: string,
    args: Record<string, unknown>,
    token: vscode.CancellationToken,
    pictures: Record<string, () => Promise<Picture>>,
  ): Promise<ToolResult> {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    const started = performance.now();
    let bytes = 0;
    try {
      return await TOOLS.find((tool) => tool.name === name)!.run(
        { ...args, ...Object.fromEntries(Object.keys(pictures).map((key) => [key, key])) },
        {
          eyes: this.eyes,
          look: { signal: stop.signal, onProgress: () => {} },
          picture: async (key) => {
            const picture = await pictures[String(key)]!();
            bytes += picture.bytes.byteLength;
            return picture;
          },
        },
      );
    } catch (thrown) {
      return { text: sentenceOf(thrown), data: {}, failed: true };
    } finally {
      subscription.dispose();
      this.log.info(`Tool ${name}: ${bytes} bytes, ${Math.round(performance.now() - started)} ms`);
    }
  }

  private async source(source: unknown, token: vscode.CancellationToken): Promise<Picture> {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    try {
      // A model of the editor may name any file: only the open folders' are read, and what the panel shows.
      const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
      return await readSource(source, { roots, panelFolder: commandLineRoot(), signal: stop.signal });
    } finally {
      subscription.dispose();
    }
  }
}
