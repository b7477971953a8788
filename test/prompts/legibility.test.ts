import assert from 'node:assert/strict';
import test from 'node:test';
import { legibility, READABLE_HEIGHT } from '../../src/prompts/legibility.ts';
import { mergeAnswers, planTiles, readingIn, tileBudget, tilePlace, type LookSpeed } from '../../src/prompts/tiles.ts';
import type { Region, TextReading } from '../../src/shared/engine.ts';

const line = (text: string, x: number, y: number, height: number) => {
  const box = { x, y, width: text.length * height * 0.6, height };
  return { text, box, words: [{ text, confidence: 90, box }] };
};
const reading = (...lines: ReturnType<typeof line>[]): TextReading => ({
  lines,
  text: lines.map(({ text }) => text).join('\n'),
  ms: 0,
});
const screen = { width: 1280, height: 800 };
/** A picture with small lines of a height all over. */
const everywhere = ({ width, height }: { width: number; height: number }, letters: number) =>
  reading(
    ...Array.from({ length: 400 }, (_, i) =>
      line('text', ((i % 20) / 20) * width, (Math.floor(i / 20) / 20) * height, letters),
    ),
  );

test('letter height is told in the model’s pixels', () => {
  const text = reading(line('a title', 10, 10, 40), line('body', 10, 80, 20), line('body too', 10, 110, 20));
  assert.equal(legibility(text, screen, 384, 'pad').letterHeight, 6); // 20 × 384 / 1280
  assert.equal(legibility(text, screen, 384, 'squash').letterHeight, 9.6); // 20 × 384 / 800
});

test('small text is told, with crops that show it larger', () => {
  const text = reading(
    line('error: something is wrong here', 20, 400, 14),
    line('at main.ts:12', 20, 416, 14),
    line('a status bar', 900, 780, 12),
  );
  const { tooSmall, letterHeight, crops, readable } = legibility(text, screen, 384, 'pad');
  assert.equal(tooSmall, true);
  assert.equal(readable, 0);
  assert.equal(letterHeight.toFixed(1), '4.2');
  const [first] = crops;
  assert.ok(first!.y <= 400 && first!.y + first!.height >= 430 && first!.x <= 20, JSON.stringify(first));
  assert.ok(first!.width < 640, 'the crop shows the text larger');
});

test('large text, or none, is not too small', () => {
  assert.equal(legibility(reading(line('Title', 10, 10, 60)), screen, 384, 'pad').tooSmall, false);
  assert.deepEqual(legibility(reading(), screen, 384, 'pad'), {
    letterHeight: 0,
    readable: 1,
    tooSmall: false,
    crops: [],
  });
});

test('tiles: none when the text is readable, together when the context holds them, else one after the other', () => {
  const small = everywhere(screen, 14);
  assert.equal(planTiles(screen, 384, 729, 4000, 'pad', reading(line('big', 0, 0, 40))).mode, 'whole');
  const together = planTiles(
    { width: 768, height: 768 },
    384,
    729,
    4000,
    'pad',
    everywhere({ width: 768, height: 768 }, 14),
  );
  assert.deepEqual([together.mode, together.tiles.length, together.tokens], ['together', 4, 5 * 729]);
  const inTurn = planTiles(screen, 384, 729, 1400, 'pad', small);
  assert.equal(inTurn.mode, 'in-turn');
  assert.equal(inTurn.tokens, inTurn.tiles.length * 729);
  assert.ok(((14 * 384) / 1280) * inTurn.gain >= READABLE_HEIGHT);
  assert.equal(planTiles(screen, 384, 729, 700, 'pad', small).mode, 'whole'); // not even one picture fits
  assert.equal(planTiles(screen, 384, 729, 1400, 'pad', reading()).mode, 'whole'); // there are no letters
  // Parts without text are left out.
  const corner = planTiles(screen, 384, 729, 1400, 'pad', reading(line('text', 1200, 700, 14)));
  assert.deepEqual(
    corner.tiles.map(({ x, y }) => [x > 0, y > 0]),
    [[true, true]],
  );
});

