import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBetter, likenessOf } from '../../src/mockup/likeness.ts';
import { corrected, correctedCode, Repair, UNCORRECTED } from '../../src/mockup/repair.ts';
import type { Corrections, Likeness, SeenPage } from '../../src/shared/mockup.ts';
import type { PageData, PageNode } from '../../src/shared/structure.ts';
import { random as seeded } from '../random.ts';

const node = (role: PageNode['role'], y: number, text: string | null, children: PageNode[] = []): PageNode => ({
  role,
  box: { x: 20, y, width: text ? text.length * 8 : 760, height: text ? 20 : 300 },
  text: text === null ? null : { text, box: { x: 20, y, width: text.length * 8, height: 14 }, confidence: 1 },
  style: text === null ? {} : { fontSize: 16, color: '#222222' },
  children,
  confidence: 1,
  ...(children.length && { flow: 'column' as const }),
});

const page = (): PageData => ({
  root: {
    ...node('page', 0, null, [
      node('main', 20, null, [
        node('heading', 20, 'Account settings'),
        node('text', 60, 'Choose who can see this page'),
        node('text', 100, 'Invite people by mail'),
      ]),
    ]),
    box: { x: 0, y: 0, width: 800, height: 600 },
  },
  scale: 1,
  theme: 'light',
  confidence: 1,
  notes: [],
});

/** A browser that sets every letter `wide` pixels wide, and every text lower than it was asked to, by `low` for each above it. */
const drawn = (one: PageData, wide: number, low: number): SeenPage => {
  const spacing = one.root.style.letterSpacing ?? 0;
  const texts = one.root.children[0]!.children.map(({ box, text }, i) => ({
    text: text!.text,
    box: { x: box.x, y: box.y + low * i, width: text!.text.length * (wide + 16 * spacing), height: 20 },
    color: '#222222',
  }));
  return { texts, pixels: null };
};

function run(start: PageData, look: (one: PageData) => SeenPage): { first: Likeness; last: Likeness; at: Corrections } {
  const repair = new Repair(start);
  let tried: Corrections | null = UNCORRECTED;
  let first: Likeness | undefined;
  for (let rounds = 0; tried; rounds++) {
    assert.ok(rounds < 12, 'a repair ends');
    const seen = look(corrected(start, tried));
    first ??= likenessOf(start, seen);
    tried = repair.next(seen);
  }
  return { first: first!, last: repair.best!.likeness, at: repair.best!.corrections };
}

test('letters that came out too wide are set closer, and parts that slid down are moved up', () => {
  const { first, last, at } = run(page(), (one) => drawn(one, 9, 40));
  assert.ok(first.all < 0.98, `${first.all}`);
  assert.ok(last.all > 0.998, `${last.all}`);
  assert.ok(Math.abs(at.letterSpacing + 1 / 16) < 0.01, `${at.letterSpacing}`);
  const { code } = correctedCode(page(), { corrections: at }, { framework: 'react', tailwind: true });
  assert.match(code, /tracking-\[-0\.06/);
});

test('a repair never lowers the likeness, whatever the page looks like', () => {
  const random = seeded(5);
  for (let run_ = 0; run_ < 300; run_++) {
    const { first, last } = run(page(), (one) => {
      const seen = drawn(one, 6 + 6 * random(), 60 * random() - 30);
      for (const text of seen.texts) if (random() < 0.15) text.text = 'other words';
      return seen;
    });
    assert.ok(last.all >= first.all, `${first.all} → ${last.all}`);
    assert.ok(last.texts >= first.texts);
  }
});

test('fewer texts are not made up for by nearer places', () => {
  const one: Likeness = { texts: 1, place: 0.6, colour: 1, ssim: null, all: 0.867 };
  assert.equal(isBetter(one, { texts: 0.9, place: 1, colour: 1, ssim: null, all: 0.967 }), false);
  assert.equal(isBetter(one, { ...one, place: 0.9, all: 0.967 }), true);
});

test('corrections of a tampered file change nothing', () => {
  const wild = { letterSpacing: NaN, down: [NaN, Infinity, 1e9] };
  const boxes = corrected(page(), wild).root.children[0]!.children.map(({ box }) => box.y);
  assert.ok(boxes.every((y) => y <= 100 + 400));
  assert.equal(corrected(page(), wild).root.style.letterSpacing, undefined);
});
