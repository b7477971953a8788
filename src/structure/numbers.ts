/** Large single numbers of dashboards: what they say, what names them, how they changed. */
import type { SingleNumber, TextSpan } from '../shared/structure.ts';
import type { ReaderInput } from './input.ts';
import { phrasesOf } from './chart/labels.ts';
import { median } from './chart/model.ts';
import { numberOf } from './chart/numbers.ts';
import { cardsOf } from './regions.ts';

/** Numbers much larger than the text around them, each in a card of its own. */
export async function readNumbers({ picture, text }: ReaderInput): Promise<SingleNumber[]> {
  const phrases = phrasesOf(text).filter((one) => !one.turned);
  const usual = median(phrases.map((one) => one.box.height));
  const large = phrases.filter((one) => one.box.height > 1.45 * usual && numberOf(one.text) !== null);
  if (large.length === 0) return [];
  const cards = cardsOf(picture, Math.max(1, usual / 12));
  const span = (one: (typeof phrases)[number]): TextSpan => ({
    text: one.text,
    box: one.box,
    confidence: one.confidence,
  });
  return large.flatMap((one) => {
    const card = cards.find(
      ({ x, y, width, height }) =>
        one.box.x >= x &&
        one.box.y >= y &&
        one.box.x + one.box.width <= x + width &&
        one.box.y + one.box.height <= y + height,
    );
    if (!card || card.height > 12 * one.box.height) return [];
    const near = phrases.filter(
      (other) =>
        other !== one &&
        other.box.x >= card.x &&
        other.box.x + other.box.width <= card.x + card.width &&
        other.box.y >= card.y &&
        other.box.y + other.box.height <= card.y + card.height,
    );
    const change = near.find((other) => /^[+\-−▲▼↑↓]\s?[\d.,]+\s?%?/.test(other.text)) ?? null;
    const label =
      near.filter((other) => other !== change && /\p{L}/u.test(other.text)).sort((a, b) => a.box.y - b.box.y)[0] ??
      null;
    const number = numberOf(one.text)!;
    return [
      {
        label: label && span(label),
        text: span(one),
        value: number.value,
        unit: number.unit,
        change: change && span(change),
        box: { ...card },
      },
    ];
  });
}
