/** From pixels to boxes with their texts: the raw material of a page. */
import type { Region } from '../../shared/engine.ts';
import type { ReaderInput } from '../input.ts';
import { apart } from '../pixels/colour.ts';
import { nestBoxes, smallestAt } from './boxes.ts';
import { findInk, ownership, type Ink } from './ink.ts';
import {
  adopt,
  areaOf,
  bottom,
  everyPart,
  hull,
  newPart,
  overlapX,
  overlapY,
  right,
  within,
  type Part,
} from './part.ts';
import { isText, readSnippets, type ReadSnippet } from './reading.ts';
import { findShapes, type Stroke } from './shapes.ts';
import type { Sheet } from './sheet.ts';
import { commonFace, settingOf } from './type.ts';
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
  const face = commonFace(texts.map(({ text, box, black }) => ({ text, ink: box, black })));
  const strokes = [...tree.strokes];
  const parts = texts.map((snippet) => textPart(snippet, face, strokes));
  for (const part of parts) part.parent!.parts.push(part);
  addIcons(
    read.filter((snippet) => !isText(snippet)),
    ink,
  );
  for (const stroke of strokes) addStroke(tree.root, stroke);
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
    if (!line || line.pieces.length < 3) continue;
    const own = line.pieces.find(({ box }) => within(part.box, box, 2));
    if (!own) continue;
    const slack = Math.max(1.5, 0.09 * own.box.height);
    const alike = line.pieces.some(
      ({ box }) =>
        box !== own.box &&
        Math.abs(box.y - own.box.y) <= slack + 1 &&
        Math.abs(bottom(box) - bottom(own.box)) <= slack &&
        box.height >= 6 &&
        Math.min(Math.abs(box.x - right(own.box)), Math.abs(own.box.x - right(box))) < 3 * own.box.height,
    );
    const near = line.pieces.some(
      ({ box }) =>
        box !== own.box &&
        box.height > 0.55 * own.box.height &&
        Math.min(Math.abs(box.x - right(own.box)), Math.abs(own.box.x - right(box))) <= 0.4 * own.box.height,
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
  const { size, weight, content } = settingOf({ text, ink: box, black }, face);
  // A line right under it, as wide as it is, is its underline.
  const under = strokes.findIndex(
    ({ box: s }) =>
      s.height <= 3 &&
      s.width > s.height &&
      Math.abs(s.x - box.x) <= 4 &&
      Math.abs(right(s) - right(box)) <= 4 &&
      s.y >= bottom(box) - 5 &&
      s.y <= bottom(box) + 4,
  );
  if (under >= 0) strokes.splice(under, 1);
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
    underlined: underlined || under >= 0,
    lines: 1,
  };
  return part;
}

/** Ink that says nothing: neighbouring bits are one icon. */
function addIcons(unread: readonly ReadSnippet[], ink: Ink): void {
  const bits: { box: Region; owner: Part }[] = [
    ...unread.map(({ box, owner }) => ({ box, owner })),
    ...ink.rest.filter(({ box }) => box.height > 3 && box.width > 3),
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
    const part = newPart('box', box, owner.fill);
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

/** All boxes of the tree, without their texts. */
export const boxesOf = (root: Part): Part[] => [...everyPart(root)].filter(({ kind }) => kind === 'box');