test('where all parts fit, what was measured decides: in turn when looking at a part takes longer than an answer', () => {
  const size = { width: 768, height: 768 };
  const plan = (speed?: LookSpeed) => planTiles(size, 384, 729, 4000, 'pad', everywhere(size, 14), speed);
  // A part takes 5 s + 729 / 60 s = 17 s; 64 tokens take 8 s or 32 s.
  assert.equal(plan({ encodeSeconds: 5, prefillTokensPerSecond: 60, tokensPerSecond: 8 }).mode, 'in-turn');
  assert.equal(plan({ encodeSeconds: 5, prefillTokensPerSecond: 60, tokensPerSecond: 2 }).mode, 'together');
  assert.deepEqual([plan().mode, plan().tiles.length], ['together', 4]);
  assert.equal(
    planTiles(size, 384, 729, 1400, 'pad', everywhere(size, 14), {
      encodeSeconds: 0.1,
      prefillTokensPerSecond: 5000,
      tokensPerSecond: 8,
    }).mode,
    'in-turn',
  ); // does not fit
});

test('Imp-3B at 384 pixels asks in turn, at 196 pixels up to six parts go with the whole', () => {
  const budget = tileBudget({ contextTokens: 2048 }, 512);
  for (const height of [6, 10, 14, 20])
    assert.notEqual(planTiles(screen, 384, 729, budget, 'pad', everywhere(screen, height)).mode, 'together');
  const most = Math.max(
    ...[10, 14, 20, 24, 30, 40]
      .map((height) => planTiles(screen, 196, 196, budget, 'pad', everywhere(screen, height)))
      .map((plan) => (plan.mode === 'together' ? plan.tiles.length : 0)),
  );
  assert.equal(most, 6);
});

test('a tile has the lines whose middle lies in it', () => {
  const all = reading(line('left', 10, 10, 14), line('right', 700, 10, 14), line('below', 10, 500, 14));
  assert.equal(readingIn(all, { x: 0, y: 0, width: 640, height: 400 }).text, 'left');
  assert.equal(readingIn(all, { x: 600, y: 0, width: 640, height: 400 }).text, 'right');
});

test('tiles cover the picture and overlap', () => {
  for (const size of [
    screen,
    { width: 3840, height: 2160 },
    { width: 500, height: 3000 },
    { width: 1001, height: 997 },
  ]) {
    const { tiles } = planTiles(size, 384, 196, 1200, 'pad', everywhere(size, size.height / 150));
    assert.ok(tiles.length > 1);
    const covered = (x: number, y: number) =>
      tiles.some((tile) => x >= tile.x && y >= tile.y && x < tile.x + tile.width && y < tile.y + tile.height);
    for (let i = 0; i <= 40; i++)
      for (let j = 0; j <= 40; j++)
        assert.ok(covered((i / 40) * (size.width - 1), (j / 40) * (size.height - 1)), `${i},${j}`);
    for (const { x, y, width, height } of tiles)
      assert.ok(x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height);
  }
});

test('answers of tiles are put together with their places, alike ones once, refusals not at all', () => {
  const tile = (x: number, y: number): Region => ({ x, y, width: 640, height: 400 });
  assert.equal(tilePlace(tile(0, 0), screen), 'top left');
  assert.equal(tilePlace({ x: 0, y: 400, width: 1280, height: 400 }, screen), 'bottom');
  const merged = mergeAnswers(
    [
      { tile: tile(0, 0), text: 'A terminal.' },
      { tile: tile(640, 0), text: 'No.' },
      { tile: tile(0, 400), text: 'a terminal' },
      { tile: tile(640, 400), text: 'A chart.' },
    ],
    screen,
  );
  assert.equal(merged, '- **top left, bottom left:** A terminal.\n- **bottom right:** A chart.');
  assert.equal(
    mergeAnswers(
      [
        { tile: tile(0, 0), text: 'No.' },
        { tile: tile(640, 0), text: 'no' },
      ],
      screen,
    ),
    'No.',
  );
  assert.equal(mergeAnswers([], screen), '');
});
