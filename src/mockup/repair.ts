/**
 * A repair by measure: where the drawn page's texts stand elsewhere than the mockup's, what was read is corrected by the
 * difference, and the page is written anew. Whether that is better is measured again; the better one is kept.
 */
import type { CodeTarget } from '../shared/panel.ts';
import type { Corrections, Likeness, MockupView, SeenPage, SeenText } from '../shared/mockup.ts';
import type { PageData, PageNode } from '../shared/structure.ts';
import type { MockupCode } from './code.ts';
import { isBetter, likenessOf, matchTexts } from './likeness.ts';
import { pageToTarget } from './page/index.ts';
import { everyNode, median } from './page/tags.ts';

/** Pages are drawn so often in one repair. */
const ROUNDS = 4;
/** Farther letters are another typeface's fault, in shares of the font size. */
const MOST_SPACING = 0.08;
/** A part goes no farther, in pixels of CSS. */
const MOST_DOWN = 400;

export const UNCORRECTED: Corrections = { letterSpacing: 0, down: [] };

/** The page with the corrections in it. Numbers that are none change nothing. */
export function corrected(page: PageData, { letterSpacing, down }: Corrections): PageData {
  let index = 0;
  const moved = (node: PageNode): PageNode => {
    const by = bounded(down[index++] ?? 0, MOST_DOWN) * page.scale;
    const shift = (box: PageNode['box']) => ({ ...box, y: box.y + by });
    const style = node.style.content ? { ...node.style, content: shift(node.style.content) } : node.style;
    return { ...node, box: shift(node.box), style, children: node.children.map(moved) };
  };
  const root = moved(page.root);
  const spacing = bounded(letterSpacing, MOST_SPACING);
  return { ...page, root: spacing ? { ...root, style: { ...root.style, letterSpacing: spacing } } : root };
}

const bounded = (value: number, most: number): number =>
  Number.isFinite(value) ? Math.max(-most, Math.min(most, value)) : 0;

/** What the next try changes, given how the page looks with the last corrections. `kind`: the letters' distance, or places. */
export function nextCorrections(
  page: PageData,
  last: Corrections,
  seen: SeenPage,
  kind: 'letters' | 'places',
): Corrections {
  const matched = matchTexts(page, seen.texts).filter(
    (one): one is typeof one & { seen: SeenText } => one.seen !== null,
  );
  const nodes = [...everyNode(page.root)];
  if (kind === 'letters') {
    const wide = matched.flatMap(({ node, box, seen: { text, box: b } }) => {
      const { fontSize, lines } = nodes[node]!.style;
      if (!fontSize || lines || text.length < 6 || b.height > 1.8 * box.height) return [];
      if (nodes[node]!.role === 'field' || nodes[node]!.role === 'button') return [];
      return [(box.width - b.width) / text.length / fontSize];
    });
    const by = wide.length ? median(wide) : 0;
    return { ...last, letterSpacing: round(bounded(last.letterSpacing + by, MOST_SPACING), 4) };
  }
  const off = new Map(
    matched.map(({ node, box, seen: { box: b } }) => [node, b.y + b.height / 2 - box.y - box.height / 2]),
  );
  const down: number[] = [];
  let index = 0;
  /** A part is as far off as the first text in it; without one, as what stands before it. */
  const visit = (node: PageNode, before: number): number => {
    const own = index++;
    down.push(0);
    let first: number | undefined = off.get(own);
    let previous = before;
    for (const child of node.children) {
      const found = visit(child, previous);
      first ??= found;
      previous = found;
    }
    const here = first ?? before;
    down[own] = round(bounded((last.down[own] ?? 0) - here, MOST_DOWN), 1);
    return here;
  };
  visit(page.root, 0);
  down[0] = 0;
  return { ...last, down };
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** One repair, from the page's first look to the best one. */
export class Repair {
  #best: { corrections: Corrections; likeness: Likeness; seen: SeenPage } | null = null;
  #tried: Corrections;
  #round = 0;
  #failed = 0;

  /** @param start the corrections that the page has already */
  constructor(
    private readonly page: PageData,
    start: Corrections = UNCORRECTED,
  ) {
    this.#tried = start;
  }

  /** The best that was seen; null before the first look. */
  get best(): { corrections: Corrections; likeness: Likeness } | null {
    return this.#best;
  }

  /** @param seen how the page looks with the corrections that are tried. @returns what to try next; null: that was the last */
  next(seen: SeenPage): Corrections | null {
    const likeness = likenessOf(this.page, seen);
    if (!this.#best || isBetter(this.#best.likeness, likeness)) {
      this.#best = { corrections: this.#tried, likeness, seen };
      this.#failed = 0;
    } else this.#failed++;
    while (this.#round < ROUNDS && this.#failed < 2) {
      const kind = this.#round++ % 2 === 0 ? 'letters' : 'places';
      const next = nextCorrections(this.page, this.#best.corrections, this.#best.seen, kind);
      if (same(next, this.#best.corrections)) continue;
      this.#tried = next;
      return next;
    }
    return null;
  }
}

const same = (a: Corrections, b: Corrections): boolean =>
  Math.abs(a.letterSpacing - b.letterSpacing) < 0.0008 &&
  Array.from({ length: Math.max(a.down.length, b.down.length) }, (_, i) =>
    Math.abs((a.down[i] ?? 0) - (b.down[i] ?? 0)),
  ).every((far) => far < 0.5);

/** Code of a page that was read, with what a repair found. */
export const correctedCode = (
  page: PageData,
  { corrections }: Pick<MockupView, 'corrections'>,
  target: CodeTarget,
): MockupCode => pageToTarget(corrections ? corrected(page, corrections) : page, target);
