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
  [/^(?:last|final|end|ending)$/, -1],
];
const CHINESE_ORDER: readonly [RegExp, number][] = [
  [/第一|首个|起点|开头/, 0],
  [/第二/, 1],
  [/第三/, 2],
  [/第四/, 3],
  [/第五/, 4],
  [/最后(?:一|的)?|终点|末尾/, -1],
];
const PLACES: readonly [RegExp, (node: DiagramNode) => number][] = [
  [/^(?:top|topmost|upper|uppermost|highest)$|最上|顶部/, ({ box }) => box.y + box.height / 2],
  [/^(?:bottom|bottommost|lowest|lowermost)$|最下|底部/, ({ box }) => -(box.y + box.height / 2)],
  [/^(?:left|leftmost)$|最左/, ({ box }) => box.x + box.width / 2],
  [/^(?:right|rightmost)$|最右/, ({ box }) => -(box.x + box.width / 2)],
];
const PART = /^(?:box|boxes|step|node|shape|state|stage|element|item|block|activity|task|part|one|rectangle|circle)$/;
const DECISION = /^(?:decision|diamond|rhombus|condition|question|check|branch)$/;
const CHINESE_PART = /框|步|节点|环节|状态|阶段|活动|任务|元素|形状|那个|起点|终点|开头|末尾/;
const CHINESE_DECISION = /判断|决策|菱形|条件/;

/** The one part that a question names so, with the token where it stands; undefined where none or several may be meant. */
export function ordinalPart(parse: Parse, graph: Graph): { id: string; place: number } | undefined {
  return parse.language === 'zh' ? inChinese(parse.question, graph) : inEnglish(parse, graph);
}

function inEnglish({ tokens }: Parse, graph: Graph): { id: string; place: number } | undefined {
  for (const [place, { word }] of tokens.entries()) {
    const next = tokens[place + 1]?.word ?? '';
    const decision = DECISION.test(next);
    const isStart = /^(?:start|beginning|end)$/.test(word) && tokens[place - 1]?.word === 'the';
    if (!decision && !PART.test(next) && !isStart) continue;
    const nodes = decision ? graph.decisions() : graph.boxes;
    const rank = ORDER.find(([pattern]) => pattern.test(word))?.[1];
    const side = PLACES.find(([pattern]) => pattern.test(word))?.[1];
    const id = rank !== undefined ? ranked(graph, nodes, rank) : side && outermost(nodes, side);
    if (id !== undefined) return { id, place };
  }
  return undefined;
}

function inChinese(question: string, graph: Graph): { id: string; place: number } | undefined {
  const decision = CHINESE_DECISION.test(question);
  if (!decision && !CHINESE_PART.test(question)) return undefined;
  const nodes = decision ? graph.decisions() : graph.boxes;
  const rank = CHINESE_ORDER.find(([pattern]) => pattern.test(question))?.[1];
  const side = PLACES.find(([pattern]) => pattern.test(question))?.[1];
  const id = rank !== undefined ? ranked(graph, nodes, rank) : side && outermost(nodes, side);
  return id === undefined ? undefined : { id, place: 0 };
}

/** By the shortest way from a start; undefined where another one stands as near. */
function ranked(graph: Graph, nodes: readonly DiagramNode[], rank: number): string | undefined {
  if (rank === -1) {
    const ends = graph.ends().filter((end) => nodes.includes(end));
    if (ends.length > 0) return ends.length === 1 ? ends[0]!.id : undefined;
  }
  const depths = depthsOf(graph);
  const order = nodes
    .flatMap((node) => (depths.has(node.id) ? [{ id: node.id, depth: depths.get(node.id)! }] : []))
    .sort((a, b) => a.depth - b.depth);
  const found = rank === -1 ? order.at(-1) : order[rank];
  return found && order.filter(({ depth }) => depth === found.depth).length === 1 ? found.id : undefined;
}

function depthsOf(graph: Graph): Map<string, number> {
  const depths = new Map(graph.starts().map(({ id }) => [id, 0]));
  // The map grows while it is gone through.
  for (const [id, depth] of depths) for (const { to } of graph.out(id)) if (!depths.has(to)) depths.set(to, depth + 1);
  return depths;
}

function outermost(nodes: readonly DiagramNode[], side: (node: DiagramNode) => number): string | undefined {
  const order = [...nodes].sort((a, b) => side(a) - side(b));
  const [first, second] = order;
  if (!first) return undefined;
  const apart = Math.min(first.box.height, first.box.width) / 2;
  return second && side(second) - side(first) < apart ? undefined : first.id;
}
