/** From pixels to boxes with their texts: the raw material of a page. */
import type { Region } from '../../shared/engine.ts';
import type { ReaderInput } from '../input.ts';
import { apart, blue, brightness, fromRgb, green, red } from '../pixels/colour.ts';
import { nestBoxes, smallestAt } from './boxes.ts';
import { findInk, inkColour, ownership, type Ink } from './ink.ts';
import { adopt, areaOf, bottom, hull, middleY, newPart, overlapX, overlapY, right, within, type Part } from './part.ts';
import { isText, readSnippets, type ReadSnippet } from './reading.ts';
import { findShapes, type Stroke } from './shapes.ts';
import type { Sheet } from './sheet.ts';
import { commonFace, evenOut, settingOf } from './type.ts';
import { snippetsOf } from './words.ts';

export interface Assembled {
  root: Part;
  texts: Part[];
  face: string;
}

export async function assemble(sheet: Sheet, input: ReaderInput): Promise<Assembled> {
  const tree = nestBoxes(sheet, findShapes(sheet));
  const boxes = withoutLetters(sheet, tree.root, tree.boxes, tree.strokes);
  input.signal?.throwIfAborted();
  const ink = findInk(sheet, tree.root, boxes, ownership(sheet, tree.root, boxes, tree.strokes));
  const snippets = ink.lines.flatMap((line) => snippetsOf(sheet, line, tree.strokes));
  const read = await readSnippets(sheet, input, snippets);
  const texts = read.filter(isText);
  const face = commonFace(
    texts.map(({ text, box, black, colour, owner }) => ({
      text,
      ink: box,
      black: inkOnPaper(black, colour, owner.fill),
    })),
  );
  const strokes = [...tree.strokes];
  const parts = texts.map((snippet) => textPart(snippet, face, strokes));
  evenOut(parts, face);
  for (const part of parts) part.parent!.parts.push(part);
  const unread = read.filter((snippet) => !isText(snippet) && !isMarkOf(snippet, parts));
  addIcons(sheet, unread, ink, parts);
  const stems = (stroke: Stroke) => parts.some(({ words }) => within(stroke.box, words!.ink, 2));
  for (const stroke of strokes) if (!stems(stroke)) addStroke(tree.root, stroke);
  adopt(tree.root);
  return { root: tree.root, texts: parts, face };
}

/** Boxes that are letters, or the inside of letters: they stand in a line with others of their height. */
function withoutLetters(sheet: Sheet, root: Part, boxes: Part[], strokes: readonly Stroke[]): Part[] {
  const suspect = (part: Part): boolean => part.box.width <= 90 && part.box.height <= 90 && part.parts.every(suspect);
  const suspects = boxes.filter(suspect);
  if (suspects.length === 0) return boxes;
  const sure = boxes.filter((box) => !suspects.includes(box));
  const { lines } = findInk(sheet, root, sure, ownership(sheet, root, sure, strokes));
  const letters = new Set<Part>();
  for (const part of suspects) {
    const line = lines.find(({ box }) => within(part.box, box, 2));
    if (!line || line.pieces.length < 2) continue;
    const own = line.pieces.find(({ box }) => within(part.box, box, 2));
    if (!own) continue;
    if (line.pieces.some((piece) => piece !== own && within(piece.box, own.box, 0))) continue;
    // Beside one letter alone only what is as narrow as a digit is another.
    if (line.pieces.length < 3 && own.box.width > 0.9 * own.box.height) continue;
    const { box: b, border } = part;
    // No letter is a square with straight sides.
    if (border && Math.abs(b.width - b.height) <= 2 && b.width >= 10 && part.radius < 0.25 * b.width) continue;
    // Nor is a circle that is taller than the letters beside it.
    const others = line.pieces
      .filter((piece) => piece !== own && piece.box.height >= 6)
      .map((piece) => piece.box.height);
    const tallest = others.sort((a, c) => a - c)[Math.floor(others.length * 0.8)] ?? 0;
    const round = Math.abs(b.width - b.height) <= 1 && part.radius >= 0.4 * b.width;
    if (round && b.width >= 11 && own.box.height > 1.1 * tallest && own.box.height < 30) continue;
    const slack = Math.max(1.5, 0.09 * own.box.height);
    // Buttons side by side stand a good deal farther apart than letters do.
    const reach = (part.solid ?? 1) >= 0.62 && own.box.width > 16 ? 0.12 : 0.4;
    const near = line.pieces.some(
      ({ box }) =>
        box !== own.box &&
        box.height > 0.55 * own.box.height &&
        Math.abs(bottom(box) - bottom(own.box)) <= slack + 0.25 * box.height &&
        Math.min(Math.abs(box.x - right(own.box)), Math.abs(own.box.x - right(box))) <= reach * own.box.height + 1,
    );
    const alike = line.pieces.some(
      ({ box }) => box !== own.box && box.height >= 6 && Math.abs(bottom(box) - bottom(own.box)) <= slack,
    );
    if (alike && near) letters.add(part);
  }
  for (const part of letters) {
    part.parent!.parts = part.parent!.parts.filter((other) => other !== part);
    for (const child of part.parts) letters.add(child);
  }
  return boxes.filter((box) => !letters.has(box));
}

