import * as vscode from 'vscode';
import { createApp, type App } from './host/app.ts';
import { createLog } from './host/log.ts';
import { createModels, followSpeed } from './host/models/index.ts';
import { useTranslator } from './host/translation.ts';

let app: App | undefined;

/** Called at the first use of a command or of the view; the engine starts later, with the first picture. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  useTranslator(vscode.l10n.t);
  const log = createLog(context);
  context.subscriptions.push(log);
  const models = createModels(context, log);
  app = createApp(context, log, models);
  context.subscriptions.push(followSpeed(models, app.session, () => app?.engine.model?.memoryBytes ?? 0, log));
  log.info(`Activated in ${Math.round(performance.now() - start)} ms.`);
}

/** Waits until the conversations are on disk and the engine has left. */
export async function deactivate(): Promise<void> {
  await app?.close();
}
