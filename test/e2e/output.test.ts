// What can be done with an answer, and what an answer cannot do: a stored conversation whose answer tries everything that
// model output must never achieve.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { poll } from './support/poll.ts';
import { useProduct } from './support/product.ts';

const PAGE_TITLE = 'Hostile page';

describe('what an answer can and cannot do', () => {
  const imp = useProduct({ files: { 'target.txt': 'first line\nREPLACE ME\nlast line\n', 'taken.html': 'mine\n' } });
  const asked: string[] = [];
  let server: Server;
  let base = '';

  before(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('seen');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  test('a stored conversation opens from the list', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    // The storage appears with the first save.
    await imp.panel.question.fill('draft');
    await imp.session.page.waitForTimeout(1500);
    seed(join(imp.storage(), 'conversations'), base);
    await imp.workbench.open();
    await imp.workbench.command('Imp: Show Conversations');
    await imp.panel.frame.getByTestId('history').getByText('Seeded conversation').click();
    await imp.panel.answers.first().waitFor();
    await imp.screenshot('code-answer');
  });

  test('raw HTML, scripts and pictures of an answer stay text, and nothing is fetched', async () => {
    const markdown = imp.panel.answers.first().locator('.markdown');
    assert.match(await markdown.innerText(), /<script>parent\.hacked = 1<\/script>/);
    assert.equal(await markdown.locator('img, script, iframe, style, [onerror], [onclick]').count(), 0);
    const hrefs = await markdown.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.ok(hrefs.includes('https://example.org/evil?x=1'));
    for (const href of hrefs) assert.ok(href === null || /^https?:/.test(href), `a link leads to ${href}`);
    assert.deepEqual(asked, []);
  });

  test('a link asks before it opens, with the whole address', async () => {
    await imp.panel.answers.first().getByText('a harmless link').click();
    const dialog = imp.session.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(
      await dialog.innerText(),
      /Open this address from the answer\?[^]*Host: example\.org[^]*https:\/\/example\.org\/evil\?x%3D1/, // as the editor opens it
    );
    await imp.session.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.deepEqual(
      imp.session.foreignRequests.filter((url) => url.includes('example.org')),
      [],
    );
  });

  test('the preview shows the page and cannot reach the network', async () => {
    // The same page in a plain browser does ask the server: the trap works.
    const control = await imp.session.context.newPage();
    await control.setContent(hostilePage(`${base}/control`));
    await control.waitForTimeout(1500);
    await control.close();
    assert.ok(
      asked.some((url) => url.startsWith('/control/image')),
      `the control page asked for ${asked}`,
    );
    assert.ok(asked.some((url) => url.startsWith('/control/style')));
    assert.ok(asked.some((url) => url.startsWith('/control/script')));
    asked.length = 0;

    await imp.panel.answers.first().getByRole('button', { name: 'Preview' }).click();
    const preview = imp.panel.frame.frameLocator('[data-testid="preview"]');
    await preview.getByRole('heading', { name: PAGE_TITLE }).waitFor();
    await imp.session.page.waitForTimeout(2000);
    assert.deepEqual(asked, []);
    assert.equal(await preview.locator('script, iframe, object, embed, link, meta[http-equiv="refresh"]').count(), 0);
    assert.equal(await imp.panel.frame.locator('[data-testid="preview"]').getAttribute('sandbox'), '');
    // Its own colours are there: the style sheet of the page works.
    assert.equal(
      await preview.getByRole('heading').evaluate((element) => getComputedStyle(element).color),
      'rgb(1, 2, 3)',
    );
    await imp.screenshot('preview');
    // In an editor tab it has room, and is as harmless.
    await imp.panel.answers.first().getByRole('button', { name: 'Open in an editor tab' }).click();
    await imp.workbench.tab('Preview of the code').waitFor();
    const wide = () =>
      imp.session.page.frames().map(async (frame) => {
        const heading = frame.getByRole('heading', { name: PAGE_TITLE });
        return (await heading.isVisible().catch(() => false)) ? await frame.evaluate(() => innerWidth) : 0;
      });
    await poll(async () => assert.equal((await Promise.all(wide())).filter((width) => width > 0).length, 2));
    await imp.screenshot('preview-tab');
    assert.deepEqual(asked, []);
    await imp.workbench.command('View: Close All Editors');
    await imp.panel.answers.first().getByRole('button', { name: 'Preview' }).click();
  });

  test('code is copied', async () => {
    await imp.panel.codeButton(1, 'Copy code').click();
    await poll(async () => assert.equal(await imp.workbench.clipboardText(), 'const answer = 42;\n'));
  });

  test('code is inserted at the cursor', async () => {
    await imp.workbench.openFile('target.txt');
    await imp.workbench.editorText.locator('.view-line').first().click();
    await imp.session.page.keyboard.press('Home');
    await imp.panel.codeButton(1, 'Insert at cursor').click();
    await imp.workbench.edited('const answer = 42;');
    await imp.workbench.command('File: Save');
    await poll(() => assert.equal(read('target.txt'), 'const answer = 42;\nfirst line\nREPLACE ME\nlast line\n'));
  });

  test('code replaces the selection', async () => {
    await imp.workbench.editorText.locator('.view-line', { hasText: 'REPLACE ME' }).click();
    await imp.session.page.keyboard.press('Home');
    await imp.session.page.keyboard.press('Shift+End');
    await imp.panel.codeButton(1, 'Replace selection').click();
    await imp.workbench.editorText.getByText('REPLACE ME').waitFor({ state: 'detached' });
    await imp.workbench.edited('const answer = 42;');
    await imp.workbench.command('File: Save');
    await poll(() =>
      assert.equal(read('target.txt'), 'const answer = 42;\nfirst line\nconst answer = 42;\n\nlast line\n'),
    );
  });

  test('a file is created under the suggested name, and an existing one is never overwritten unasked', async () => {
    await imp.panel.codeButton(0, 'Create file…').click();
    assert.match(await imp.workbench.quickInput.inputValue(), /\.html$/);
    await imp.workbench.quickInput.fill('../outside.html');
    await imp.session.page.getByText('must stay inside the workspace').first().waitFor();
    await imp.workbench.quickInput.fill('taken.html');
    await imp.session.page.keyboard.press('Enter');
    const dialog = imp.session.page.locator('.monaco-dialog-box');
    await dialog.getByText(/already exists/).waitFor();
    await imp.session.page.keyboard.press('Escape');
    assert.equal(read('taken.html'), 'mine\n');

    await imp.panel.codeButton(0, 'Create file…').click();
    await imp.workbench.quickInput.fill('pages/new.html');
    await imp.session.page.keyboard.press('Enter');
    await poll(() => assert.match(read('pages/new.html'), /Hostile page/));
    await imp.workbench.tab('new.html').waitFor();
  });

  test('code opens in a new editor in its language', async () => {
    await imp.panel.codeButton(1, 'Open in new editor').click();
    await imp.workbench.tab(/Untitled/).waitFor();
    await imp.workbench.editorText.getByText('const answer = 42;').waitFor();
    await imp.session.page
      .getByRole('button', { name: /TypeScript/ })
      .first()
      .waitFor();
  });

  test('conversations are renamed, exported with their pictures, and deleted after a question', async () => {
    await imp.workbench.command('Imp: Rename Conversation…');
    await imp.workbench.inputAsked();
    await imp.workbench.quickInput.fill('A better name');
    await imp.session.page.keyboard.press('Enter');
    await imp.workbench.command('Imp: Export Conversation as Markdown…');
    await imp.workbench.chooseFile(join(imp.session.workspace, 'talk.md'), 'OK');
    await poll(() => assert.match(read('talk.md'), /const answer = 42;/));
    await imp.workbench.command('Imp: Show Conversations');
    const list = imp.panel.frame.getByTestId('history');
    await list.getByText('A better name').waitFor();
    await imp.screenshot('history');
    await list.getByRole('button', { name: 'Delete: A better name' }).click();
    await imp.session.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).click();
    await poll(() => assert.equal(readdirSync(join(imp.storage(), 'conversations')).includes('seeded.json'), false));
  });

  const read = (name: string) => readFileSync(join(imp.session.workspace, name), 'utf8');
});

