/** The large parts of a page: header, sides, main, footer, dialogs, cards, forms. */
import { apart, brightness, saturation } from '../pixels/colour.ts';
import type { PageFacts } from './controls.ts';
import { adopt, areaOf, bottom, hull, median, middleY, newPart, overlapY, right, textsOf, type Part } from './part.ts';

const FIELDS = new Set(['field', 'textarea', 'select', 'checkbox', 'radio', 'switch']);

export function findLandmarks(root: Part, facts: PageFacts): void {
  const { width, height } = facts;
  for (const part of root.parts) {
    if (part.kind !== 'box' || part.role) continue;
    const { box } = part;
    if (box.width >= 0.95 * width && box.y <= 2 && box.height <= 100) part.role = 'header';
    else if (box.width >= 0.95 * width && bottom(box) >= height - 2 && box.height <= Math.max(130, 0.2 * height))
      part.role = width < 600 && textsOf(part).length <= 6 ? 'nav' : 'footer';
    else if (box.height >= 0.75 * height && box.width <= 0.34 * width && box.x <= 2 && box.width > 44)
      part.role = 'sidebar';
  }
  for (const bar of root.parts.filter(({ role }) => role === 'header')) {
    const rule = root.parts.find(
      ({ kind, box }) =>
        kind === 'stroke' && box.width >= 0.9 * width && box.y >= bottom(bar.box) - 2 && box.y <= bottom(bar.box) + 2,
    );
    if (!rule) continue;
    bar.rule = { width: rule.box.height, colour: rule.fill };
    bar.box = hull([bar.box, rule.box]);
    root.parts = root.parts.filter((part) => part !== rule);
  }
  findFooter(root, facts);
  wrapMain(root, facts);
  for (const part of root.parts) {
    if (part.role === 'header' || part.role === 'nav') {
      barTexts(part);
      groupLinks(part);
    }
    if (part.role === 'sidebar') sideTexts(part);
    if (part.role === 'main') splitSide(part, facts);
  }
  findDialog(root, facts);
}

/** What is no bar is the main part; a row of words at the top without a ground of its own is the header. */
function wrapMain(root: Part, facts: PageFacts): void {
  let rest = root.parts.filter(
    ({ role }) => role !== 'header' && role !== 'nav' && role !== 'footer' && role !== 'sidebar',
  );
  if (!rest.length) return;
  const bars = root.parts.filter((part) => !rest.includes(part));
  if (!bars.some(({ role }) => role === 'header')) {
    const top = topRow(rest);
    const box = hull(top.map((part) => part.box));
    const below = rest.filter((part) => !top.includes(part));
    const rule = below.find(
      ({ kind, box: b }) =>
        kind === 'stroke' && b.width > 0.9 * facts.width && b.y >= bottom(box) && b.y - bottom(box) < 30,
    );
    const texts = top.filter(({ kind }) => kind === 'text');
    const spread = box.width > 0.55 * facts.width && top.length >= 3 && texts.length >= 2;
    const fits =
      box.y < 48 &&
      box.height < 70 &&
      below.length > 0 &&
      top.every((part) => part.kind === 'text' || part.role || part.box.height < 60);
    if (fits && (spread || (rule && top.length >= 2) || (rule && rule.box.y < 90))) {
      const next = Math.min(...below.filter((part) => part !== rule).map((part) => part.box.y));
      const end = rule ? bottom(rule.box) : Math.min(next, 2 * box.y + box.height);
      const header = newPart('group', { x: root.box.x, y: 0, width: root.box.width, height: end }, root.fill, top);
      const side = bars.find(({ role }) => role === 'sidebar');
      if (side && side.box.y < 8)
        header.box = { x: right(side.box), y: 0, width: root.box.width - right(side.box), height: end };
      header.role = 'header';
      if (rule) header.rule = { width: rule.box.height, colour: rule.fill };
      rest = below.filter((part) => part !== rule);
      bars.push(header);
    }
  }
  if (
    rest.length === 1 &&
    rest[0]!.kind === 'box' &&
    !rest[0]!.role &&
    areaOf(rest[0]!.box) > 0.5 * facts.width * facts.height
  )
    rest[0]!.role = 'main';
  else if (rest.length) {
    const main = newPart('group', hull(rest.map(({ box }) => box)), root.fill, rest);
    main.role = 'main';
    rest = [main];
  }
  root.parts = [...bars, ...rest];
  adopt(root);
}

