/** From a parse to a query over a diagram. */
import type { Entity } from '../language/link.ts';
import { colorNames } from '../language/colors.ts';
import type { Concept } from '../language/lexicon.ts';
import { distance, similar } from '../language/fuzzy.ts';
import { nameWords } from '../language/tokens.ts';
import type { Parse } from '../language/parse.ts';
import type { NodeShape } from '../../shared/structure.ts';
import { flat, type Graph } from './graph.ts';
import { missingOf } from './missing.ts';
import { ordinalPart, type Ordinal } from './ordinal.ts';
import type { GraphQuery } from './query.ts';
import { countsAlong, inOrder, reachOf } from './reach.ts';

export function graphEntities(graphs: readonly Graph[]): Entity[] {
  return graphs.flatMap((graph, owner) => [
    ...graph.nodes.map(({ text }, index): Entity => ({ type: 'node', index, owner, name: flat(text) })),
    ...graph.groups.map(({ title }, index): Entity => ({ type: 'group', index, owner, name: title?.text ?? '' })),
    ...graph.diagram.edges.map(({ label }, index): Entity => ({ type: 'edge', index, owner, name: label?.text ?? '' })),
  ]);
}

const YES = new Set(
  'yes y true ok okay success successful succeeds succeeded valid pass passes passed approved exists found available correct 是 真 成功 通过 有效 正确 有'.split(
    ' ',
  ),
);
const NO = new Set(
  "no n not false fail fails failed failure invalid wrong denied rejected error isn't doesn't didn't cannot can't missing without unsuccessful 否 不 没 没有 失败 无效 假 不是 未 不通过 错误".split(
    ' ',
  ),
);
const SHAPES: [RegExp, NodeShape[]][] = [
  [/^(?:diamond|rhombus|菱形)/, ['diamond']],
  [/^(?:cylinder|database|db|圆柱|数据库)/, ['cylinder']],
  [/^(?:circle|圆形|圆圈)/, ['circle']],
  [/^(?:ellipse|oval|椭圆)/, ['ellipse']],
  [/^(?:hexagon|六边形)/, ['hexagon']],
  [/^(?:parallelogram|平行四边形)/, ['parallelogram']],
  [/^(?:actor|stick|person|角色|小人)/, ['actor']],
  [/^(?:note|便签|注释)/, ['note']],
  [/^(?:rounded|圆角)/, ['round', 'stadium']],
  [/^(?:rectangle|rectangular|矩形|长方形)/, ['box', 'round']],
];

/** What can be asked of near and far parts. */
const FAR: ReadonlySet<GraphQuery['op']> = new Set(['next', 'prev', 'path', 'degree']);

export function understandGraph(
  parse: Parse,
  graphs: readonly Graph[],
): { query: GraphQuery; score: number } | undefined {
  if (graphs.length === 0) return undefined;
  const owners = graphs.map(
    (_, owner) => parse.mentions.filter(({ entities }) => entities.some((entity) => entity.owner === owner)).length,
  );
  const owner = owners.indexOf(Math.max(...owners));
  const graph = graphs[owner]!;
  const named = namedParts(parse, graph, owner);
  const ordinal = named.ids.length === 0 && asksAround(parse) ? ordinalPart(parse, graph) : undefined;
  if (ordinal?.id !== undefined) Object.assign(named, { ids: [ordinal.id], places: [ordinal.place] });
  const found = unclear(parse, ordinal) ?? decide(parse, graph, named);
  if (!found) return undefined;
  const query: GraphQuery = { ids: named.ids, ...found, diagram: owner, missing: [] };
  const reach = reachOf(parse);
  if (reach === 'end' && query.op === 'describe') query.op = 'next'; // "Where does A end up"
  if (reach !== undefined && FAR.has(query.op)) Object.assign(query, { reach, alsoNext: false });
  query.missing = missingOf(parse, query);
  const concepts = (
    [
      'next',
      'prev',
      'branch',
      'decision',
      'path',
      'loop',
      'node',
      'start',
      'end',
      'group',
      'connect',
      'flow',
      'leads',
    ] as const
  ).filter((concept) => parse.has(concept)).length;
  return { query, score: 1 + named.ids.length * 2 + Math.min(2, concepts) - parse.unknown.length * 0.5 };
}

