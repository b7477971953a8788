/**
 * The model store's part of the extension. Commands (package.json contributes them):
 *
 * - `imp.selectModel`: the picker
 * - `imp.importModel`: GGUF files, or a folder with a pair or a checkpoint
 * - `imp.downloadModel`: from the hub or the mirror; takes a catalog id
 * - `imp.manageModels`: verify, reveal, remove
 * - `imp.addEndpoint`: a model on a server
 * - `imp.measureSpeed`: measures this machine anew
 */
import * as vscode from 'vscode';
import { guardCommands, type Commands } from '../commands/register.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import type { Disposable } from '../emitter.ts';
import { addEndpoint } from '../endpoints/add.ts';
import type { Log } from '../log.ts';
import { inspectPairsBy } from '../../models/index.ts';
import { headerThread } from './headerThread.ts';
import { download, importModel } from './install.ts';
import { manageModel } from './manage.ts';
import { withTask } from './progress.ts';
import { selectModel } from './select.ts';
import { ModelService } from './service.ts';

export { ModelService } from './service.ts';

/** Makes the service and its commands; nothing is read or measured before it is needed. */
export function createModels(
  context: vscode.ExtensionContext,
  log: Log,
): { service: ModelService; commands: Commands } {
  inspectPairsBy(headerThread(vscode.Uri.joinPath(context.extensionUri, 'dist', 'headers.js').fsPath));
  const service = new ModelService(context, log);
  const actions = { download: (id: string) => download(service, id), manage: (id: string) => manageModel(service, id) };
  const id = (args: unknown[]) => (typeof args[0] === 'string' ? args[0] : undefined);
  context.subscriptions.push(service);
  const table = {
    'imp.selectModel': () => selectModel(service, actions),
    'imp.importModel': () => importModel(service),
    'imp.downloadModel': (...args: unknown[]) => download(service, id(args)),
    'imp.manageModels': (...args: unknown[]) => manageModel(service, id(args)),
    'imp.addEndpoint': () => addEndpoint(service.endpoints, (chosen) => service.select(chosen)),
    'imp.measureSpeed': () => withTask(vscode.l10n.t('Imp: measuring this machine'), (task) => service.measure(task)),
  };
  return { service, commands: guardCommands(table, log, Promise.resolve()) };
}

/** Turns what answers took into the picker's measured figures. `loadedBytes`: memory that a switch of models gives back. */
export function followSpeed(
  service: ModelService,
  session: Pick<OpenConversation, 'onDidChange' | 'current'>,
  loadedBytes: () => number,
  log: Log,
): Disposable {
  service.loadedBytes = loadedBytes;
  const seen = new Set<string>();
  return session.onDidChange((change) => {
    if (
      change.type !== 'turn' ||
      change.turn.role !== 'assistant' ||
      !change.turn.figures ||
      change.turn.state === 'streaming' ||
      seen.has(change.turn.id)
    )
      return;
    const { id, figures } = change.turn;
    seen.add(id);
    const { turns } = session.current;
    const question = turns[turns.findIndex((turn) => turn.id === id) - 1];
    const pictures = question?.role === 'user' ? question.pictures.length : 0;
    service
      .record(figures.timings, pictures)
      .catch((thrown: unknown) => log.debug(`Figures not kept: ${String(thrown)}`));
  });
}
