// Every way in: the palette's commands with nothing prepared, the explorer's and the editor's menus, a picture named in a text,
// drop, the picker, the clipboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { FURTHER_FILES, furtherWaysIn } from './parts/furtherWaysIn.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';

const CHART = picture('chart.png');

/** Titles of all commands of the manifest that the palette offers with a Markdown file open and no answer under way. */
function paletteTitles(): string[] {
  const json = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as unknown;
  const { contributes } = json('package.json') as {
    contributes: {
      commands: { command: string; title: string; enablement?: string }[];
      menus: { commandPalette: { command: string; when: string }[] };
    };
  };
  const words = json('package.nls.json') as Record<string, string>;
  const hidden = contributes.menus.commandPalette.filter(({ when }) => when !== 'editorIsOpen');
  return contributes.commands
    .filter(({ command, enablement }) => !enablement && !hidden.some((entry) => entry.command === command))
    .map(({ title }) => words[title.slice(1, -1)] ?? title);
}

describe('ways in', () => {
  const imp = useProduct({
    files: {
      'chart.png': CHART,
      'flow.png': picture('diagram.png'),
      'login.png': picture('mockup.png'),
      'notes.md': '# Notes\n\n![The sales](chart.png)\n',
      'page.html': '<!doctype html>\n<p>first line</p>\n<img alt="The sales"\n     src="/flow.png?v=2" width="300">\n',
      'src/view.ts':
        "import start from 'node:path';\nimport hero from '../login.png';\nexport const sales = `${start}/x`;\n",
      'plot.py': 'import matplotlib\nshow("chart.png", title="sales of login.png")\n',
      ...FURTHER_FILES,
    },
  });

  /** What the page's console said of the extension; the editor's own failures (its gallery is out of reach here) are not meant. */
  const errors: string[] = [];
  before(() => {
    const note = (text: string) => void (/imp-vscode|extension\.cjs/.test(text) && errors.push(text));
    imp.workbench.page.on(
      'console',
      (message) =>
        message.type() === 'error' &&
        note(
          `${message.text()} ${message.location().url}:${message.location().lineNumber}:${message.location().columnNumber}`,
        ),
    );
    imp.workbench.page.on('pageerror', (error) => note(error.stack ?? error.message));
  });

  async function fresh(): Promise<void> {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.panel.emptyState.waitFor();
  }

  test('Stop is offered for the time of an answer alone', async () => {
    assert.ok(!(await imp.workbench.commands('Imp: S')).includes('Imp: Stop'));
  });

  test('Explain This Chart takes the picture in the open tab', async () => {
    await imp.workbench.openFile('chart.png');
    await imp.workbench.command('Imp: Explain This Chart');
    await imp.panel.ready();
    assert.match(await imp.panel.finished(0), /bar chart/i);
    assert.match(
      (await imp.panel.questions.first().getByRole('button').first().getAttribute('aria-label')) ?? '',
      /chart\.png/,
    );
  });

  test("the explorer's menu explains the file that was clicked, not the one in view", async () => {
    await imp.workbench.contextMenu(imp.workbench.file('flow.png'), 'Imp', 'Explain This Diagram');
    await imp.panel.questions.getByRole('button', { name: /flow\.png/ }).waitFor();
    assert.match(await imp.panel.finished(0), /flowchart/i);
  });

  test('the title menu of an open picture does the same', async () => {
    await imp.workbench.openFile('login.png');
    await imp.workbench.titleMenu('Imp', 'Explain This Screenshot');
    await imp.panel.questions.getByRole('button', { name: /login\.png/ }).waitFor();
    assert.match(await imp.panel.finished(0), /mockup/i);
  });

  test('Generate Code from Mockup asks for the target once and answers with a code block', async () => {
    const id = () => imp.panel.answers.first().getAttribute('data-id');
    const first = await id();
    await imp.workbench.command('Imp: Generate Code from Mockup');
    await imp.workbench.pick('HTML and CSS');
    await poll(async () => assert.notEqual(await id(), first));
    assert.match(await imp.panel.finished(0), /<form|<input/i);
    assert.equal(await imp.panel.answers.first().locator('figure.code[data-language="html"]').count(), 1);
    // Remembered: no question the second time.
    const second = await id();
    await imp.workbench.command('Imp: Generate Code from Mockup');
    await poll(async () => assert.notEqual(await id(), second));
    await imp.panel.finished(0);
    assert.equal(await imp.panel.answers.first().locator('figure.code[data-language="html"]').count(), 1);
  });

  test('Ask About Clipboard Image reads the system clipboard', async () => {
    await fresh();
    await imp.workbench.copyPicture(CHART);
    await imp.workbench.command('Imp: Ask About Clipboard Image');
    await imp.panel.picturesSettled();
    assert.equal(await imp.panel.thumbnails.count(), 1);
  });

  test('a clipboard without a picture is said, with what to do', async () => {
    await imp.workbench.copyText('just words');
    await imp.workbench.command('Imp: Ask About Clipboard Image');
    await imp.workbench.notified(/no picture on the clipboard/i);
    assert.equal(await imp.panel.thumbnails.count(), 1);
    await imp.workbench.clearNotifications();
  });

  test('Ask About Image… lists the pictures of the workspace', async () => {
    await fresh();
    await imp.workbench.command('Imp: Ask About Image…');
    await imp.workbench.pick('flow.png');
    await imp.panel.picturesSettled();
    assert.match(
      (await imp.panel.thumbnails.first().getByRole('button').first().getAttribute('aria-label')) ?? '',
      /flow\.png/,
    );
  });

  for (const [what, path, text, expected] of [
    ['Markdown', 'notes.md', 'The sales', /chart\.png/],
    ['HTML', 'page.html', 'width="300"', /flow\.png/],
    ['TypeScript', 'src/view.ts', 'hero', /login\.png/],
    ['Python', 'plot.py', '"chart.png"', /chart\.png/],
  ] as const) {
    test(`a picture named in ${what} is asked about from the editor's menu and from the palette`, async () => {
      await fresh();
      const [folder, name] = path.includes('/') ? path.split('/') : [undefined, path];
      if (folder) await imp.workbench.file(folder).click();
      await imp.workbench.openFile(name!);
      const line = imp.workbench.editorText.locator('.view-line', { hasText: text });
      const word = line.getByText(text).last();
      await word.click();
      await imp.workbench.contextMenu(word, 'Ask About Image Under Cursor');
      await imp.panel.picturesSettled();
      const label = async () =>
        (await imp.panel.thumbnails.first().getByRole('button').first().getAttribute('aria-label')) ?? '';
      assert.match(await label(), expected);
      await fresh();
      await word.click();
      await imp.workbench.command('Imp: Ask About Image Under Cursor');
      await imp.panel.picturesSettled();
      assert.match(await label(), expected);
    });
  }

  test('files dropped from the desktop and from the explorer arrive', async () => {
    await fresh();
    await imp.panel.drop({ files: [{ name: 'desktop.png', type: 'image/png', bytes: CHART }] });
    await imp.panel.picturesSettled(1);
    const host = new URL(imp.session.workbench.url).host;
    await imp.panel.drop({
      data: { 'application/vnd.code.uri-list': `vscode-remote://${host}${imp.session.workspace}/login.png` },
    });
    await imp.panel.picturesSettled(2);
    const names = await imp.panel.thumbnails
      .getByRole('button', { name: /Show the picture/ })
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
    assert.match(names.join(), /desktop\.png.*login\.png/);
  });

  test('what is no picture is refused in words, and what was there stays', async () => {
    await imp.panel.drop({
      files: [{ name: 'fake.png', type: 'image/png', bytes: Buffer.from('<html>not a picture</html>') }],
    });
    await imp.panel.notice.getByText('fake.png is a web page').waitFor();
    assert.equal(await imp.panel.thumbnails.count(), 2);
    await imp.workbench.contextMenu(imp.workbench.file('flow.png'), 'Imp', 'Ask About Image…');
    await imp.panel.picturesSettled(3);
    // The same picture under another name is not there twice.
    await imp.panel.drop({
      files: [
        { name: 'again.png', type: 'image/png', bytes: CHART },
        { name: 'flow2.png', type: 'image/png', bytes: picture('diagram.png') },
      ],
    });
    await imp.panel.question.press('Enter'); // the editor takes the mouse from a view over which something is dragged
    await imp.panel.finished(0);
    assert.equal(await imp.panel.questions.first().getByTestId('thumbnail').count(), 3);
  });

  furtherWaysIn(imp);

  test("the view's own buttons and the settings open", async () => {
    await imp.workbench.command('Imp: Open Settings');
    await imp.workbench.page.locator('.settings-editor').getByText('Max Answer Tokens').first().waitFor();
    await imp.workbench.page.keyboard.press('Escape');
    await imp.workbench.command('Imp: Get Started');
    await imp.workbench.page
      .getByText(/Paste a screenshot/i)
      .first()
      .waitFor();
    await imp.workbench.command('Imp: Show Log');
    await imp.workbench.page.locator('.output-view-container, .panel .view-lines').first().waitFor();
    assert.match(imp.session.log('Imp'), /Loaded imp-nano/);
    // The log has no content of pictures and no text of conversations.
    assert.doesNotMatch(imp.session.log('Imp'), /just words|bar chart|base64/);
  });

  test('no command that the manifest names, and nothing above, leaves an error of the extension behind', async () => {
    const { keyboard } = imp.workbench.page;
    await imp.workbench.openFile('notes.md');
    const rest = paletteTitles().filter((title) => !imp.workbench.ran.has(`Imp: ${title}`));
    for (const title of rest) {
      await imp.workbench.command(`Imp: ${title}`);
      // Long enough for a list or a box to open; what it asks is left unanswered.
      await imp.workbench.page.waitForTimeout(300);
      for (let presses = 0; presses < 2; presses++) await keyboard.press('Escape');
    }
    await imp.workbench.clearNotifications();
    await fresh();
    assert.deepEqual(errors, []);
    assert.doesNotMatch(imp.session.log('Imp'), /\binternal\b|TypeError|ReferenceError|Unhandled/);
    const host = imp.session.log('remoteexthost').split('\n');
    assert.deepEqual(
      host.filter((line) => /\[error\]/.test(line) && /imp-vscode|extension\.cjs/i.test(line)),
      [],
    );
  });
});