/** What stands before or after a part is asked, not which part is the first. */
const asksAround = ({ has, question }: Parse) =>
  has('next', 'prev', 'leads', 'connect') ||
  /\b(?:after|before|follow\w*|preced\w*|second|third|fourth|fifth|sixth|seventh|eighth|penultimate|top\w*|bottom\w*|leftmost|rightmost)\b|之后|之前|第[二三四五六七八]|倒数|最[上下左右]/.test(
    question,
  );

/** Where it is not clear which part is meant, nothing can be said about it; a list of all parts is no answer. */
function unclear(parse: Parse, ordinal: Ordinal | undefined): Decision | undefined {
  if (!ordinal || ordinal.id !== undefined || parse.counting) return undefined;
  return directed(parse, ordinal.place);
}

interface Named {
  ids: string[];
  /** Token places of the ids. */
  places: number[];
  labels: { text: string; place: number }[];
}

function namedParts(parse: Parse, graph: Graph, owner: number): Named {
  const named: Named = { ids: [], places: [], labels: [] };
  for (const { entities, start, weak, score } of parse.mentions) {
    const own = entities.filter((entity) => entity.owner === owner);
    const parts = own.filter(({ type }) => type !== 'edge');
    const [edge] = own.filter(({ type }) => type === 'edge');
    // A word of questions ("start", "end") names a node only where it is written as a name.
    if (weak && score < 1 && parts.length > 0) continue;
    if (parts.length > 0 && !(edge && named.ids.length > 0 && parse.has('branch'))) {
      const [part] = parts.sort((a, b) => Number(a.type === 'group') - Number(b.type === 'group'));
      named.ids.push(part!.type === 'node' ? graph.nodes[part!.index]!.id : graph.groups[part!.index]!.id);
      named.places.push(start);
    } else if (edge) named.labels.push({ text: edge.name, place: start });
  }
  return named;
}

type Decision = Omit<GraphQuery, 'diagram' | 'ids' | 'missing'> & { ids?: string[] };

