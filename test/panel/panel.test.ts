/** What the panel promises: new questions in view, a way to stop, words that are kept, nothing cut off where it is narrow. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import type { AnswerTurnView, PanelState, PictureView, TurnView, UserTurnView } from '../../src/shared/panel.ts';
import { closeBrowser, openPanel, panelState, violations } from './harness.ts';

after(closeBrowser);

const sample = (name: string) =>
  `data:image/png;base64,${readFileSync(join(ROOT, 'media/samples', name)).toString('base64')}`;
const wide = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="90"><rect width="450" height="90" fill="#c33"/><rect x="450" width="450" height="90" fill="#36c"/></svg>')}`;
const picture = (id: string, more: Partial<PictureView> = {}): PictureView => ({
  id,
  name: `${id}.png`,
  width: 900,
  height: 600,
  src: sample('chart.png'),
  state: 'ready',
  ...more,
});
const question = (i: number, more: Partial<UserTurnView> = {}): UserTurnView => ({
  role: 'user',
  id: `q${i}`,
  text: `Question ${i}: which of these bars is the tallest one in this chart?`,
  pictures: [],
  ...more,
});
const answer = (i: number, more: Partial<AnswerTurnView> = {}): AnswerTurnView => ({
  role: 'assistant',
  id: `a${i}`,
  text: `Answer ${i}.\n\n${'The bar of the third quarter is the tallest. '.repeat(8)}\n\n\`\`\`html\n<p class="a-rather-long-class-name another-long-one">x</p>\n\`\`\``,
  state: 'end',
  ...more,
});
const timings = {
  load_ms: 0,
  encode_ms: 0,
  prefill_tokens: 9,
  prefill_ms: 9,
  first_token_ms: 200,
  generated_tokens: 9,
  drafted_tokens: 0,
  generate_ms: 900,
  total_ms: 1100,
};

const stateOf = (turns: TurnView[], more: Partial<PanelState> = {}): PanelState =>
  panelState(turns, [picture('p')], more);

const many = Array.from({ length: 8 }, (_, i) => [question(i, { pictures: i === 0 ? ['p'] : [] }), answer(i)]).flat();

test('a new question comes into view whoever asks it, and there is a way to the newest', async () => {
  const { page, change, errors } = await openPanel(stateOf(many));
  const scroller = page.locator('#conversation');
  const atEnd = () =>
    scroller.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 40);
  assert.ok(await atEnd());
  assert.equal(await page.getByTestId('jump').count(), 0);
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await page.getByTestId('jump').click();
  assert.ok(await atEnd());
  await page.getByTestId('jump').waitFor({ state: 'detached' });
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await page.getByTestId('jump').waitFor();
  await change({ type: 'turn', turn: question(99) });
  assert.ok(await atEnd(), 'the new question is out of view');
  // What streams does not pull a reader down.
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await page.getByTestId('jump').waitFor();
  await change({ type: 'turn', turn: answer(99, { state: 'streaming', text: 'more\n\n'.repeat(30) }) });
  assert.equal(await atEnd(), false);
  assert.deepEqual(errors, []);
});

test('thirty pictures leave the box and its buttons in view, and what the model cannot take is said before it is asked', async () => {
  const pictures = Array.from({ length: 30 }, (_, i) => picture(`p${i}`));
  for (const size of [
    { width: 400, height: 700 },
    { width: 290, height: 500 },
    { width: 162, height: 500 },
  ]) {
    const { page, shoot, errors } = await openPanel(
      stateOf([], { pictures, pending: pictures.map(({ id }) => id) }),
      size,
    );
    for (const name of ['send', 'question', 'model-picker']) {
      const box = (await page.getByTestId(name).boundingBox())!;
      assert.ok(
        box.y >= 0 && box.y + box.height <= size.height && box.x >= 0 && box.x + box.width <= size.width,
        `${name} at ${size.width}`,
      );
    }
    assert.match(await page.getByTestId('too-many').innerText(), /30 pictures do not fit .* takes 2 at once/);
    await shoot(`thirty-${size.width}`);
    assert.deepEqual(errors, []);
  }
});

test('Escape stops; Enter while an answer is written says why it waits, and keeps what was typed', async () => {
  const { page, asked, shoot } = await openPanel(
    stateOf([question(0), answer(0, { state: 'streaming', text: 'so far' })]),
  );
  await page.getByTestId('question').fill('And then?');
  await page.getByTestId('question').press('Enter');
  assert.match(await page.getByTestId('notice').innerText(), /An answer is being written/);
  assert.equal(await page.getByTestId('question').inputValue(), 'And then?');
  await shoot('stop');
  await page.getByTestId('question').press('Escape');
  assert.deepEqual(
    asked.filter(({ method }) => method !== 'saveDraft').map(({ method }) => method),
    ['stop'],
  );
});

test('figures tell what the user waited; a picture is spoken of only where there was one', async () => {
  const figures = { model: 'Imp', timings, reusedTokens: 0, waitedMs: 17_700 };
  const turns = [
    question(0, { pictures: ['p'] }),
    answer(0, { figures: { ...figures, pictures: 1 } }),
    question(1),
    answer(1, { figures: { ...figures, pictures: 0 } }),
  ];
  const { page } = await openPanel(stateOf(turns));
  const [first, second] = await page.getByTestId('figures').allInnerTexts();
  assert.match(first!, /first word 18 s · picture ready before/);
  assert.doesNotMatch(second!, /picture/);
});

test('an answer that was cut off goes on, or leads to the setting; one that a reload stopped is asked again', async () => {
  const { page, asked, shoot } = await openPanel(
    stateOf([
      question(0),
      answer(0, { state: 'cancelled', interrupted: true }),
      question(1),
      answer(1, { state: 'length' }),
    ]),
  );
  await page.getByTestId('cut-off').getByRole('button', { name: 'Continue' }).click();
  await page.getByTestId('cut-off').getByRole('button', { name: 'Change the length' }).click();
  await page.getByTestId('interrupted').getByRole('button', { name: 'Try again' }).click();
  assert.deepEqual(asked, [
    { method: 'continueAnswer', params: { id: 'a1' } },
    { method: 'run', params: { action: 'answerLength' } },
    { method: 'regenerate', params: { id: 'a0' } },
  ]);
  await shoot('cut-off');
});

test('a question is asked in other words: by its button, and with Up', async () => {
  const { page, asked } = await openPanel(stateOf([question(0), answer(0), question(1), answer(1)]));
  await page.getByTestId('question').press('ArrowUp');
  const box = page.getByTestId('question-edit');
  await box.waitFor();
  assert.equal(await box.inputValue(), question(1).text);
  await box.press('Escape');
  await box.waitFor({ state: 'detached' });
  await page.getByTestId('question-turn').first().hover();
  await page.getByTestId('edit-question').first().click();
  await box.fill('Other words');
  await box.press('Enter');
  await box.waitFor({ state: 'detached' });
  assert.deepEqual(asked, [{ method: 'resend', params: { id: 'q0', text: 'Other words' } }]);
  await page.getByTestId('question-turn').first().hover();
  await page.getByTestId('copy-question').first().click();
  await page.locator('.icon-button.done[title="Copied"]').waitFor();
});

test('a failed save is said until it works; a picture that is still being drawn has a place', async () => {
  const { page, asked, change, errors } = await openPanel(
    stateOf([question(0, { pictures: ['s'] }), answer(0)], {
      unsaved: 'The disk is full.',
      pictures: [picture('s', { src: '' })],
    }),
  );
  assert.match(await page.getByTestId('unsaved').innerText(), /not saved: The disk is full/);
  await page.getByTestId('unsaved').getByRole('button', { name: 'Try again' }).click();
  assert.deepEqual(asked, [{ method: 'saveAgain', params: {} }]);
  await change({ type: 'unsaved', problem: null });
  assert.equal(await page.getByTestId('unsaved').count(), 0);
  assert.equal(await page.locator('.thumb img').count(), 0, 'an address of nothing is loaded');
  assert.deepEqual(errors, []);
});

test('made narrow, the empty box says all of how a picture is brought', async () => {
  const { page, shoot } = await openPanel(stateOf([]), { width: 400 });
  await page.setViewportSize({ width: 162, height: 700 });
  await page.waitForTimeout(100);
  await shoot('empty-162');
  const { scrollHeight, clientHeight } = await page
    .getByTestId('question')
    .evaluate(({ scrollHeight, clientHeight }) => ({ scrollHeight, clientHeight }));
  assert.ok(scrollHeight <= clientHeight, `${scrollHeight - clientHeight} pixels are cut`);
});

test('the history is searched, and shows its pictures', async () => {
  const history = Array.from({ length: 9 }, (_, i) => ({
    id: `h${i}`,
    title: i === 4 ? 'Why did the build fail?' : `Conversation ${i}`,
    updatedAt: 1_700_000_000_000 - i * 1e7,
    turns: 2,
    pictures: 1,
    thumbnail: sample('chart.png'),
  }));
  const { page, change, shoot } = await openPanel(stateOf([], { history }), { width: 290 });
  await page.evaluate(() =>
    window.postMessage({ jsonrpc: '2.0', id: 'x', method: 'act', params: { params: { type: 'showHistory' } } }, '*'),
  );
  await page.getByTestId('history').waitFor();
  await shoot('history-290');
  await page.getByTestId('history-search').fill('build why');
  await page.locator('.history-row').nth(1).waitFor({ state: 'detached' });
  assert.match(await page.locator('.history-row').innerText(), /Why did the build fail/);
  await change({ type: 'notice', message: 'x' });
});

test('a preview leads nowhere, loads nothing, and draws nothing many times over', async () => {
  const html = [
    '<a href="https://evil.example/">link</a><svg><a xlink:href="https://evil.example/"><text>t</text></a></svg>',
    '<form action="https://evil.example/"><button formaction="https://evil.example/">go</button></form>',
    '<img src="data:image/svg+xml,<svg/>"><img src="data:image/png;base64,AA=="><img src="https://evil.example/x.png">',
    '<svg><defs><g id="a"/><filter id="f"/><mask id="m"/><pattern id="p"/></defs><use href="#a"/><foreignObject/></svg>',
    '<style>p { content: "<</style/style><img src=https://evil.example/css>" }</style>',
    '<p style="} </style><script>1</script> { color: red">x</p><map><area href="https://evil.example/"></map>',
  ].join('\n');
  const { page, asked, errors } = await openPanel(
    stateOf([question(0), answer(0, { text: `\`\`\`html\n${html}\n\`\`\`` })]),
  );
  await page.getByRole('button', { name: 'Preview' }).click();
  // The same page opens in an editor tab, where it has room.
  await page.getByRole('button', { name: 'Open in an editor tab' }).click();
  assert.deepEqual(asked, [
    { method: 'showPreview', params: { document: await page.getByTestId('preview').getAttribute('srcdoc') } },
  ]);
  const found = await page.getByTestId('preview').evaluate((frame) => {
    const document = new DOMParser().parseFromString((frame as HTMLIFrameElement).srcdoc, 'text/html');
    const all = [...document.body.querySelectorAll('*')];
    return {
      addresses: all.flatMap((element) =>
        [...element.attributes].filter(({ value }) => /evil|svg\+xml/.test(value)).map(({ name }) => name),
      ),
      tags: [...new Set(all.map(({ tagName }) => tagName.toLowerCase()))],
      styles: document.querySelectorAll('style').length,
      raster: document.querySelectorAll('img[src^="data:image/png"]').length,
    };
  });
  assert.deepEqual(found.addresses, []);
  for (const tag of ['use', 'filter', 'mask', 'pattern', 'foreignobject', 'script', 'style'])
    assert.ok(!found.tags.includes(tag), `${tag} is in the preview`);
  assert.deepEqual([found.styles, found.raster], [1, 1]);
  assert.deepEqual(
    errors.filter((error) => !/net::ERR|Failed to load|decode/.test(error)),
    [],
  );
});

/** Elements that stick out of the window, or whose words are cut. */
function cut(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>(
    'button, [role=tab], .tab-panel p, .size, textarea, h1, h2, small, .chip',
  )) {
    if (element.closest('.visually-hidden') || element.closest('pre')) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || getComputedStyle(element).opacity === '0') continue;
    if (box.right > window.innerWidth + 1 || box.left < -1)
      found.push(`${element.className || element.tagName}: ${element.textContent?.trim().slice(0, 30)}`);
  }
  return found;
}

