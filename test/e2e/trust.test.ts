// A folder that nobody vouched for: Imp works in it, what the folder says about the model is not heard until it is trusted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';

/** Two pictures of the nano and an answer do not fit. */
const CONTEXT = 512;

describe('a folder that is not trusted', () => {
  const imp = useProduct({
    workspaceTrust: true,
    settings: {
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
      'imp.ocr': 'off',
      'imp.maxAnswerTokens': 60,
      'imp.endpoints': [{ name: 'Lab', url: 'http://127.0.0.1:9', model: 'm', kind: 'openai' }],
    },
    files: {
      'chart.png': picture('chart.png'),
      '.vscode/settings.json': JSON.stringify({ 'imp.contextSize': CONTEXT, 'imp.model': 'imp-nano' }),
    },
  });

  const contexts = () => [...imp.session.log('Imp').matchAll(/context (\d+)/g)].map(([, size]) => Number(size));
  const leftOut = () => imp.panel.frame.getByTestId('dropped');

  test("questions are answered in restricted mode, without the folder's settings", async () => {
    await imp.session.page
      .getByRole('button', { name: /Restricted Mode/ })
      .first()
      .waitFor();
    await imp.workbench.contextMenu(imp.workbench.file('chart.png'), 'Imp', 'Explain This Chart');
    assert.match(await imp.panel.finished(0), /bar chart/i);
    await imp.workbench.copyPicture(picture('mockup.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    assert.match(
      await imp.panel.ask('What kind of picture is this?'),
      /mockup/i,
      'the nano answers about the new picture, not the one before',
    );
    assert.equal(await leftOut().count(), 0);
    assert.ok(
      contexts().every((size) => size > CONTEXT),
      `contexts: ${contexts().join()}`,
    );
  });

  test('endpoints are neither added nor chosen for it', async () => {
    await imp.workbench.command('Imp: Add Endpoint…');
    await imp.workbench.notified(/This folder is not trusted: endpoints are added and chosen in a trusted window/);
    await imp.workbench.clearNotifications();
    await imp.workbench.command('Imp: Select Model…');
    await imp.workbench.pick('Lab');
    await imp.workbench.notified(/This folder is not trusted/);
    await imp.workbench.clearNotifications();
    assert.doesNotMatch(await imp.panel.model.innerText(), /Lab/);
  });

  test('once it is trusted they count; what then outgrows the context is left out, and the panel says so', async () => {
    await imp.workbench.command('Workspaces: Manage Workspace Trust');
    await imp.session.page
      .locator('.workspace-trust-editor')
      .getByRole('button', { name: 'Trust', exact: true })
      .click();
    await imp.session.page
      .getByRole('button', { name: /Restricted Mode/ })
      .first()
      .waitFor({ state: 'detached' });
    await imp.session.page.waitForTimeout(3000); // shown at once, the choice is kept a moment later, and a reload before that loses it
    await imp.workbench.open(); // the page about trust lies over everything
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.ready();
    await imp.panel.ask('What kind of picture is this? '.repeat(26).trim());
    await poll(async () => assert.equal(contexts().at(-1), CONTEXT));
    assert.match(await leftOut().innerText(), /context is full: the oldest 2 turns were left out/i);
    await imp.screenshot('left-out');
  });
});
