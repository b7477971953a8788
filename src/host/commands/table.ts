/** Every command of the panel, in one table; the model commands live with the model store (src/host/models/). */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { Task } from '../../shared/panel.ts';
import { askTarget, chooseTarget } from '../answers/codeTarget.ts';
import type { Asker } from '../conversation/asker.ts';
import type { ConversationCommands } from '../conversation/conversationCommands.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';
import type { Log } from '../log.ts';
import type { PictureStore } from '../pictures/pictureStore.ts';
import { convertDiagram } from './convertDiagram.ts';
import { extractChart, extractTable } from './extractData.ts';
import { compareScreenshot } from './compareScreenshot.ts';
import { copyText } from './copyText.ts';
import type { Readings } from '../reading/readings.ts';
import { addPictures, bringPickedPictures, bringPictures, findPictures, type Bringer, type Found } from './bring.ts';
import { clipboardPictures } from '../sources/clipboard.ts';
import { pictureUnderCursor } from '../sources/cursor.ts';
import { notebookPictures } from '../sources/notebook.ts';
import { readPicture } from '../sources/uris.ts';
import type { PanelView } from '../view/panelView.ts';

export interface CommandDeps {
  session: OpenConversation;
  view: PanelView;
  asker: Asker;
  pictures: PictureStore;
  readings: Readings;
  conversations: ConversationCommands;
  bringer: Bringer;
  log: Log;
}

type Handler = (...args: unknown[]) => Promise<void> | void;

export function commandTable(deps: CommandDeps): Record<string, Handler> {
  const { session, view, asker, bringer, conversations } = deps;

  const task =
    (name: Task): Handler =>
    async (...args) => {
      if (!(await bringPictures(bringer, givenUris(args)))) return;
      // Asked before the panel takes the focus, which would close the list.
      if (name === 'mockup' && !(await chooseTarget())) return;
      await view.reveal();
      await asker.run(name);
    };
  const show = async (found: Found, name: Task) => {
    if (found !== 'present') await addPictures(session, found);
    await view.reveal();
    await asker.run(name);
  };
  const focusComposer = async () => {
    await view.reveal();
    view.act({ type: 'focusComposer' });
  };

  return {
    'imp.explainPicture': task('picture'),
    'imp.explainChart': task('chart'),
    'imp.explainDiagram': task('diagram'),
    'imp.explainScreenshot': task('screenshot'),
    'imp.generateCode': task('mockup'),
    async 'imp.askImage'(...args) {
      const given = givenUris(args);
      const brought = given.length ? await bringPictures(bringer, given) : await bringPickedPictures(bringer);
      if (brought) await focusComposer();
    },
    async 'imp.pickPicture'() {
      if (await bringPickedPictures(bringer)) await focusComposer();
    },
    async 'imp.askClipboard'() {
      const pictures = await clipboardPictures(view);
      if (pictures.length === 0)
        throw new ImpError(
          'usage',
          vscode.l10n.t(
            'There is no picture on the clipboard. Copy one, for example with a screenshot tool, and try again.',
          ),
        );
      await addPictures(session, pictures);
      await focusComposer();
    },
    async 'imp.askUnderCursor'() {
      const uri = await pictureUnderCursor();
      if (!uri)
        throw new ImpError(
          'usage',
          vscode.l10n.t('There is no picture under the cursor. Put it on the name of a picture file.'),
        );
      await addPictures(session, [await readPicture(uri)]);
      await focusComposer();
    },
    async 'imp.askNotebookOutput'(...args) {
      const pictures = notebookPictures(undefined, notebookCell(args[0]));
      if (pictures.length === 0)
        throw new ImpError(
          'usage',
          vscode.l10n.t('The selected cell has no picture in its output. Run it first, or select another cell.'),
        );
      await addPictures(session, pictures);
      await focusComposer();
    },
    async 'imp.copyText'(...args) {
      const found = await findPictures(bringer, givenUris(args));
      if (found) await copyText(found, deps);
    },
    async 'imp.convertDiagram'(...args) {
      const found = await findPictures(bringer, givenUris(args));
      if (found) await convertDiagram(found, deps);
    },
    async 'imp.extractChart'(...args) {
      const found = await findPictures(bringer, givenUris(args));
      if (found) await extractChart(found, { ...deps, show }, formOf(args));
    },
    async 'imp.extractTable'(...args) {
      const found = await findPictures(bringer, givenUris(args));
      if (found) await extractTable(found, { ...deps, show }, formOf(args));
    },
    'imp.compareScreenshot': (...args) =>
      compareScreenshot(
        { bringer, view, ask: (text) => session.ask({ text, compare: true, ocr: 'auto' }) },
        givenUris(args),
      ),
    'imp.focusComposer': focusComposer,
    'imp.stop': () => session.stop(),
    async 'imp.regenerate'() {
      const last = session.current.turns.at(-1);
      if (last?.role !== 'assistant') throw new ImpError('usage', vscode.l10n.t('There is no answer to write again.'));
      await asker.regenerate(last.id);
    },
    async 'imp.newConversation'() {
      await session.startNew();
      await focusComposer();
    },
    async 'imp.showHistory'() {
      await view.reveal();
      view.act({ type: 'showHistory' });
    },
    'imp.exportConversation': () => conversations.exportMarkdown(session.current.id),
    'imp.renameConversation': () => conversations.rename(session.current.id),
    'imp.deleteConversation': () => conversations.remove(session.current.id),
    async 'imp.chooseCodeTarget'() {
      await askTarget();
    },
    'imp.showLog': () => deps.log.show(),
    'imp.openSettings': async () =>
      void (await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:imp-vscode.imp-vscode')),
    'imp.openWalkthrough': async () =>
      void (await vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        'imp-vscode.imp-vscode#imp.start',
        false,
      )),
  };
}

/** Menus hand over the clicked resource and the whole selection; keybindings and the palette nothing. */
function givenUris(args: unknown[]): vscode.Uri[] {
  const [first, all] = args;
  if (Array.isArray(all) && all.length && all.every((item) => item instanceof vscode.Uri)) return all;
  return first instanceof vscode.Uri ? [first] : [];
}

/** Keybindings may name the form in which data is written, after the picture. */
const formOf = (args: unknown[]): string | undefined => args.find((arg): arg is string => typeof arg === 'string');

/** The cell toolbar hands over its cell. */
function notebookCell(argument: unknown): vscode.NotebookCell | undefined {
  const cell = argument as Partial<vscode.NotebookCell> | undefined;
  return cell && Array.isArray(cell.outputs) ? (cell as vscode.NotebookCell) : undefined;
}
