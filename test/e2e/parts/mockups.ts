// From a mockup to a file: code in the chosen framework, how like its page is, a repair; two screenshots compared; a page whose
// texts are markup and templates stays text in every target.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { poll } from '../support/poll.ts';
import type { Product } from '../support/product.ts';

const HOSTILE = ['<b>bold</b> offer', '{{ 7 * 7 }} left', '{alert} now', '${cost} total', 'a </script> b'];

/** Tests in a workspace that holds the mockup as login.png. */
export function mockups(imp: Product): void {
  test('a mockup becomes React with Tailwind, without a model', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.panel.emptyState.waitFor();
    await imp.workbench.contextMenu(imp.workbench.file('login.png'), 'Imp', 'Generate Code from Mockup');
    await imp.workbench.pick('React with Tailwind');
    assert.match(await imp.panel.finished(0), /export default function Mockup[^]*className=/);
    const code = await imp.panel.answers.first().locator('figure.code pre').innerText();
    assert.match(code, /<label[^>]*htmlFor="email"/);
    assert.match(code, /Sign in/);
    await imp.panel.answers.first().getByTestId('from-facts').waitFor();
  });

  test('its page stands over the mockup, with a measured likeness', async () => {
    const block = imp.panel.answers.first().getByTestId('mockup');
    const likeness = block.getByTestId('likeness');
    await likeness.waitFor();
    const share = Number(await likeness.getAttribute('data-all'));
    assert.ok(share > 0.85 && share <= 1, `likeness ${share}`);
    assert.doesNotMatch(await likeness.innerText(), /not compared/);
    assert.equal(await block.getByTestId('mockup-page').getAttribute('sandbox'), '');
    await imp.screenshot('mockup-slider');
    await block.getByTestId('mode-difference').click();
    await block.getByTestId('difference').waitFor();
    await imp.screenshot('mockup-difference');
  });

  test('a repair says what it did and never makes it worse', async () => {
    const block = imp.panel.answers.first().getByTestId('mockup');
    const share = async () => Number(await block.getByTestId('likeness').getAttribute('data-all'));
    const before = await share();
    await block.getByTestId('repair').click();
    await block.getByTestId('repaired').waitFor();
    assert.ok((await share()) >= before, `${before} → ${await share()}`);
    await imp.screenshot('mockup-repaired');
  });

  test('the code becomes a file', async () => {
    await imp.panel.codeButton(0, 'Create file…').click();
    await imp.workbench.quickInput.fill('src/Login.jsx');
    await imp.session.page.keyboard.press('Enter');
    const file = join(imp.session.workspace, 'src', 'Login.jsx');
    await poll(() => assert.ok(existsSync(file)));
    assert.match(readFileSync(file, 'utf8'), /export default function Mockup/);
  });

  test('two screenshots are compared, with marks on both', async () => {
    const shot = await imp.session.context.newPage();
    await shot.setViewportSize({ width: 640, height: 400 });
    const draw = async (words: string) => {
      await shot.setContent(
        `<body style="font:20px Arial;margin:30px;background:#fff;color:#111"><h1>Account</h1><p>Your plan renews in May</p><p style="font:bold 26px Arial">${words}</p></body>`,
      );
      return await shot.screenshot();
    };
    const pictures = [await draw('Payment received'), await draw('Nothing was ordered')];
    await shot.close();
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    for (const bytes of pictures) {
      await imp.workbench.copyPicture(bytes);
      await imp.workbench.command('Imp: Ask About Clipboard Image');
      await imp.panel.picturesSettled();
    }
    await imp.workbench.command('Imp: Compare with a Screenshot…');
    const said = await imp.panel.finished(0);
    assert.match(said, /Payment received/);
    assert.match(said, /Nothing was ordered/);
    assert.match(said, /Structure: \d/);
    await imp.panel.answers.first().getByTestId('show-boxes').waitFor();
    await imp.screenshot('screenshots-compared');
  });

  test('a page of markup and templates stays text in every target', async () => {
    const shot = await imp.session.context.newPage();
    await shot.setViewportSize({ width: 900, height: 600 });
    await shot.setContent(
      `<body style="font:22px Arial;margin:0;background:#fff;color:#111"><nav style="background:#223;color:#fff;padding:20px">Shop</nav><main style="padding:30px">${HOSTILE.map((text) => `<p>${text.replace(/</g, '&lt;')}</p>`).join('')}<input value="plain" style="font:20px Arial;padding:10px;width:300px"> <button style="font:20px Arial;padding:10px 24px;background:#06c;color:#fff;border:0">Send</button></main></body>`,
    );
    const bytes = await shot.screenshot();
    await shot.close();
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.workbench.copyPicture(bytes);
    await imp.workbench.command('Imp: Ask About Clipboard Image');
    await imp.panel.picturesSettled();
    await imp.workbench.command('Imp: Generate Code from Mockup');
    await imp.panel.finished(0);
    const answer = imp.panel.answers.first();
    for (const target of ['html', 'html tailwind', 'react', 'vue', 'svelte tailwind']) {
      const before = await answer.locator('figure.code pre').innerText();
      const select = answer.getByTestId('code-target');
      if ((await select.inputValue()) !== target) {
        await select.selectOption(target);
        await poll(async () => assert.notEqual(await answer.locator('figure.code pre').innerText(), before));
      }
      const code = await answer.locator('figure.code pre').innerText();
      assert.match(code, /bold/);
      assert.doesNotMatch(code, /(?<!")<b>bold|<\/script> b/); // in JSX the text is a string in quotes
      const preview = imp.panel.frame.frameLocator('[data-testid="mockup-page"]');
      assert.equal(await preview.locator('script, b').count(), 0);
      assert.match(await preview.locator('body').innerText(), /bold/);
    }
  });
}