for (const language of ['en', 'zh-cn']) {
  for (const theme of ['dark', 'light'] as const) {
    for (const width of [400, 290, 162]) {
      test(`nothing is cut off at ${width} px, ${theme}, ${language}; axe finds nothing`, async () => {
        const turns = [
          question(0, { pictures: ['p', 'w'] }),
          answer(0, {
            state: 'length',
            figures: { model: 'Imp-3B', timings, reusedTokens: 4, waitedMs: 3200, pictures: 2 },
          }),
        ];
        const pictures = [picture('p'), picture('w', { src: wide, width: 900, height: 90 })];
        const { page, shoot, errors } = await openPanel(stateOf(turns, { pictures, pending: ['p', 'w'] }), {
          width,
          theme,
          language,
        });
        await page.locator('#conversation').evaluate((element) => element.scrollTo({ top: 0 }));
        await shoot(`${language}-${theme}-${width}`);
        assert.deepEqual(await page.evaluate(cut), []);
        await page.getByTestId('thumbnail').first().getByRole('button').first().click();
        await page.getByTestId('viewer').waitFor();
        await shoot(`${language}-${theme}-${width}-viewer`);
        assert.deepEqual(await page.evaluate(cut), []);
        // The title is more than its first letters, and nothing stands alone on a third line.
        const { share, height } = await page.locator('.viewer > header').evaluate((header) => ({
          share: header.querySelector('h2')!.clientWidth / header.clientWidth,
          height: header.clientHeight,
        }));
        assert.ok(share > 0.5 && height < 80, `the title has ${share} of its line, the head is ${height} px high`);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(errors, []);
      });
    }
  }
}

