/** The pieces of Mermaid's flowcharts: names, labels, shapes and links, each read where the scan stands. */
import { msg } from '../message.ts';
import type { DiagramEdge, NodeShape } from '../structure.ts';
import { wordsOf } from './labels.ts';
import type { Scan } from './scan.ts';

export type Link = Pick<DiagramEdge, 'line' | 'arrow'> & { label: string | null };

/** Words that Mermaid takes for its own where a part's name stands. */
const RESERVED = new Set(
  ['end', 'graph', 'flowchart', 'subgraph', 'style', 'class', 'classDef', 'click', 'linkStyle', 'default'].concat(
    'href call interpolate direction'.split(' '),
  ),
);

/** Longest first: `(((` is not `(` with something in it. */
const SHAPES: [open: string, close: string, shape: NodeShape][] = [
  ['(((', ')))', 'end'],
  ['((', '))', 'circle'],
  ['([', '])', 'stadium'],
  ['(', ')', 'round'],
  ['[[', ']]', 'box'],
  ['[(', ')]', 'cylinder'],
  ['[/', '/]', 'parallelogram'],
  ['[\\', '\\]', 'parallelogram'],
  ['[', ']', 'box'],
  ['{{', '}}', 'hexagon'],
  ['{', '}', 'diamond'],
  ['>', ']', 'box'],
];

export function nameAt(scan: Scan): string | undefined {
  const start = scan.at;
  const name = scan.take(/[A-Za-z_]\w*/y)?.[0];
  if (name === undefined)
    return scan.fail(msg`A part's name stands here: a letter, then letters, digits and _ (n1, check_input).`);
  if (RESERVED.has(name)) return scan.fail(msg`"${name}" is a word of Mermaid and no name of a part.`, start);
  return name;
}

/** Words in quotes; over several lines as well. */
function quotedAt(scan: Scan): string | undefined {
  const start = scan.at;
  const end = scan.text.indexOf('"', start + 1);
  if (end < 0) return scan.fail(msg`This quote is not closed.`, start);
  scan.at = end + 1;
  return wordsOf(scan.text.slice(start + 1, end));
}

/** What stands between `open`, which was taken, and one of `closes`. */
export function labelAt(
  scan: Scan,
  open: string,
  closes: readonly string[],
): { text: string; close: string } | undefined {
  const start = scan.at - open.length;
  scan.blanks();
  let text: string;
  if (scan.sees('"')) {
    const words = quotedAt(scan);
    if (words === undefined) return undefined;
    text = words;
    scan.blanks();
  } else {
    const raw = scan.take(/[^[\](){}|"\n]*/y)![0];
    const slant = raw.at(-1);
    const cut = (slant === '/' || slant === '\\') && closes.includes(`${slant}]`);
    if (cut) scan.at--;
    text = wordsOf(cut ? raw.slice(0, -1) : raw);
  }
  const close = closes.find((each) => scan.sees(each));
  if (close === undefined) {
    if (scan.atEnd || scan.sees('\n'))
      return scan.fail(msg`"${open}" is not closed: "${closes[0]!}" is missing.`, start);
    return scan.fail(msg`"${closes[0]!}" is missing here; words with such signs stand in quotes.`);
  }
  scan.at += close.length;
  return { text, close };
}

/** The shape and words after a part's name; null where it has none. */
export function shapeAt(scan: Scan): { shape: NodeShape; text: string } | null | undefined {
  if (scan.sees('@{') || scan.sees(':::')) return scan.fail(msg`Styles and new shapes are not drawn here.`);
  const found = SHAPES.find(([open]) => scan.sees(open));
  if (!found) return null;
  const [open, close, shape] = found;
  scan.at += open.length;
  const slanted = open === '[/' || open === '[\\';
  const label = labelAt(scan, open, slanted ? [close, close === '/]' ? '\\]' : '/]'] : [close]);
  if (!label) return undefined;
  return { shape: label.close === close ? shape : 'trapezoid', text: label.text };
}

/** A link with its label; null where none stands. */
export function linkAt(scan: Scan): Link | null | undefined {
  const start = scan.at;
  if (/[-=~<]/.test(scan.text[start] ?? '') === false) return null;
  if (scan.sees('~~~')) return scan.fail(msg`Links that are not seen are not drawn here.`);
  const whole = scan.take(/(<?)(?:-{2,}>|-{3,}|={2,}>|={3,}|-\.+->?)/y);
  if (whole) {
    const drawn = whole[0];
    const headed = drawn.endsWith('>');
    if (/[ox]/.test(scan.text[scan.at] ?? '') && !headed)
      return scan.fail(msg`A space is missing here: Mermaid takes this letter for the end of the line.`);
    if (whole[1] && !headed)
      return scan.fail(msg`A line with a head only at its beginning is written the other way round.`, start);
    scan.blanks();
    let label: string | null = null;
    if (scan.sees('|')) {
      scan.at++;
      const found = labelAt(scan, '|', ['|']);
      if (!found) return undefined;
      label = found.text;
    }
    return { line: lineOf(drawn), arrow: whole[1] ? 'both' : headed ? 'end' : 'none', label: label || null };
  }
  return spokenLink(scan, start);
}

const lineOf = (drawn: string): DiagramEdge['line'] =>
  drawn.includes('.') ? 'dashed' : drawn.includes('=') ? 'thick' : 'solid';

/** `-- words -->`, `== words ==>`, `-. words .->` */
function spokenLink(scan: Scan, start: number): Link | undefined {
  const open = scan.take(/(<?)(--|==|-\.)/y);
  const wrong = msg`No link: write -->, ---, -.-> or ==>, with words as -->|"words"|.`;
  if (!open) return scan.fail(wrong, start);
  scan.blanks();
  let label: string;
  if (scan.sees('"')) {
    const words = quotedAt(scan);
    if (words === undefined) return undefined;
    label = words;
    scan.blanks();
  } else {
    const rest = scan.text.slice(scan.at, scan.lineEnd());
    const end = rest.search(open[2] === '--' ? /--/ : open[2] === '==' ? /==/ : /\.-/);
    if (end <= 0) return scan.fail(wrong, start);
    const raw = rest.slice(0, end);
    if (/[[\](){}|"]/.test(raw) || /^[ox]\s/.test(raw)) return scan.fail(wrong, start);
    label = wordsOf(raw);
    scan.at += end;
  }
  const close = scan.take(open[2] === '--' ? /-{2,}>|-{3,}/y : open[2] === '==' ? /={2,}>|={3,}/y : /\.+->?/y);
  if (!close) return scan.fail(wrong, start);
  const headed = close[0].endsWith('>');
  if (open[1] && !headed) return scan.fail(wrong, start);
  return {
    line: open[2] === '--' ? 'solid' : open[2] === '==' ? 'thick' : 'dashed',
    arrow: open[1] ? 'both' : headed ? 'end' : 'none',
    label: label || null,
  };
}
