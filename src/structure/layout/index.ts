/** Pages: mockups and screenshots of user interfaces, as a tree of what stands where and how it looks. */
import type { Message } from '../../shared/message.ts';
import { msg } from '../../shared/message.ts';
import type { PageData } from '../../shared/structure.ts';
import type { ReaderInput } from '../input.ts';
import { assemble } from './assemble.ts';
import { findControls, labelOf, markPhotos, nameTexts, pageFacts } from './controls.ts';
import { flowOf } from './cuts.ts';
import { pageDoubt, pageSigns } from './isPage.ts';
import { findCardsAndForms, findLandmarks } from './landmarks.ts';
import { dissolve, joinParagraphs } from './paragraphs.ts';
import { adopt, everyPart, middleY, right, type Part } from './part.ts';
import { findGrids, findLists, findTables } from './patterns.ts';
import { findStacks, openFrames } from './stacks.ts';
import { makeSheet, pageScale } from './sheet.ts';
import { toPage } from './toPage.ts';

/** About four 4K screens. */
const MOST_PIXELS = 33.2e6;

/**
 * Reads a page: boxes, texts, controls and their layout.
 * @returns `page` null where the picture shows none; `notes` say why
 * @throws ImpError `cancelled`, `ocr-unavailable`
 */
export async function readPage(input: ReaderInput): Promise<{ page: PageData | null; notes: Message[] }> {
  const { picture, text } = input;
  if (picture.width * picture.height > MOST_PIXELS)
    return { page: null, notes: [msg`The picture is too large to read a page in it.`] };
  if (picture.width < 120 || picture.height < 80)
    return { page: null, notes: [msg`The picture is too small to be a page.`] };
  const sheet = makeSheet(picture, pageScale(picture, text));
  const { root, texts, face } = await assemble(sheet, input);
  const facts = pageFacts(sheet.width, sheet.height, texts);
  markPhotos(root, sheet.photos);
  findControls(root, facts);
  nameTexts(root, facts);
  const signs = pageSigns(sheet, root, texts, face);
  const doubt = pageDoubt(signs);
  if (doubt) return { page: null, notes: [doubt] };
  const lineAt = (x: number, y: number) =>
    sheet.pixels[Math.min(sheet.height - 1, Math.round(y)) * sheet.width + Math.round(x)]!;
  openFrames(root);
  joinParagraphs(root);
  findTables(root);
  findStacks(root, lineAt);
  dissolve(root);
  adopt(root);
  nameFields(root, facts);
  findLandmarks(root, facts);
  findCardsAndForms(root);
  for (const part of [...everyPart(root)].filter(({ role }) => role === 'sidebar')) findLists(part, true);
  findLists(root);
  findGrids(root);
  flowOf(root);
  return { page: toPage(root, sheet, face, texts), notes: [] };
}

/** Fields and checks learn which text names them. */
function nameFields(root: Part, facts: ReturnType<typeof pageFacts>): void {
  for (const part of everyPart(root)) {
    const home = part.parent;
    if (!home) continue;
    if (part.role === 'field' || part.role === 'textarea' || part.role === 'select') {
      const label = labelOf(part, home, facts);
      if (label && (label.role !== 'heading' || label.words!.size <= 1.05 * facts.body)) part.label = label;
    } else if (part.role === 'checkbox' || part.role === 'radio' || part.role === 'switch') {
      const beside = home.parts
        .filter(
          ({ kind, box }) =>
            kind === 'text' &&
            Math.abs(middleY(box) - middleY(part.box)) < 12 &&
            box.x >= right(part.box) &&
            box.x - right(part.box) < 24,
        )
        .sort((a, b) => a.box.x - b.box.x)[0];
      const before = home.parts.filter(
        ({ kind, box }) =>
          kind === 'text' && Math.abs(middleY(box) - middleY(part.box)) < 14 && right(box) <= part.box.x,
      );
      if (beside) part.label = beside;
      else if (before.length === 1) part.label = before[0];
    }
    if (part.label && part.label.role !== 'link') part.label.role = 'text';
  }
}
