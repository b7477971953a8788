/** Answers of queries over a diagram. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import type { DiagramData, DiagramNode, NodeShape } from '../../shared/structure.ts';
import { answer, refuse, type Found, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { colorMessage } from '../language/colors.ts';
import { similar } from '../language/fuzzy.ts';
import { flat, type Graph, type Step } from './graph.ts';
import { hasColor, type GraphQuery } from './understand.ts';

export function evaluateGraph(query: GraphQuery, graphs: readonly Graph[]): Result {
  const graph = graphs[query.diagram]!;
  if (query.missing.length > 0)
    return refuse(
      msg`I cannot tell: nothing in the diagram is called ${listed(query.missing.map((name) => `"${name}"`))}.`,
      parts(graph),
    );
  const [id] = query.ids;
  switch (query.op) {
    case 'next':
      return id === undefined ? unknown(graph) : neighbours(graph, id, 'out');
    case 'prev':
      return id === undefined ? unknown(graph) : neighbours(graph, id, 'in');
    case 'branch':
      return branches(graph, query);
    case 'between':
      return between(graph, query);
    case 'path':
      return ways(graph, query);
    case 'loops':
      return loops(graph, query);
    case 'starts':
      return ends(graph, graph.starts(), query, 'start');
    case 'ends':
      return ends(graph, graph.ends(), query, 'end');
    case 'decisions':
      return listNodes(graph, graph.decisions(), msg`There are no decisions.`);
    case 'count':
      return counts(graph, query);
    case 'list':
      return lists(graph, query);
    case 'groupOf':
      return groupOf(graph, id);
    case 'members':
      return members(graph, id, query.counting);
    case 'groups': {
      const named = graph.groups.filter(({ title }) => title);
      if (graph.groups.length === 0) return answer(msg`There are no groups.`, [], 0.7);
      return answer(
        msg`The groups are ${listed(named.map(({ id: group }) => graph.name(group)))}.`,
        marks(
          graph,
          named.map((group) => group.id),
        ),
      );
    }
    case 'shapeOf':
      return shapeOf(graph, id, query);
    case 'colorOf':
      return colorOf(graph, id);
    case 'ofColor': {
      const nodes = graph.nodes.filter(({ fill }) => hasColor(fill, query.color!));
      if (query.counting)
        return answer(
          msg`There are ${nodes.length}.`,
          marks(
            graph,
            nodes.map((node) => node.id),
          ),
        );
      return nodes.length > 0
        ? listNodes(graph, nodes, msg`None.`)
        : refuse(msg`I cannot tell: nothing has that colour.`, parts(graph));
    }
    case 'degree':
      return degree(graph, id!, query.side);
    case 'hub':
      return hub(graph, query.side);
    case 'title': {
      const { title } = graph.diagram;
      return title
        ? answer(msg`The title is "${title.text}".`, [{ box: title.box, text: title.text, source: 'printed' }])
        : refuse(msg`I cannot tell a title: none was found.`, parts(graph));
    }
    case 'kind':
      return answer(
        msg`It is ${KINDS[graph.diagram.kind]}.`,
        [{ box: graph.diagram.box, text: graph.diagram.kind, source: 'shape' }],
        0.85,
      );
    case 'exists':
      return exists(graph, query);
    case 'describe':
      return describe(graph, id!);
    case 'about':
      return about(graph);
  }
}

const KINDS: Record<DiagramData['kind'], Message> = {
  flowchart: msg`a flowchart`,
  state: msg`a state diagram`,
  tree: msg`a tree`,
  mindmap: msg`a mind map`,
  sequence: msg`a sequence diagram`,
  class: msg`a class diagram`,
  er: msg`an entity-relationship diagram`,
};

const SHAPES: Record<NodeShape, Message> = {
  box: msg`a rectangle`,
  round: msg`a rounded rectangle`,
  stadium: msg`a stadium`,
  ellipse: msg`an ellipse`,
  circle: msg`a circle`,
  diamond: msg`a diamond (decision)`,
  cylinder: msg`a cylinder`,
  hexagon: msg`a hexagon`,
  parallelogram: msg`a parallelogram`,
  trapezoid: msg`a trapezoid`,
  actor: msg`an actor`,
  note: msg`a note`,
  start: msg`a start point`,
  end: msg`an end point`,
  bar: msg`a bar`,
  text: msg`text without a shape`,
};

const MOST_NAMES = 14;

const parts = (graph: Graph): Message => {
  const names = graph.nodes.filter(({ text }) => text.trim()).map(({ text }) => flat(text));
  return msg`There is: ${listed(names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `… (${names.length})`] : names)}.`;
};

const unknown = (graph: Graph) => refuse(msg`I cannot tell which part is meant.`, parts(graph));

const marks = (graph: Graph, ids: readonly string[]): Found['evidence'] =>
  ids.map((id) => ({ box: graph.box(id), text: english(graph.name(id)), source: 'printed' as const }));

const english = (part: MessagePart): string => (typeof part === 'object' ? part.template : String(part));

function edgeMarks(steps: readonly Step[]): Found['evidence'] {
  return steps.flatMap(({ edge }) => {
    const label = edge.label ? [{ box: edge.label.box, text: edge.label.text, source: 'printed' as const }] : [];
    return label;
  });
}

const sure = (steps: readonly Step[]) => Math.min(0.97, ...steps.map(({ edge }) => edge.confidence));

/** A neighbour with the label of the way to it, and a word where the way is doubtful. */
function step(graph: Graph, { edge, to }: Step): MessagePart {
  const label = edge.label?.text ? flat(edge.label.text) : '';
  const name = graph.name(to);
  const said = label ? msg`${name} (${label})` : name;
  return edge.confidence < 0.6 ? msg`${said} (doubtful)` : said;
}

