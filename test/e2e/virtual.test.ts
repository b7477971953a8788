// A folder that is on no disk: pictures are read and files written through the editor's file systems, what needs a disk says so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';
import { VIRTUAL_FOLDER, virtualFolderExtension } from './support/virtualFolder.ts';

const FILES = {
  'chart.png': picture('chart.png'),
  'docs/flow.png': picture('diagram.png'),
  'docs/login.png': picture('mockup.png'),
  'docs/page.md': '# Page\n\nThe way: ![](flow.png)\n',
  'docs/trace.png': readFileSync(join(ROOT, 'test', 'fixtures', 'ocr', 'term-java-dark@1x.png')),
  'src/main/java/com/acme/orders/OrderRepository.java': '// a line\n'.repeat(200),
  'dist/hidden.png': picture('chart.png'),
};

describe('a virtual folder', () => {
  const imp = useProduct({ folder: VIRTUAL_FOLDER, extensions: async () => [await virtualFolderExtension(FILES)] });

  async function fresh(): Promise<void> {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.panel.emptyState.waitFor();
  }
  const label = async () =>
    (await imp.panel.frame.getByTestId('thumbnail').first().getByRole('button').first().getAttribute('aria-label')) ??
    '';

  test("the explorer's menu and an open picture", async () => {
    await imp.workbench.contextMenu(imp.workbench.file('chart.png'), 'Imp', 'Explain This Chart');
    assert.match(await imp.panel.finished(0), /bar chart/i);
    await imp.workbench.file('docs').click();
    await imp.workbench.openFile('flow.png');
    await imp.workbench.command('Imp: Explain This Diagram');
    await imp.panel.questions.getByRole('button', { name: /flow\.png/ }).waitFor();
    assert.match(await imp.panel.finished(0), /flowchart/i);
  });

  test("the picker lists its pictures, which the editor's search does not reach", async () => {
    await fresh();
    await imp.workbench.command('Imp: Ask About Image…');
    const rows = imp.workbench.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'login.png' }).waitFor();
    assert.equal(await rows.filter({ hasText: 'hidden.png' }).count(), 0);
    await imp.workbench.pick('login.png');
    await imp.panel.picturesSettled();
    assert.match(await label(), /login\.png/);
  });

  test('a picture named in a text, and one that is dropped', async () => {
    await fresh();
    await imp.workbench.openFile('page.md');
    const line = imp.workbench.editorText.locator('.view-line', { hasText: 'The way' });
    await line.click();
    await imp.workbench.contextMenu(line, 'Ask About Image Under Cursor');
    await imp.panel.picturesSettled();
    assert.match(await label(), /flow\.png/);
    await imp.panel.drop({ data: { 'application/vnd.code.uri-list': `${VIRTUAL_FOLDER}/chart.png` } });
    await imp.panel.picturesSettled(2);
    await imp.panel.question.press('Escape');
  });

  test('code is written into it, and the conversation is kept over a reload', async () => {
    await fresh();
    await imp.workbench.contextMenu(imp.workbench.file('login.png'), 'Imp', 'Generate Code from Mockup');
    await imp.workbench.pick('HTML and CSS');
    await imp.panel.finished(0);
    await imp.panel.codeButton(0, 'Create file').click();
    await imp.workbench.quickInput.waitFor();
    await imp.workbench.fillQuickInput('made/login.html');
    await imp.workbench.page.keyboard.press('Enter');
    await imp.workbench.tab('login.html').waitFor();
    await imp.workbench.editorText.getByText('<').first().waitFor();
    assert.match((await imp.workbench.tab('login.html').getAttribute('aria-label')) ?? '', /login\.html/);
    await imp.workbench.open();
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.ready();
    await poll(async () => assert.equal(await imp.panel.answers.count(), 1));
    assert.match(await label(), /login\.png/);
  });

  test('the facts of a screenshot link its files', async () => {
    await fresh();
    await imp.workbench.contextMenu(imp.workbench.file('trace.png'), 'Imp', 'Explain This Screenshot');
    await imp.panel.finished(0);
    const links = imp.panel.answers.first().getByTestId('facts').locator('button.file-link');
    await poll(async () => assert.deepEqual(await links.allInnerTexts(), ['OrderRepository.java:133']), 120_000);
    await links.first().click();
    await imp.workbench.tab('OrderRepository.java').waitFor();
    await imp.screenshot('virtual-folder');
  });

  test("models are imported from the machine's own disk all the same", async () => {
    await imp.workbench.command('Imp: Import Model…');
    await imp.workbench.pick('Folder with a Model');
    await imp.workbench.chooseFile(join(ROOT, 'models', 'nano'), 'Import');
    await poll(async () =>
      assert.match(await imp.workbench.page.locator('.quick-input-title').innerText(), /name of the model/),
    );
    await imp.workbench.page.keyboard.press('Escape');
  });
});
