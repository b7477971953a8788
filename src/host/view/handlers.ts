/** What the webview may ask of the extension, method by method. */
import * as vscode from 'vscode';
import { together } from '../../shared/errors.ts';
import type { Preprocess } from '../../shared/geometry.ts';
import type { PictureRecord } from '../pictures/record.ts';
import type {
  ConversationSummary,
  PictureAction,
  EngineStatus,
  HostMethods,
  ModelView,
  PanelOptions,
} from '../../shared/panel.ts';
import type { Handlers } from '../../shared/rpc.ts';
import { openLink, openWorkspaceFile } from '../answers/links.ts';
import type { PageCode } from '../answers/pageCode.ts';
import { pageOf, showPreview } from './previewTab.ts';
import { runCodeAction } from '../answers/codeActions.ts';
import { writeData } from '../answers/dataActions.ts';
import type { DataChanges } from '../answers/dataChanges.ts';
import type { Asker } from '../conversation/asker.ts';
import type { ConversationCommands } from '../conversation/conversationCommands.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import type { Attachments } from '../engine/attachments.ts';
import type { CloserLooks } from '../reading/closerLook.ts';
import type { Readings } from '../reading/readings.ts';
import { translated } from '../translation.ts';
import { setCodeTarget, setOcrMode } from '../settings.ts';
import { parseUriList, readPicture } from '../sources/uris.ts';
import type { Samples } from '../sources/samples.ts';

export interface HandlerDeps {
  session: OpenConversation;
  history: () => Promise<ConversationSummary[]>;
  attachments: Attachments;
  asker: Asker;
  conversations: ConversationCommands;
  samples: Samples;
  readings: Readings;
  pageCode: Pick<PageCode, 'seen'>;
  closer: CloserLooks;
  data: DataChanges;
  /** How the loaded model makes its square. */
  preprocess: () => Preprocess;
  status: () => EngineStatus;
  model: () => Promise<ModelView | null>;
  options: () => PanelOptions;
  pictureAction: (picture: PictureRecord, action: PictureAction) => Promise<void>;
}

export function panelHandlers(deps: HandlerDeps): Handlers<HostMethods> {
  const { session, asker, attachments, conversations } = deps;
  return {
    async ready() {
      const { pending, draft, ...conversation } = session.current;
      return {
        conversation,
        pictures: session.pictureViews(),
        pending,
        draft,
        status: deps.status(),
        model: await deps.model(),
        options: deps.options(),
        history: await deps.history(),
        unsaved: session.saver.problem === undefined ? null : translated(session.saver.problem),
        ...(vscode.l10n.bundle && { l10n: vscode.l10n.bundle }),
      };
    },
    async addPictures({ pictures }) {
      // Every readable one goes in; those that are not are then told.
      await eachThenFail(pictures, (picture) => session.addPicture(picture));
    },
    async addUris({ uris }) {
      await eachThenFail(parseUriList(uris), async (uri) => session.addPicture(await readPicture(uri)));
    },
    async addSample({ sample, task }) {
      if (session.current.turns.length > 0) await session.startNew();
      await session.addPicture(await deps.samples.read(sample));
      if (task) await asker.run(task);
    },
    addRegion: ({ id, region }) => void session.addRegion(id, region),
    removePicture: ({ id }) => session.removePicture(id),
    reusePicture: ({ id }) => session.reusePicture(id),
    pickPicture: () => execute('imp.pickPicture'),
    pasteFromClipboard: () => execute('imp.askClipboard'),
    ask: ({ text, task, ocr, closer }) => (task ? asker.run(task, ocr, closer) : asker.ask(text, ocr, closer)),
    lookCloser: ({ id }) => asker.lookCloser(id),
    stop: () => session.stop(),
    regenerate: ({ id, target }) => asker.regenerate(id, target),
    continueAnswer: ({ id }) => asker.continueAnswer(id),
    resend: ({ id, text }) => asker.resend(id, text),
    picture: ({ id, action }) => deps.pictureAction(session.pictureOrFail(id), action),
    code: ({ action, ...code }) => runCodeAction(action, code),
    seenPage: ({ id, seen, repair }) => deps.pageCode.seen(id, seen, repair),
    async compareScreenshot({ id }) {
      session.reusePicture(id);
      await execute('imp.compareScreenshot');
    },
    showPreview: (params) => showPreview('id' in params ? pageOf(session, params.id) : params.document),
    openLink: ({ href }) => openLink(href),
    openFile: ({ uri, line, column }) => openWorkspaceFile(uri, line, column),
    copyText: async ({ text }) => await vscode.env.clipboard.writeText(text),
    editData: ({ id, part, edit }) => deps.data.edit(id, part, edit),
    writeData: ({ id, part, form, target }) => writeData(deps.data.part(id, part), form, target),
    async seen({ id }) {
      const picture = session.pictureOrFail(id);
      const seen = await attachments.seen(picture);
      const letters = await deps.readings.letters(picture, seen.side, deps.preprocess());
      const closer =
        letters && !letters.legible ? await deps.closer.offer(picture, await deps.readings.read(picture)) : undefined;
      // A Buffer does not arrive in the webview as bytes.
      return {
        ...seen,
        png: new Uint8Array(seen.png),
        ...(letters && { letters: { ...letters, ...(closer && { closer }) } }),
      };
    },
    read: ({ id }) => deps.readings.read(session.pictureOrFail(id)),
    newConversation: () => session.startNew(),
    openConversation: ({ id }) => session.open(id),
    renameConversation: ({ id, title }) => conversations.rename(id, title),
    deleteConversation: ({ id }) => conversations.remove(id),
    exportConversation: ({ id }) => conversations.exportMarkdown(id),
    async setOptions({ target, ocr }) {
      if (target) await setCodeTarget(target);
      if (ocr) await setOcrMode(ocr);
    },
    saveDraft: ({ draft }) => session.setDraft(draft, false),
    saveAgain: () => session.saver.again(),
    run: ({ action }) =>
      action === 'answerLength'
        ? execute('workbench.action.openSettings', '@id:imp.maxAnswerTokens')
        : execute(RUN[action]),
  };
}

const RUN: Record<Exclude<HostMethods['run']['params']['action'], 'answerLength'>, string> = {
  retry: 'imp.regenerate',
  selectModel: 'imp.selectModel',
  downloadModel: 'imp.downloadModel',
  showLog: 'imp.showLog',
  openSettings: 'imp.openSettings',
  newConversation: 'imp.newConversation',
  openWalkthrough: 'imp.openWalkthrough',
};

async function execute(command: string, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

async function eachThenFail<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((thrown: unknown) => failures.push(thrown));
  if (failures.length) throw together(failures);
}
