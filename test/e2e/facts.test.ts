// Questions that the picture itself answers, in the real editor: what was read comes before any model, and shows where it stands.
// A diagram is drawn beside its picture, places are marked both ways, its text is changed and goes into a Markdown file.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { mockups } from './parts/mockups.ts';
import { poll } from './support/poll.ts';
import { picture, useProduct } from './support/product.ts';
import { scriptedModel } from './support/scriptedModel.ts';

/** In the sample chart Q3 is 35. */
const CONTRARY = 'contrary';
const models = await scriptedModel(CONTRARY, 'Q3: 51');

/** Labels of a diagram that are more than text elsewhere. */
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '%%{init: {}}%%',
  'click n1 "javascript:x"',
];

describe('answers from what stands in the picture', () => {
  after(() => rmSync(models, { recursive: true, force: true }));
  const imp = useProduct({
    files: { 'notes.md': '# Notes\n\n', 'login.png': picture('mockup.png') },
    settings: { 'imp.offline': true, 'imp.models.directories': [models] },
  });

  test('without a picture there is no answer about one', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    assert.match(await imp.panel.ask('What is the highest value in this chart?'), /there is no picture/);
    assert.equal(await imp.panel.frame.getByTestId('from-facts').count(), 1);
  });

  test('a chart: three questions in a row, the marks, and the same in Chinese', async () => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.workbench.copyPicture(picture('chart.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    assert.match(await imp.panel.ask('What is the title?'), /Quarterly Sales/);
    const highest = await imp.panel.ask('Which one is the highest?');
    assert.ok(highest.length > 3);
    assert.ok((await imp.panel.ask('And the lowest?')).length > 3);
    assert.ok((await imp.panel.frame.getByTestId('show-boxes').count()) >= 1);
    assert.match(await imp.panel.ask('标题是什么？'), /标题是“.*Quarterly Sales/);
    await imp.screenshot('facts');
  });

  test("a real model's words follow what was read, and what the picture contradicts stands beside them", async () => {
    imp.session.changeSettings({ 'imp.model': CONTRARY });
    await imp.panel.model.filter({ hasText: 'tiny-phi3' }).waitFor();
    await imp.workbench.command('Imp: New Conversation');
    await imp.workbench.copyPicture(picture('chart.png'));
    await imp.panel.paste();
    await imp.panel.picturesSettled();
    const text = await imp.panel.ask('What is the value of Q3?');
    assert.equal(text.trim(), 'Q3: 51');
    const answer = imp.panel.answers.first();
    assert.match(await answer.getByTestId('facts-text').innerText(), /35/);
    assert.match(
      await answer.getByTestId('contradicted').innerText(),
      /The answer says 51 for Q3; in the picture it is 35/,
    );
    await imp.screenshot('contradicted');
    imp.session.changeSettings({ 'imp.model': null });
    await imp.panel.model.filter({ hasText: 'Imp nano' }).waitFor();
  });

  const drawn = () => imp.panel.answers.first().getByTestId('diagram');
  const explain = async (bytes: Buffer) => {
    await imp.workbench.command('Imp: New Conversation');
    await imp.panel.ready();
    await imp.workbench.copyPicture(bytes);
    await imp.workbench.command('Imp: Ask About Clipboard Image');
    await imp.panel.picturesSettled();
    await imp.workbench.command('Imp: Explain This Diagram');
    await imp.panel.finished(0);
  };
  const part = (name: RegExp) => drawn().getByRole('option', { name });

  test('a diagram is drawn, and what is chosen is marked in the picture and the other way round', async () => {
    await imp.workbench.openFile('notes.md');
    await explain(picture('diagram.png'));
    const answer = imp.panel.answers.first();
    await part(/^Valid\?, decision/).click();
    const mark = answer.locator('.pointed');
    await mark.waitFor();
    const [x, width] = await Promise.all(['x', 'width'].map(async (name) => Number(await mark.getAttribute(name))));
    assert.ok(x! > 330 && x! < 380 && width! > 200 && width! < 270, `marked at ${x}, ${width} wide`);
    await answer.locator('[data-area="node n1"]').click();
    assert.match((await drawn().locator('[aria-selected=true]').getAttribute('aria-label'))!, /^Start/);
    await drawn().press('ArrowDown');
    await answer.locator('.pointed-line').waitFor({ state: 'attached' });
    await imp.screenshot('diagram-marked');
  });

  test('its text is changed, and the drawing and what is told follow', async () => {
    const text = imp.panel.answers.first().getByTestId('diagram-text');
    const source = await text.inputValue();
    const end = /(\w+)\(\["End"\]\)/.exec(source)![1]!;
    await text.fill(`${source}  ${end} -> extra\n`);
    const errors = imp.panel.answers.first().getByTestId('diagram-errors');
    await poll(async () => assert.match(await errors.innerText(), /Line \d+, column \d+: No link/));
    await text.fill(`${source}  ${end} --> extra["Send <b>mail</b>"]\n`);
    await part(/^Send <b>mail<\/b>/).click();
    await poll(async () =>
      assert.match(await imp.panel.answers.first().innerText(), /ends with “?"?Send <b>mail<\/b>/),
    );
    await imp.screenshot('diagram-edited');
  });

  test('it is inserted into the Markdown file as a fenced block', async () => {
    await imp.panel.answers.first().getByTestId('diagram-insert').click();
    await imp.workbench.edited('```mermaid');
    await imp.session.page.keyboard.press('Control+S');
    await poll(() => {
      const notes = readFileSync(join(imp.session.workspace, 'notes.md'), 'utf8');
      assert.match(notes, /```mermaid\nflowchart TB\n[^]*--> extra\["Send <b>mail<\/b>"\]\n```\n/);
    });
    await imp.screenshot('diagram-inserted');
  });

  test('words that are markup, scripts, directives and click lines stay words', async () => {
    const shot = await imp.session.context.newPage();
    await shot.setViewportSize({ width: 760, height: 620 });
    const box = (text: string, y: number) =>
      `<rect x="180" y="${y}" width="400" height="70" fill="#fff" stroke="#222" stroke-width="2"/><text x="380" y="${y + 42}" text-anchor="middle" font-family="Arial" font-size="22" fill="#111">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
    const arrow = (y: number) =>
      `<path d="M380 ${y}v62" stroke="#222" stroke-width="2"/><path d="M380 ${y + 74}l-7-14h14z" fill="#222"/>`;
    const boxes = HOSTILE.map((text, i) => box(text, 20 + 145 * i) + (i < 3 ? arrow(91 + 145 * i) : ''));
    await shot.setContent(
      `<body style="margin:0;background:#fff"><svg width="760" height="620">${boxes.join('')}</svg></body>`,
    );
    const bytes = await shot.screenshot();
    await shot.close();
    await explain(bytes);
    const answer = imp.panel.answers.first();
    await drawn().waitFor();
    await imp.screenshot('diagram-hostile');
    const said = await drawn()
      .locator('.node')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    assert.equal(said.length, 4);
    assert.match(said.join('\n'), /<img src[^]*<script>[^]*click n1/);
    assert.equal(await answer.locator('.data :is(script, iframe, img, a, foreignObject)').count(), 0);
    const source = await answer.getByTestId('diagram-text').inputValue();
    assert.doesNotMatch(source, /<(?:img|script)|^\s*click|%%\{/m);
    await answer.getByTestId('diagram-copy').selectOption('mermaid');
    await poll(async () => assert.equal(await imp.workbench.clipboardText(), source));
  });

  mockups(imp);
});
