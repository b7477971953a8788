/** Which boxes are controls: by their size, outline, fill and what stands in and beside them. */
import type { Region } from '../../shared/engine.ts';
import { apart, brightness, saturation, type Colour } from '../pixels/colour.ts';
import { areaOf, bottom, everyPart, middleX, middleY, newPart, overlapX, right, textsOf, type Part } from './part.ts';

export interface PageFacts {
  width: number;
  height: number;
  /** Size and colour of most of the text. */
  body: number;
  ink: Colour;
}

export function pageFacts(width: number, height: number, texts: readonly Part[]): PageFacts {
  const commonest = <T>(value: (part: Part) => T): T | undefined => {
    const sums = new Map<T, number>();
    for (const part of texts) sums.set(value(part), (sums.get(value(part)) ?? 0) + part.words!.text.length);
    return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
  };
  return {
    width,
    height,
    body: commonest((part) => part.words!.size) ?? 16,
    ink: commonest((part) => part.words!.colour) ?? 0,
  };
}

const isNumber = (text: string) => /\d/.test(text) && !/[A-Za-z]/.test(text.replace(/[kKM]$/, ''));

/** Photographs without words on them are pictures. */
export function markPhotos(root: Part, photos: readonly Region[]): void {
  for (const part of everyPart(root)) {
    if (part === root || part.kind !== 'box' || part.role || textsOf(part).length > 0) continue;
    const own = photos.some((photo) => {
      const across = Math.min(right(photo), right(part.box)) - Math.max(photo.x, part.box.x);
      const down = Math.min(bottom(photo), bottom(part.box)) - Math.max(photo.y, part.box.y);
      return across > 0 && down > 0 && across * down > 0.8 * Math.max(areaOf(photo), areaOf(part.box));
    });
    if (!own) continue;
    part.role = 'image';
    part.parts = [];
  }
}

/** Gives controls their roles, inner boxes first. */
export function findControls(root: Part, facts: PageFacts): void {
  const visit = (part: Part) => {
    for (const child of [...part.parts]) if (child.kind === 'box') visit(child);
    if (part !== root && !part.role && part.parent) control(part, part.parent, facts);
  };
  visit(root);
  underlinedFields(root, facts);
}

