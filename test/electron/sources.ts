/** Which picture a command means, and which file a name in a screenshot, with the editor's real tabs, files and folders. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workspaceFiles } from '../../src/host/reading/workspaceFiles.ts';
import { addPictures, bringPictures, findPictures, type Bringer } from '../../src/host/commands/bring.ts';
import { diskPath } from '../../src/host/sources/uris.ts';
import type { PictureBytes } from '../../src/shared/panel.ts';
import { until } from './until.ts';

export function sourcesSuite(): void {
  describe('the picture that a command means', () => {
    const picture = () => at('chart.png');

    beforeEach(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.env.clipboard.writeText('');
    });

    it('is what a menu hands over, whatever is in view', async () => {
      await write('other.png', await vscode.workspace.fs.readFile(picture()));
      await vscode.commands.executeCommand('vscode.open', picture());
      assert.deepEqual(names(await findPictures(bringer(), [at('other.png')])), ['other.png']);
    });

    it("is the one in the composer of the open panel, before the editor's", async () => {
      await vscode.commands.executeCommand('vscode.open', picture());
      assert.equal(await findPictures(bringer({ pending: 1, visible: true }), []), 'present');
      // A panel that nobody sees is not meant.
      assert.deepEqual(names(await findPictures(bringer({ pending: 1, visible: false }), [])), ['chart.png']);
    });

    it('is the one named under the cursor, relative to the document or to the folder', async () => {
      await write('docs/page.md', 'first line\n\n![](../chart.png) and ![](/chart.png) and ![](missing.png)\n');
      const editor = await vscode.window.showTextDocument(at('docs/page.md'));
      for (const [column, expected] of [
        [5, ['chart.png']],
        [26, ['chart.png']],
      ] as const) {
        editor.selection = new vscode.Selection(2, column, 2, column);
        assert.deepEqual(names(await findPictures(bringer(), [])), expected, `column ${column}`);
      }
    });

    it('is the one of the conversation in view, when nothing else is there', async () => {
      assert.equal(await findPictures(bringer({ visible: true, turns: 1, pictures: 1 }), []), 'present');
    });

    it('is one whose path or data address was copied', async () => {
      await vscode.commands.executeCommand('workbench.action.closeSidebar');
      await vscode.env.clipboard.writeText(picture().fsPath);
      const found = await findPictures(bringer(), []);
      assert.deepEqual(names(found), ['chart.png']);
    });

    it('that cannot be read fails with what to do, and adds nothing', async () => {
      const from = bringer();
      await assert.rejects(bringPictures(from, [at('nowhere.png')]), /nowhere\.png could not be read\. Check/);
      await assert.rejects(
        bringPictures(from, [vscode.Uri.parse('https://example.com/a.png')]),
        /never loads pictures from the web/,
      );
      assert.deepEqual(from.added, []);
    });

    it('begins a new conversation after finished turns, but joins a question that is being put together', async () => {
      const bytes = { name: 'a.png', bytes: new Uint8Array(1) };
      const finished = bringer({ turns: 2 });
      await addPictures(finished.session, [bytes]);
      assert.deepEqual(finished.added, ['new', 'a.png']);
      const asking = bringer({ turns: 2, pending: 1 });
      await addPictures(asking.session, [bytes]);
      assert.deepEqual(asking.added, ['a.png']);
    });
  });

  it('a model is imported from a disk, not from a virtual folder', () => {
    assert.equal(diskPath(at('model')), at('model').fsPath);
    assert.throws(
      () => diskPath(vscode.Uri.parse('vscode-vfs://github/a/model')),
      /\/a\/model is in a virtual folder\. Save the model to a disk/,
    );
  });

  describe('the file that a name in a screenshot means', () => {
    const link = async (file: string, line = 3) =>
      (
        await workspaceFiles().link([
          { text: file, reference: { text: file, file, line, kind: 'mention', row: 0, external: false } },
        ])
      ).map(({ uri, line }) => [vscode.workspace.asRelativePath(vscode.Uri.parse(uri)), line]);

    it('is linked where exactly one fits', async () => {
      await write('src/report/aggregate.ts', '\n');
      assert.deepEqual(await link('report/aggregate.ts'), [['src/report/aggregate.ts', 3]]);
      assert.deepEqual(await link('C:/build/src/report/aggregate.ts'), [['src/report/aggregate.ts', 3]]);
    });

    it('gets no link where several fit, or none', async () => {
      await write('one/index.ts', '\n');
      await write('two/index.ts', '\n');
      assert.deepEqual(await link('index.ts'), []);
      assert.deepEqual(await link('two/index.ts'), [['two/index.ts', 3]]);
      assert.deepEqual(await link('nothing-like-it.ts'), []);
    });
  });
}

interface State {
  turns?: number;
  pictures?: number;
  pending?: number;
  visible?: boolean;
}

/** A panel in a given state that remembers what is done to it. */
function bringer({ turns = 0, pictures = 0, pending = 0, visible = false }: State = {}): Bringer & { added: string[] } {
  const added: string[] = [];
  const session = {
    current: { turns: Array(turns), pictures: Array(pictures) },
    pending: Array(pending),
    startNew: async () => void added.push('new'),
    addPicture: async ({ name }: PictureBytes) => void added.push(name),
  };
  return {
    added,
    session: session as never,
    view: { visible, readClipboard: async () => [] } as never,
    sample: () => Promise.reject(new Error('no sample')),
  };
}

const names = (found: Awaited<ReturnType<typeof findPictures>>) =>
  Array.isArray(found) ? found.map(({ name }) => name) : found;

const at = (path: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);

/** Writes a file and waits until the editor finds it. */
async function write(path: string, data: string | Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(at(path), typeof data === 'string' ? Buffer.from(data) : data);
  await until(async () => (await vscode.workspace.findFiles(path)).length === 1);
}
