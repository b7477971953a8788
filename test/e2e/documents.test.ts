// A picture on the clipboard or dragged from the desktop, in documents: the editor's own way stays, and Imp's are beside it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';

/** Starting the engine and reading a picture, on a machine that is busy with other things. */
const READING_MS = 150_000;

describe('pictures pasted and dropped into documents', () => {
  const imp = useProduct({
    files: { 'flow.md': '# Flow\n\n', 'data.csv': '', 'drop.csv': '' },
    settings: { 'imp.documents.paste': true },
  });

  const open = async (file: string) => {
    await imp.workbench.openFile(file);
    await imp.workbench.editorText.click();
    await imp.session.page.keyboard.press('Control+End');
  };
  const paste = async (file: string, png: Uint8Array) => {
    await open(file);
    await imp.workbench.copyPicture(png);
    await imp.session.page.keyboard.press('Control+V');
  };

  test('a diagram is a picture in Markdown, and Mermaid by one choice', async () => {
    await imp.workbench.openFile('flow.md');
    // The heading's symbol is there once the editor's own Markdown extension runs, which pastes pictures.
    await imp.session.page.locator('.breadcrumbs-control').getByText('# Flow').waitFor();
    await paste('flow.md', picture('diagram.png'));
    await imp.workbench.editorText.getByText('image.png').waitFor({ timeout: READING_MS });
    // As without Imp: the editor keeps the picture beside the file.
    await poll(() => assert.ok(existsSync(join(imp.session.workspace, 'image.png'))));
    await imp.session.page.locator('.post-edit-widget').getByRole('button').first().click();
    const list = imp.session.page.locator('.action-widget').first();
    await list.getByText('Insert the picture’s text (Imp)').waitFor();
    await list.getByText('Insert the picture’s diagram as Mermaid (Imp)').click();
    await imp.workbench.editorText.getByText('```mermaid').waitFor({ timeout: READING_MS });
    const text = (await imp.workbench.editorText.innerText()).replace(/\u00a0/g, ' ');
    assert.match(text, /flowchart (TB|LR)[\s\S]*-->/);
    assert.doesNotMatch(text, /image\.png/, 'the Mermaid stands in the place of the picture');
  });

  test('a chart becomes rows in a CSV file', async () => {
    await paste('data.csv', picture('chart.png'));
    await imp.workbench.editorText.getByText('Q4,71').waitFor({ timeout: READING_MS });
  });

  test('a chart dropped with Shift becomes rows in a CSV file', async () => {
    await open('drop.csv');
    await imp.workbench.dropFile(join(ROOT, 'media/samples/chart.png'));
    await imp.workbench.editorText.getByText('Q4,71').waitFor({ timeout: READING_MS });
  });
});