function control(part: Part, parent: Part, facts: PageFacts): void {
  const { box } = part;
  const texts = part.parts.filter(({ kind }) => kind === 'text');
  const boxes = part.parts.filter(({ kind, role }) => kind === 'box' && role !== 'icon');
  const icons = part.parts.filter(({ role }) => role === 'icon');
  const drawn = part.border !== null || apart(part.fill, parent.fill) > 8 || part.shadow;
  if (!drawn) return;
  if (texts.length === 0) {
    if (small(part, parent, boxes, facts)) return;
    if (emptyField(part, parent, boxes, icons, facts)) return;
    if (
      icons.length === 1 &&
      boxes.length === 0 &&
      box.height <= 64 &&
      box.height >= 22 &&
      box.width <= 1.8 * box.height
    ) {
      part.role = 'button';
      setState(part, { primary: saturation(part.fill) > 60 });
    }
    return;
  }
  if (texts.length > 1 || boxes.length > 0 || box.height < 14 || box.height > 76) {
    if (boxes.length === 0) textarea(part, parent, texts);
    return;
  }
  const text = texts[0]!;
  const words = text.words!;
  const left = words.ink.x - box.x;
  const rest = right(box) - right(words.ink);
  const icon = icons[0];
  const [from, to] = icon
    ? [Math.min(words.ink.x, icon.box.x) - box.x, right(box) - Math.max(right(words.ink), right(icon.box))]
    : [left, rest];
  const centred = Math.abs(from - to) <= Math.max(4, 0.06 * box.width);
  const short = words.text.length <= 26 && words.text.split(' ').length <= 5 && !/[?.,;:]$|, /.test(words.text);
  const bar = box.width >= 0.95 * facts.width && box.y <= 2;
  const round = Math.abs(box.width - box.height) <= 3 && part.radius >= 0.42 * box.width;
  if (round && box.width >= 20 && words.text.length <= 3) {
    part.role = 'avatar';
    return;
  }
  const named = labelOf(part, parent, facts) !== undefined;
  const grey = apart(words.colour, part.fill) < 0.75 * apart(facts.ink, part.fill) && saturation(words.colour) < 80;
  const alike = parent.parts.filter(
    (other) =>
      other !== part &&
      other.kind === 'box' &&
      Math.abs(other.box.width - box.width) <= 3 &&
      Math.abs(other.box.height - box.height) <= 3,
  );
  const atLeft = left <= 46 && rest > left + 6;
  if (box.height < 26 && centred && box.width < 160) {
    part.role = box.height < 21 || part.radius >= 0.4 * box.height || words.size < facts.body - 1 ? 'badge' : 'button';
    if (part.role === 'button') setState(part, { primary: saturation(part.fill) > 60 });
    return;
  }
  if (centred && short && !bar && !(named && box.width > 200 && brightness(part.fill) > 240)) {
    part.role = 'button';
    setState(part, {
      primary: saturation(part.fill) > 60 || apart(part.fill, parent.fill) > 300,
      disabled: grey && apart(words.colour, part.fill) < 220,
    });
    return;
  }
  if (icon && short && !bar && box.width < 260 && Math.abs(from - to) <= 8 && !isChevron(icon, part)) {
    part.role = 'button';
    setState(part, { primary: saturation(part.fill) > 60 });
    return;
  }
  if (atLeft && box.width >= 90 && box.height >= 24 && box.height <= 66 && saturation(part.fill) < 90) {
    const fieldlike = part.border !== null || apart(part.fill, parent.fill) > 8;
    if (fieldlike && (named || (grey && alike.length < 4) || (icon && isChevron(icon, part)))) {
      asField(part, text, icon, grey, facts);
    }
  }
}

function asField(part: Part, text: Part, icon: Part | undefined, grey: boolean, _facts: PageFacts): void {
  part.role = icon && isChevron(icon, part) ? 'select' : 'field';
  part.hint = grey && part.role === 'field';
  if (part.role === 'select') part.parts = [text];
  text.role = 'text';
}

/** A small mark near the right end: what opens a list. */
const isChevron = (icon: Part, field: Part): boolean =>
  icon.box.width <= 22 &&
  icon.box.height <= 22 &&
  right(field.box) - right(icon.box) <= 26 &&
  icon.box.x > middleX(field.box) &&
  field.box.width > 70;

/** Checks, radios, switches, avatars, images: boxes without text. */
function small(part: Part, parent: Part, boxes: readonly Part[], facts: PageFacts): boolean {
  const { box } = part;
  const ratio = box.width / box.height;
  const square = Math.abs(box.width - box.height) <= 3;
  const beside = parent.parts.some(
    ({ kind, box: b }) =>
      kind === 'text' && Math.abs(middleY(b) - middleY(box)) < 9 && b.x - right(box) > 0 && b.x - right(box) <= 20,
  );
  if (square && box.width >= 9 && box.width <= 28 && beside && boxes.length <= 1) {
    // Of a small circle's corners a pixel or two is lost.
    part.role = part.radius >= 0.34 * box.width ? 'radio' : 'checkbox';
    const inner = part.parts.length > 0;
    setState(part, {
      checked: saturation(part.fill) > 60 || (inner && part.role === 'radio') || (inner && part.role === 'checkbox'),
    });
    if (part.role === 'radio' && !part.border && !inner && saturation(part.fill) > 60 && box.width <= 10) {
      part.role = 'icon';
      return true;
    }
    part.parts = [];
    return true;
  }
  if (ratio >= 1.4 && ratio <= 2.4 && box.height >= 14 && box.height <= 36 && part.radius >= 0.36 * box.height) {
    const knob = part.parts.find(({ box: b }) => Math.abs(b.width - b.height) <= 3 && b.height >= 0.4 * box.height);
    if (knob) {
      part.role = 'switch';
      setState(part, { checked: middleX(knob.box) > middleX(box) });
      part.parts = [];
      return true;
    }
  }
  if (square && box.width >= 24 && box.width <= 200 && part.radius >= 0.42 * box.width) {
    part.role = 'avatar';
    part.parts = [];
    return true;
  }
  if (boxes.length === 0 && box.width >= 40 && box.height >= 40) {
    const marks = part.parts.filter(({ busy }) => busy);
    const covers = marks.some(({ box: b }) => areaOf(b) > 0.5 * areaOf(box));
    const grey =
      saturation(part.fill) < 30 &&
      !part.border &&
      apart(part.fill, parent.fill) > 24 &&
      areaOf(box) < 0.3 * facts.width * facts.height;
    if (covers || (marks.length <= 1 && grey && part.parts.length === marks.length)) {
      part.role = 'image';
      part.parts = [];
      return true;
    }
  }
  return false;
}

