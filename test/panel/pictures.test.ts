/** Pictures in the panel: looked at more closely, brought several at once, dragged about. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { ImpError, together } from '../../src/shared/errors.ts';
import { msg } from '../../src/shared/message.ts';
import type { PictureView } from '../../src/shared/panel.ts';
import { closeBrowser, openPanel, panelState } from './harness.ts';

after(closeBrowser);

const picture = (id: string, more: Partial<PictureView> = {}): PictureView => ({
  id,
  name: `${id}.png`,
  width: 960,
  height: 640,
  src: `data:image/png;base64,${readFileSync(join(ROOT, 'media/samples/chart.png')).toString('base64')}`,
  state: 'ready',
  ...more,
});

test('a picture is enlarged by buttons, keys and wheel, and a region of it is still what is under the mouse', async () => {
  const { page, asked, errors, shoot } = await openPanel(panelState([], [picture('p')], { pending: ['p'] }), {
    width: 500,
  });
  await page.getByTestId('thumbnail').getByRole('button').first().click();
  const [frame, level, image] = ['zoom-frame', 'zoom-level', 'region-stage'].map((id) => page.getByTestId(id));
  const shown = image!.locator('img');
  const box = async () => (await shown.boundingBox())!;
  const fit = (await box()).width;
  assert.ok(fit < 500);
  assert.match(await level!.innerText(), /Fit/);
  await level!.click();
  assert.equal(await level!.innerText(), '100 %');
  assert.equal((await box()).width, 960);
  await image!.press('+');
  await page.getByTestId('zoom-in').click();
  assert.equal(await level!.innerText(), '200 %');
  await shoot('zoom');
  // The point under the mouse stays there.
  const view = (await frame!.boundingBox())!;
  const mouse = { x: view.x + 60, y: view.y + 40 };
  const under = async () => {
    const { x, y, width } = await box();
    return [(mouse.x - x) / width, (mouse.y - y) / width].map((part) => Math.round(part * 1000));
  };
  const before = await under();
  await page.mouse.move(mouse.x, mouse.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  assert.equal(await level!.innerText(), '300 %');
  assert.deepEqual(await under(), before);
  // A region of 30 × 20 pixels of the picture is 90 × 60 on the page now.
  await page.mouse.move(mouse.x, mouse.y);
  await page.mouse.down();
  await page.mouse.move(mouse.x + 90, mouse.y + 60, { steps: 3 });
  await page.mouse.up();
  await page.getByTestId('ask-region').click();
  const { region } = asked.find(({ method }) => method === 'addRegion')!.params as { region: Record<string, number> };
  assert.ok(Math.abs(region['width']! - 30) <= 1 && Math.abs(region['height']! - 20) <= 1, JSON.stringify(region));
  await page.getByTestId('thumbnail').getByRole('button').first().click();
  assert.match(await level!.innerText(), /Fit/);
  assert.equal((await box()).width, fit);
  assert.deepEqual(errors, []);
});

test('of several pictures each that cannot be taken is named, and the others arrive', async () => {
  const refused = ['a.heic', 'b.pdf'].map((name) => new ImpError('image-unreadable', msg`${name} is refused.`));
  const { page, asked, errors } = await openPanel(panelState([], []), {
    answers: {
      addPictures: () => {
        throw together(refused);
      },
    },
  });
  const drop = (names: string[], types: Record<string, string> = {}) =>
    page.getByTestId('question').evaluate(
      (target, { names, types }) => {
        const data = new DataTransfer();
        for (const name of names)
          data.items.add(new File(['x'], name, { type: name.endsWith('.pdf') ? '' : 'image/png' }));
        for (const [type, value] of Object.entries(types)) data.setData(type, value);
        target.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      { names, types },
    );
  await drop(['good.png', 'a.heic', 'b.pdf']);
  await page.getByTestId('notice').getByText('a.heic is refused. b.pdf is refused.').waitFor();
  const { pictures } = asked.find(({ method }) => method === 'addPictures')!.params as { pictures: unknown[] };
  assert.equal(pictures.length, 3);
  // One of the panel's own goes into the next question; its file is not stored again under another name.
  await drop([], { 'application/x-imp-picture': 'p', 'text/uri-list': 'file:///x.png' });
  for (let tries = 0; tries < 100 && asked.length < 2; tries++) await page.waitForTimeout(20);
  assert.deepEqual(asked.at(-1), { method: 'reusePicture', params: { id: 'p' } });
  assert.deepEqual(errors, []);
});

test('many failures are told by the first ones and a number', () => {
  const failures = Array.from({ length: 9 }, (_, i) => new ImpError('usage', msg`${i}.png is gone.`));
  assert.equal(
    together([new ImpError('cancelled', 'Stopped.'), ...failures]).message,
    '0.png is gone. 1.png is gone. 2.png is gone. 3.png is gone. And 5 more failed.',
  );
});