/** The parts that stand beside the topmost one. */
function topRow(parts: readonly Part[]): Part[] {
  const first = [...parts].filter(({ kind }) => kind !== 'stroke').sort((a, b) => a.box.y - b.box.y)[0];
  if (!first) return [];
  const row = parts.filter(
    (part) =>
      part.kind !== 'stroke' &&
      Math.abs(middleY(part.box) - middleY(first.box)) < 14 + first.box.height / 2 &&
      overlapY(part.box, first.box) > 0,
  );
  const box = hull(row.map((part) => part.box));
  return parts.filter((part) => part.kind !== 'stroke' && part.box.y < bottom(box) - 2);
}

/** In a bar the words are links, but for the name at its start. */
function barTexts(bar: Part): void {
  const texts = textsOf(bar).filter((part) => part.parent === bar || part.parent?.kind === 'group');
  if (texts.length === 0) return;
  const first = texts.reduce((least, part) => (part.box.x < least.box.x ? part : least));
  const row = texts.filter((part) => Math.abs(middleY(part.box) - middleY(texts[0]!.box)) < 10);
  for (const part of texts) {
    if (part.role && part.role !== 'heading') continue;
    const big = part.words!.size >= 18 || part.words!.weight >= 600;
    if (part === first && (big || row.length >= 3))
      part.role = row.length >= 3 || texts.length === 1 ? (texts.length === 1 ? 'heading' : 'link') : 'heading';
    else if (row.length >= 3 || (row.length === 2 && bar.role === 'nav')) part.role = 'link';
    else if (part.role === 'heading' && part !== first) part.role = 'text';
  }
  if (bar.role === 'nav') for (const part of texts) part.role = 'link';
}

function sideTexts(side: Part): void {
  const texts = textsOf(side);
  const sizes = texts.map(({ words }) => words!.size);
  const top = Math.max(...sizes, 0);
  for (const part of texts) {
    const words = part.words!;
    const home = part.parent!;
    const first = part === texts.reduce((least, other) => (other.box.y < least.box.y ? other : least));
    if (home.role === 'button' || home.role === 'field') {
      if (
        home.role === 'button' &&
        home.box.width > 0.6 * side.box.width &&
        !home.border &&
        saturation(home.fill) < 90
      ) {
        home.role = null;
        setSelected(part);
      } else continue;
    }
    if (first && ((words.size >= top - 0.5 && words.size > 15) || words.weight >= 600)) part.role = 'heading';
    else if (words.text === words.text.toUpperCase() && /[A-Z]{3}/.test(words.text) && words.size <= 12.5)
      part.role = 'text';
    else if (words.text.length < 40 && home.role !== 'badge' && home.role !== 'avatar') part.role = 'link';
  }
}

function setSelected(part: Part): void {
  part.role = 'link';
  part.state = { selected: true };
}

