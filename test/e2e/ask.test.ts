// Ask about a picture in the real editor: paste, stream, several turns, stop, write again, crash, reload. The answers come from
// the built-in nano on the engine that ships; reading is off, so that it is the model that answers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useProduct, picture } from './support/product.ts';

const KIND = 'What kind of picture is this?';

describe('asking about a picture', () => {
  const imp = useProduct({ settings: { 'workbench.colorTheme': 'Default Dark Modern', 'imp.ocr': 'off' } });

  test('the first window says what to do, and no engine runs before it is needed', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    assert.match(await imp.panel.emptyState.innerText(), /paste/i);
    await imp.screenshot('empty');
    assert.deepEqual(imp.engines(), []);
    assert.deepEqual(imp.nativeLibraries(), []);
  });

  test('a pasted chart is encoded before the question is sent', async () => {
    await imp.workbench.copyPicture(picture('chart.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    assert.equal(await imp.panel.thumbnails.first().getAttribute('data-state'), 'ready');
    await imp.screenshot('pasted');
    assert.equal(imp.engines().length, 1);
    const libraries = imp.nativeLibraries();
    assert.ok(
      libraries.some(({ file }) => file.includes('libllama')),
      "the engine's libraries were not found",
    );
    assert.deepEqual(
      libraries.filter(({ process }) => !process.includes('engine.js')),
      [],
      'the extension host has native code of Imp in it',
    );

    assert.match(await imp.panel.ask('Explain this chart.'), /bar chart/i);
    assert.equal(await imp.panel.stateOf(0), 'end');
    assert.match(await imp.panel.frame.getByTestId('figures').first().innerText(), /picture ready before.*tokens\/s/);
    await imp.screenshot('answer');
  });

  test('a second question about the same picture needs no second look at it', async () => {
    const text = await imp.panel.ask(KIND);
    assert.match(text, /bar chart/i);
    assert.match(await imp.panel.frame.getByTestId('figures').nth(1).innerText(), /picture ready before/);
    assert.equal(await imp.panel.questions.count(), 2);
  });

  test('a question is read while it is typed', async () => {
    const text = 'How many bars does this chart have, and which of them is the tallest one of all that are there?';
    const read = async (turn: number) =>
      Number(
        /^(\d+) tokens of prompt read/.exec(
          (await imp.panel.frame.getByTestId('figures').nth(turn).getAttribute('title'))!,
        )![1],
      );
    await imp.panel.ask(text);
    const whole = await read(2);
    await imp.panel.question.click();
    await imp.panel.question.pressSequentially(text, { delay: 30 });
    await imp.workbench.page.waitForTimeout(1500); // to look it over
    await imp.workbench.page.keyboard.press('Enter');
    await imp.panel.finished(3);
    const rest = await read(3);
    assert.ok(whole > 25 && rest < 12, `${rest} tokens were left to read of ${whole}`);
  });

  test('another picture gets another answer', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.emptyState.waitFor();
    await imp.workbench.copyPicture(await pngOf('astronaut.webp'));
    await imp.panel.paste();
    const text = await imp.panel.ask(KIND);
    assert.doesNotMatch(text, /chart/i);
    assert.match(text, /photo/i);
  });

  test('an answer can be written again', async () => {
    const before = await imp.panel.answers.first().getAttribute('data-id');
    await imp.panel.frame.getByTestId('regenerate').first().click();
    await imp.panel.frame
      .locator(`[data-testid="answer"]:not([data-id="${before}"]):not([data-state="streaming"])`)
      .waitFor({ timeout: 60_000 });
    assert.equal(await imp.panel.answers.count(), 1);
    assert.match(await imp.panel.finished(0), /photo/i);
  });

  test('the window reloads and everything is still there, pictures included', async () => {
    await imp.workbench.open();
    await imp.workbench.command('Imp: Ask a Question');
    await imp.panel.ready();
    assert.equal(await imp.panel.questions.locator('.question-text').innerText(), KIND);
    assert.match(await imp.panel.finished(0), /photo/i);
    const loaded = await imp.panel.questions
      .getByTestId('thumbnail')
      .locator('img')
      .evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      });
    assert.deepEqual(loaded, [160, 160]);
    assert.match(await imp.panel.ask('What is this?'), /photo/i);
  });
});

/** A picture as PNG, for the clipboard. */
async function pngOf(name: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return await sharp(picture(name)).png().toBuffer();
}
