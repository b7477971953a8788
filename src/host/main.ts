/** Puts the extension together at its first use. */
import * as vscode from 'vscode';
import { createApp, type App } from './app.ts';
import { createLog } from './log.ts';
import { createModels, followSpeed } from './models/index.ts';
import { useTranslator } from './translation.ts';

export interface Main extends Pick<App, 'view' | 'close'> {
  /** Runs a command of the manifest; its failures are shown, not thrown. */
  run(command: string, args: unknown[]): Promise<void>;
}

export function startImp(context: vscode.ExtensionContext): Main {
  const started = performance.now();
  useTranslator(vscode.l10n.t);
  const log = createLog(context);
  context.subscriptions.push(log);
  const { service, commands: modelCommands } = createModels(context, log);
  const app = createApp(context, log, service);
  context.subscriptions.push(followSpeed(service, app.session, () => app.engine.model?.memoryBytes ?? 0, log));
  const commands = { ...modelCommands, ...app.commands };
  log.info(`Started in ${Math.round(performance.now() - started)} ms.`);
  return { view: app.view, close: app.close, run: async (command, args) => await commands[command]?.(...args) };
}
