// Questions that the picture itself answers, in the real editor: what was read comes before any model, and shows where it stands.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { picture, useProduct } from './support/product.ts';

describe('answers from what stands in the picture', () => {
  const imp = useProduct({ settings: { 'imp.offline': true } });

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
});
