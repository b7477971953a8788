/** Data under answers: values with their source, changes, the proof with its likeness, forms; nothing cut off, nothing that axe finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import type { AnswerTurnView, PanelState } from '../../src/shared/panel.ts';
import type { ChartPart, DataPart, TablePart } from '../../src/shared/pictureData.ts';
import { closeBrowser, openPanel, panelState, violations } from './harness.ts';

after(closeBrowser);

const sample = (name: string) =>
  `data:image/png;base64,${readFileSync(join(ROOT, 'media/samples', name)).toString('base64')}`;

const tick = (value: number) => ({
  text: String(value),
  value,
  box: { x: 77, y: 551 - 5 * value, width: 26, height: 18 },
  position: 560 - 5 * value,
  confidence: 1,
});
const names = ['Q1', 'Q2', 'Q3', 'Q4'];

/** What reading finds in media/samples/chart.png. */
const chart: ChartPart = {
  kind: 'chart',
  picture: 'p',
  index: 0,
  data: {
    kind: 'bar',
    title: { text: 'Quarterly Sales', box: { x: 342, y: 40, width: 284, height: 31 }, confidence: 1 },
    box: { x: 0, y: 0, width: 960, height: 640 },
    plot: { x: 104, y: 71, width: 835, height: 513 },
    x: {
      title: null,
      type: 'category',
      scale: 'linear',
      unit: null,
      reversed: false,
      ticks: names.map((text, i) => ({
        text,
        value: null,
        box: { x: 209 + 190 * i, y: 584, width: 31, height: 21 },
        position: 225 + 190 * i,
        confidence: 1,
      })),
    },
    y: {
      title: null,
      type: 'number',
      scale: 'linear',
      unit: null,
      reversed: false,
      ticks: [80, 60, 40, 20, 0].map(tick),
    },
    series: [
      {
        name: '',
        color: '#3b82f6',
        points: [42, 58, 35, 71].map((y, i) => ({
          label: names[i]!,
          y,
          from: i === 3 ? ('measured' as const) : ('label' as const),
          confidence: i === 3 ? 0.6 : 0.97,
          box: { x: 170 + 190 * i, y: 560 - 5 * y, width: 110, height: 5 * y },
        })),
      },
    ],
    confidence: 0.97,
    notes: [],
  },
};

const cell = (text: string, x: number, y: number) => ({ text, box: { x, y, width: 80, height: 20 }, confidence: 0.95 });
const table: TablePart = {
  kind: 'table',
  picture: 'p',
  index: 0,
  data: {
    title: null,
    box: { x: 0, y: 0, width: 400, height: 200 },
    headRows: 1,
    rows: [
      [cell('<img src=x onerror=alert(1)>', 0, 0), cell('Users', 100, 0)],
      [cell('a\tb', 0, 30), cell('1,204', 100, 30)],
    ],
    alignment: ['left', 'right'],
    confidence: 0.9,
    notes: [],
  },
};

function stateOf(data: DataPart[]): PanelState {
  const answer: AnswerTurnView = {
    role: 'assistant',
    id: 'a',
    text: 'This is a bar chart, "Quarterly Sales".',
    state: 'end',
    fromFacts: true,
    data,
  };
  return panelState(
    [{ role: 'user', id: 'q', text: 'Explain this chart', task: 'chart', pictures: ['p'] }, answer],
    [{ id: 'p', name: 'chart.png', width: 960, height: 640, src: sample('chart.png'), state: 'ready' }],
    { model: { id: 'm', name: 'Imp-3B' } },
  );
}

test('values say how they were found, what one points at is marked, and changes go to the extension', async () => {
  const { page, asked, errors } = await openPanel(stateOf([chart]));
  const value = page.getByRole('textbox', { name: /^71, Q4, measured, 60 % sure/ });
  await value.waitFor();
  assert.match(await page.getByTestId('data-sources').innerText(), /3 values printed · 1 measured/);
  assert.equal(await page.locator('td[data-doubtful]').count(), 1);
  assert.equal(await page.locator('.pointed').count(), 0);
  await value.hover();
  const marked = await page.locator('.pointed').first().getAttribute('x');
  assert.equal(Number(marked), 739, 'the mark is around the bar of Q4');
  await value.fill('eighty');
  await value.press('Enter');
  assert.match(await page.getByTestId('notice').innerText(), /A number stands here: "eighty"/);
  assert.equal(await value.inputValue(), '71');
  await value.fill('1,080.5 %');
  await value.press('Enter');
  const name = page.getByRole('textbox', { name: /^Q2/ });
  await name.fill('Second');
  await name.press('Enter');
  await page.getByTestId('data-copy').click();
  await page.getByTestId('data-write').selectOption('vega-lite');
  await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('[data-testid=data-write]')?.value === '');
  assert.deepEqual(asked, [
    { method: 'editData', params: { id: 'a', part: 0, edit: { type: 'value', series: 0, point: 3, value: 1080.5 } } },
    { method: 'editData', params: { id: 'a', part: 0, edit: { type: 'key', key: 'Q2', to: 'Second' } } },
    { method: 'writeData', params: { id: 'a', part: 0, form: 'tsv', target: 'clipboard' } },
    { method: 'writeData', params: { id: 'a', part: 0, form: 'vega-lite', target: 'editor' } },
  ]);
  assert.deepEqual(errors, []);
});