/** A narrow first column of links without a ground of its own. */
function splitSide(main: Part, facts: PageFacts): void {
  const kids = main.parts.filter(({ kind }) => kind !== 'stroke');
  const rule = main.parts.find(
    ({ kind, box }) => kind === 'stroke' && box.height > 0.6 * facts.height && box.x > 60 && box.x < 0.36 * facts.width,
  );
  const texts = kids.filter(({ kind }) => kind === 'text');
  let edge = rule?.box.x;
  if (edge === undefined) {
    const columns = [...new Set(texts.map(({ box }) => box.x))].sort((a, b) => a - b);
    const first = columns[0];
    if (first === undefined || first > 0.12 * facts.width) return;
    const own = kids.filter(({ box }) => right(box) < 0.3 * facts.width);
    const other = kids.filter((part) => !own.includes(part));
    if (own.filter(({ kind }) => kind === 'text').length < 4 || !other.length) return;
    if (own.some((part) => part.kind === 'box' && textsOf(part).length !== 1)) return;
    const end = Math.max(...own.map(({ box }) => right(box)));
    const start = Math.min(...other.map(({ box }) => box.x));
    if (start - end < 24 || hull(own.map(({ box }) => box)).height < 0.3 * facts.height) return;
    edge = (start + end) / 2;
  }
  const own = kids.filter(({ box }) => right(box) <= edge + 2);
  const other = kids.filter((part) => !own.includes(part));
  if (own.length < 3 || !other.length || other.some(({ box }) => box.x < edge - 2)) return;
  const side = newPart('group', hull(own.map(({ box }) => box)), main.fill, own);
  side.role = 'sidebar';
  if (rule) side.box = { x: main.box.x, y: main.box.y, width: right(rule.box) - main.box.x, height: main.box.height };
  const rest = newPart('group', hull(other.map(({ box }) => box)), main.fill, [
    ...other,
    ...main.parts.filter((part) => part.kind === 'stroke' && part !== rule),
  ]);
  rest.role = 'main';
  main.role = 'section';
  main.parts = [side, rest];
  if (rule) side.rule = { width: rule.box.width, colour: rule.fill };
  adopt(main);
  sideTexts(side);
}

/** A box in the middle over a darkened page. */
function findDialog(root: Part, { width, height }: PageFacts): void {
  const visit = (part: Part) => {
    for (const child of part.parts) {
      const { box } = child;
      const centred = Math.abs(box.x + box.width / 2 - width / 2) < 0.03 * width && box.y > 0.06 * height;
      if (
        child.kind === 'box' &&
        !child.role &&
        centred &&
        box.width < 0.75 * width &&
        child.shadow &&
        brightness(root.fill) > 60 &&
        brightness(root.fill) < 170 &&
        brightness(child.fill) - brightness(root.fill) > 60
      )
        child.role = 'dialog';
      visit(child);
    }
  };
  visit(root);
}

/** Cards are boxes with a look and several things in them; forms hold fields and a button. */
export function findCardsAndForms(part: Part): void {
  for (const child of part.parts) findCardsAndForms(child);
  if (
    part.kind === 'box' &&
    !part.role &&
    part.parent &&
    part.parts.length >= 1 &&
    (part.border || part.shadow || apart(part.fill, part.parent.fill) > 4)
  ) {
    const inner = [...part.parts];
    if (inner.some(({ role }) => FIELDS.has(role ?? ''))) part.role = isForm(part) ? 'form' : 'card';
    else part.role = 'card';
    titleOf(part);
  }
  if (
    (part.role === 'main' || part.role === 'dialog' || part.role === 'card') &&
    isForm(part) &&
    !part.parts.some(({ role }) => role === 'form')
  )
    wrapForm(part);
}

const isForm = (part: Part): boolean => {
  const fields = part.parts.filter(({ role }) => FIELDS.has(role ?? ''));
  const buttons = part.parts.filter(({ role }) => role === 'button');
  return fields.length >= 2 ? buttons.length >= 1 || fields.length >= 3 : fields.length === 1 && buttons.length >= 1;
};

