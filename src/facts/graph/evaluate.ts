/** Answers of queries over a diagram. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import type { DiagramNode } from '../../shared/structure.ts';
import { answer, refuse, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { similar } from '../language/fuzzy.ts';
import { about, describe } from './about.ts';
import { flat, type Graph, type Step } from './graph.ts';
import { neighbours } from './neighbours.ts';
import { groupOf, members, shapeOf, colorOf, degree, hub } from './parts.ts';
import type { GraphQuery } from './query.ts';
import { hasColor } from './understand.ts';
import { edgeMarks, KINDS, marks, parts, step, sure, unknown } from './words.ts';

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
      return id === undefined ? unknown(graph) : neighbours(graph, id, 'out', query.reach);
    case 'prev':
      return id === undefined ? unknown(graph) : neighbours(graph, id, 'in', query.reach);
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
      return degree(graph, id!, query);
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
      return id === undefined ? unknown(graph) : describe(graph, id);
    case 'about':
      return about(graph);
  }
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

function between(graph: Graph, query: GraphQuery): Result {
  const { ids, yesNo, label } = query;
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
    // What lies between the two is asked for as well.
    if (!yesNo && graph.path(a, b)) return ways(graph, { ...query, counting: false });
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

function ways(graph: Graph, { ids, yesNo, counting, reach }: GraphQuery): Result {
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
  if (yesNo && reach === 'direct' && path.length > 1)
    return answer(msg`No, not directly: ${route(graph, a, path)}.`, evidence(path), Math.min(0.8, sure(path)));
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
  // A point without a name is named by what is beside it.
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