function decide(parse: Parse, graph: Graph, { ids, places, labels }: Named): Decision | undefined {
  const { has } = parse;
  const text = parse.question;
  const first = parse.tokens[0]?.word ?? '';
  const yesNo = /^(?:is|are|does|do|can|could|will|has|have)$/.test(first) || /吗|是否|能不能|是不是|有没有/.test(text);
  const { counting } = parse;
  const shape = shapeNamed(parse);
  const [color] = parse.colors;
  if (has('loop') && ids.length === 0 && !counting) return { op: 'loops', yesNo };
  if (has('most_connected') || (has('max') && has('connect') && ids.length === 0))
    return {
      op: 'hub',
      ...(/incoming|进/.test(text) && { side: 'in' as const }),
      ...(/outgoing|出/.test(text) && { side: 'out' as const }),
    };
  if (counting && ids.length >= 2 && has('path', 'node', 'between', 'next', 'connect'))
    return { op: 'path', counting: true };
  if (counting) {
    const along = ids.length === 1 ? countsAlong(parse) : undefined;
    if (along) return { op: 'degree', side: along, reach: 'all', alsoNext: true };
    if (ids.length === 1 && graph.groups.some(({ id }) => id === ids[0])) return { op: 'members', counting: true };
    if (ids.length === 1) return { op: 'degree', ...sideOf(parse, places[0]!) };
    if (has('decision') && !shape) return { op: 'count', element: 'decision' };
    if (shape) return { op: 'count', element: 'shape', shape };
    if (has('loop')) return { op: 'count', element: 'loop' };
    if (has('group') && !has('node')) return { op: 'count', element: 'group' };
    if (has('start') && !has('node')) return { op: 'count', element: 'start' };
    if (has('end') && !has('node')) return { op: 'count', element: 'end' };
    const place = (concept: Concept) => Math.min(...(parse.concepts.get(concept) ?? [Infinity]));
    if (place('connect') < place('node') && !/\bconnected\b/.test(text)) return { op: 'count', element: 'edge' };
    if (color) return { op: 'ofColor', color: color.name, counting: true };
    if (has('node', 'shape', 'category') || parse.unknown.length === 0) return { op: 'count', element: 'node' };
    return { op: 'count', element: 'node' };
  }
  if (has('title') && ids.length === 0 && !has('node')) return { op: 'title' };
  if (has('kind') && has('picture', 'flow') && ids.length === 0) return { op: 'kind' };
  if (ids.length >= 2) {
    if (
      has('label') ||
      (/\bsend|sends|pass|passes|exchange|between|发送|传/.test(text) &&
        has('what') &&
        !has('path') &&
        !/connected|connection|relation/.test(text) &&
        !yesNo)
    )
      return { op: 'between' };
    if (has('branch') && has('decision', 'branch') && labels.length > 0 && !yesNo)
      return { op: 'branch', label: labels[0]!.text, ids: [ids[0]!] };
    if (has('path') || /\b(?:how (?:do|does|can)|get from|reach|way)\b|怎么|如何/.test(text))
      return { op: 'path', yesNo, ids: inOrder(parse, ids, places) };
    if (yesNo && has('connect') && !has('next', 'prev')) return { op: 'between', yesNo };
    if (yesNo) return { op: 'path', yesNo: true, ids: inOrder(parse, ids, places) };
    if (has('branch'))
      return {
        op: 'branch',
        ids: [ids[0]!],
        label: labelOf(parse, graph, ids[0]!, [
          ...labels,
          { text: String(flat(textOf(graph, ids[1]!))), place: places[1]! },
        ]),
      };
    if (has('connect', 'between', 'next', 'leads', 'prev')) return { op: 'between' };
    return { op: 'path' };
  }
  const [id] = ids;
  if (id !== undefined) {
    const isGroup = graph.groups.some((group) => group.id === id);
    if (has('color') && !has('branch')) return { op: 'colorOf' };
    if (has('shape') && /shape|\bform\b|形状|图形|\bor\b/.test(text) && !has('next', 'prev')) return { op: 'shapeOf' };
    if (isGroup && (has('group', 'list', 'what', 'node', 'which') || true) && !has('next', 'prev', 'leads', 'connect'))
      return { op: 'members' };
    if (
      has('group') &&
      /\b(?:group|container|cluster|belongs?|inside|within|part of|in which|layer|package|zone|lane|boundary|subsystem)\b|分组|属于|哪.{0,2}组|里面|区域/.test(
        text,
      ) &&
      !has('next')
    )
      return { op: 'groupOf' };
    const label = labelOf(parse, graph, id, labels);
    if (label !== undefined && (has('branch') || labels.length > 0 || has('next', 'leads')))
      return { op: 'branch', label };
    if (
      has('branch') &&
      /\b(?:if|when|otherwise|else|case)\b|如果|若|当|否则/.test(text) &&
      parse.unknown.length > 0 &&
      !has('prev')
    )
      return { op: 'branch', label: '' };
    if (yesNo && has('exist') && !has('next', 'prev')) return { op: 'exists' };
    if (yesNo && has('decision')) return { op: 'shapeOf' };
    if (yesNo && has('start', 'first')) return { op: 'starts', yesNo };
    if (yesNo && has('end', 'last')) return { op: 'ends', yesNo };
    if (yesNo && has('loop')) return { op: 'loops', yesNo };
    return directed(parse, places[0]!);
  }
  if (labels.length > 0 && (has('branch', 'next', 'label', 'connect', 'leads') || true)) {
    const label = labels[0]!.text;
    const edges = graph.diagram.edges.filter(
      (edge) => edge.label && similar(flat(edge.label.text).toLowerCase(), flat(label).toLowerCase()),
    );
    if (edges.length > 0)
      return {
        op: has('connect', 'label') && !has('branch') ? 'between' : 'branch',
        label,
        ids: [...new Set(edges.map(({ from }) => from))],
      };
  }
  if (yesNo && has('exist', 'node') && (parse.unknown.length > 0 || color || shape))
    return { op: 'exists', ...(shape && { shape }), ...(color && { color: color.name }) };
  if (color) return { op: 'ofColor', color: color.name };
  if (/\b(?:nothing|no (?:step|box|arrow|node)s?)\b.*\b(?:after|follow|leav|outgoing)/i.test(text))
    return { op: 'ends' };
  if (/\b(?:nothing|no (?:step|box|arrow|node)s?)\b.*\b(?:before|incoming|lead)/i.test(text)) return { op: 'starts' };
  if (has('start', 'first') && !has('next', 'prev')) return { op: 'starts' };
  if (has('end', 'last') && !has('next', 'prev')) return { op: 'ends' };
  if (has('decision')) return { op: 'decisions' };
  if (has('branch') && has('where')) return { op: 'decisions' };
  if (has('prev', 'next', 'leads', 'branch') && parse.unknown.length > 0)
    return { op: has('prev') && !has('next') ? 'prev' : 'next' };
  if (has('group') && !has('node')) return { op: 'groups' };
  if (shape) return { op: 'list', element: 'shape', shape };
  if (has('connect') && has('list', 'what', 'which')) return { op: 'list', element: 'edge' };
  if (has('about') || (has('flow') && has('what'))) return { op: 'about' };
  if (has('node')) return { op: 'list', element: 'node' };
  return undefined;
}

