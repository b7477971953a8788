// Less common ways in: what is selected in the explorer, a notebook's output, many pictures at once, and things that are no picture.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { poll } from '../support/poll.ts';
import { picture, type Product } from '../support/product.ts';

const MANY = 30;

/** What they need in the workspace. */
export const FURTHER_FILES = {
  'gone.png': picture('chart.png'),
  'plain.txt': 'no picture here\n',
  'plot.ipynb': notebook(picture('chart.png')),
  'notice.md': 'no picture in here\n',
  'empty.png': '',
};

/** Tests in a workspace that holds flow.png as well. */
export function furtherWaysIn(imp: Product): void {
  async function fresh(): Promise<void> {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.panel.emptyState.waitFor();
  }

  /** Moves the explorer's focus with the keyboard, which opens nothing, from an open file to another one. */
  async function selectInExplorer(from: string, to: string): Promise<void> {
    await imp.workbench.file(from).click();
    await imp.workbench.tab(from).waitFor();
    for (let presses = 0; presses < 10; presses++) {
      if (
        await imp.workbench
          .file(to)
          .evaluate(
            (row) =>
              row.classList.contains('focused') ||
              row.querySelector('.focused') !== null ||
              row.closest('.focused') !== null,
          )
      )
        return;
      await imp.session.page.keyboard.press('ArrowUp');
    }
    throw new Error(`${to} was not reached`);
  }

  const thumbnailNames = async () =>
    (
      await imp.panel.frame
        .getByTestId('thumbnail')
        .getByRole('button', { name: /Show the picture/ })
        .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')))
    ).join();
  const clipboardTypes = async () =>
    await imp.session.page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));

  test("a picture that is selected in the explorer is taken before the clipboard's, which stays as it is", async () => {
    await fresh();
    await imp.workbench.copyPicture(picture('mockup.png'));
    await selectInExplorer('plain.txt', 'flow.png');
    await imp.workbench.command('Imp: Explain This Diagram');
    assert.match(await imp.panel.finished(0), /flowchart/i);
    assert.match(await thumbnailNames(), /flow\.png/);
    assert.deepEqual(await clipboardTypes(), ['image/png']);
  });

  test("a selected text is no picture: the clipboard's is taken, and the tabs are as before", async () => {
    await fresh();
    await selectInExplorer('plain.txt', 'notice.md');
    await imp.workbench.command('Imp: Explain This Screenshot');
    assert.match(await imp.panel.finished(0), /mockup/i);
    await imp.workbench.tab('plain.txt').and(imp.session.page.locator('.active')).waitFor();
    assert.equal(await imp.workbench.tab('notice.md').count(), 0);
  });

  test("the picture in a notebook's output is asked about, from the palette and from the cell", async () => {
    await fresh();
    await imp.workbench.openFile('plot.ipynb');
    await imp.session.page.locator('.notebookOverlay .cell-list-container').first().waitFor();
    await imp.session.page.locator('.notebookOverlay .code-cell-row').first().click();
    await imp.workbench.command('Imp: Explain This Chart');
    assert.match(await imp.panel.finished(0), /bar chart/i);
    assert.match(await thumbnailNames(), /cell 1 output 1\.png/);
    await fresh();
    await imp.session.page.locator('.notebookOverlay .code-cell-row').first().click();
    await imp.session.page
      .locator('.notebookOverlay .cell-title-toolbar')
      .getByRole('button', { name: 'Ask About Notebook Output' })
      .first()
      .click();
    await imp.panel.picturesSettled();
    assert.match(await thumbnailNames(), /cell 1 output 1\.png/);
    await imp.workbench.command('View: Close All Editors');
  });

  test('what is no picture is refused in words: an empty file, a folder, one that is gone, a pipe', async () => {
    await fresh();
    await imp.panel.drop({ files: [{ name: 'empty.png', type: 'image/png', bytes: new Uint8Array() }] });
    await imp.panel.notice.getByText('empty.png is empty').waitFor();
    const address = (path: string) =>
      `vscode-remote://${new URL(imp.session.workbench.url).host}${join(imp.session.workspace, path)}`;
    await imp.panel.drop({ data: { 'application/vnd.code.uri-list': address('') } });
    await imp.panel.notice.getByText('is a folder').waitFor();
    assert.equal(await imp.panel.thumbnails.count(), 0);
    // Several at once: each is reported, nothing waits for a pipe, and what is a picture arrives.
    rmSync(join(imp.session.workspace, 'gone.png'));
    execFileSync('mkfifo', [join(imp.session.workspace, 'pipe.png')]);
    const several = ['gone.png', 'pipe.png', 'flow.png'].map(address).join('\r\n');
    await imp.panel.drop({ data: { 'application/vnd.code.uri-list': several } });
    await imp.panel.notice.getByText(/gone\.png could not be read.*pipe\.png could not be read/).waitFor();
    assert.equal(await imp.panel.thumbnails.count(), 1);
    rmSync(join(imp.session.workspace, 'pipe.png'));
  });

  test('pasted words are words', async () => {
    await fresh();
    await imp.workbench.copyText('<b>what</b> is this?');
    await imp.panel.paste();
    await poll(async () => assert.equal(await imp.panel.question.inputValue(), '<b>what</b> is this?'));
    assert.equal(await imp.panel.thumbnails.count(), 0);
    await imp.panel.question.fill('');
  });

  test('a picture leaves the panel as it is: copied, saved, opened in an editor and dragged there', async () => {
    await fresh();
    await imp.workbench.copyPicture(picture('chart.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    await imp.workbench.copyText('words');
    await imp.panel.thumbnails.first().getByRole('button').first().click();
    await imp.panel.frame.getByTestId('picture-copy').click();
    const copied = () =>
      imp.session.page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        if (!item?.types.includes('image/png')) return item?.types;
        const { width, height } = await createImageBitmap(await item.getType('image/png'));
        return [width, height];
      });
    await poll(async () => assert.deepEqual(await copied(), [960, 640]));
    await imp.panel.frame.getByTestId('picture-save').click();
    const saved = join(imp.session.workspace, 'kept.png');
    await imp.workbench.chooseFile(saved, 'OK');
    await poll(async () => {
      const { width, height, format } = await sharp(readFileSync(saved)).metadata();
      assert.deepEqual([width, height, format], [960, 640, 'png']);
    });
    await imp.panel.frame.getByTestId('picture-open').click();
    await imp.workbench.tab(/^[0-9a-f]{64}\.png/).waitFor();
    await imp.workbench.command('View: Close All Editors');
    await imp.panel.frame.getByRole('button', { name: 'Close' }).click();
    const from = (await imp.panel.thumbnails.first().locator('img').boundingBox())!;
    const to = (await imp.session.page.locator('.part.editor').boundingBox())!;
    const { mouse } = imp.session.page;
    await mouse.move(from.x + 20, from.y + 20);
    await mouse.down();
    for (const part of [0.1, 0.5, 0.9, 1])
      await mouse.move(from.x + (to.x + to.width / 2 - from.x) * part, from.y + (to.y + to.height / 2 - from.y) * part);
    await imp.session.page.waitForTimeout(500);
    await mouse.up();
    await imp.workbench.tab(/^[0-9a-f]{64}\.png/).waitFor();
  });

  test(`${MANY} pictures at once: all arrive, and a question that the context cannot hold is refused with figures`, async () => {
    const many = await Promise.all(
      Array.from({ length: MANY }, (_, i) =>
        sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 8 * i, g: 80, b: 255 - 8 * i } } })
          .png()
          .toBuffer(),
      ),
    );
    await fresh();
    await imp.panel.drop({ files: many.map((bytes, i) => ({ name: `many${i}.png`, type: 'image/png', bytes })) });
    await poll(async () => assert.equal(await imp.panel.thumbnails.count(), MANY), 60_000);
    assert.ok(await imp.panel.question.isVisible());
    await imp.screenshot('many-pictures');
    await imp.panel.question.fill('What is this?'); // the editor takes the mouse from a view over which something is dragged
    await imp.panel.question.press('Enter');
    await imp.panel.failure.getByText(/needs \d+ tokens \(30 × \d+ for pictures\)/).waitFor({ timeout: 120_000 });
    await imp.screenshot('too-many-pictures');
    await fresh();
    await imp.workbench.copyPicture(many[3]!);
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    assert.ok((await imp.panel.ask('What kind of picture is this?')).length > 0);
  });
}

/** A notebook whose only cell has `png` as its output. */
function notebook(png: Buffer): string {
  const output = {
    output_type: 'display_data',
    data: { 'image/png': png.toString('base64'), 'text/plain': ['<Figure>'] },
    metadata: {},
  };
  const cell = {
    cell_type: 'code',
    execution_count: 1,
    id: 'plot',
    metadata: {},
    source: ['plot()'],
    outputs: [output],
  };
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: 'python' } },
    cells: [cell],
  });
}
