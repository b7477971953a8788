import * as vscode from 'vscode';
import { createApp } from './host/app.ts';
import { createLog } from './host/log.ts';
import type { CurrentModel } from './host/ports.ts';

/** Called at the first use of a command or of the view; the engine starts later, with the first picture. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const log = createLog(context);
  context.subscriptions.push(log);
  createApp(context, log, builtinModel(context));
  log.info(`Activated in ${Math.round(performance.now() - start)} ms.`);
}

function builtinModel(context: vscode.ExtensionContext): CurrentModel {
  const file = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'models', 'nano', name).fsPath;
  return {
    current: async () => ({ files: { id: 'imp-nano', model: file('model.gguf'), mmproj: file('mmproj.gguf') }, name: 'Imp Nano', kind: 'nano' }),
    onDidChange: () => new vscode.Disposable(() => {}),
  };
}
