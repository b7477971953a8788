/**
 * Where a model's answer and what was read of the pictures say different things: a value beside its name, the highest or
 * lowest of a chart, the way of an arrow. Only sure facts count, and only clauses that say one thing of one name; what a
 * clause compares, adds up or ranks is left to the reader. Linear in the answer's length, which is bounded.
 */
import { msg, type Message } from '../shared/message.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { flat, type Graph } from './graph/graph.ts';
import type { Dataset } from './data/dataset.ts';
import { cellsOf, cellText, displayKey, evidenceOf, nameOf, numberAt, type Cell } from './data/result.ts';
import { sceneOf } from './scene.ts';
import type { Evidence } from './types.ts';

export interface Contradiction {
  text: Message;
  evidence: Evidence[];
}

/** Longer answers are checked up to here, in characters. */
const MOST_CHARACTERS = 6000;
const MOST_CLAUSES = 200;
const MOST_FOUND = 5;
/** Names beyond these are not looked for: a large table is no chart. */
const MOST_NAMES = 200;
/** Facts less sure than this contradict nobody. */
const SURE = 0.8;

const CLAUSE_ENDS = /[;。；！？\n]|[.!?](?=\s|$)|,(?!\d)|，|、| and | while | whereas | but |以及|而/;
/** A clause with one of these says more than a value of a name. */
const COMBINES =
  /\b(?:by|than|more|less|fewer|difference|times|twice|half|increas\w*|decreas\w*|gr[eo]w\w*|r[io]se\w*|f[ae]ll\w*|drop\w*|up|down|total|sum|averag\w*|mean|share|of all|rank\w*|top|between|from|over|under|above|below|at least|at most|not|no|n't|except|if|would|axis|scale|range\w*|max|min)\b|[增减倍比多少总均差排不没]|超过|之间|从/i;
const HIGHEST = /\b(?:highest|largest|biggest|greatest|peaks?|tallest)\b|最高|最大|最多/i;
const LOWEST = /\b(?:lowest|smallest|shortest|least)\b|最低|最小|最少/i;
const RANKED = /\b(?:second|third|fourth|\d(?:nd|rd|th)|after|than|not|n't|one of|among|before)\b|第[二三四]|之一|不/i;
const NUMBER =
  /(?<![\p{L}\d.])[-−]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?: ?(?:k|m|bn?|thousand|million|billion|万|亿))?(?![\p{L}\d])/giu;
const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  万: 1e4,
  亿: 1e8,
};
const ARROW =
  /\s*(?:→|->|=>)\s*|\s+(?:leads? to|goes? to|points? to|flows? to|is followed by|calls)\s+(?:the\s+)?|(?:指向|流向|通向)/i;

