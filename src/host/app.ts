/** Puts the parts of the extension together; nothing here starts the engine. */
import * as vscode from 'vscode';
import { EngineClient } from '../client/index.ts';
import { damagedFile } from '../models/index.ts';
import type { AnswerTurnView, CodeTarget, PanelChange } from '../shared/panel.ts';
import { namePanelPicture } from './agents/panelPictures.ts';
import { compareAnswer } from './answers/comparison.ts';
import { pageCode } from './answers/pageCode.ts';
import { dataChanges } from './answers/dataChanges.ts';
import { shapeCode } from './answers/mockupCode.ts';
import { chooseTarget } from './answers/codeTarget.ts';
import { commandTable } from './commands/table.ts';
import { guardCommands, type Commands } from './commands/register.ts';
import { answerRunner } from './conversation/answerRunner.ts';
import { prepareQuestion } from './conversation/engineRequest.ts';
import { createAsker } from './conversation/asker.ts';
import { conversationCommands } from './conversation/conversationCommands.ts';
import { ConversationStore } from './conversation/conversationStore.ts';
import { OpenConversation } from './conversation/openConversation.ts';
import { pruning } from './conversation/pruning.ts';
import { Attachments } from './engine/attachments.ts';
import { EngineService } from './engine/engineService.ts';
import type { Log } from './log.ts';
import { notifyWarning } from './dialogs/notify.ts';
import { pictureAction } from './pictures/pictureActions.ts';
import { PictureStore } from './pictures/pictureStore.ts';
import { ShownPictures } from './pictures/shownPictures.ts';
import type { CurrentModel } from './ports.ts';
import { closerLooks } from './reading/closerLook.ts';
import { directAnswers } from './reading/directAnswer.ts';
import { sayIn } from './reading/say.ts';
import { readingHelp } from './reading/readingHelp.ts';
import { Readings } from './reading/readings.ts';
import { workspaceFiles } from './reading/workspaceFiles.ts';
import * as settings from './settings.ts';
import { samplesIn } from './sources/samples.ts';
import { translated } from './translation.ts';
import { panelHandlers } from './view/handlers.ts';
import { PanelView } from './view/panelView.ts';

const CURRENT_KEY = 'conversation';
/** The limit in bytes that conversations were last held to. */
const LIMIT_KEY = 'history.limit';
/** Names of damaged files that were reported to the user. */
const DAMAGED_KEY = 'conversations.damaged';

export interface App {
  commands: Commands;
  /** Ends the engine and the answer under way; resolves when every conversation is on disk. */
  close(): Promise<void>;
  engine: EngineService;
  session: OpenConversation;
  view: PanelView;
}