function neighbours(graph: Graph, id: string, side: 'in' | 'out'): Result {
  let steps = side === 'out' ? graph.out(id) : graph.in(id);
  const node = graph.part(id);
  // An arrow to or from its group is the node's too, where it has none of its own.
  if (steps.length === 0 && node && 'group' in node && node.group)
    steps = side === 'out' ? graph.out(node.group) : graph.in(node.group);
  const name = graph.name(id);
  if (steps.length === 0) {
    const evidence = marks(graph, [id]);
    return answer(
      side === 'out' ? msg`Nothing: no arrow leaves ${name}.` : msg`Nothing: no arrow goes to ${name}.`,
      evidence,
      0.75,
    );
  }
  const distinct = steps.filter(
    (each, i) =>
      steps.findIndex((other) => other.to === each.to && other.edge.label?.text === each.edge.label?.text) === i,
  );
  return answer(
    msg`${listed(distinct.map((each) => step(graph, each)))}.`,
    [...marks(graph, [...distinct.map(({ to }) => to), id]), ...edgeMarks(distinct)],
    sure(distinct),
  );
}

function branches(graph: Graph, { ids, label }: GraphQuery): Result {
  if (ids.length === 0) return unknown(graph);
  if (!label) {
    const steps = graph.out(ids[0]!);
    if (steps.length === 0) return neighbours(graph, ids[0]!, 'out');
    const labelled = steps.filter(({ edge }) => edge.label);
    if (labelled.length === 0) return neighbours(graph, ids[0]!, 'out');
    return refuse(
      msg`I cannot tell which branch is meant.`,
      msg`From ${graph.name(ids[0]!)} go: ${listed(steps.map((each) => step(graph, each)))}.`,
    );
  }
  const same = (text: string | undefined) =>
    text !== undefined && similar(flat(text).toLowerCase(), label.toLowerCase());
  const steps = ids.flatMap((id) =>
    graph
      .out(id)
      .filter(({ edge }) => same(edge.label?.text))
      .map((found) => ({ id, found })),
  );
  if (steps.length === 0) return neighbours(graph, ids[0]!, 'out');
  const found = steps.map((each) => each.found);
  return answer(
    msg`${listed(found.map(({ to }) => graph.name(to)))}.`,
    [...marks(graph, [...found.map(({ to }) => to), ...steps.map(({ id }) => id)]), ...edgeMarks(found)],
    sure(found),
  );
}

