// Models on servers, through the panel: llama.cpp's own server (PyPI's xllamacpp) with the built-in pair answers, on loopback, under
// another name through a proxy of the test, and nothing leaves before the user agreed. Skipped by name where Python is not.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startProxy } from '../download/server.ts';
import { python, skip, startLlamaServer, type RunningServer, type ServerOptions } from '../servers/support.ts';
import { inMidAnswer, TALKATIVE, talkativeModel } from './support/engine.ts';
import { PanelPage } from './support/panelPage.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct, type Product } from './support/product.ts';
import { WorkbenchPage } from './support/workbenchPage.ts';

const KEY = 'sesame-4711';
/** The model's name there: the talkative copy stands in under the same. */
const ALIAS = 'nano-4';
const KIND = 'What kind of picture is this?';
/** A name that the proxy alone resolves. */
const AWAY = 'gpu.test';

describe('servers', () => {
  let server: RunningServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let imp: Product;
  let talkative: string;
  const settings: Record<string, unknown> = { 'imp.ocr': 'off', 'imp.maxAnswerTokens': 400 };

  /** At the same address as the one before, which is killed. */
  async function restart(options: ServerOptions): Promise<void> {
    await server.kill();
    server = await startLlamaServer(python!, { port: server.port, key: KEY, alias: ALIAS, ...options });
  }

  if (!skip) {
    before(async () => {
      server = await startLlamaServer(python!, { key: KEY, alias: ALIAS });
      talkative = await talkativeModel();
      proxy = await startProxy('dev', 'secret', { [AWAY]: server.port });
      settings['http.proxy'] = proxy.url.replace('//', '//dev:secret@');
    });
    after(async () => {
      await Promise.all([server.kill(), proxy.close()]);
      rmSync(talkative, { recursive: true });
    });
    imp = useProduct({ settings });
  }

  const origin = (index: number) => imp.panel.answers.nth(index).getByTestId('origin');

  async function addEndpoint(url: string): Promise<void> {
    await imp.workbench.command('Imp: Add Endpoint…');
    await imp.workbench.pick('Enter an Address…');
    await imp.workbench.inputAsked();
    await type(url, /Address of the server/);
  }

  /** Into the box that asks for `wanted`. */
  async function type(text: string, wanted: RegExp): Promise<void> {
    await imp.workbench.page.locator('.quick-input-widget:visible', { hasText: wanted }).waitFor();
    await imp.workbench.fillQuickInput(text);
    await imp.workbench.page.keyboard.press('Enter');
  }

  test(
    'an endpoint is added with its key: a wrong one is asked for again, the right one is in no file',
    { skip },
    async () => {
      await imp.workbench.command('Imp: New Conversation');
      await imp.panel.ready();
      await addEndpoint(server.url);
      await type('parsley', /wants a key/);
      await poll(async () =>
        assert.match((await imp.workbench.quickInput.getAttribute('placeholder')) ?? '', /does not accept the key/),
      );
      await type(KEY, /wants a key/);
      await imp.workbench.pick(ALIAS, /llama-server/);
      await imp.panel.model.filter({ hasText: '127.0.0.1' }).waitFor();
      assert.deepEqual(filesWith(imp.session.workbench.user, KEY), []);
      assert.equal(
        filesWith(imp.session.workbench.user, server.url).length > 0,
        true,
        'the address is in the settings',
      );
    },
  );

  test("the chart's answer, and a second turn whose beginning the server still had", { skip }, async () => {
    await imp.workbench.copyPicture(picture('chart.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    assert.match(await imp.panel.ask('Explain this chart.'), /bar chart with 4 bars/);
    assert.equal((await origin(0).innerText()).trim(), `Answered on this machine, by 127.0.0.1:${server.port}`);
    assert.match(await imp.panel.ask(KIND), /bar chart/i);
    const figures = imp.panel.frame.getByTestId('figures');
    const sent = async (turn: number) => Number(/(\d+) tokens sent/.exec(await figures.nth(turn).innerText())?.[1]);
    assert.ok((await sent(0)) > 196 && (await sent(1)) > (await sent(0)), 'the server counted picture and first turn');
    const detail = (await figures.nth(1).getAttribute('title'))!;
    assert.ok(Number(/(\d+) known before/.exec(detail)?.[1]) >= 196, detail);
    await imp.screenshot('server');
  });

  test('two windows ask at once, each gets its own answer', { skip }, async () => {
    const page = await imp.session.context.newPage();
    await page.goto(`${imp.session.workbench.url}/?ew=true`);
    await page.locator('.monaco-workbench').waitFor();
    const [workbench, panel] = [new WorkbenchPage({ ...imp.session, page }), new PanelPage(page)];
    await workbench.command('Imp: Ask a Question');
    await panel.ready();
    await workbench.copyPicture(picture('mockup.png'));
    await panel.paste();
    await panel.picturesSettled();
    const [here, there] = await Promise.all([imp.panel.ask(KIND), panel.ask(KIND)]);
    assert.match(here, /bar chart/i);
    assert.match(there, /mockup/i);
    await page.close();
  });

  test(
    'what outgrows the context is told: oldest turns left out, a question too long with the numbers',
    { skip },
    async () => {
      const long = 'Say it in other words, and at length. '.repeat(60);
      await imp.panel.ask(long);
      await imp.panel.ask(long);
      await imp.panel.frame.getByTestId('dropped').first().waitFor();
      const count = await imp.panel.answers.count();
      await imp.panel.ask(long.repeat(4));
      assert.equal(await imp.panel.stateOf(count), 'failed');
      assert.match(await imp.panel.failure.last().innerText(), /2,?048/);
    },
  );

  test(
    'a restarted server answers on; Stop in mid-answer keeps what was written and frees the server',
    { skip },
    async () => {
      await restart({ model: join(talkative, TALKATIVE, 'model.gguf'), slots: 1 });
      await imp.workbench.command('Imp: New Conversation');
      await imp.workbench.copyPicture(picture('chart.png'));
      await imp.panel.paste();
      await imp.panel.picturesSettled();
      const text = await inMidAnswer(
        imp,
        KIND,
        async () => {
          await imp.panel.stopButton.click();
          return await imp.panel.finished(0);
        },
        server.pid,
      );
      assert.notEqual(text, '');
      assert.equal(await imp.panel.stateOf(0), 'cancelled');
    },
  );

  test('a server killed in mid-answer is one message; back again, it answers by Try again', { skip }, async () => {
    await inMidAnswer(imp, KIND, () => server.kill(), server.pid);
    assert.notEqual(await imp.panel.finished(1), '', 'what was written stays');
    assert.equal(await imp.panel.stateOf(1), 'failed');
    assert.match(await imp.panel.failure.innerText(), /connection to 127\.0\.0\.1:\d+ was lost while it answered/);
    await restart({});
    await imp.panel.failure.getByTestId('failure-action').click();
    await imp.panel.failure.waitFor({ state: 'detached' });
    assert.match(await imp.panel.finished(1), /bar chart/i);
  });

  test('a key that the server no longer takes is told as such, without another word', { skip }, async () => {
    await restart({ key: 'parsley' });
    await imp.panel.send(KIND);
    await imp.panel.finished(2);
    assert.match(await imp.panel.failure.innerText(), /does not accept the key/);
    await restart({});
  });

  test(
    'nothing goes to another host before the user agreed to it, by name and without encryption',
    { skip },
    async () => {
      const away = () => proxy.requests.filter(({ path }) => path.includes(AWAY));
      imp.session.changeSettings({ 'http.proxy': proxy.url.replace('//', '//dev:secret@') });
      await imp.workbench.open();
      const dialog = imp.workbench.page.locator('.monaco-dialog-box');
      await addEndpoint(`http://${AWAY}:8080`);
      await dialog.filter({ hasText: `Send questions and pictures to ${AWAY}:8080, not encrypted?` }).waitFor();
      await imp.screenshot('consent');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await imp.workbench.notified(/You have not agreed .*Nothing was sent/);
      assert.deepEqual(away(), []);
      await imp.workbench.clearNotifications();

      await addEndpoint(`http://${AWAY}:8080`);
      await dialog.getByRole('button', { name: 'Send There' }).click();
      await type(KEY, /wants a key/);
      await imp.workbench.pick(ALIAS, /llama-server/);
      await imp.workbench.command('Imp: New Conversation');
      await imp.panel.model.filter({ hasText: AWAY }).waitFor();
      await imp.workbench.copyPicture(picture('chart.png'));
      await imp.panel.paste();
      assert.match(await imp.panel.ask(KIND), /bar chart/i);
      assert.equal((await origin(0).innerText()).trim(), `Answered by ${AWAY}:8080, not encrypted on the way`);
      assert.ok(away().length > 0, 'through the proxy');
      assert.ok(
        proxy.requests.every(({ path }) => !path.includes('127.0.0.1')),
        'this machine is reached past the proxy',
      );
    },
  );
});

/** Files below a folder that hold `text`. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && readFileSync(file).includes(text));
}
