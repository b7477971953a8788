/** Puts the extension together at its first use. */
import * as vscode from 'vscode';
import type { Agents } from './agents/agents.ts';
import { engineEyes } from './agents/engineEyes.ts';
import { createApp, type App } from './app.ts';
import { guardCommands } from './commands/register.ts';
import type { Inserter } from './insert/inserter.ts';
import { createLog } from './log.ts';
import { createModels, followSpeed } from './models/index.ts';
import { useTranslator } from './translation.ts';

export interface Main extends Pick<App, 'view' | 'close'> {
  /** Runs a command of the manifest; its failures are shown, not thrown. */
  run(command: string, args: unknown[]): Promise<void>;
  /** For the editor's language models and chat. */
  agents(): Promise<Agents>;
  /** For what is pasted into documents, and for pictures in them. */
  inserter(): Promise<Inserter>;
}

export function startImp(context: vscode.ExtensionContext): Main {
  const started = performance.now();
  useTranslator(vscode.l10n.t);
  const log = createLog(context);
  context.subscriptions.push(log);
  const { service, commands: modelCommands } = createModels(context, log);
  const app = createApp(context, log, service);
  context.subscriptions.push(followSpeed(service, app.session, () => app.engine.model?.memoryBytes ?? 0, log));
  let inserting: Promise<Inserter> | undefined;
  const inserter = () =>
    (inserting ??= import('./insert/inserter.ts').then(
      ({ Inserter }) => new Inserter(engineEyes(app.engine), service, log),
    ));
  const agentCommands = guardCommands(
    {
      'imp.connectAgent': async () => (await import('./agents/connect.ts')).connectAgent(context.extensionUri),
      'imp.writeAltText': async (uri, start) =>
        (await inserter()).writeAltText(
          uri instanceof vscode.Uri
            ? await vscode.workspace.openTextDocument(uri)
            : vscode.window.activeTextEditor?.document,
          typeof start === 'number' ? start : undefined,
        ),
    },
    log,
    Promise.resolve(),
  );
  const commands = { ...modelCommands, ...app.commands, ...agentCommands };
  log.info(`Started in ${Math.round(performance.now() - started)} ms.`);
  let agents: Promise<Agents> | undefined;
  return {
    view: app.view,
    close: app.close,
    agents: () => (agents ??= import('./agents/agents.ts').then(({ Agents }) => new Agents(app.engine, service, log))),
    inserter,
    run: async (command, args) => await commands[command]?.(...args),
  };
}