function between(graph: Graph, { ids, yesNo, label }: GraphQuery): Result {
  if (ids.length < 2) {
    const steps = graph.diagram.edges.filter(
      (edge) => edge.label && label && similar(flat(edge.label.text).toLowerCase(), flat(label).toLowerCase()),
    );
    if (steps.length === 0) return unknown(graph);
    const said = steps.map((edge) => msg`${graph.name(edge.from)} → ${graph.name(edge.to)}`);
    return answer(
      msg`${listed(said)}.`,
      marks(
        graph,
        steps.flatMap(({ from, to }) => [from, to]),
      ),
      Math.min(...steps.map(({ confidence }) => confidence)),
    );
  }
  const [a, b] = ids as [string, string];
  const forth = graph.out(a).filter(({ to }) => to === b);
  const back = graph
    .out(b)
    .filter(({ to }) => to === a)
    .filter(({ edge }) => !forth.some((other) => other.edge === edge));
  const steps = [...forth, ...back];
  const evidence = [...marks(graph, [a, b]), ...edgeMarks(steps)];
  if (steps.length === 0) {
    const text = msg`${graph.name(a)} and ${graph.name(b)} are not connected directly.`;
    return answer(yesNo ? msg`No: ${text}` : text, evidence, 0.8);
  }
  const said = steps.map(({ edge }) => {
    const name = edge.label?.text ? flat(edge.label.text) : '';
    const way =
      edge.arrow === 'end'
        ? msg`${graph.name(edge.from)} → ${graph.name(edge.to)}`
        : msg`${graph.name(edge.from)} – ${graph.name(edge.to)}`;
    return name ? msg`"${name}" (${way})` : msg`${way} (without a label)`;
  });
  return answer(yesNo ? msg`Yes: ${listed(said)}.` : msg`${listed(said)}.`, evidence, sure(steps));
}

function ways(graph: Graph, { ids, yesNo, counting }: GraphQuery): Result {
  const [a, b] = ids;
  if (a === undefined || b === undefined) return unknown(graph);
  const path = graph.path(a, b);
  const evidence = (steps: readonly Step[]) => [
    ...marks(graph, [a, ...steps.map(({ to }) => to)]),
    ...edgeMarks(steps),
  ];
  if (!path) {
    const back = graph.path(b, a);
    const text: Message[] = [
      yesNo
        ? msg`No: no way along the arrows leads from ${graph.name(a)} to ${graph.name(b)}.`
        : msg`No way along the arrows leads from ${graph.name(a)} to ${graph.name(b)}.`,
    ];
    if (back) text.push(msg`The other way: ${route(graph, b, back)}.`);
    return answer(text, marks(graph, [a, b]), 0.75);
  }
  if (counting) return answer(msg`${path.length} steps: ${route(graph, a, path)}.`, evidence(path), sure(path));
  return answer(
    yesNo ? msg`Yes: ${route(graph, a, path)}.` : msg`${route(graph, a, path)}.`,
    evidence(path),
    sure(path),
  );
}

const route = (graph: Graph, from: string, steps: readonly Step[]): MessagePart =>
  steps.reduce<MessagePart>((before, { edge, to }) => {
    const label = edge.label?.text ? flat(edge.label.text) : '';
    return label ? msg`${before} →(${label}) ${graph.name(to)}` : msg`${before} → ${graph.name(to)}`;
  }, graph.name(from));

function loops(graph: Graph, { ids, yesNo }: GraphQuery): Result {
  const all = graph.loops();
  const found = ids.length > 0 ? all.filter((loop) => loop.includes(ids[0]!)) : all;
  if (found.length === 0) return answer(yesNo ? msg`No: there is no loop.` : msg`There is no loop.`, [], 0.8);
  const said = found
    .slice(0, 4)
    .map((loop) => [...loop, loop[0]!].map((id) => graph.name(id)).reduce((before, name) => msg`${before} → ${name}`));
  const evidence = marks(graph, found.flat());
  return answer(yesNo ? msg`Yes: ${listed(said)}.` : msg`${listed(said)}.`, evidence, 0.85);
}

function ends(graph: Graph, found: DiagramNode[], { ids, yesNo }: GraphQuery, which: 'start' | 'end'): Result {
  const ids_ = found.map(({ id }) => id);
  if (found.length === 0)
    return refuse(
      which === 'start'
        ? msg`I cannot tell: everything has an arrow that goes to it.`
        : msg`I cannot tell: an arrow leaves everything.`,
      parts(graph),
    );
  if (yesNo && ids.length > 0)
    return answer(
      ids_.includes(ids[0]!) ? msg`Yes.` : msg`No: ${listed(ids_.map((id) => graph.name(id)))}.`,
      marks(graph, ids_),
    );
  // A point without a name is told by what is beside it.
  const named = found.flatMap(({ id, text }) =>
    text.trim() !== ''
      ? [{ id, name: graph.name(id) }]
      : (which === 'start' ? graph.out(id) : graph.in(id)).map(({ to }) => ({ id: to, name: graph.name(to) })),
  );
  return answer(
    msg`${listed(named.map(({ name }) => name))}.`,
    marks(
      graph,
      named.map(({ id }) => id),
    ),
    0.88,
  );
}