/** A page that tries every way to the network that HTML and CSS know. */
function hostilePage(base: string): string {
  return `<!DOCTYPE html>
<html><head><meta http-equiv="refresh" content="1;url=${base}/refresh"><base href="${base}/base/">
<link rel="stylesheet" href="${base}/style.css"><link rel="prefetch" href="${base}/prefetch"><link rel="icon" href="${base}/icon">
<style>@import url(${base}/style-import.css); @font-face { font-family: evil; src: url(${base}/font) } h1 { color: rgb(1, 2, 3); font-family: evil } body { background: url(${base}/image-css) }</style>
<script src="${base}/script.js"></script><script>fetch('${base}/script-fetch'); parent.hacked = 2;</script></head>
<body><h1 style="list-style: url(${base}/style-inline)">${PAGE_TITLE}</h1><img src="${base}/image.png" srcset="${base}/image2.png 2x" onerror="fetch('${base}/script-onerror')">
<iframe src="${base}/frame"></iframe><object data="${base}/object"></object><embed src="${base}/embed"><video src="${base}/video" poster="${base}/poster"></video>
<form action="${base}/form"><button>Send</button></form><svg><image href="${base}/svg-image"/><use href="${base}/svg-use#a"/></svg>
<a href="${base}/link" ping="${base}/ping">link</a><input type="image" src="${base}/input"></body></html>`;
}

/** Writes a finished conversation into the extension's storage, as the extension itself keeps it. */
function seed(folder: string, base: string): void {
  const text = [
    'Here is <b>raw</b> HTML: <img src=x onerror="parent.hacked=1"> and <script>parent.hacked = 1</script>',
    `A picture: ![tracking](${base}/markdown-image.png)`,
    '[a harmless link](https://example.org/evil?x=1) [a command](command:workbench.action.quit) [a script](javascript:alert(1)) [a file](file:///etc/passwd) [data](data:text/html,x)',
    '```html\n' + hostilePage(base) + '\n```',
    '```ts\nconst answer = 42;\n```',
    '| a | b |\n|---|---|\n| <i>1</i> | 2 |',
  ].join('\n\n');
  const now = Date.now();
  const conversation = {
    version: 1,
    id: 'seeded',
    title: 'Seeded conversation',
    createdAt: now,
    updatedAt: now,
    pictures: [],
    pending: [],
    draft: '',
    turns: [
      { role: 'user', id: 'q1', text: 'Show me what you can do', pictures: [] },
      { role: 'assistant', id: 'a1', text, state: 'end' },
    ],
  };
  writeFileSync(join(folder, 'seeded.json'), JSON.stringify(conversation));
}