const textOf = (graph: Graph, id: string) => {
  const part = graph.part(id);
  return part && 'text' in part ? part.text : '';
};

/** `A leads to …` asks what follows, `… leads to A` what comes before: which stands first decides. */
function directed(parse: Parse, place: number): Decision {
  const text = parse.question;
  const at = (pattern: RegExp) => parse.tokens.findIndex(({ word }) => pattern.test(word));
  const zh = parse.language === 'zh';
  if (zh) {
    if (/哪里?来|哪儿来|之前|前面|上一步|前一步|上一个|来自|上游|由谁|由哪|先/.test(text)) return { op: 'prev' };
    if (/之后|后面|下一步|接下来|下一个|然后|接着|随后|下游|后续|完成后|以后/.test(text)) return { op: 'next' };
    const verb = at(/^(?:指向|通向|流向|连到|连接到|引向|导致|到达|进入|调用|去)$/);
    if (verb >= 0) return { op: verb < place ? 'prev' : 'next' };
    return parse.has('next', 'leads', 'branch') && !parse.has('connect') ? { op: 'next' } : { op: 'describe' };
  }
  const after = at(/^(?:after|following|afterwards|past|once)$/);
  const before = at(/^(?:before|preceding|prior|until)$/);
  if (/\b(?:next|successors?|afterwards|downstream|outgoing|subsequent)\b/.test(text)) return { op: 'next' };
  if (/\b(?:previous|predecessors?|upstream|incoming|preceding|precedes?|prerequisites?)\b/.test(text)) {
    const precedes = at(/^precedes?$/);
    return { op: precedes > place ? 'next' : 'prev' };
  }
  if (after >= 0) return { op: after < place ? 'next' : 'prev' };
  if (before >= 0) return { op: before < place ? 'prev' : 'next' };
  const passive = at(/^(?:followed|preceded|succeeded)$/); // "A is followed by …"
  if (passive >= 0) {
    const forward = parse.tokens[passive]!.word !== 'preceded';
    return { op: forward === place < passive ? 'next' : 'prev' };
  }
  const follows = at(/^follows?$/);
  if (follows >= 0) return { op: follows < place ? 'next' : 'prev' };
  const verb = at(
    /^(?:leads?|led|points?|goes|go|flows?|connects?|connected|sends?|calls?|triggers?|feeds?|reach(?:es)?|transitions?|writes?|talks?|results?|moves?|proceeds?|continues?|links?|linked|passes|pass|jumps?|arrives?|enters?|forwards?|routes?|publish(?:es)?|reads?|come|comes|depends?|uses?)$/,
  );
  const from = at(/^from$/);
  if (verb >= 0) {
    if (/\bwhere\b.* come from\b/i.test(text)) return { op: 'prev' };
    const comesFrom = from > verb && from < place && place - from <= 2;
    if (comesFrom) return { op: 'next' }; // "what comes from A"
    if (from > place) return { op: 'prev' }; // "where does A come from"
    if (/^(?:depends?|uses?)$/.test(parse.tokens[verb]!.word)) return { op: verb < place ? 'prev' : 'next' };
    return { op: verb < place ? 'prev' : 'next' };
  }
  if (parse.has('prev') && !parse.has('next')) return { op: 'prev' };
  if (parse.has('next', 'branch')) return { op: 'next' };
  return { op: 'describe' };
}