test('the text of a picture comes with its language, with writing that was not read, and with what was left out', async () => {
  const box = { x: 0, y: 0, width: 10, height: 10 };
  const { page, shoot, errors } = await openPanel(stateOf([], { pictures: [picture('p')], pending: ['p'] }), {
    width: 290,
    answers: {
      read: () =>
        Promise.resolve({
          lines: [{ text: 'Guten Tag', words: [], box }],
          text: 'Guten Tag',
          ms: 1,
          languages: ['deu', 'chi_sim'],
          unread: [
            { script: 'Cyrillic', box },
            { script: 'Cyrillic', box },
          ],
          left: [{ text: '<img src=x onerror=alert(1)>', confidence: 12, box, why: 'noise' as const }],
        }),
    },
  });
  await page.getByTestId('thumbnail').first().getByRole('button').first().click();
  await page.locator('#tab-text').click();
  assert.match(await page.getByTestId('text-languages').innerText(), /German, Simplified Chinese/);
  assert.match(await page.getByTestId('text-unread').innerText(), /writing in Cyrillic stands at 2 places/);
  await page.getByTestId('text-left').locator('summary').click();
  assert.match(await page.getByTestId('text-left').innerText(), /<img src=x onerror=alert\(1\)> \(12 % sure\)/);
  await shoot('text-tab-290');
  assert.deepEqual(await page.evaluate(cut), []);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(errors, []);
});
