// More than one window, and a panel that is closed while it answers: nothing may be lost.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { inMidAnswer, TALKATIVE, talkativeModel } from './support/engine.ts';
import { PanelPage } from './support/panelPage.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';
import { WorkbenchPage } from './support/workbenchPage.ts';

const models = await talkativeModel();
const HOSTILE = '</title><img src=x onerror=alert(1)> **bold**';

describe('windows', () => {
  after(() => rmSync(models, { recursive: true, force: true }));
  const imp = useProduct({
    settings: {
      'imp.models.directories': [models],
      'imp.model': TALKATIVE,
      'imp.maxAnswerTokens': 700,
      'imp.ocr': 'off',
    },
    files: { 'login.png': picture('mockup.png') },
  });

  test('a panel that is closed in mid-answer shows the whole answer when it is opened again', async () => {
    await imp.workbench.contextMenu(imp.workbench.file('login.png'), 'Imp', 'Ask About Image…');
    await imp.panel.picturesSettled();
    await inMidAnswer(imp, 'Write the HTML and CSS for this mockup.', async () => {
      await imp.workbench.command('View: Hide Secondary Side Bar');
      await imp.panel.question.waitFor({ state: 'hidden' });
    });
    await imp.workbench.command('Imp: Ask a Question');
    assert.ok((await imp.panel.finished(0)).length > 100);
    assert.equal(await imp.panel.stateOf(0), 'length');
  });

  test("a conversation's name is text, whatever it says", async () => {
    await imp.workbench.command('Imp: Rename Conversation…');
    await imp.workbench.inputAsked();
    await imp.workbench.fillQuickInput(HOSTILE);
    await imp.session.page.keyboard.press('Enter');
    await imp.workbench.command('Imp: Show Conversations');
    await imp.panel.frame.getByTestId('history').getByText(HOSTILE, { exact: true }).waitFor();
    assert.equal(await imp.panel.frame.locator('img[src="x"]').count(), 0);
    await imp.session.page.keyboard.press('Escape');
  });

  // Windows with the same folder get storage of their own from the editor; those without a folder share one.
  test('two windows that go on with the same conversation keep both', async () => {
    const first = await emptyWindow();
    await first.panel.send('Asked before');
    await first.panel.finished(0);
    const second = await emptyWindow();
    await second.workbench.command('Imp: Show Conversations');
    await second.panel.frame.getByTestId('history').getByText('Asked before', { exact: true }).click();
    await second.panel.finished(0);
    await second.panel.send('Asked in the second window');
    await second.panel.finished(1);
    await first.panel.page.bringToFront();
    await first.panel.send('Asked in the first window');
    await first.panel.finished(1);
    await first.workbench.command('Imp: Show Conversations');
    await poll(async () =>
      assert.equal(await first.panel.frame.getByTestId('history').getByText('2 questions').count(), 2),
    );
  });

  async function emptyWindow(): Promise<{ workbench: WorkbenchPage; panel: PanelPage }> {
    const page = await imp.session.context.newPage();
    await page.goto(`${imp.session.workbench.url}/?ew=true`);
    await page.locator('.monaco-workbench').waitFor();
    const [workbench, panel] = [new WorkbenchPage({ ...imp.session, page }), new PanelPage(page)];
    await workbench.command('Imp: Ask a Question');
    await panel.ready();
    return { workbench, panel };
  }
});
