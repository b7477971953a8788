import assert from 'node:assert/strict';
import test from 'node:test';
import { contrast, darkOnWhite, type Rgb } from '../../src/ocr/page/normalise.ts';
import { findRepeats, withCopies, withoutCopies } from '../../src/ocr/page/repeats.ts';
import { secondLook } from '../../src/ocr/recognise/secondLook.ts';
import { inkBoxes } from '../../src/ocr/page/shapes.ts';
import type { Box, FoundWord } from '../../src/ocr/page/words.ts';

const [WIDTH, HEIGHT, LETTER] = [600, 400, 9];

/** Lines 24 pixels apart of words; each is bars of 5 × 9 pixels, as many as it has letters, their tops cut by the letter. */
function picture(lines: string[]): Rgb {
  const data = new Uint8Array(WIDTH * HEIGHT * 3).fill(20);
  lines.forEach((line, row) =>
    [...line].forEach((letter, column) => {
      if (letter === ' ') return;
      for (let y = letter.charCodeAt(0) % 5; y < 9; y++)
        data.fill(
          220,
          ((24 * row + 10 + y) * WIDTH + 10 + 8 * column) * 3,
          ((24 * row + 10 + y) * WIDTH + 15 + 8 * column) * 3,
        );
    }),
  );
  return { width: WIDTH, height: HEIGHT, data };
}
const pageOf = (rgb: Rgb) => darkOnWhite(contrast(rgb, 1), 1);

/** What a recogniser that knows where everything is reads of a page: words under which there is ink. */
function read(lines: string[], page: { width: number; data: Uint8Array }): FoundWord[] {
  return lines.flatMap((line, row) =>
    [...line.matchAll(/\S+/g)].flatMap((match) => {
      const glyphs = [...match[0]].map((text, i) => {
        const x0 = 10 + 8 * (match.index + i);
        return { text, confidence: 90, box: { x0, x1: x0 + 5, y0: 24 * row + 10, y1: 24 * row + 19 } };
      });
      const { x0, y1 } = glyphs[0]!.box;
      return page.data[(y1 - 1) * page.width + x0 + 2]! < 128
        ? [{ glyphs, confidence: 90, box: { ...glyphs[0]!.box, x1: glyphs.at(-1)!.box.x1 } }]
        : [];
    }),
  );
}
const textOf = (words: FoundWord[]) =>
  words.map(({ glyphs, box }) => `${box.x0},${box.y0} ${glyphs.map(({ text }) => text).join('')}`).sort();

const LOG = [
  '2025-03-07 INFO accepted customer order 48210',
  '2025-03-07 INFO accepted customer order 48223',
  '2025-03-07 WARN accepted customer order 48210',
  '2025-03-07 INFO accepted customer order 48236',
];

test('words that stand on the page again are taken out, and their text comes back where they stand', () => {
  const rgb = picture(LOG);
  const page = pageOf(rgb);
  const repeats = findRepeats(rgb, page, 0, LETTER)!;
  const once = withoutCopies(page, repeats);
  const found = read(LOG, once);
  assert.ok(found.length < 0.8 * read(LOG, page).length, `${found.length} words read`);
  assert.deepEqual(textOf(withCopies(found, repeats, 1)), textOf(read(LOG, page)));
  assert.ok(
    found.some(({ glyphs, box }) => box.y0 === 34 && glyphs.length === 5 && box.x0 > 300),
    'a word that is there once is read',
  );
});

test('what is left of a row is read in company', () => {
  const rgb = picture(LOG);
  const page = pageOf(rgb);
  const once = withoutCopies(page, findRepeats(rgb, page, 0, LETTER)!);
  const last = read(LOG, once)
    .filter(({ box }) => box.y0 === 82)
    .map(({ glyphs }) => glyphs.map(({ text }) => text).join(''));
  assert.deepEqual(last, ['order', '48236']);
});

const lies = (a: Box, b: Box) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
const textAt = (words: FoundWord[], place: Box) =>
  words
    .filter(({ box }) => lies(box, place))
    .flatMap(({ glyphs }) => glyphs.map(({ text }) => text))
    .join('');
