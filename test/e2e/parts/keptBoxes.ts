// An answer with boxes that a conversation kept: they are drawn on the original picture.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { poll } from '../support/poll.ts';
import type { Product } from '../support/product.ts';
import type { ViewerPage } from '../support/viewerPage.ts';

/** The viewer is there only once the tests run. */
export function boxesOfKeptAnswer(
  imp: Product,
  viewerOf: () => ViewerPage,
  picture: { png: Buffer; width: number; height: number },
): void {
  test('boxes of a kept answer are drawn where they are, on the original', async () => {
    const viewer = viewerOf();
    const file = `${createHash('sha256').update(picture.png).digest('hex')}.png`;
    mkdirSync(join(imp.storage(), 'pictures'), { recursive: true });
    writeFileSync(join(imp.storage(), 'pictures', file), picture.png);
    const id = file.slice(0, 64);
    const now = Date.now();
    writeFileSync(
      join(imp.storage(), 'conversations', 'boxed.json'),
      JSON.stringify({
        version: 1,
        id: 'boxed',
        title: 'With a box',
        createdAt: now,
        updatedAt: now,
        pending: [],
        draft: '',
        pictures: [{ id, name: 'trace.png', file, width: picture.width, height: picture.height }],
        turns: [
          { role: 'user', id: 'q', text: 'Where is the cause?', pictures: [id] },
          {
            role: 'assistant',
            id: 'a',
            text: 'The cause is at [0.02, 0.48, 0.8, 0.6].',
            state: 'end',
            boxes: [{ picture: id, label: 'The cause', region: { x: 18, y: 172, width: 702, height: 45 } }],
          },
        ],
      }),
    );
    await imp.workbench.open();
    await imp.workbench.command('Imp: Show Conversations');
    await imp.panel.frame.getByTestId('history').getByText('With a box').click();
    await imp.panel.answers.first().getByTestId('show-boxes').click();
    await viewer.dialog.waitFor();
    const rect = viewer.stage.locator('rect.answer-box');
    await rect.waitFor({ state: 'attached' });
    const image = viewer.stage.locator('img');
    await poll(async () => {
      const [whole, box] = [(await image.boundingBox())!, (await rect.boundingBox())!];
      const scale = whole.width / picture.width;
      const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 3, `${a} and ${b}`);
      near(box.x, whole.x + 18 * scale);
      near(box.y, whole.y + 172 * scale);
      near(box.width, 702 * scale);
      near(box.height, 45 * scale);
    });
    assert.equal(await viewer.dialog.locator('.box-label').innerText(), 'The cause');
    await imp.screenshot('boxes');
    await viewer.close();
  });
}