function emptyField(
  part: Part,
  parent: Part,
  boxes: readonly Part[],
  icons: readonly Part[],
  facts: PageFacts,
): boolean {
  const { box } = part;
  if (boxes.length > 0 || box.width < 90 || box.height < 24 || box.height > 260) return false;
  if (
    !labelOf(part, parent, facts) &&
    !(part.border && box.height <= 60 && saturation(part.fill) < 40 && box.width > 140 && box.width < 0.9 * facts.width)
  )
    return false;
  const chevron = icons.find((icon) => isChevron(icon, part));
  part.role = box.height > 70 ? 'textarea' : chevron ? 'select' : 'field';
  part.parts = icons.filter((icon) => icon !== chevron && middleX(icon.box) < middleX(box));
  return true;
}

/** Several lines at the top left of a tall outlined box with a label. */
function textarea(part: Part, parent: Part, texts: readonly Part[]): void {
  const { box } = part;
  if (box.height < 50 || box.width < 120 || !part.border || texts.length > 8) return;
  const label = labelAbove(part, parent);
  if (!label) return;
  const first = texts[0]!.words!;
  if (texts.some(({ words }) => Math.abs(words!.ink.x - first.ink.x) > 8 || words!.size !== first.size)) return;
  if (texts.some(({ words }) => words!.weight >= 600)) return;
  part.role = 'textarea';
  // The grip at its corner is the browser's.
  part.parts = part.parts.filter(({ role }) => role !== 'icon');
}

const labelAbove = (part: Part, parent: Part): Part | undefined =>
  parent.parts.find(({ kind, box }) => {
    const gap = part.box.y - bottom(box);
    return kind === 'text' && gap >= -3 && gap <= 14 && Math.abs(box.x - part.box.x) <= 16;
  });

/** What names a field: a text of body size right above it, or beside it at the left. */
export function labelOf(part: Part, parent: Part, facts: PageFacts): Part | undefined {
  const { box } = part;
  const above = parent.parts
    .filter(({ kind, box: b, words }) => {
      const gap = box.y - bottom(b);
      return (
        kind === 'text' &&
        words!.size <= 1.15 * facts.body &&
        gap >= -4 &&
        gap <= 14 &&
        Math.abs(b.x - box.x) <= 16 &&
        overlapX(b, box) > 0
      );
    })
    .sort((a, b) => bottom(b.box) - bottom(a.box))[0];
  if (above) return above;
  return parent.parts.find(
    ({ kind, box: b, words }) =>
      kind === 'text' &&
      /:$/.test(words!.text) &&
      Math.abs(middleY(b) - middleY(box)) < 8 &&
      box.x - right(b) > 0 &&
      box.x - right(b) < 60,
  );
}

export function setState(part: Part, state: NonNullable<Part['state']>): void {
  const set = Object.fromEntries(Object.entries(state).filter(([, value]) => value));
  if (Object.keys(set).length) part.state = { ...part.state, ...set };
}