/** One word read otherwise. */
const misread = (words: FoundWord[], which: FoundWord, confidence: number, change: (text: string) => string) =>
  words.map((word): FoundWord =>
    word === which
      ? { ...word, confidence, glyphs: word.glyphs.map((glyph) => ({ ...glyph, text: change(glyph.text) })) }
      : word,
  );

test('a word read with little confidence is read again where it stands once more, and the surer reading goes to all its copies', () => {
  const rgb = picture(LOG);
  const page = pageOf(rgb);
  const repeats = findRepeats(rgb, page, 0, LETTER)!;
  const found = read(LOG, withoutCopies(page, repeats));
  assert.equal(secondLook(found, repeats, page, 1), undefined);
  const group = repeats.groups.find(({ read }) => read.length === 1)!;
  const at = found.find(({ box }) => lies(box, group.read[0]!))!;
  const right = at.glyphs.map(({ text }) => text).join('');
  const wrong = misread(found, at, 20, () => 'X');
  const look = secondLook(wrong, repeats, page, 1)!;
  assert.ok(look.page.height < 60 && look.page.data.some((value) => value < 128), 'one row is read again');
  // What is seen there, moved to the page, lies where the page has a word.
  const seen = inkBoxes(look.page, 5).map((box): FoundWord => ({
    confidence: 90,
    box,
    glyphs: [{ text: '?', confidence: 90, box }],
  }));
  assert.ok(seen.length >= 3);
  for (const { box } of look.onPage(seen))
    assert.ok(
      repeats.words.some((word) => word.x0 === box.x0 && word.y0 === box.y0),
      JSON.stringify(box),
    );
  const again = read(LOG, page).filter((word) => look.onPage(seen).some(({ box }) => lies(word.box, box)));
  for (const copy of group.copies) {
    assert.match(textAt(withCopies(wrong, repeats, 1), copy), /^X+$/);
    assert.equal(textAt(withCopies(wrong, repeats, 1, again), copy), right);
  }
});

test('a sure reading with a letter missing is looked at again', () => {
  const rgb = picture(LOG);
  const page = pageOf(rgb);
  const repeats = findRepeats(rgb, page, 0, LETTER)!;
  const place = repeats.groups.find(({ read, copies }) => read.length === 1 && copies[0]!.x1 - copies[0]!.x0 > 30)!
    .read[0]!;
  const found = read(LOG, withoutCopies(page, repeats)).map((word) =>
    lies(word.box, place) ? { ...word, glyphs: word.glyphs.filter((_, i) => i !== 1 && i !== 2) } : word,
  );
  assert.ok(secondLook(found, repeats, page, 1));
});

test('of words that are read at several places the copies take what was read surely, not what comes first', () => {
  const rgb = picture(LOG);
  const page = pageOf(rgb);
  const repeats = findRepeats(rgb, page, 0, LETTER)!;
  const found = read(LOG, withoutCopies(page, repeats));
  const group = repeats.groups.find(({ read }) => read.length > 1)!;
  assert.ok(group, 'company makes some words be read more than once');
  const first = found.find(({ box }) => lies(box, group.read[0]!))!;
  const wrong = misread(found, first, 60, () => 'X');
  const right = first.glyphs.map(({ text }) => text).join('');
  for (const copy of group.copies) assert.equal(textAt(withCopies(wrong, repeats, 1), copy), right);
});

test('the same words in another colour or half a step further are other words; few repeats leave the page as it is', () => {
  const rgb = picture(LOG);
  for (let i = 0; i < rgb.data.length; i += 3)
    if (rgb.data[i]! > 100) rgb.data[i] = 100 + (Math.floor(i / 3 / WIDTH / 24) % 4) * 20;
  assert.equal(findRepeats(rgb, pageOf(rgb), 0, LETTER), undefined);
  const prose = ['every single word stands here', 'without another copy below it', 'every line differs all along'];
  assert.equal(findRepeats(picture(prose), pageOf(picture(prose)), 0, LETTER), undefined);
});

test('boxes of words close the gaps between letters but not those between words', () => {
  const boxes: Box[] = inkBoxes(pageOf(picture(['ab  cde'])), 4).sort((a, b) => a.x0 - b.x0);
  assert.deepEqual(
    boxes.map(({ x0, x1 }) => [x0, x1 >= 22]),
    [
      [10, true],
      [42, true],
    ],
  );
});
