/** Parts of a diagram that are named by their order in the flow or their place: the first box, the second decision, the top step. */
import type { Parse } from '../language/parse.ts';
import type { DiagramNode } from '../../shared/structure.ts';
import type { Graph } from './graph.ts';

const ORDER: readonly [RegExp, number][] = [
  [/^(?:first|1st|starting|initial|start|beginning)$/, 0],
  [/^(?:second|2nd)$/, 1],
  [/^(?:third|3rd)$/, 2],
  [/^(?:fourth|4th)$/, 3],
  [/^(?:fifth|5th)$/, 4],
  [/^(?:sixth|6th)$/, 5],
  [/^(?:seventh|7th)$/, 6],
  [/^(?:eighth|8th)$/, 7],
  [/^(?:penultimate)$/, -2],
  [/^(?:last|final|end|ending)$/, -1],
];
const CHINESE_ORDER: readonly [RegExp, number][] = [
  [/倒数第二/, -2],
  [/倒数第一/, -1],
  [/第一|首个|起点|开头/, 0],
  [/第二/, 1],
  [/第三/, 2],
  [/第四/, 3],
  [/第五/, 4],
  [/第六/, 5],
  [/第七/, 6],
  [/第八/, 7],
  [/最后(?:一|的)?|终点|末尾/, -1],
];
type Side = (node: DiagramNode) => number;

const PLACES: readonly [RegExp, Side][] = [
  [/^(?:top|topmost|upper|uppermost|highest)$|最上|顶部/, ({ box }) => box.y + box.height / 2],
  [/^(?:bottom|bottommost|lowest|lowermost)$|最下|底部/, ({ box }) => -(box.y + box.height / 2)],
  [/^(?:left|leftmost)$|最左/, ({ box }) => box.x + box.width / 2],
  [/^(?:right|rightmost)$|最右/, ({ box }) => -(box.x + box.width / 2)],
];
const PART = /^(?:box|boxes|step|node|shape|state|stage|element|item|block|activity|task|part|one|rectangle|circle)$/;
const DECISION = /^(?:decision|diamond|rhombus|condition|question|check|branch)$/;
const CHINESE_PART = /框|步|节点|环节|状态|阶段|活动|任务|元素|形状|那个|起点|终点|开头|末尾/;
const CHINESE_DECISION = /判断|决策|菱形|条件/;

/** What a question names so: one part with the token where it stands; without an id where none or several may be meant. */
export interface Ordinal {
  id: string | undefined;
  place: number;
}

/** `undefined`: the question names no part by order or place. */
export function ordinalPart(parse: Parse, graph: Graph): Ordinal | undefined {
  return parse.language === 'zh' ? inChinese(parse.question, graph) : inEnglish(parse, graph);
}

/** Words of order and place are no names of what is missing. */
export const saysOrder = (word: string): boolean =>
  word === '倒数' || ORDER.some(([pattern]) => pattern.test(word)) || PLACES.some(([pattern]) => pattern.test(word));

function inEnglish({ tokens }: Parse, graph: Graph): Ordinal | undefined {
  const words = tokens.map(({ word }) => word);
  for (const [place, word] of words.entries()) {
    const part = partBeside(words, place);
    if (part === undefined) continue;
    const decision = DECISION.test(part);
    const rank = ORDER.find(([pattern]) => pattern.test(word))?.[1];
    const back = words[place - 1] === 'to' ? words[place - 2] : words[place - 1]; // "second to last", "second last"
    const fromEnd = rank === -1 && ORDER.some(([pattern, number]) => number > 0 && pattern.test(back ?? ''));
    const side = PLACES.find(([pattern]) => pattern.test(word))?.[1];
    if (rank === undefined && !side) continue;
    const id =
      fromEnd && !/^(?:second|2nd)$/.test(back!) ? undefined : standing(graph, decision, fromEnd ? -2 : rank, side);
    return { id, place };
  }
  return undefined;
}

/** The noun that a word of order or place belongs to: "first box", "box at the top", "the start". */
function partBeside(words: readonly string[], place: number): string | undefined {
  const isPart = (word = '') => PART.test(word) || DECISION.test(word);
  const next = words[place + 1];
  if (next !== undefined && isPart(next)) return next;
  const before = words.slice(0, place).filter((word) => !/^(?:the|very|far)$/.test(word));
  if (/^(?:at|on|in)$/.test(before.at(-1) ?? '') && isPart(before.at(-2))) return before.at(-2);
  return /^(?:start|beginning|end)$/.test(words[place]!) && words[place - 1] === 'the' ? words[place] : undefined;
}

function inChinese(question: string, graph: Graph): Ordinal | undefined {
  const decision = CHINESE_DECISION.test(question);
  if (!decision && !CHINESE_PART.test(question)) return undefined;
  const rank = CHINESE_ORDER.find(([pattern]) => pattern.test(question))?.[1];
  const side = PLACES.find(([pattern]) => pattern.test(question))?.[1];
  return rank === undefined && !side ? undefined : { id: standing(graph, decision, rank, side), place: 0 };
}

function standing(graph: Graph, decision: boolean, rank: number | undefined, side?: Side): string | undefined {
  const nodes = decision ? graph.decisions() : graph.boxes;
  return rank !== undefined ? ranked(graph, nodes, rank) : side && outermost(nodes, side);
}

/** By the shortest way from a start; undefined where another one stands as near. */
function ranked(graph: Graph, nodes: readonly DiagramNode[], rank: number): string | undefined {
  if (rank === -1) {
    const ends = graph.ends().filter((end) => nodes.includes(end));
    if (ends.length > 0) return ends.length === 1 ? ends[0]!.id : undefined;
  }
  if (rank === -2) {
    const last = ranked(graph, nodes, -1);
    const before = new Set(last === undefined ? [] : graph.in(last).map(({ to }) => to));
    const [only] = before;
    return before.size === 1 && nodes.some(({ id }) => id === only) ? only : undefined;
  }
  const depths = depthsOf(graph);
  const order = nodes
    .flatMap((node) => (depths.has(node.id) ? [{ node, depth: depths.get(node.id)! }] : []))
    .sort((a, b) => a.depth - b.depth);
  const found = rank === -1 ? order.at(-1) : order[rank];
  if (!found) return undefined;
  const equal = order.filter(({ depth }) => depth === found.depth).map(({ node }) => node);
  if (equal.length === 1) return found.node.id;
  return rank === 0 ? firstRead(graph, equal) : undefined;
}

/** Among several starts, the first is the one that is read first: the topmost and then the leftmost, or the other way round. */
function firstRead({ diagram }: Graph, nodes: readonly DiagramNode[]): string | undefined {
  const top: Side = ({ box }) => box.y + box.height / 2;
  const left: Side = ({ box }) => box.x + box.width / 2;
  const sideways = diagram.direction === 'LR';
  return outermost(nodes, sideways ? left : top) ?? outermost(nodes, sideways ? top : left);
}

function depthsOf(graph: Graph): Map<string, number> {
  const depths = new Map(graph.starts().map(({ id }) => [id, 0]));
  // The map grows while it is iterated.
  for (const [id, depth] of depths) for (const { to } of graph.out(id)) if (!depths.has(to)) depths.set(to, depth + 1);
  return depths;
}

function outermost(nodes: readonly DiagramNode[], side: Side): string | undefined {
  const order = [...nodes].sort((a, b) => side(a) - side(b));
  const [first, second] = order;
  if (!first) return undefined;
  const apart = Math.min(first.box.height, first.box.width) / 2;
  return second && side(second) - side(first) < apart ? undefined : first.id;
}
