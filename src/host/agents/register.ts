/**
 * The doors for agents inside the editor: the MCP server, tools for language models, the chat participant, a language model. All is registered
 * where the editor has it and the setting allows it; what they do is read late, with the first use.
 */
import * as vscode from 'vscode';
import type { Agents } from './agents.ts';

const allowed = (key: string) => vscode.workspace.getConfiguration('imp.agents').get<boolean>(key, true);

export function registerAgents(context: vscode.ExtensionContext, agents: () => Promise<Agents>): void {
  const { contributes, version } = context.extension.packageJSON as {
    version: string;
    contributes: { languageModelTools?: { name: string }[] };
  };
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['imp.agents', 'imp.model'].some((key) => event.affectsConfiguration(key))) changed.fire();
    }),
  );
  // Forks and older editors lack some of these.
  const { lm, chat } = vscode as Partial<Pick<typeof vscode, 'lm' | 'chat'>>;
  if (lm?.registerMcpServerDefinitionProvider) {
    const provider: vscode.McpServerDefinitionProvider = {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () =>
        allowed('mcpServer') ? [new vscode.McpStdioServerDefinition('Imp', ...command(context), version)] : [],
    };
    context.subscriptions.push(lm.registerMcpServerDefinitionProvider('imp.eyes', provider));
  }
  if (lm?.registerTool) {
    for (const { name } of contributes.languageModelTools ?? []) {
      const tool: vscode.LanguageModelTool<Record<string, unknown>> = {
        invoke: async ({ input }, token) => (await agents()).invoke(name, input, token),
      };
      context.subscriptions.push(lm.registerTool(name, tool));
    }
  }
  if (lm?.registerLanguageModelChatProvider) {
    const provider: vscode.LanguageModelChatProvider = {
      onDidChangeLanguageModelChatInformation: changed.event,
      provideLanguageModelChatInformation: async () =>
        allowed('languageModel') ? (await agents()).model.information(version) : [],
      provideLanguageModelChatResponse: async (_model, messages, options, progress, token) =>
        (await agents()).model.respond(messages, options, progress, token),
      provideTokenCount: async (_model, text) => (await agents()).model.countTokens(text),
    };
    context.subscriptions.push(lm.registerLanguageModelChatProvider('imp', provider));
  }
  if (chat?.createChatParticipant) {
    const participant = chat.createChatParticipant('imp.eyes', async (request, _context, stream, token) =>
      (await agents()).chat(request, stream, token),
    );
    participant.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
    context.subscriptions.push(participant);
  }
}

/** Program, arguments and environment of `imp mcp`, by the editor's own Node. */
function command(context: vscode.ExtensionContext): [string, string[], Record<string, string>] {
  const cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath;
  return [process.execPath, [cli, 'mcp'], { ELECTRON_RUN_AS_NODE: '1' }];
}
