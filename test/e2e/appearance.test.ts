// How it looks and how it is reached: three kinds of themes, the keyboard alone, axe inside the webview.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { picture, useProduct } from './support/product.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

describe('appearance and access', () => {
  const imp = useProduct({
    files: { 'chart.png': picture('chart.png') },
    settings: { 'workbench.colorTheme': THEMES.dark, 'workbench.secondarySideBar.defaultVisibility': 'hidden' },
  });

  /** What axe finds in the panel as it is now, one line each. */
  async function violations(): Promise<string[]> {
    const body = imp.panel.frame.locator('body');
    // As text of an evaluated function: the page's policy lets no foreign script in.
    await body.evaluate(new Function(AXE) as () => void);
    const found = await body.evaluate(
      async () =>
        (await (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run()).violations,
    );
    return found.flatMap(({ id, impact, nodes }) =>
      nodes.map((node) => `${id} (${impact}): ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  }

  test('what opens first in a new profile is Imp, not the container of a view that is hidden', async () => {
    await imp.session.page.keyboard.press('Control+Alt+B');
    await imp.panel.emptyState.waitFor();
    const bar = imp.session.page.locator('.part.auxiliarybar');
    assert.deepEqual(await bar.locator('.composite-bar .action-item.checked').allInnerTexts(), ['Imp']);
  });

  test('everything is reached with the keyboard alone', async () => {
    const { keyboard } = imp.session.page;
    await imp.workbench.copyPicture(picture('chart.png'));
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.ready();
    await imp.panel.frame.locator('[data-testid="question"]:focus').waitFor();
    await keyboard.press('Control+V');
    await imp.panel.picturesSettled();
    await keyboard.type('Explain this chart.');
    await keyboard.press('Enter');
    assert.match(await imp.panel.finished(0), /bar chart/i);
    assert.equal(await imp.panel.focused(), 'question');
    // Through the panel in both directions, from the question box to where the focus leaves it: every control has its turn.
    const seen = new Set<string>();
    for (const key of ['Tab', 'Shift+Tab']) {
      await imp.workbench.command('Imp: Ask a Question');
      await imp.panel.frame.locator('[data-testid="question"]:focus').waitFor();
      for (let presses = 0; presses < 40; presses++) {
        await keyboard.press(key);
        const name = await imp.panel.focused();
        if (seen.has(name) || name === 'body') break;
        seen.add(name);
      }
    }
    for (const name of ['model-picker', 'ocr-switch', 'add-picture', 'copy-answer', 'regenerate']) {
      assert.ok(seen.has(name), `${name} is not reached with Tab: ${[...seen].join(', ')}`);
    }
  });

  test('a view that was hidden takes the focus when it is asked for', async () => {
    await imp.workbench.command('View: Hide Secondary Side Bar');
    await imp.panel.question.waitFor({ state: 'hidden' });
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.frame.locator('[data-testid="question"]:focus').waitFor();
  });

  for (const [name, theme] of Object.entries(THEMES)) {
    test(`axe finds nothing in an answer, in the theme ${name}`, async () => {
      imp.session.changeSettings({ 'workbench.colorTheme': theme });
      await imp.session.open();
      await imp.workbench.command('Imp: Ask a Question');
      await imp.panel.ready();
      const kind =
        name === 'dark'
          ? 'vscode-dark'
          : name === 'light'
            ? 'vscode-light'
            : name === 'high-contrast'
              ? 'vscode-high-contrast'
              : 'vscode-high-contrast-light';
      await imp.panel.frame.locator(`body.${kind}`).waitFor();
      await imp.session.page.waitForTimeout(500);
      await imp.screenshot(`theme-${name}`);
      assert.deepEqual(await violations(), []);
    });
  }

  test('axe finds nothing in the empty state, with a picture in the composer, in the list and in the viewer', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.emptyState.waitFor();
    assert.deepEqual(await violations(), []);
    await imp.workbench.copyPicture(picture('mockup.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    assert.deepEqual(await violations(), []);
    await imp.panel.thumbnails.first().getByRole('button').first().click();
    await imp.panel.frame.locator('dialog[open]').waitFor();
    await imp.screenshot('viewer');
    assert.deepEqual(await violations(), []);
    await imp.session.page.keyboard.press('Escape');
    await imp.panel.frame.locator('dialog[open]').waitFor({ state: 'detached' });
    await imp.workbench.command('Imp: Show Conversations');
    await imp.panel.frame.getByTestId('history').waitFor();
    assert.deepEqual(await violations(), []);
    await imp.session.page.keyboard.press('Escape');
  });

  test('nothing asked for an address outside this machine', () => {
    // The editor itself looks for its gallery; the extension has no part in that.
    const foreign = imp.session.foreignRequests.filter(
      (url) => !/open-vsx\.org|vscode-cdn\.net|vscode-unpkg\.net/.test(url),
    );
    assert.deepEqual(foreign, []);
  });
});
