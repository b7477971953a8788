/** The labels of a picture: found by geometry, read in place, completed by what the page's reading has besides. */
import type { Region, TextReading } from '../../shared/engine.ts';
import type { ReaderInput } from '../input.ts';
import { findSnippets, type Snippet } from '../pixels/snippets.ts';
import type { Label } from './model.ts';
import { median } from './model.ts';
import { numberOf } from './numbers.ts';

/** Snippets read in place at most: what a photograph's texture gives is cut. */
const MOST = 240;

export interface LabelsRead {
  labels: Label[];
  unit: number;
}

/** Pixels that one at 1× takes, from the text read. */
export function unitOfText(text: TextReading): number {
  const heights = text.lines.flatMap((line) => line.words.map((word) => word.box.height)).filter((h) => h > 3);
  const usual = median(heights);
  return usual > 0 ? Math.max(1, Math.min(3, usual / 12)) : 1;
}

export async function readLabels(input: ReaderInput): Promise<LabelsRead> {
  const { picture, text, place, signal } = input;
  const unit = unitOfText(text);
  const all = chosen(findSnippets(picture, unit));
  // Words that the page's reading is sure of need no second look; numbers always do.
  const sure = phrasesOf(text).filter(
    (phrase) =>
      phrase.confidence >= 0.9 && !/\d/.test(phrase.text) && phrase.text.replace(/[^\p{L}]/gu, '').length >= 3,
  );
  const known = (box: Region) => sure.some((phrase) => overlap(phrase.box, box) > 0.6);
  const snippets = all.filter((snippet) => snippet.turned || !known(snippet.box));
  const readings = await place.read(
    snippets.map((snippet) => ({ box: snippet.box, direction: snippet.turned ? 'auto' : 0 })),
    signal,
  );
  const labels = snippets.flatMap((snippet, i): Label[] => {
    const reading = readings[i]!;
    if (reading.text === '' && snippet.parts < 2) return [];
    return [
      {
        text: reading.text.replace(/\n/g, ' '),
        box: snippet.box,
        confidence: reading.confidence,
        alternatives: reading.alternatives.map((one) => one.text),
        turned: snippet.turned,
      },
    ];
  });
  return { labels: withPage(labels, text), unit };
}

/** Of too many snippets those that look most like text. */
function chosen(snippets: readonly Snippet[]): Snippet[] {
  const heights = snippets.filter((one) => one.parts >= 2).map((one) => one.height);
  const usual = median(heights.length > 2 ? heights : snippets.map((one) => one.height));
  const fit = snippets.filter((one) => one.height > 0.5 * usual && one.height < 3 * usual);
  const worth = (one: Snippet) => (one.parts >= 2 ? 1 : 0) + (one.flat > 0.9 ? 0.5 : 0);
  return [...fit].sort((a, b) => worth(b) - worth(a)).slice(0, MOST);
}

/** Words that the page's reading has where nothing was found, and its word for what was read unsurely. */
function withPage(labels: readonly Label[], text: TextReading): Label[] {
  const phrases = phrasesOf(text);
  const out = labels.map((label) => {
    const same = phrases.find((phrase) => overlap(phrase.box, label.box) > 0.6);
    if (!same || same.text === label.text)
      return same ? { ...label, confidence: Math.max(label.confidence, same.confidence) } : label;
    if (label.text === '' || (label.confidence < 0.5 && same.confidence > 0.8)) {
      return {
        ...label,
        text: same.text,
        confidence: 0.8 * same.confidence,
        alternatives: [label.text, ...label.alternatives],
      };
    }
    return { ...label, alternatives: [...label.alternatives, same.text] };
  });
  for (const phrase of phrases) {
    // Corners of marks read as letters; what geometry missed are longer words.
    if (phrase.confidence < 0.7 || phrase.text.replace(/[^\p{L}\p{N}]/gu, '').length < 3) continue;
    // A swatch read as a sign: the box is not the name's.
    if (/^[@©®°*•●■]\p{L}/u.test(phrase.text) && out.some((label) => covers(label.box, phrase.box))) continue;
    // What was read there unsurely gives way, below.
    if (out.some((label) => label.confidence >= 0.7 * phrase.confidence && covers(label.box, phrase.box))) continue;
    out.push({
      text: phrase.text,
      box: phrase.box,
      confidence: (phrase.confidence >= 0.9 ? 1 : 0.8) * phrase.confidence,
      alternatives: [],
      turned: phrase.turned,
    });
  }
  return withoutOverlaps(
    out
      .filter((label) => label.text !== '' || label.alternatives.length > 0)
      .flatMap(numbersApart)
      .map(withoutTickMark)
      .map(withoutBullet),
  );
}

