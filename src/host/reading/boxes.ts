/** Boxes in answers: Imp writes x1, y1, x2, y2 in 0..1 of the square that it sees; anything else stays text. */
import type { Region } from '../../shared/engine.ts';
import { fromSquareBox, type Corners, type Preprocess, type Size } from '../../shared/geometry.ts';

const NUMBER = String.raw`(0(?:\.\d+)?|1(?:\.0+)?|\.\d+)`;
const BOX = new RegExp(String.raw`[\[(]\s*${NUMBER}\s*,\s*${NUMBER}\s*,\s*${NUMBER}\s*,\s*${NUMBER}\s*[\])]`, 'g');

/** The answer's well-formed boxes in pixels of the picture (padding undone), with the text of each. */
export function boxesIn(answer: string, picture: Size, preprocess: Preprocess): { label: string; region: Region }[] {
  return [...answer.matchAll(BOX)].flatMap((match) => {
    const corners = match.slice(1, 5).map(Number) as Corners;
    const [x1, y1, x2, y2] = corners;
    const region = x2 > x1 && y2 > y1 ? fromSquareBox(corners, picture, preprocess) : undefined;
    return region ? [{ label: match[0], region }] : [];
  });
}

/** What "Where is …?" asks for, or undefined when the question is another one. */
export function soughtIn(question: string): string | undefined {
  return /^\s*where(?:'s|\s+is|\s+are)\s+(.{2,200}?)\s*\??\s*$/i.exec(question)?.[1];
}