function textPart(snippet: ReadSnippet, face: string, strokes: Stroke[]): Part {
  const { text, confidence, box, colour, black, owner, underlined } = snippet;
  const { size, weight, content } = settingOf({ text, ink: box, black: inkOnPaper(black, colour, owner.fill) }, face);
  // A line right under it, perhaps broken where letters cross it, is its underline.
  const under = strokes.filter(
    ({ box: s }) =>
      s.height <= 3 &&
      s.width > s.height &&
      s.x >= box.x - 4 &&
      right(s) <= right(box) + 4 &&
      s.y >= bottom(box) - 0.35 * box.height - 2 &&
      s.y <= bottom(box) + 4,
  );
  const ruled = under.reduce((sum, { box: s }) => sum + s.width, 0) >= 0.45 * box.width;
  if (ruled) for (const stroke of under) strokes.splice(strokes.indexOf(stroke), 1);
  const part = newPart('text', content, owner.fill);
  part.parent = owner;
  part.words = {
    text,
    confidence,
    ink: box,
    content,
    colour,
    ground: owner.fill,
    size,
    weight,
    underlined: underlined || ruled,
    lines: 1,
  };
  return part;
}

/** Ink that says nothing: neighbouring bits are one icon. */
function addIcons(sheet: Sheet, unread: readonly ReadSnippet[], ink: Ink, texts: readonly Part[]): void {
  const bits: { box: Region; owner: Part }[] = [
    ...unread.map(({ box, owner }) => ({ box, owner })),
    ...ink.rest.filter(
      ({ box, area }) => box.height > 3 && box.width > 3 && (area > 0.1 * areaOf(box) || areaOf(box) < 2500),
    ),
  ];
  const icons: { box: Region; owner: Part }[] = [];
  for (const bit of bits.sort((a, b) => areaOf(b.box) - areaOf(a.box))) {
    const home = icons.find(
      (icon) => icon.owner === bit.owner && overlapX(icon.box, bit.box) > -5 && overlapY(icon.box, bit.box) > -5,
    );
    if (home) home.box = hull([home.box, bit.box]);
    else icons.push({ ...bit });
  }
  for (const { box, owner } of icons) {
    if (box.width < 5 || box.height < 5) continue;
    // Bits of letters are no icons.
    if (texts.some(({ words }) => within(box, words!.ink, 3))) continue;
    const part = newPart(
      'box',
      box,
      box.width > 48 && box.height > 48 ? meanColour(sheet, box) : (inkColour(sheet, box, owner.fill) ?? owner.fill),
    );
    part.busy = true;
    part.role = box.width > 48 && box.height > 48 ? 'image' : 'icon';
    part.parent = owner;
    owner.parts.push(part);
  }
}

function addStroke(root: Part, { box, colour }: Stroke): void {
  const owner = smallestAt(root, box.x + box.width / 2, box.y + box.height / 2);
  if (apart(owner.fill, colour) < 6) return;
  if (!within(box, owner.box, 2)) return;
  const part = newPart('stroke', box, colour);
  part.role = 'divider';
  part.parent = owner;
  owner.parts.push(part);
}

/** A dot before a text, in the middle of its height: the mark of a list's item. The text learns of it. */
function isMarkOf({ box, owner, pieces }: ReadSnippet, texts: readonly Part[]): boolean {
  if (box.width > 11 || box.height > 11 || Math.abs(box.width - box.height) > 2 || pieces.length > 1) return false;
  const text = texts.find(({ parent, words }) => {
    const gap = words!.ink.x - right(box);
    return (
      parent === owner &&
      gap > 3 &&
      gap < 1.8 * words!.size &&
      Math.abs(middleY(box) - middleY(words!.content)) < 0.3 * words!.size &&
      box.height < 0.6 * words!.size
    );
  });
  if (text) text.marked = true;
  return text !== undefined;
}

function meanColour(sheet: Sheet, { x, y, width, height }: Region): number {
  const sums = [0, 0, 0];
  let count = 0;
  for (let v = y; v < y + height; v += 3) {
    for (let u = x; u < x + width; u += 3) {
      const colour = sheet.pixels[v * sheet.width + u];
      if (colour === undefined) continue;
      sums[0]! += red(colour);
      sums[1]! += green(colour);
      sums[2]! += blue(colour);
      count++;
    }
  }
  const [r, g, b] = sums.map((sum) => Math.round(sum / Math.max(1, count)));
  return fromRgb(r!, g!, b!);
}

/** Light letters on dark spread a little: as much ink as if they were dark on light. */
const inkOnPaper = (black: number, colour: number, ground: number): number =>
  brightness(colour) > brightness(ground) ? 0.9 * black : black;