interface Phrase {
  text: string;
  box: Region;
  confidence: number;
  turned: boolean;
}

/** Words of a line that stand close together. */
export function phrasesOf(text: TextReading): Phrase[] {
  const out: Phrase[] = [];
  for (const line of text.lines) {
    let last: Phrase | null = null;
    for (const word of line.words) {
      const turned = word.box.height > 1.8 * word.box.width && word.text.length > 3;
      const gap = last ? word.box.x - (last.box.x + last.box.width) : 0;
      const number = numberOf(word.text) !== null;
      if (
        last &&
        !turned &&
        !last.turned &&
        gap >= 0 &&
        gap < (number ? 0.45 : 0.75) * Math.min(last.box.height, word.box.height) + 1
      ) {
        const x1 = word.box.x + word.box.width;
        const y0 = Math.min(last.box.y, word.box.y);
        const y1 = Math.max(last.box.y + last.box.height, word.box.y + word.box.height);
        last.text += ` ${word.text}`;
        last.box = { x: last.box.x, y: y0, width: x1 - last.box.x, height: y1 - y0 };
        last.confidence = Math.min(last.confidence, word.confidence / 100);
      } else {
        last = { text: word.text, box: { ...word.box }, confidence: word.confidence / 100, turned };
        out.push(last);
      }
    }
  }
  return out;
}

function overlap(a: Region, b: Region): number {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / Math.max(a.width * a.height, b.width * b.height);
}

function covers(a: Region, b: Region): boolean {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return w > 0 && h > 0 && w * h > 0.25 * Math.min(a.width * a.height, b.width * b.height);
}

/** `● Jul`: a swatch read as a sign is none of the name's characters. */
function withoutBullet(label: Label): Label {
  const match = /^[●•■▪◆○@©®°*¢—–-]+ (?=[\p{L}\p{N}].)/u.exec(label.text);
  if (!match || label.turned) return label;
  const cut = Math.min(1.25 * label.box.height, 0.5 * label.box.width);
  return {
    ...label,
    text: label.text.slice(match[0].length),
    box: { ...label.box, x: label.box.x + cut, width: label.box.width - cut },
  };
}

/** `$5,000$7,500$10,000`: ticks that stand so close that they were found as one. */
export function numbersApart(label: Label): Label[] {
  if (label.turned || label.text.length < 8 || label.text.length > 120) return [label];
  const dates = [...label.text.matchAll(/\d{4}-\d\d-\d\d/g)];
  if (dates.length >= 3 && label.text.replace(/\d{4}-\d\d-\d\d/g, '').trim() === '') return pieces(label, dates);
  const found = [...label.text.matchAll(/[-−]?[$€£¥]?\d[\d.,]*[%kKMB]?/g)];
  const rest = label.text.replace(/[-−]?[$€£¥]?\d[\d.,]*[%kKMB]?/g, '').replace(/ /g, '');
  const signed = found.every((one) => /[$€£¥%kKMB]/.test(one[0]));
  const spaced = !/\d[ ]?\d{3}\b/.test(label.text) && / /.test(label.text);
  if (found.length < 3 || rest !== '' || !(signed || spaced)) return [label];
  return pieces(label, found);
}

function pieces(label: Label, found: readonly RegExpExecArray[]): Label[] {
  const each = label.box.width / label.text.length;
  return found.map((one) => ({
    ...label,
    text: one[0],
    box: { ...label.box, x: label.box.x + one.index * each, width: one[0].length * each },
    alternatives: [],
  }));
}

/** `$800-`: the tick mark after a number is not one of its characters. */
function withoutTickMark(label: Label): Label {
  // A name on its side runs into its tick mark.
  const name = label.turned ? /^(\p{L}[\p{L}\p{N} ]*)[-–—|]$/u.exec(label.text) : null;
  if (name) return { ...label, text: name[1]!.trimEnd() };
  const match = /^(.*\d[%\p{L}]{0,3})\s*[-–—|_]$/u.exec(label.text);
  if (!match || label.turned || numberOf(match[1]!) === null) return label;
  const share = match[1]!.length / label.text.replace(/ /g, '').length;
  return { ...label, text: match[1]!, box: { ...label.box, width: label.box.width * Math.min(1, share) } };
}

/** Of two readings of one place the surer stays. */
function withoutOverlaps(labels: readonly Label[]): Label[] {
  const worth = (label: Label) => label.confidence + (label.text.length > 1 ? 0.1 : 0) - (label.turned ? 0.05 : 0);
  const kept: Label[] = [];
  for (const label of [...labels].sort((a, b) => worth(b) - worth(a))) {
    if (!kept.some((other) => covers(other.box, label.box))) kept.push(label);
  }
  return kept.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}