export function createApp(context: vscode.ExtensionContext, log: Log, model: CurrentModel): App {
  const storage = context.storageUri ?? context.globalStorageUri;
  const pictureFolder = vscode.Uri.joinPath(storage, 'pictures');
  const pictures = new PictureStore(pictureFolder.fsPath, (path, name) => {
    if (!settings.sharesNewestPicture()) return;
    namePanelPicture(path, name).catch((thrown: Error) => log.warn(`Pictures for agents: ${thrown.message}`));
  });
  const store = new ConversationStore(vscode.Uri.joinPath(storage, 'conversations').fsPath, pictures, (file) =>
    notifyDamaged(file),
  );

  const engine = new EngineService({
    connect: (onEnd) =>
      new EngineClient({
        enginePath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine.js').fsPath,
        resolveImage: (id) => attachments.resolve(id),
        onState: (state) => state.kind === 'crashed' && onEnd(state.error),
        onLog: (line) => log.debug(`engine: ${line}`),
        damaged: damagedFile,
      }),
    model: () => model.current(),
    options: () => settings.engineOptions(context.globalStorageUri.fsPath),
    log: (message) => log.info(message),
  });
  const attachments: Attachments = new Attachments(engine, pictures);
  const shown = new ShownPictures(
    pictures,
    (picture) => attachments.shown(picture),
    (message) => log.info(message),
  );
  const readings = new Readings(attachments);
  const kind = async () => (await model.current().catch(() => undefined))?.kind ?? 'imp';
  const closer = closerLooks({ readings, engine, speed: () => model.speed(), maxTokens: settings.maxAnswerTokens });
  const help = readingHelp({
    readings,
    engine,
    closer,
    kind,
    maxTokens: settings.maxAnswerTokens,
    files: workspaceFiles(),
    log: (message) => log.warn(message),
  });
  let chineseTexts: Promise<Record<string, unknown>> | undefined;
  const readChinese = async () =>
    JSON.parse(
      Buffer.from(
        await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'l10n', 'bundle.l10n.zh-cn.json')),
      ).toString('utf8'),
    ) as Record<string, unknown>;
  /** Read once, with the first question in Chinese. */
  const chinese = () =>
    (chineseTexts ??= readChinese().catch((thrown: unknown) => {
      chineseTexts = undefined;
      throw thrown;
    }));
  const direct = directAnswers({
    readings,
    kind,
    wanted: settings.directAnswers,
    files: workspaceFiles(),
    chinese,
    log: (message) => log.warn(message),
  });
  const mockups = pageCode({
    readings,
    kind,
    session: () => session,
    log: (message) => log.warn(message),
  });
  const shape = (answer: AnswerTurnView, target: CodeTarget) =>
    answer.mockup ? mockups.shape(answer, target) : shapeCode(answer, target);
  const session: OpenConversation = new OpenConversation({
    store,
    pictures,
    attachments,
    run: answerRunner({
      engine,
      attachments,
      maxTokens: settings.maxAnswerTokens,
      temperature: settings.temperature,
      help,
      direct: {
        answer: async (params) =>
          (await compareAnswer(attachments, params)).done || (await mockups.answer(params)).done
            ? { done: true }
            : await direct.answer(params),
        check: (params) => direct.check(params),
      },
      shape: shapeCode,
      log: (message) => log.info(message),
    }),
    prepare: (conversation) => prepareQuestion({ engine, attachments }, conversation),
    arrived: (picture) => {
      if (settings.ocrMode() !== 'off') readings.ahead(picture);
    },
    address: (picture) => {
      const file = shown.fileOf(picture);
      return file ? view.address(file) : '';
    },
    translated,
    remember: (id) => void context.workspaceState.update(CURRENT_KEY, id),
    log: (message) => log.warn(message),
  });
  const show = (change: PanelChange) => view.show(change);
  /** Newest first, with what the page may show of their first pictures. */
  const history = async () =>
    (await store.list()).map(({ thumbnail, ...item }) => {
      const file = thumbnail && shown.plainFile(thumbnail);
      return { ...item, ...(file && { thumbnail: view.address(file) }) };
    });
  const showHistory = async () => show({ type: 'history', history: await history() });
  const asker = createAsker({
    session,
    model,
    chooseTarget,
    ocr: settings.ocrMode,
    shape,
    revive: () => engine.revive(),
  });
  const samples = samplesIn(context.extensionUri);
  const conversations = conversationCommands(session, store, pictures, () => void showHistory(), log);
  const modelView = async () =>
    await model.current().then(
      ({ id, name, detail, endpoint }) => ({
        id,
        name,
        detail,
        ...(endpoint && { origin: endpoint.origin }),
        imageSide: engine.model?.imageSide,
        contextTokens: engine.model?.contextTokens,
        imageTokens: engine.model?.imageTokens,
      }),
      () => null,
    );
  const options = () => ({
    target: settings.codeTarget() ?? { framework: 'html' as const, tailwind: false },
    ocr: settings.ocrMode(),
    showFigures: settings.showFigures(),
    offline: settings.offline(),
  });

  const keepWithin = pruning({
    store,
    earlier: {
      get: () => context.globalState.get(LIMIT_KEY, 0),
      set: (limit) => context.globalState.update(LIMIT_KEY, limit),
    },
    keep: () => new Set([session.current.id]),
    ask: mayDelete,
  });
  const restored = restore();
  const handlers = panelHandlers({
    session,
    pageCode: mockups,
    attachments,
    asker,
    conversations,
    history,
    samples,
    readings,
    closer,
    data: dataChanges(session, sayIn(chinese)),
    pictureAction: (picture, action) => pictureAction({ pictures, shown }, picture, action),
    preprocess: () => engine.model?.preprocess ?? 'pad',
    status: () => engine.status,
    model: modelView,
    options,
  });
  const view: PanelView = new PanelView(
    context,
    pictureFolder,
    { ...handlers, ready: async (...call) => (await restored, handlers.ready(...call)) },
    log,
  );

  context.subscriptions.push(
    session.onDidChange((change) => {
      show(change);
      if (change.type === 'title' || change.type === 'conversation') view.setTitle(session.current.title);
    }),
    session.onDidChangeBusy((busy) => {
      void vscode.commands.executeCommand('setContext', 'imp.answering', busy);
      if (!busy) void prune();
    }),
    session.saver.onDidSave(() => void showHistory()),
    session.saver,
    shown.onDidChange((file) => session.refresh(file)),
    engine.onStatus((status) => {
      show({ type: 'status', status });
      if (status.state === 'ready') void modelView().then((view) => show({ type: 'model', model: view }));
    }),
    model.onDidChange(() => {
      engine.reset();
      void modelView().then((view) => show({ type: 'model', model: view }));
    }),
    settings.onDidChangeSettings(settings.ENGINE_KEYS, () => engine.reset()),
    settings.onDidChangeSettings([], () => show({ type: 'options', options: options() })),
  );
  const table = commandTable({
    session,
    view,
    asker,
    pictures,
    readings,
    conversations,
    log,
    bringer: { session, view, sample: () => samples.read('chart') },
  });
  return {
    commands: guardCommands(table, log, restored),
    engine,
    session,
    view,
    async close() {
      await session.stop();
      await Promise.all([engine.dispose(), session.saver.again().then(() => store.flush())]);
    },
  };

  async function restore(): Promise<void> {
    const id = context.workspaceState.get<string>(CURRENT_KEY);
    if (id) await session.open(id).catch(() => log.info('The last conversation is gone; a new one begins.'));
    void prune();
  }

  /** Once for each file, over all windows of this workspace. */
  function notifyDamaged(file: string): void {
    log.warn(`A conversation cannot be read and is left out: ${file}`);
    const told = context.workspaceState.get<string[]>(DAMAGED_KEY, []);
    if (told.includes(file)) return;
    void context.workspaceState.update(DAMAGED_KEY, [...told, file].slice(-200));
    const reveal = vscode.l10n.t('Show the File');
    void notifyWarning(
      vscode.l10n.t('A conversation cannot be read and is left out of the list: {0}. The file stays.', file),
      [reveal],
    ).then((answer) => {
      const uri = vscode.Uri.joinPath(storage, 'conversations', file);
      if (answer === reveal) void vscode.commands.executeCommand('revealFileInOS', uri);
    });
  }

  async function mayDelete(limit: number, conversations: number): Promise<boolean> {
    const confirm = vscode.l10n.t('Delete');
    const answer = await notifyWarning(
      vscode.l10n.t(
        'The limit for conversations was lowered to {0} MB. {1} old conversations would be deleted.',
        limit / 1e6,
        conversations,
      ),
      [confirm],
    );
    return answer === confirm;
  }

  async function prune(): Promise<void> {
    const limit = settings.historyBytes();
    try {
      const removed = await keepWithin(limit);
      if (removed) log.info(`History: ${removed} old conversations removed to stay below ${limit / 1e6} MB.`);
    } catch (thrown) {
      log.warn(`History not pruned: ${String(thrown)}`);
    }
  }
}
