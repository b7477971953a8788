// The model store in the editor: picker, import, download through the editor's own network from a mirror, the offline switch.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { serveFile, startServer, type RunningServer } from '../download/server.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';
import { ViewerPage } from './support/viewerPage.ts';

const nano = (name: string) => readFileSync(join(ROOT, 'models', 'nano', name));
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const MODEL = nano('model.gguf');
const MMPROJ = nano('mmproj.gguf');
const PAIR = {
  id: 'mirrored',
  name: 'Mirrored Imp',
  summary: 'From the mirror of the test.',
  source: {
    kind: 'gguf',
    files: [
      {
        role: 'model',
        url: 'https://models.invalid/model.gguf',
        name: 'model.gguf',
        bytes: MODEL.length,
        sha256: sha256(MODEL),
      },
      {
        role: 'mmproj',
        url: 'https://models.invalid/mmproj.gguf',
        name: 'mmproj.gguf',
        bytes: MMPROJ.length,
        sha256: sha256(MMPROJ),
      },
    ],
  },
};

describe('models', () => {
  let mirror: RunningServer;
  before(async () => {
    mirror = await startServer({
      '/mirrored/SHA256SUMS': (_, response) =>
        response.end(`${sha256(MODEL)}  model.gguf\n${sha256(MMPROJ)}  mmproj.gguf\n`),
      '/mirrored/model.gguf': serveFile(() => MODEL, { cuts: [1_000_000] }),
      '/mirrored/mmproj.gguf': serveFile(() => MMPROJ),
    });
  });
  after(() => mirror.close());

  const imp = useProduct({
    files: { 'chart.png': picture('chart.png'), 'pair/model.gguf': MODEL, 'pair/mmproj.gguf': MMPROJ },
    settings: { 'imp.models.catalog': [PAIR] },
  });
  const rows = () => imp.workbench.page.locator('.quick-input-list .monaco-list-row');
  const models = () => join(imp.session.workbench.user, 'User', 'globalStorage', 'imp-vscode.imp-vscode', 'models');

  test('the picker groups what is here and what the catalog has, with size, memory and quality', async () => {
    await imp.workbench.command('Imp: Select Model…');
    await rows().filter({ hasText: 'Imp nano' }).waitFor();
    const text = (await rows().allInnerTexts()).join('\n');
    assert.match(text, /Fast/);
    assert.match(text, /Balanced/);
    assert.match(text, /Best/);
    assert.match(text, /Imp 3B[\s\S]*GB to download[\s\S]*4-bit weights \(Q4_K_M\)[\s\S]*MMBench 72\.9/);
    assert.match(text, /Not on this machine: about 6\.4 GB to download, converted to 2\.2 GB/);
    // The first picker of a machine measures it meanwhile, and says how far that is.
    await imp.workbench.page
      .locator('.quick-input-title', { hasText: /Measuring this machine: step [1-9] of \d+ \(/ })
      .waitFor();
    await imp.screenshot('model-picker');
    await imp.workbench.page.keyboard.press('Escape');
  });

  test('the offline switch refuses a download before anything is asked of the network', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    imp.session.changeSettings({ 'imp.offline': true, 'imp.download.mirror': mirror.url });
    await imp.panel.offlineMark.waitFor();
    await imp.workbench.command('Imp: Download Model…');
    await imp.workbench.pick('Mirrored Imp');
    await imp.workbench.notified(/imp\.offline forbids downloads/);
    await imp.workbench.clearNotifications();
    assert.equal(mirror.requests.length, 0);
    imp.session.changeSettings({ 'imp.offline': false });
    await imp.panel.offlineMark.waitFor({ state: 'detached' });
  });

  test('a download from the mirror goes on after a cut, is verified, and becomes a model that answers', async () => {
    await imp.workbench.command('Imp: Download Model…');
    await imp.workbench.pick('Mirrored Imp');
    await imp.workbench.notified('Mirrored Imp is ready.');
    assert.ok(
      mirror.requests.some(({ path, range }) => path.endsWith('model.gguf') && range?.startsWith('bytes=')),
      JSON.stringify(mirror.requests),
    );
    assert.deepEqual(readdirSync(join(models(), 'mirrored')).sort(), ['imp-model.json', 'mmproj.gguf', 'model.gguf']);
    await imp.workbench.openFile('chart.png');
    await imp.workbench.command('Imp: Explain This Chart');
    await imp.panel.ready();
    await imp.panel.finished(0);
    await imp.workbench.pressInNotification('Mirrored Imp is ready.', 'Use It Now');
    await imp.panel.model.filter({ hasText: 'Mirrored Imp' }).waitFor();
    // The conversation stays, and goes on with the other model.
    await imp.panel.ask('What kind of picture is this?');
    assert.equal(await imp.panel.answers.count(), 2);
    assert.equal(await imp.panel.stateOf(1), 'end');
    assert.match(await imp.panel.frame.getByTestId('figures').last().innerText(), /Mirrored Imp/);
  });

  test('a folder with a pair is imported; its files stay', async () => {
    await imp.workbench.command('Imp: Import Model…');
    await imp.workbench.pick('Folder with a Model');
    await imp.workbench.chooseFile(join(imp.session.workspace, 'pair'), 'Import');
    await poll(async () =>
      assert.match(await imp.workbench.page.locator('.quick-input-title').innerText(), /name of the model/),
    );
    await imp.workbench.fillQuickInput('My Pair');
    await imp.workbench.page.keyboard.press('Enter');
    await imp.workbench.notified('My Pair is ready.');
    await imp.workbench.clearNotifications();
    assert.ok(existsSync(join(models(), 'my-pair', 'imp-model.json')));
    assert.ok(existsSync(join(imp.session.workspace, 'pair', 'model.gguf')));
  });

  test('removing the model in use goes back to the built-in one', async () => {
    await imp.workbench.command('Imp: Manage Models…');
    await imp.workbench.inputAsked();
    await imp.panel.question.focus(); // as a picture or a panel does that loads meanwhile: the list stays
    await imp.workbench.pick('Mirrored Imp');
    await imp.workbench.pick('Remove');
    await imp.workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Remove' }).click();
    await poll(() => assert.ok(!existsSync(join(models(), 'mirrored'))));
    await imp.panel.model.filter({ hasText: 'Imp nano' }).waitFor();
    await imp.panel.ask('What kind of picture is this?');
    assert.equal(await imp.panel.stateOf(2), 'end');
    assert.match(await imp.panel.frame.getByTestId('figures').last().innerText(), /Imp nano/);
  });

  test('where the built-in model says that it takes a larger one, a button offers the others', async () => {
    const larger = imp.panel.frame.getByTestId('larger-model');
    assert.equal(await larger.count(), 0);
    assert.match(await imp.panel.ask('Who drew this chart?'), /cannot tell/);
    await imp.screenshot('refused');
    await imp.panel.frame.getByTestId('show-text').click();
    const viewer = new ViewerPage(imp);
    assert.match(await viewer.text(), /Quarterly Sales/);
    await viewer.close();
    await larger.click();
    await imp.workbench.pick('My Pair');
    await imp.panel.model.filter({ hasText: 'My Pair' }).waitFor();
    await larger.waitFor({ state: 'detached' });
  });
});
