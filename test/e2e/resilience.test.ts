// What goes wrong in a day: an answer stopped half-way, the engine killed in the middle of one, pictures that are none or that
// lie, another model chosen. Nothing may be lost and every failure says what to do.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { deflateSync, crc32 } from 'node:zlib';
import { after, describe, test } from 'node:test';
import { inMidAnswer, TALKATIVE, talkativeModel } from './support/engine.ts';
import { picture, useProduct } from './support/product.ts';

const KIND = 'What kind of picture is this?';
const CODE = 'Write the HTML and CSS for this mockup.';

const models = await talkativeModel();

describe('when something goes wrong', () => {
  after(() => rmSync(models, { recursive: true, force: true }));
  const imp = useProduct({
    settings: {
      'imp.models.directories': [models],
      'imp.model': TALKATIVE,
      'imp.maxAnswerTokens': 700,
      'imp.ocr': 'off',
    },
    files: {
      'login.png': picture('mockup.png'),
      '<img src=x onerror=parent.hacked=1>.png': picture('chart.png'),
      'bomb.png': pngHeader(60_000, 60_000),
      'bomb.svg': nestedUses(6),
      'words.png': 'these are words, not a picture',
      'short.png': picture('chart.png').subarray(0, 600),
    },
  });

  async function withMockup(): Promise<void> {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.workbench.copyPicture(picture('mockup.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
  }

  test('an answer streams: its first words are there before the engine has the rest', async () => {
    await withMockup();
    const partly = await inMidAnswer(imp, CODE, () => imp.panel.answers.first().locator('.markdown').innerText());
    const text = await imp.panel.finished(0);
    assert.ok(partly.trim().length > 0 && text.length > partly.length, `first "${partly}", then "${text}"`);
  });

  test('Stop ends the answer and keeps what was written', async () => {
    await withMockup();
    await inMidAnswer(imp, CODE, async () => {
      await imp.panel.stopButton.click();
    });
    const text = await imp.panel.finished(0);
    assert.equal(await imp.panel.stateOf(0), 'cancelled');
    assert.ok(text.length > 0);
    // And the next answer works.
    assert.ok((await imp.panel.ask(KIND)).length > 0);
    assert.equal(await imp.panel.stateOf(1), 'length');
  });

  test('Imp: Stop does the same from the palette, and is offered only while Imp answers', async () => {
    await withMockup();
    await inMidAnswer(imp, CODE, async () => {
      await imp.workbench.command('Imp: Stop');
    });
    await imp.panel.finished(0);
    assert.equal(await imp.panel.stateOf(0), 'cancelled');
    assert.ok(!(await imp.workbench.commands('Imp: St')).includes('Imp: Stop'));
  });

  test('an engine killed in mid-answer is one clear message, and "Try again" answers', async () => {
    await withMockup();
    const killed = await inMidAnswer(imp, CODE, (pid) => {
      process.kill(pid, 'SIGKILL');
      return pid;
    });
    await imp.panel.failure.waitFor();
    assert.equal(await imp.panel.stateOf(0), 'failed');
    assert.match(await imp.panel.failure.innerText(), /engine|ended|stopped|crash/i);
    assert.ok(
      (await imp.panel.answers.first().locator('.markdown').innerText()).length > 0,
      'what was written is gone',
    );
    await imp.screenshot('engine-killed');

    await imp.panel.frame.getByTestId('failure-action').first().click();
    await imp.panel.frame
      .locator('[data-testid="answer"]:not([data-state="failed"]):not([data-state="streaming"])')
      .waitFor({ timeout: 120_000 });
    assert.equal(await imp.panel.answers.count(), 1);
    const [pid] = imp.engines();
    assert.ok(pid && pid !== killed);
    assert.ok((await imp.panel.ask(KIND)).length > 0);
    assert.equal(await imp.panel.stateOf(1), 'length');
  });

  for (const [file, why] of [
    ['words.png', /words\.png/],
    ['short.png', /short\.png|incomplete|truncated|damaged|read/i],
    ['bomb.png', /large|pixels/i],
  ] as const) {
    test(`${file} is refused in words, and the conversation goes on`, async () => {
      await withMockup();
      await imp.workbench.contextMenu(imp.workbench.file(file), 'Imp', 'Ask About Image…');
      const message = imp.workbench.page.locator('.notification-list-item');
      const shown = await Promise.race([
        message
          .first()
          .waitFor()
          .then(() => message.first().innerText()),
        imp.panel.frame
          .locator('.thumb[data-state="error"] .thumb-open')
          .waitFor()
          .then(() => imp.panel.frame.locator('.thumb[data-state="error"] .thumb-open').getAttribute('aria-label')),
        imp.panel.notice.waitFor().then(() => imp.panel.notice.innerText()),
      ]);
      assert.match(shown ?? '', why);
      await imp.screenshot(`refused-${file.replace('.png', '')}`);
      await imp.workbench.clearNotifications();
      const broken = imp.panel.frame.locator('.composer .thumb[data-state="error"] .thumb-remove');
      if (await broken.count()) {
        await broken.click();
        await broken.waitFor({ state: 'detached' }); // the conversation is notified, and notifies the panel
      }
      assert.equal(await imp.panel.thumbnails.count(), 1);
      assert.match(await imp.panel.ask(KIND), /mockup/i);
    });
  }

  test('a drawing of a million shapes stops neither the window nor the next picture', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    const windows = [imp.workbench.page.locator('body'), imp.panel.frame.locator('body')];
    for (const window of windows) await window.evaluate(watchPauses);
    const begun = Date.now();
    await imp.workbench.contextMenu(imp.workbench.file('bomb.svg'), 'Imp', 'Ask About Image…');
    await imp.panel.thumbnails.first().waitFor();
    await imp.workbench.copyPicture(picture('mockup.png'));
    await imp.panel.paste();
    await imp.panel.frame.locator('.composer .thumb[data-state="ready"]').waitFor();
    const refused = imp.panel.frame.locator('.composer .thumb[data-state="error"]');
    await refused.getByRole('button', { name: /bomb\.svg.*takes too much time or memory/ }).waitFor();
    const took = Date.now() - begun;
    assert.ok(took < 45_000, `it took ${took} ms`);
    for (const window of windows) {
      const longest = await window.evaluate(() => (globalThis as { longestPause?: number }).longestPause!);
      assert.ok(longest < 3000, `a window stood still for ${Math.round(longest)} ms`);
    }
    assert.equal(await imp.panel.frame.locator('img[src*=".svg"], image').count(), 0);
  });

  test('a file name is text, whatever it says', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.workbench.contextMenu(
      imp.workbench.page.locator('.explorer-folders-view').getByRole('treeitem').filter({ hasText: 'onerror' }),
      'Imp',
      'Explain This Chart',
    );
    await imp.panel.finished(0);
    assert.equal(await imp.panel.stateOf(0), 'length');
    const label = await imp.panel.questions
      .getByTestId('thumbnail')
      .getByRole('button')
      .first()
      .getAttribute('aria-label');
    assert.match(label ?? '', /onerror/);
    assert.equal(
      await imp.panel.frame
        .locator('body')
        .evaluate(() => (parent as { hacked?: number }).hacked ?? (window as { hacked?: number }).hacked),
      undefined,
    );
    assert.equal(await imp.panel.frame.locator('img[src="x"]').count(), 0);
  });

  test('another model is chosen from the picker and answers in the same conversation', async () => {
    await imp.panel.model.click();
    const row = imp.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Imp nano' });
    await row.waitFor();
    await imp.screenshot('model-picker-shared');
    await row.click();
    await imp.panel.model.filter({ hasText: 'Imp nano' }).waitFor();
    const before = await imp.panel.answers.count();
    await imp.panel.ask(KIND);
    assert.equal(await imp.panel.stateOf(before), 'end');
    assert.match(await imp.panel.frame.getByTestId('figures').last().innerText(), /Imp nano/);
    assert.equal(await imp.panel.questions.count(), 2);
  });

  test('the engine ends with the window', async () => {
    assert.equal(imp.engines().length, 1);
    await imp.session.page.close();
    await imp.session.workbench.stop();
    for (let tries = 0; tries < 50 && imp.engines().length; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(imp.engines(), []);
  });
});

/** Runs in a page: keeps the longest time, in ms, in which nothing else of the page could run. */
function watchPauses(): void {
  const page = globalThis as { longestPause?: number };
  page.longestPause = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    page.longestPause = Math.max(page.longestPause!, now - last);
    last = now;
  }, 50);
}

/** Each level draws the one below ten times: ten to the power of `levels` squares in a kilobyte. */
function nestedUses(levels: number): string {
  const groups = Array.from(
    { length: levels },
    (_, level) => `<g id="g${level + 1}">${`<use href="#g${level}" x="1"/>`.repeat(10)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><defs><rect id="g0" width="3" height="3" opacity=".5"/>${groups.join('')}</defs><use href="#g${levels}"/></svg>`;
}

/** A PNG whose header promises a picture of this size, with next to no data behind it. */
function pngHeader(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
