/** A diagram described in sentences, from its graph alone: parts, groups, flow, decisions and their branches, loops, ends. */
import { msg, type Message } from '../../shared/message.ts';
import { DOUBTFUL, type DiagramData, type DiagramEdge } from '../../shared/structure.ts';

const DIRECTIONS: Record<DiagramData['direction'], Message> = {
  TB: msg`from top to bottom`,
  BT: msg`from bottom to top`,
  LR: msg`from left to right`,
  RL: msg`from right to left`,
};

/** Names and sentences beyond these are summed up. */
const MOST_NAMES = 24;
const MOST_SENTENCES = 60;

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMES ? names.join(', ') : `${names.slice(0, MOST_NAMES).join(', ')} …`;

export function explainDiagram(diagram: DiagramData): Message[] {
  const { nodes, edges, groups, direction } = diagram;
  const names = new Map<string, string>();
  for (const { id, text, shape } of nodes) names.set(id, text.replace(/\s*\n\s*/g, ' ') || nameless(shape, id));
  for (const { id, title } of groups) names.set(id, title?.text || id);
  const name = (id: string) => names.get(id) ?? id;
  const out: Message[] = [
    msg`${nodes.length} parts and ${edges.length} connections, read ${DIRECTIONS[direction]}: ${listed(nodes.map(({ id }) => name(id)))}.`,
  ];
  for (const group of groups) {
    const inside = nodes.filter((node) => node.group === group.id).map(({ id }) => name(id));
    if (inside.length > 0) out.push(msg`${name(group.id)} holds ${listed(inside)}.`);
  }
  const directed = edges.filter(({ arrow }) => arrow === 'end');
  const leaving = byStart(directed);
  const entered = new Set(directed.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const starts = [...leaving.keys()].filter((id) => !entered.has(id));
  if (starts.length > 0) out.push(msg`It starts at ${listed(starts.map(name))}.`);
  const { order, back } = walk(starts.length > 0 ? starts : [...leaving.keys()].slice(0, 1), leaving);
  const told = new Set<DiagramEdge>();
  for (const id of order) {
    const ways = (leaving.get(id) ?? []).filter((edge) => !told.has(edge) && !back.has(edge));
    for (const edge of ways) told.add(edge);
    const decides =
      nodes.some((node) => node.id === id && node.shape === 'diamond') ||
      (ways.length > 1 && ways.every(({ label }) => label?.text));
    if (ways.length === 0) continue;
    if (decides) {
      const branches = (leaving.get(id) ?? []).map(({ label, to }) =>
        label?.text ? `${flat(label.text)} → ${name(to)}` : name(to),
      );
      out.push(msg`${name(id)} decides: ${listed(branches)}.`);
    } else
      out.push(
        msg`${name(id)} leads to ${listed(ways.map(({ to, label }) => (label?.text ? `${name(to)} (${flat(label.text)})` : name(to))))}.`,
      );
  }
  for (const edge of back) {
    const { from, to, label } = edge;
    if (from === to) out.push(msg`${name(from)} leads back to itself.`);
    else if (label?.text) out.push(msg`Loop: ${name(from)} leads back to ${name(to)} (${flat(label.text)}).`);
    else out.push(msg`Loop: ${name(from)} leads back to ${name(to)}.`);
  }
  for (const { from, to, arrow } of edges) {
    if (arrow === 'both') out.push(msg`${name(from)} and ${name(to)} lead to each other.`);
    if (arrow === 'none') out.push(msg`${name(from)} is connected with ${name(to)}.`);
  }
  const ends = nodes.filter(({ id }) => entered.has(id) && !leaving.has(id)).map(({ id }) => name(id));
  if (ends.length > 0) out.push(msg`It ends at ${listed(ends)}.`);
  const alone = nodes
    .filter(({ id }) => !edges.some(({ from, to }) => from === id || to === id))
    .map(({ id }) => name(id));
  if (alone.length > 0) out.push(msg`Without a connection: ${listed(alone)}.`);
  const short = out.slice(0, MOST_SENTENCES);
  for (const { from, to, confidence } of edges.slice(0, 200))
    if (confidence < DOUBTFUL) short.push(msg`Doubtful: ${name(from)} to ${name(to)}`);
  return short;
}

const flat = (text: string) => text.replace(/\s*\n\s*/g, ' ');

function nameless(shape: string, id: string): string {
  if (shape === 'start') return '●';
  if (shape === 'end') return '◉';
  return id;
}

function byStart(edges: readonly DiagramEdge[]): Map<string, DiagramEdge[]> {
  const out = new Map<string, DiagramEdge[]>();
  for (const edge of edges) out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  return out;
}

/** Parts in the order in which they are reached, and the edges that lead back to one that is under way. */
function walk(
  starts: readonly string[],
  leaving: ReadonlyMap<string, DiagramEdge[]>,
): { order: string[]; back: Set<DiagramEdge> } {
  const order: string[] = [];
  const back = new Set<DiagramEdge>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (first: string) => {
    const stack: { id: string; next: number }[] = [{ id: first, next: 0 }];
    state.set(first, 'open');
    order.push(first);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const edge = leaving.get(top.id)?.[top.next++];
      if (!edge) {
        state.set(top.id, 'done');
        stack.pop();
        continue;
      }
      const seen = state.get(edge.to);
      if (seen === 'open') back.add(edge);
      if (seen) continue;
      state.set(edge.to, 'open');
      order.push(edge.to);
      stack.push({ id: edge.to, next: 0 });
    }
  };
  for (const id of starts) if (!state.has(id)) visit(id);
  for (const id of leaving.keys()) if (!state.has(id)) visit(id);
  return { order, back };
}