const listNodes = (graph: Graph, nodes: readonly DiagramNode[], none: Message): Result =>
  nodes.length === 0
    ? answer(none, [], 0.8)
    : answer(
        msg`${listed(nodes.map(({ id }) => graph.name(id)))}.`,
        marks(
          graph,
          nodes.map(({ id }) => id),
        ),
      );

function counts(graph: Graph, { element, shape }: GraphQuery): Result {
  const { edges } = graph.diagram;
  if (element === 'edge')
    return answer(
      msg`There are ${edges.length} connections.`,
      [{ box: graph.diagram.box, text: String(edges.length), source: 'shape' }],
      Math.min(0.9, ...edges.map(({ confidence }) => confidence)),
    );
  if (element === 'loop')
    return answer(msg`There are ${graph.loops().length}.`, marks(graph, graph.loops().flat()), 0.8);
  if (element === 'group')
    return answer(
      msg`There are ${graph.groups.length}.`,
      marks(
        graph,
        graph.groups.map(({ id }) => id),
      ),
    );
  const nodes =
    element === 'decision'
      ? graph.decisions()
      : element === 'start'
        ? graph.starts()
        : element === 'end'
          ? graph.ends()
          : element === 'shape'
            ? graph.nodes.filter((node) => shape!.includes(node.shape))
            : graph.boxes;
  return answer(
    msg`There are ${nodes.length}.`,
    marks(
      graph,
      nodes.map(({ id }) => id),
    ),
    Math.min(0.95, ...nodes.map(({ confidence }) => confidence)),
  );
}

function lists(graph: Graph, { element, shape }: GraphQuery): Result {
  if (element === 'shape') {
    const nodes = graph.nodes.filter((node) => shape!.includes(node.shape));
    return nodes.length > 0 ? listNodes(graph, nodes, msg`None.`) : answer(msg`None.`, [], 0.8);
  }
  if (element === 'edge') {
    const said = graph.diagram.edges
      .slice(0, 30)
      .map(({ from, to, arrow }) =>
        arrow === 'end' ? msg`${graph.name(from)} → ${graph.name(to)}` : msg`${graph.name(from)} – ${graph.name(to)}`,
      );
    return answer(
      msg`${listed(said)}.`,
      marks(
        graph,
        graph.diagram.edges.flatMap(({ from, to }) => [from, to]),
      ),
    );
  }
  return listNodes(graph, graph.boxes, msg`There are no parts.`);
}

function groupOf(graph: Graph, id: string | undefined): Result {
  if (id === undefined) return unknown(graph);
  const part = graph.part(id);
  const group = part && ('group' in part ? part.group : 'parent' in part ? part.parent : null);
  if (!group) return answer(msg`${graph.name(id)} is in no group.`, marks(graph, [id]), 0.75);
  return answer(msg`${graph.name(id)} is in ${graph.name(group)}.`, marks(graph, [group, id]));
}

function members(graph: Graph, id: string | undefined, counting?: boolean): Result {
  if (id === undefined) return unknown(graph);
  const inside = graph.members(id);
  if (inside.length === 0) return describe(graph, id);
  const names = listed(inside.map((node) => graph.name(node.id)));
  return answer(
    counting ? msg`${inside.length}: ${names}.` : msg`${names}.`,
    marks(graph, [id, ...inside.map((node) => node.id)]),
  );
}

function shapeOf(graph: Graph, id: string | undefined, { yesNo }: GraphQuery): Result {
  const part = id === undefined ? undefined : graph.part(id);
  if (!part || !('shape' in part)) return unknown(graph);
  const text = msg`${graph.name(part.id)} is ${SHAPES[part.shape]}.`;
  return answer(
    yesNo ? (part.shape === 'diamond' ? msg`Yes: ${text}` : msg`No: ${text}`) : text,
    marks(graph, [part.id]),
    part.confidence,
  );
}

