// A screen full of small letters in the real editor: asked about in enlarged parts, and still there after a reload. Stopping between
// the parts is tested without an editor (test/host/closerLook.test.ts): the nano is through with them before a hand is at the button.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { poll } from './support/poll.ts';
import { useProduct } from './support/product.ts';
import { ViewerPage } from './support/viewerPage.ts';

const SCREEN = readFileSync(join(ROOT, 'test', 'fixtures', 'ocr', 'dense', 'editor-light.png'));
describe('a closer look', () => {
  // In a context of this size the parts do not go into one prompt.
  const imp = useProduct({ settings: { 'imp.contextSize': 600 } });
  const closer = (answer: number) => imp.panel.answers.nth(answer).getByTestId('look-closer');
  const parts = (question: number) => imp.panel.questions.nth(question).locator('.parts').getByTestId('thumbnail');
  const status = () => imp.panel.frame.getByTestId('status').innerText();

  test('is offered under an answer about letters that are too small, and asks the same question about the parts', async () => {
    await imp.workbench.copyPicture(SCREEN);
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.ready();
    await imp.panel.paste();
    // A question that the nano does not refuse: under a refusal no parts are offered.
    assert.match(await imp.panel.ask('What kind of picture is this?'), /^This is code/);
    await closer(0).waitFor({ timeout: 120_000 }); // once the text is read
    const count = Number(/Look closer \((\d) parts\)/.exec(await closer(0).innerText())![1]);
    assert.match((await closer(0).getAttribute('title'))!, /one after the other and puts the answers together/);
    await imp.panel.question.fill('half a question');
    await closer(0).click();
    const seen = new Set<string>();
    await poll(async () => {
      const part = new RegExp(`part \\d of ${count}`).exec(await status());
      if (part) seen.add(part[0]);
      assert.notEqual(await imp.panel.stateOf(1), 'streaming');
    }, 120_000);
    assert.ok(seen.size > 0, 'no progress was shown');
    assert.equal(await imp.panel.stateOf(1), 'end');
    assert.equal(
      await imp.panel.questions.nth(1).locator('.question-text').innerText(),
      await imp.panel.questions.nth(0).locator('.question-text').innerText(),
    );
    assert.equal(await parts(1).count(), count);
    assert.match(
      await imp.panel.questions.nth(1).getByTestId('parts').innerText(),
      new RegExp(`about ${count} enlarged parts, one after the other`),
    );
    assert.notEqual((await imp.panel.answers.nth(1).locator('.markdown').innerText()).trim(), '');
    assert.equal(await closer(1).count(), 0);
    assert.equal(await imp.panel.question.inputValue(), 'half a question');
    await imp.screenshot('closer-look');
  });

  test('is offered beside what the model saw, for the next question; a click takes it back', async () => {
    const viewer = new ViewerPage(imp);
    const mark = imp.panel.frame.getByTestId('closer-mark');
    await viewer.open(imp.panel.questions.first().getByTestId('thumbnail').first(), 'seen');
    await viewer.dialog.getByTestId('look-closer').click();
    await viewer.dialog.waitFor({ state: 'detached' });
    await mark.click();
    await mark.waitFor({ state: 'detached' });
    await viewer.open(imp.panel.questions.first().getByTestId('thumbnail').first(), 'seen');
    await viewer.dialog.getByTestId('look-closer').click();
    await mark.waitFor();
    await poll(async () => assert.equal(await imp.panel.focused(), 'question'));
  });

  test('is there again after a reload, its parts as pictures', async () => {
    const count = await parts(1).count();
    const text = await imp.panel.answers.nth(1).locator('.markdown').innerText();
    await imp.workbench.open();
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.ready();
    await poll(async () => assert.equal(await parts(1).count(), count), 60_000);
    assert.equal(await imp.panel.answers.nth(1).locator('.markdown').innerText(), text);
    assert.equal(await parts(1).first().locator('svg.crop image').count(), 1);
    // The engine is another one now: the parts go in again.
    await imp.panel.answers.nth(1).getByTestId('regenerate').click();
    await poll(async () => assert.equal(await imp.panel.questions.count(), 2), 30_000);
    await imp.panel.finished(1);
    assert.equal(await parts(1).count(), count);
  });
});