/** What the pictures contradict in an answer, with the places that say otherwise; at most a few. */
export function contradictions(facts: readonly PictureFacts[], answer: string): Contradiction[] {
  const clauses = answer
    .slice(0, MOST_CHARACTERS)
    .replace(/[*_`"“”]/g, '')
    .split(CLAUSE_ENDS)
    .slice(0, MOST_CLAUSES);
  const found = new Map<string, Contradiction>();
  facts.forEach((one, picture) => {
    const { datasets, graphs } = sceneOf(one);
    // Of two charts, a name may mean either.
    const [dataset] = datasets.length === 1 ? datasets : [];
    for (const clause of clauses) {
      const wrong =
        (dataset && (valueWrong(dataset, clause) ?? extremeWrong(dataset, clause))) ?? edgeWrong(graphs, clause);
      if (!wrong || found.size >= MOST_FOUND) continue;
      found.set(JSON.stringify(wrong.text), {
        text: wrong.text,
        evidence: wrong.evidence.map((place) => ({ ...place, picture })),
      });
    }
  });
  return [...found.values()];
}

interface Wrong {
  text: Message;
  evidence: Omit<Evidence, 'picture'>[];
}

/** The names that stand in a text as whole words, the longest first, and the text without them. */
function named(names: readonly string[], text: string): { indices: number[]; rest: string } {
  const indices: number[] = [];
  let rest = text;
  const order = names
    .slice(0, MOST_NAMES)
    .map((name, index) => ({ name: name.trim(), index }))
    .filter(({ name }) => name.length > 1 || /\p{Lu}/u.test(name))
    .sort((a, b) => b.name.length - a.name.length);
  for (const { name, index } of order) {
    const at = wordAt(rest, name);
    if (at < 0) continue;
    indices.push(index);
    rest = `${rest.slice(0, at)} · ${rest.slice(at + name.length)}`;
  }
  return { indices, rest };
}

/** Where a name stands between other than letters and digits; single letters keep their case. */
function wordAt(text: string, name: string): number {
  const [whole, part] = name.length === 1 ? [text, name] : [text.toLowerCase(), name.toLowerCase()];
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    const [before, after] = [whole[at - 1] ?? ' ', whole[at + part.length] ?? ' '];
    const cjk = /[\u3400-\u9fff]/.test(part);
    if (cjk || (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after))) return at;
  }
  return -1;
}

/** The cell that a clause names, if it is one and sure, with what else the clause says. */
function cellNamed(dataset: Dataset, clause: string): { cell: Cell; rest: string } | undefined {
  const keys = named(
    dataset.keys.map((_, key) => displayKey(dataset, key)),
    clause,
  );
  const series = named(
    dataset.series.map(({ name }) => name),
    keys.rest,
  );
  if (keys.indices.length !== 1 || series.indices.length > 1) return undefined;
  if (dataset.series.length > 1 && series.indices.length === 0) return undefined;
  const [cell] = cellsOf(dataset, [series.indices[0] ?? 0], keys.indices);
  return cell && cell.value.confidence >= SURE ? { cell, rest: series.rest } : undefined;
}

function valueWrong(dataset: Dataset, clause: string): Wrong | undefined {
  if (COMBINES.test(clause)) return undefined;
  const found = cellNamed(dataset, clause);
  if (!found) return undefined;
  const [said, second] = [...found.rest.matchAll(NUMBER)].map(([text]) => text);
  if (said === undefined || second !== undefined || agrees(said, found.cell)) return undefined;
  const { cell } = found;
  return {
    text: msg`The answer says ${said} for ${nameOf(dataset, cell.series, cell.value.key)}; in the picture it is ${cellText(dataset, cell)}.`,
    evidence: evidenceOf(dataset, [cell]),
  };
}

/** Whether a said number may mean a cell's: rounded, in another scale (thousands, shares for percent), or within its tolerance. */
function agrees(said: string, { value }: Cell): boolean {
  const [, digits = '', unit = ''] = /([\d,]+(?:\.\d+)?) ?(\p{L}*)$/u.exec(said) ?? [];
  const plain = Number(digits.replace(/,/g, ''));
  const decimals = /\.(\d+)/.exec(digits)?.[1]?.length ?? 0;
  const zeros = decimals === 0 ? (/0*$/.exec(digits.replace(/,/g, ''))?.[0].length ?? 0) : 0;
  const scale = SCALES[unit.toLowerCase()] ?? 1;
  const number = Math.abs(plain * scale);
  const rounding = 0.5000001 * scale * 10 ** (zeros - decimals);
  const fact = Math.abs(value.number!);
  const room = Math.max(2 * value.tolerance, value.printed ? 0 : fact * 0.03);
  return [-9, -6, -3, -2, 0, 2, 3, 6, 9].some(
    (power) => Math.abs(number - fact * 10 ** power) <= Math.max(rounding, room * 10 ** power),
  );
}

function extremeWrong(dataset: Dataset, clause: string): Wrong | undefined {
  const highest = HIGHEST.test(clause);
  if (highest === LOWEST.test(clause) || RANKED.test(clause) || dataset.from === 'numbers') return undefined;
  const found = cellNamed(dataset, clause);
  if (!found) return undefined;
  const cells = cellsOf(dataset, [found.cell.series], null);
  if (cells.length < 2 || cells.some(({ value }) => value.confidence < SURE)) return undefined;
  const sign = highest ? 1 : -1;
  const best = cells.reduce((a, b) => (sign * (numberAt(b) - numberAt(a)) > 0 ? b : a));
  const gap = sign * (numberAt(best) - numberAt(found.cell));
  if (gap <= 2 * (best.value.tolerance + found.cell.value.tolerance)) return undefined;
  const [right, wrong] = [best, found.cell].map((cell) => nameOf(dataset, cell.series, cell.value.key));
  return {
    text: highest
      ? msg`The answer calls ${wrong!} the highest; in the picture it is ${right!} (${cellText(dataset, best)}).`
      : msg`The answer calls ${wrong!} the lowest; in the picture it is ${right!} (${cellText(dataset, best)}).`,
    evidence: evidenceOf(dataset, [best, found.cell]),
  };
}

function edgeWrong(graphs: readonly Graph[], clause: string): Wrong | undefined {
  const sides = clause.split(ARROW);
  const [graph] = graphs;
  if (sides.length !== 2 || graphs.length !== 1 || !graph || /\b(?:not|no|n't)\b|不|没/i.test(clause)) return undefined;
  const nodes = graph.nodes.filter(({ text }) => text.trim() !== '');
  const [from, to] = sides.map((side) => {
    const { indices } = named(
      nodes.map(({ text }) => flat(text)),
      side,
    );
    return indices.length === 1 ? nodes[indices[0]!] : undefined;
  });
  if (!from || !to || from === to || graph.path(from.id, to.id)) return undefined;
  const back = graph.out(to.id).find((step) => step.to === from.id && step.edge.confidence >= SURE);
  if (!back) return undefined;
  return {
    text: msg`The answer has an arrow from ${flat(from.text)} to ${flat(to.text)}; in the picture it leads from ${flat(to.text)} to ${flat(from.text)}.`,
    evidence: [from, to].map(({ box, text }) => ({ box, text: flat(text), source: 'shape' as const })),
  };
}