function sideOf(parse: Parse, place: number): Pick<GraphQuery, 'side'> {
  const text = parse.question;
  if (
    /\b(?:leave|leaves|leaving|outgoing|out of|start from|from|branch(?:es)?)\b|流出|出去|发出|出发|分支|下一/.test(
      text,
    )
  )
    return { side: 'out' };
  if (
    /\b(?:enter|enters|incoming|into|arrive|lead to|leads? to|point to|points? to|go to|come into)\b|流入|进入|指向/.test(
      text,
    )
  ) {
    const verb = parse.tokens.findIndex(({ word }) => /^(?:leads?|points?|go|goes|指向|进入)$/.test(word));
    return { side: verb > place && verb >= 0 ? 'out' : 'in' };
  }
  if (/\b(?:after|follow|next)\b|之后/.test(text)) return { side: 'out' };
  if (/\bbefore\b|之前/.test(text)) return { side: 'in' };
  return {};
}

/** The label of one of the node's branches that the question means: by name, or by yes and no. */
function labelOf(parse: Parse, graph: Graph, id: string, labels: Named['labels']): string | undefined {
  const own = graph.out(id).flatMap(({ edge }) => (edge.label ? [flat(edge.label.text)] : []));
  const named = labels
    .map(({ text }) => flat(text))
    .find((text) => own.some((label) => label.toLowerCase() === text.toLowerCase()));
  if (named) return named;
  const words = parse.tokens.filter(
    (_, index) => !parse.mentions.some(({ start, end }) => index >= start && index < end),
  );
  const no =
    words.some(({ word }) => NO.has(word)) ||
    /(?:不|没|未|否)/.test(
      words
        .filter(({ kind }) => kind === 'cjk')
        .map(({ raw }) => raw)
        .join(''),
    ) ||
    /n't\b/.test(parse.question);
  const yes = !no && (words.some(({ word }) => YES.has(word)) || /\b(?:if|when|once)\b|如果|当/.test(parse.question));
  const affirmative = own.find((label) => nameWords(label).some((word) => YES.has(word)));
  const negative = own.find((label) => nameWords(label).some((word) => NO.has(word)));
  if (no && negative) return negative;
  // A label that the question says in other words: `charged` for `charge`
  const near = own.find((label) =>
    nameWords(label).some(
      (word) =>
        word.length > 2 &&
        parse.tokens.some(
          ({ stem }) =>
            stem === word ||
            similar(stem, word) ||
            (word.length > 3 && (stem.startsWith(word) || distance(stem, word, 1) <= 1)), // a letter misread
        ),
    ),
  );
  if (near) return near;
  const asked = /\b(?:if|when|once|otherwise|else)\b|如果|当|若|否则/.test(parse.question);
  if (asked && /\b(?:otherwise|else)\b|否则/.test(parse.question)) return negative ?? own.at(-1);
  if (yes && asked && affirmative) return affirmative;
  return undefined;
}

function shapeNamed(parse: Parse): NodeShape[] | undefined {
  for (const { word } of parse.tokens) {
    const found = SHAPES.find(([pattern]) => pattern.test(word));
    if (
      found &&
      !parse.mentions.some(
        ({ start, end }) =>
          parse.tokens.findIndex((token) => token.word === word) >= start &&
          parse.tokens.findIndex((token) => token.word === word) < end,
      )
    )
      return found[1];
  }
  return undefined;
}

export const hasColor = (fill: string | null, name: string): boolean => fill !== null && colorNames(fill)[0] === name;
