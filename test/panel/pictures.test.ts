/** Pictures in the panel: looked at more closely, brought several at once, dragged about. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { ImpError, together } from '../../src/shared/errors.ts';
import { msg } from '../../src/shared/message.ts';
import { closeBrowser, openPanel, panelState } from './harness.ts';

after(closeBrowser);

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
  assert.deepEqual(errors, []);
});

test('many failures are told by the first ones and a number', () => {
  const failures = Array.from({ length: 9 }, (_, i) => new ImpError('usage', msg`${i}.png is gone.`));
  assert.equal(
    together([new ImpError('cancelled', 'Stopped.'), ...failures]).message,
    '0.png is gone. 1.png is gone. 2.png is gone. 3.png is gone. And 5 more failed.',
  );
});