/** A line under a text with a smaller one above: fields as Material draws them. */
function underlinedFields(part: Part, facts: PageFacts): void {
  for (const stroke of part.parts.filter(({ kind }) => kind === 'stroke')) {
    const line = stroke.box;
    if (line.height > 3 || line.width < 110) continue;
    const above = part.parts.filter(({ kind, box }) => {
      const gap = line.y - bottom(box);
      return (
        kind === 'text' && gap >= 0 && gap <= 22 && Math.abs(box.x - line.x) <= 14 && right(box) <= right(line) + 4
      );
    });
    const value = above[0];
    if (above.length !== 1 || !value) continue;
    const label = part.parts.find(({ kind, box, words }) => {
      const gap = value.box.y - bottom(box);
      return (
        kind === 'text' &&
        box !== value.box &&
        gap >= -2 &&
        gap <= 22 &&
        Math.abs(box.x - line.x) <= 14 &&
        words!.size < value.words!.size - 0.9
      );
    });
    const grey = apart(value.words!.colour, part.fill) < 0.75 * apart(facts.ink, part.fill);
    if (!label && !grey) continue;
    const top = Math.round(line.y - 2 * (line.y - middleY(value.box)));
    const field = newPart(
      'box',
      { x: line.x, y: top, width: line.width, height: line.y + line.height - top },
      part.fill,
      [value],
    );
    field.role = 'field';
    field.hint = grey && !label;
    field.underline = { width: line.height, colour: stroke.fill };
    field.parent = part;
    value.parent = field;
    value.role = 'text';
    part.parts = [...part.parts.filter((other) => other !== value && other !== stroke), field];
  }
  for (const child of part.parts) if (child.kind === 'box' && !child.role) underlinedFields(child, facts);
}

/** Roles of texts: headings, links, buttons without a box, plain words. */
export function nameTexts(root: Part, facts: PageFacts): void {
  for (const part of textsOf(root)) {
    if (part.role || part.parent?.role) continue;
    const words = part.words!;
    const home = part.parent!;
    const short = words.text.length < 44 && !/[.;,]$/.test(words.text);
    const row = home.parts.filter((other) => other !== part && Math.abs(middleY(other.box) - middleY(part.box)) < 8);
    if (words.underlined && words.text.length < 60) part.role = 'link';
    else if (isNumber(words.text)) part.role = 'text';
    else if (words.size >= 1.18 * facts.body && words.text.length < 80 && /[A-Za-z\u00c0-\uffff]{2}/.test(words.text))
      part.role = 'heading';
    else if (
      saturation(words.colour) > 90 &&
      apart(words.colour, words.ground) > 110 &&
      short &&
      apart(words.colour, facts.ink) > 90
    ) {
      part.role = isAlert(words.colour, words.ground) ? 'text' : 'link';
    } else if (
      words.text === words.text.toUpperCase() &&
      /[A-Z]{3}/.test(words.text) &&
      short &&
      row.some(({ role }) => role === 'button')
    )
      part.role = 'button';
    else if (words.weight >= 600 && words.text.length > 2 && words.text.length < 60 && leads(part, row))
      part.role = 'heading';
  }
}

/** Red and green words are states rather than links. */
const isAlert = (colour: Colour, _ground: Colour): boolean => {
  const [r, g, b] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  return (r > 150 && g < 90 && b < 90) || (g > 110 && r < 90 && b < 110);
};

/** Bold, with a lighter text close under it, and nothing beside it. */
function leads(part: Part, row: readonly Part[]): boolean {
  if (row.some(({ kind }) => kind === 'text')) return false;
  return part.parent!.parts.some(
    (other) =>
      other !== part &&
      other.kind !== 'stroke' &&
      !['field', 'select', 'textarea'].includes(other.role ?? '') &&
      Math.abs(other.box.x - part.box.x) <= 6 &&
      other.box.y - bottom(part.box) >= -2 &&
      other.box.y - bottom(part.box) <= 28 &&
      (other.kind !== 'text' || other.words!.weight < 600),
  );
}