/** The first words of a card are its title when they are set larger or heavier than what follows. */
function titleOf(card: Part): void {
  const texts = card.parts.filter(({ kind }) => kind === 'text').sort((a, b) => a.box.y - b.box.y);
  const [first, second] = texts;
  if (!first || first.role || texts.some(({ role }) => role === 'heading')) return;
  const others = card.parts.filter((part) => part !== first && part.kind !== 'stroke' && part.role !== 'image');
  if (others.some(({ box }) => box.y < first.box.y - 2) || others.length === 0) return;
  if (/^[^A-Za-z\u00c0-\uffff]*$/.test(first.words!.text)) return;
  const larger =
    second && (first.words!.size >= 1.1 * second.words!.size || first.words!.weight >= second.words!.weight + 200);
  if (larger || (!second && first.words!.weight >= 600)) first.role = 'heading';
}

function wrapForm(part: Part): void {
  const fields = part.parts.filter(({ role }) => FIELDS.has(role ?? ''));
  const from = Math.min(...fields.map(({ box, label }) => Math.min(box.y, label?.box.y ?? box.y)));
  const inside = part.parts.filter((child) => bottom(child.box) > from + 2);
  const lastControl = Math.max(
    ...part.parts.filter(({ role }) => FIELDS.has(role ?? '') || role === 'button').map(({ box }) => bottom(box)),
  );
  const own = inside.filter(({ box }) => box.y < lastControl);
  if (own.length < 2 || own.length === part.parts.length || own.some(({ role }) => role === 'card' || role === 'table'))
    return;
  const form = newPart('group', hull(own.map(({ box }) => box)), part.fill, own);
  form.role = 'form';
  part.parts = [...part.parts.filter((child) => !own.includes(child)), form];
  adopt(part);
}

/** The lowest band of the page, or a line of copyright. */
function findFooter(root: Part, { width, height }: PageFacts): void {
  if (root.parts.some(({ role }) => role === 'footer')) return;
  const solid = root.parts.filter(({ kind, role }) => kind !== 'stroke' && role !== 'sidebar');
  const last = solid.reduce<Part | null>(
    (low, part) => (!low || bottom(part.box) > bottom(low.box) ? part : low),
    null,
  );
  if (!last || last.role || solid.length < 2) return;
  const band =
    last.kind === 'box' &&
    last.box.width >= 0.95 * width &&
    last.box.height < 0.22 * height &&
    last.box.y > 0.3 * height &&
    textsOf(last).length > 0 &&
    textsOf(last).length < 9;
  if (band) last.role = 'footer';
  else if (last.kind === 'text' && /^(?:©|\(c\)|copyright)/i.test(last.words!.text)) {
    const footer = newPart('group', last.box, root.fill, [last]);
    footer.role = 'footer';
    root.parts = [...root.parts.filter((part) => part !== last), footer];
  }
}

/** Three links and more beside each other are a list; the name at the start is none of them. */
function groupLinks(bar: Part): void {
  const row = bar.parts.filter(({ kind }) => kind !== 'stroke').sort((a, b) => a.box.x - b.box.x);
  const first = row[0];
  let run: Part[] = [];
  const runs: Part[][] = [];
  const gaps = row.slice(1).map(({ box }, i) => box.x - right(row[i]!.box));
  // What stands at the bar's other end is no link of the row.
  const wide = Math.max(64, 3 * median(gaps));
  for (const part of row) {
    const last = run.at(-1);
    const fits = part.kind === 'text' && part.role === 'link' && (part !== first || bar.role === 'nav');
    const near = (after: Part) =>
      Math.abs(part.words!.size - after.words!.size) < 1.2 && part.box.x - right(after.box) <= wide;
    if (fits && (!last || near(last))) run.push(part);
    else {
      runs.push(run);
      run = fits ? [part] : [];
    }
  }
  runs.push(run);
  for (const links of runs) {
    if (links.length < 3 || links.length === row.length) continue;
    const list = newPart('group', hull(links.map(({ box }) => box)), bar.fill, links);
    list.role = 'list';
    list.flow = 'row';
    bar.parts = [...bar.parts.filter((part) => !links.includes(part)), list];
  }
  adopt(bar);
}
