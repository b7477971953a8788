/** Code of a mockup in the panel: its page is measured in a frame that runs nothing, and stands over the mockup under a slider. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';
import { likenessOf } from '../../src/mockup/likeness.ts';
import { pageToTarget } from '../../src/mockup/index.ts';
import type { SeenPage } from '../../src/shared/mockup.ts';
import type { AnswerTurnView, PanelState } from '../../src/shared/panel.ts';
import type { PageData, PageNode } from '../../src/shared/structure.ts';
import { closeBrowser, openPanel, panelState } from './harness.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
after(closeBrowser);

const text = (role: PageNode['role'], y: number, words: string, fontSize: number): PageNode => {
  const box = { x: 40, y, width: words.length * fontSize * 0.5, height: fontSize * 1.2 };
  const style = { fontSize, color: '#203040' };
  return { role, box, text: { text: words, box, confidence: 1 }, style, children: [], confidence: 1 };
};
const WORDS = ['Sign in', 'Use your work account <script>top.hacked = 1</script>', 'Forgot your password?'];
const page: PageData = {
  root: {
    role: 'page',
    box: { x: 0, y: 0, width: 800, height: 500 },
    text: null,
    style: { background: '#f4f6fa', fontFamily: 'Arial' },
    flow: 'column',
    children: [text('heading', 40, WORDS[0]!, 30), text('text', 100, WORDS[1]!, 16), text('link', 140, WORDS[2]!, 16)],
    confidence: 1,
  },
  scale: 1,
  theme: 'light',
  confidence: 1,
  notes: [],
};
const { preview } = pageToTarget(page, { framework: 'html', tailwind: false });

function stateOf(src: string, answer: Partial<AnswerTurnView> = {}): PanelState {
  return panelState(
    [
      { role: 'user', id: 'q', text: 'Generate code from this mockup', task: 'mockup', pictures: ['p'] },
      {
        role: 'assistant',
        id: 'a',
        text: '```html\n<p>code</p>\n```',
        state: 'end',
        target: { framework: 'html', tailwind: false },
        preview,
        mockup: { picture: 'p', width: 800, height: 500 },
        ...answer,
      },
    ],
    [{ id: 'p', name: 'mockup.png', width: 800, height: 500, src, state: 'ready' }],
  );
}

/** What the preview looks like in this very browser: the mockup that it is exactly like. */
async function drawn(): Promise<string> {
  const panel = await openPanel(stateOf(''), { width: 800, height: 500 });
  const tab = await panel.page.context().browser()!.newPage();
  await tab.setViewportSize({ width: 800, height: 500 });
  await tab.setContent(preview);
  const shot = `data:image/png;base64,${(await tab.screenshot()).toString('base64')}`;
  await tab.close();
  await panel.page.close();
  return shot;
}

test('the page of the code is measured at the mockup’s size, and looks like it', async () => {
  const seen: { id: string; seen: SeenPage; repair: boolean }[] = [];
  const mockup = await drawn();
  let next: string | undefined;
  const panel = await openPanel(stateOf(mockup), {
    width: 460,
    height: 600,
    answers: {
      seenPage: (given) => {
        seen.push(given);
        const answered = next;
        next = undefined;
        return Promise.resolve(answered === undefined ? {} : { next: answered });
      },
    },
  });
  const { page: tab } = panel;
  await tab.getByTestId('mockup').waitFor();
  while (seen.length === 0) await tab.evaluate(() => new Promise(requestAnimationFrame));
  const [first] = seen;
  assert.deepEqual(first!.seen.texts.map((one) => one.text).sort(), [...WORDS].sort());
  assert.ok(first!.seen.texts.every(({ color }) => color === '#203040'));
  const likeness = likenessOf(page, first!.seen);
  assert.equal(likeness.texts, 1);
  assert.ok(likeness.ssim !== null && likeness.ssim > 0.97, `ssim ${likeness.ssim}`);
  assert.ok(likeness.place > 0.95, `place ${likeness.place}`);
  assert.equal(await tab.locator('iframe.measured').count(), 0, 'the measuring frame stays');
  assert.equal(await tab.getByTestId('mockup-page').getAttribute('sandbox'), '');
  assert.equal(await tab.evaluate(() => 'hacked' in window), false);

  // The whole page is in view, as wide as there is room.
  const stage = (await tab.locator('.mockup-stage').first().boundingBox())!;
  assert.ok(stage.width < 460 && Math.abs(stage.height - (stage.width * 500) / 800) < 2, JSON.stringify(stage));
  // Mockup and page lie over each other, whatever the window's height is.
  const sizes = await tab
    .locator('.mockup-original, .mockup-page')
    .evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
  assert.equal(new Set(sizes).size, 1, sizes.join(' '));
  await tab.getByTestId('mode-difference').click();
  await tab.getByTestId('difference').waitFor();

  await panel.change({
    type: 'turn',
    turn: {
      ...(stateOf(mockup).conversation.turns[1] as AnswerTurnView),
      mockup: { picture: 'p', width: 800, height: 500, likeness },
    },
  });
  assert.match(await tab.getByTestId('likeness').innerText(), /Likeness: 9\d\.\d %/);
  // A repair draws what the extension wants to see, until that is enough.
  next = preview.replaceAll('Sign in', 'Log in');
  const before = seen.length;
  await tab.getByTestId('repair').click();
  while (seen.length < before + 2) await tab.evaluate(() => new Promise(requestAnimationFrame));
  assert.deepEqual(
    seen.slice(before).map(({ repair }) => repair),
    [true, true],
  );
  assert.ok(seen.at(-1)!.seen.texts.some((one) => one.text === 'Log in'));
  await panel.change({
    type: 'turn',
    turn: {
      ...(stateOf(mockup).conversation.turns[1] as AnswerTurnView),
      mockup: { picture: 'p', width: 800, height: 500, likeness, before: { ...likeness, all: likeness.all - 0.05 } },
    },
  });
  assert.match(await tab.getByTestId('repaired').innerText(), /before/);
  assert.equal(await tab.getByTestId('repair').count(), 0);
  await tab.evaluate(AXE);
  const violations = await tab.evaluate(
    `axe.run('[data-testid=mockup]', { rules: { 'color-contrast': { enabled: false } } }).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes[0].html.slice(0, 120)))`,
  );
  assert.deepEqual(violations, []);
  await panel.shoot('mockup');
  assert.deepEqual(panel.errors, []);
});
