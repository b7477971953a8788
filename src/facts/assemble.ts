/** Text and structure as one object, and what kind of picture it is. */
import { explainReading } from '../screenshot/screenshot.ts';
import type { TextReading } from '../shared/engine.ts';
import type { Message } from '../shared/message.ts';
import type { PictureFacts, PictureKind } from '../shared/structure.ts';

type Structure = Pick<PictureFacts, 'charts' | 'tables' | 'diagrams' | 'page' | 'numbers' | 'notes' | 'ms'>;

interface Size {
  width: number;
  height: number;
}

export function assembleFacts({ width, height }: Size, text: TextReading, found: Structure): PictureFacts {
  return {
    version: 1,
    width,
    height,
    kind: kindOf({ width, height }, text, found),
    text,
    ...found,
    ms: { text: Math.round(text.ms), ...found.ms },
  };
}

/** Facts of a picture of which only the text was read. */
export function textFacts(size: Size, text: TextReading, notes: Message[] = []): PictureFacts {
  const nothing = { charts: [], tables: [], diagrams: [], page: null, numbers: [], ms: {} };
  return assembleFacts(size, text, { ...nothing, notes });
}

/** Below this a structure is not what the picture is about. */
const LEAST = 0.3;
/** Words on a picture that has no other structure and is read as text. */
const DOCUMENT_WORDS = 40;

/**
 * The likeliest kind. Readers say how sure each of their findings is; what covers little of the picture counts less, so
 * that a chart in a page leaves it a page, and several charts or numbers beside each other are a dashboard.
 */
export function kindOf(
  { width, height }: Size,
  text: TextReading,
  { charts, tables, diagrams, page, numbers }: Omit<Structure, 'notes' | 'ms'>,
): PictureFacts['kind'] {
  const share = (box: { width: number; height: number }) =>
    Math.min(1, Math.sqrt((box.width * box.height) / Math.max(1, width * height)) * 1.4);
  const best = (items: { confidence: number; box: { width: number; height: number } }[]) =>
    Math.max(0, ...items.map((item) => item.confidence * share(item.box)));
  const candidates: [PictureKind, number][] = [
    ['chart', best(charts)],
    ['table', best(tables)],
    ['diagram', best(diagrams)],
  ];
  const parts = charts.length + tables.length + numbers.length;
  if (charts.length > 0 && parts > 1)
    candidates.push(['dashboard', 0.1 + Math.max(...charts.map(({ confidence }) => confidence)) * 0.9]);
  const screen = explainReading(text);
  if (screen.kind === 'code') candidates.push(['code', 0.75]);
  else if (screen.kind !== 'other') candidates.push(['terminal', screen.error ? 0.85 : 0.7]);
  // A page can be read into anything that has boxes and words: what a chart or a diagram fills is none, and where the words
  // are code or a terminal's, the bars around them are the editor's.
  const filled = Math.max(best(charts), best(tables), best(diagrams));
  const weight = filled >= 0.45 ? 0.4 : screen.kind === 'other' ? 0.95 : 0.75;
  if (page) candidates.push(['page', page.confidence * weight]);
  const words = text.lines.reduce((sum, line) => sum + line.words.length, 0);
  if (words >= DOCUMENT_WORDS) candidates.push(['document', 0.35]);
  const [name, confidence] = candidates.sort((a, b) => b[1] - a[1])[0]!;
  if (confidence >= LEAST) return { name, confidence: Math.min(1, confidence) };
  return words === 0 ? { name: 'photo', confidence: 0.4 } : { name: 'other', confidence: 0.4 };
}
