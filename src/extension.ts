/**
 * What the editor loads when Imp is first used: it registers commands and the view, and nothing more. What they do is in a file of
 * its own (dist/main.cjs), read with the first of them; the engine starts later still, with the first picture.
 */
import * as vscode from 'vscode';
import { registerAgents } from './host/agents/register.ts';
import type { Main } from './host/main.ts';

let main: Promise<Main> | undefined;

/** Called at the first use of a command or of the view. */
export function activate(context: vscode.ExtensionContext): void {
  const start = () => (main ??= import('./host/main.ts').then(({ startImp }) => startImp(context)));
  const { contributes } = context.extension.packageJSON as { contributes: { commands: { command: string }[] } };
  context.subscriptions.push(
    ...contributes.commands.map(({ command }) =>
      vscode.commands.registerCommand(command, async (...args: unknown[]) => (await start()).run(command, args)),
    ),
    vscode.window.registerWebviewViewProvider('imp.panel', {
      resolveWebviewView: async (view) => (await start()).view.resolveWebviewView(view),
    }),
  );
  registerAgents(context, async () => (await start()).agents());
  // A file of its own: what a command waits for stays small.
  void import('./host/insert/register.ts').then(({ registerInsert }) =>
    registerInsert(context, async () => (await start()).inserter()),
  );
}

/** Waits until the conversations are on disk and the engine has left. */
export async function deactivate(): Promise<void> {
  await (await main)?.close();
}