test('the proof draws the data again, its likeness is measured, and a wrong value lowers it', async () => {
  const { page, change, shoot, errors } = await openPanel(stateOf([chart]), { width: 700, height: 800 });
  await page.getByTestId('proof-slider').click();
  const likeness = async () => {
    const text = page.getByTestId('likeness');
    await page.waitForFunction(() => /\d/.test(document.querySelector('[data-testid=likeness]')?.textContent ?? ''));
    return Number(/^([\d.]+) %/.exec(await text.innerText())![1]);
  };
  const right = await likeness();
  assert.ok(right > 90, `only ${right} % alike`);
  assert.match(await page.getByTestId('likeness').innerText(), /1 doubtful/);
  assert.equal(await page.getByTestId('redrawn').locator('.mark').count(), 4);
  await shoot('data-proof');
  await page.getByRole('slider').press('Home');
  assert.equal(await page.getByTestId('compare').evaluate((element) => element.style.getPropertyValue('--at')), '0%');
  const wrong = structuredClone(chart);
  Object.assign(wrong, { read: chart.data });
  Object.assign(wrong.data.series[0]!.points[0]!, { y: 12, from: 'user' });
  const turn = stateOf([wrong]).conversation.turns[1]!;
  await change({ type: 'turn', turn });
  await page.getByTestId('data-reset').waitFor();
  await page.waitForFunction(
    () => !/Comparing/.test(document.querySelector('[data-testid=likeness]')?.textContent ?? ''),
  );
  const changed = await likeness();
  assert.ok(changed < right - 5, `${changed} % after a wrong value, ${right} % before`);
  await page.getByTestId('proof-blink').click();
  assert.equal(await page.getByTestId('compare').getAttribute('data-blink'), 'true');
  assert.deepEqual(errors, []);
});

test("a table's cells are words, whatever they hold", async () => {
  const { page, asked, errors } = await openPanel(stateOf([table]));
  const head = page.locator('thead input').first();
  assert.equal(await head.inputValue(), '<img src=x onerror=alert(1)>');
  assert.equal(await page.locator('.data img').count(), 0);
  await page.locator('tbody input').nth(1).fill('1,205');
  await page.locator('tbody input').nth(1).press('Tab');
  await page.waitForFunction(() => document.activeElement?.tagName !== 'BODY');
  assert.deepEqual(asked, [
    { method: 'editData', params: { id: 'a', part: 0, edit: { type: 'cell', row: 1, column: 1, text: '1,205' } } },
  ]);
  assert.deepEqual(errors, []);
});

/** Elements of the data that stick out of the window. */
function cut(): string[] {
  return [...document.querySelectorAll<HTMLElement>('.data button, .data select, .data summary, .data p, .data svg')]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1);
    })
    .map((element) => `${element.className}: ${element.textContent?.trim().slice(0, 30)}`);
}

for (const [language, theme, width] of [
  ['en', 'dark', 400],
  ['en', 'light', 700],
  ['zh-cn', 'light', 290],
  ['zh-cn', 'dark', 162],
] as const) {
  test(`data at ${width} px, ${theme}, ${language}: nothing is cut off, axe finds nothing`, async () => {
    const { page, shoot, errors } = await openPanel(stateOf([chart, table]), { width, theme, language });
    await page.getByTestId('data').nth(1).locator('summary').click();
    await page.locator('#conversation').evaluate((element) => element.scrollTo({ top: 0 }));
    await shoot(`data-${language}-${theme}-${width}`);
    await page.getByTestId('proof-slider').click();
    await page.getByTestId('likeness').scrollIntoViewIfNeeded();
    await shoot(`data-${language}-${theme}-${width}-proof`);
    assert.deepEqual(await page.evaluate(cut), []);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
  });
}