function colorOf(graph: Graph, id: string | undefined): Result {
  const part = id === undefined ? undefined : graph.part(id);
  const color = part && 'fill' in part && part.fill ? colorMessage(part.fill) : undefined;
  if (!part || !color) return refuse(msg`I cannot tell the colour: it has no fill.`);
  return answer(msg`${graph.name(part.id)}: ${color}.`, marks(graph, [part.id]));
}

function degree(graph: Graph, id: string, side: 'in' | 'out' | undefined): Result {
  const steps =
    side === 'out'
      ? graph.out(id)
      : side === 'in'
        ? graph.in(id)
        : [...new Map([...graph.out(id), ...graph.in(id)].map((each) => [each.edge.id, each])).values()];
  return answer(
    steps.length === 0 ? msg`0.` : msg`${steps.length}: ${listed(steps.map((each) => step(graph, each)))}.`,
    marks(graph, [id, ...steps.map(({ to }) => to)]),
    sure(steps),
  );
}

function hub(graph: Graph, side: 'in' | 'out' | undefined): Result {
  const count = (id: string) =>
    side === 'in'
      ? graph.in(id).length
      : side === 'out'
        ? graph.out(id).length
        : graph.diagram.edges.filter(({ from, to }) => from === id || to === id).length;
  const ranked = graph.nodes.map(({ id }) => ({ id, number: count(id) })).sort((a, b) => b.number - a.number);
  const best = ranked.filter(({ number }) => number === ranked[0]?.number && number > 0);
  if (best.length === 0) return unknown(graph);
  return answer(
    msg`${listed(best.map(({ id }) => graph.name(id)))}: ${best[0]!.number} connections.`,
    marks(
      graph,
      best.map(({ id }) => id),
    ),
  );
}

function exists(graph: Graph, { ids, color, shape }: GraphQuery): Result {
  if (ids.length > 0) return answer(msg`Yes: ${graph.name(ids[0]!)}.`, marks(graph, ids));
  const nodes = graph.nodes.filter(
    (node) => (!color || hasColor(node.fill, color)) && (!shape || shape.includes(node.shape)),
  );
  if ((color || shape) && nodes.length > 0)
    return answer(
      msg`Yes: ${listed(nodes.map(({ id }) => graph.name(id)))}.`,
      marks(
        graph,
        nodes.map(({ id }) => id),
      ),
    );
  return answer([msg`No.`, parts(graph)], [], 0.75);
}

function describe(graph: Graph, id: string): Result {
  const [before, after] = [graph.in(id), graph.out(id)];
  const text: Message[] = [];
  if (after.length > 0) text.push(msg`From ${graph.name(id)} go: ${listed(after.map((each) => step(graph, each)))}.`);
  if (before.length > 0) text.push(msg`To ${graph.name(id)} come: ${listed(before.map((each) => step(graph, each)))}.`);
  const part = graph.part(id);
  if (part && 'group' in part && part.group) text.push(msg`${graph.name(id)} is in ${graph.name(part.group)}.`);
  if (text.length === 0) text.push(msg`${graph.name(id)} stands there without connections.`);
  return answer(
    text,
    marks(graph, [id, ...after.map(({ to }) => to), ...before.map(({ to }) => to)]),
    sure([...before, ...after]),
  );
}

export function about(graph: Graph): Result {
  const { diagram } = graph;
  const [starts, ending, decisions, circles] = [graph.starts(), graph.ends(), graph.decisions(), graph.loops()];
  const text: Message[] = [
    diagram.title
      ? msg`This is ${KINDS[diagram.kind]}, "${diagram.title.text}".`
      : msg`This is ${KINDS[diagram.kind]}.`,
    parts(graph),
  ];
  const names = (nodes: readonly DiagramNode[]) => listed(nodes.map(({ id }) => graph.name(id)));
  if (starts.length > 0) text.push(msg`It starts with ${names(starts)}.`);
  for (const { id } of decisions.slice(0, 6))
    text.push(msg`At ${graph.name(id)}: ${listed(graph.out(id).map((each) => step(graph, each)))}.`);
  if (circles[0])
    text.push(
      msg`It goes back: ${[...circles[0], circles[0][0]!].map((id) => graph.name(id)).reduce((before, name) => msg`${before} → ${name}`)}.`,
    );
  if (ending.length > 0) text.push(msg`It ends with ${names(ending)}.`);
  return answer(
    text,
    marks(
      graph,
      [...starts, ...decisions, ...ending].map(({ id }) => id),
    ),
    0.85,
  );
}
