/** Flowcharts as reading would give them, with the ways that were put in. */
import type { DiagramData, DiagramNode, PictureFacts } from '../../../src/shared/structure.ts';
import { emptyFacts } from './facts.ts';
import type { Asked, Expect, Source } from './random.ts';
import { fillIn, type Wordings } from './wordings.ts';

const STORIES: { title: string; steps: string[]; question: string; yes: string; no: string; group: string }[] = [
  {
    title: 'Order handling',
    steps: ['Receive order', 'Check stock', 'Pack parcel', 'Send invoice'],
    question: 'In stock?',
    yes: 'Pack parcel',
    no: 'Order from supplier',
    group: 'Warehouse',
  },
  {
    title: 'Deploy',
    steps: ['Push commit', 'Run tests', 'Build image', 'Deploy to staging'],
    question: 'Tests green?',
    yes: 'Build image',
    no: 'Notify author',
    group: 'Pipeline',
  },
  {
    title: 'Login',
    steps: ['Open login page', 'Enter password', 'Create session', 'Show dashboard'],
    question: 'Password valid?',
    yes: 'Create session',
    no: 'Show error',
    group: 'Backend',
  },
  {
    title: 'Data import',
    steps: ['Upload file', 'Parse rows', 'Write to database', 'Send report'],
    question: 'Schema matches?',
    yes: 'Write to database',
    no: 'Reject file',
    group: 'Worker',
  },
];

export function diagramWorld(random: Source, wordings: Wordings): { facts: PictureFacts[]; asked: Asked[] } {
  const story = random.pick(STORIES);
  const [a, b, c, d] = story.steps as [string, string, string, string];
  const loops = random.next() < 0.5;
  const names = [a, b, story.question, c, story.no, d];
  const shuffled = random.shuffle(names.map((_, i) => i));
  const box = (i: number) => ({
    x: 40 + (shuffled[i]! % 3) * 220,
    y: 30 + Math.floor(shuffled[i]! / 3) * 120,
    width: 150,
    height: 50,
  });
  const colors = ['#dbeafe', '#dbeafe', '#fef3c7', '#dcfce7', '#fee2e2', '#dcfce7'];
  const nodes = names.map((text, i): DiagramNode => ({
    id: `n${i}`,
    shape: i === 2 ? 'diamond' : /database/.test(text) ? 'cylinder' : 'round',
    text,
    lines: [{ text, box: box(i), confidence: 0.95 }],
    box: box(i),
    fill: colors[i]!,
    group: i === 1 || i === 3 ? 'g' : null,
    confidence: 0.95,
  }));
  const ways: [number, number, string?][] = [
    [0, 1],
    [1, 2],
    [2, 3, 'yes'],
    [2, 4, 'no'],
    [3, 5],
    ...(loops ? ([[4, 1]] as [number, number][]) : []),
  ];
  const diagram: DiagramData = {
    kind: 'flowchart',
    direction: 'TB',
    box: { x: 0, y: 0, width: 720, height: 320 },
    title: { text: story.title, box: { x: 200, y: 2, width: 200, height: 20 }, confidence: 0.95 },
    nodes,
    edges: ways.map(([from, to, label], i) => ({
      id: `e${i}`,
      from: `n${from}`,
      to: `n${to}`,
      label: label ? { text: label, box: { x: 10, y: 10 + i, width: 20, height: 10 }, confidence: 0.9 } : null,
      line: 'solid',
      arrow: 'end',
      path: [],
      confidence: 0.9,
    })),
    groups: [
      {
        id: 'g',
        title: { text: story.group, box: { x: 20, y: 20, width: 80, height: 14 }, confidence: 0.9 },
        box: { x: 10, y: 10, width: 600, height: 280 },
        parent: null,
      },
    ],
    confidence: 0.93,
    notes: [],
  };
  const middle = (i: number) => ({ x: box(i).x + 75, y: box(i).y + 25 });
  const asked: Asked[] = [];
  const ask = (kind: string, fill: Record<string, string>, expect: Expect, at?: { x: number; y: number }) =>
    asked.push(...fillIn(wordings, kind, fill, expect, random, at));
  const any = (...texts: string[]): Expect => ({ any: texts });
  ask('next', { a }, any(b), middle(1));
  ask('next', { a: c }, any(d), middle(5));
  ask('prev', { a: d }, any(c), middle(3));
  ask('ifYes', { q: story.question }, any(c), middle(3));
  ask('ifNo', { q: story.question }, any(story.no), middle(4));
  ask('leadsYesNo', { a, b }, any('yes'));
  ask('path', { a, b: d }, { all: [b, c] });
  ask('start', {}, any(a), middle(0));
  ask('end', {}, loops ? any(d) : { all: [d, story.no] });
  ask('loop', {}, any(loops ? 'yes' : 'no', loops ? b : 'no loop'));
  ask('decisions', {}, any(story.question), middle(2));
  ask('countNodes', {}, { number: names.length, tolerance: 0 });
  ask('countEdges', {}, { number: ways.length, tolerance: 0 });
  ask('members', { g: story.group }, { all: [b, c] });
  ask('groupOf', { a: b }, any(story.group));
  ask('title', {}, any(story.title));
  ask('shapeOf', { a: story.question }, any('diamond'));
  ask('absentNode', { x: random.pick(['Refund customer', 'Archive logs', 'Call the police']) }, { refuse: true });
  ask('absentFact', { a: b }, { refuse: true });
  return {
    facts: [emptyFacts({ kind: { name: 'diagram', confidence: 0.93 }, diagrams: [diagram], width: 720, height: 320 })],
    asked,
  };
}

export const DIAGRAM_TUNED: Wordings = {
  next: { en: ['What comes after {a}?', 'What happens after "{a}"?', 'Where does {a} lead?'], zh: ['{a}之后是什么？'] },
  prev: { en: ['What comes before {a}?', 'What leads to {a}?'], zh: ['{a}之前是什么？'] },
  ifYes: { en: ['What happens at "{q}" if yes?', 'If {q} is yes, what is next?'], zh: ['“{q}”为yes时去哪里？'] },
  ifNo: { en: ['What happens at "{q}" if no?', 'If {q} is no, what is next?'], zh: ['“{q}”为no时去哪里？'] },
  leadsYesNo: { en: ['Does {a} lead to {b}?'], zh: ['{a}会到{b}吗？'] },
  path: {
    en: ['How do I get from {a} to {b}?', 'Which path leads from {a} to {b}?'],
    zh: ['从{a}到{b}的路径是什么？'],
  },
  start: { en: ['Where does it start?', 'What is the first step?'], zh: ['从哪里开始？'] },
  end: { en: ['Where does it end?', 'What are the last steps?'], zh: ['在哪里结束？'] },
  loop: { en: ['Is there a loop?'], zh: ['有循环吗？'] },
  decisions: { en: ['Which decisions are there?'], zh: ['有哪些判断？'] },
  countNodes: { en: ['How many boxes are there?', 'How many steps are shown?'], zh: ['有多少个节点？'] },
  countEdges: { en: ['How many arrows are there?'], zh: ['有多少条箭头？'] },
  members: { en: ['What is in {g}?'], zh: ['{g}里有什么？'] },
  groupOf: { en: ['Which group does {a} belong to?'], zh: ['{a}属于哪个组？'] },
  title: { en: ['What is the title?'], zh: ['标题是什么？'] },
  shapeOf: { en: ['What shape is "{a}"?'], zh: ['“{a}”是什么形状？'] },
  absentNode: { en: ['What comes after {x}?', 'What leads to {x}?'], zh: ['{x}之后是什么？'] },
  absentFact: { en: ['Who drew this?', 'How long does {a} take?'], zh: ['{a}要多久？'] },
};

/** Written before anything was mended for them; counted, never listed. */
export const DIAGRAM_HELD: Wordings = {
  next: {
    en: [
      'once {a} is done, what is up next?',
      '{a}: next step?',
      'Which step follows {a}?',
      'what do we do following {a}',
      'Which box does the arrow from {a} point at?',
    ],
    zh: ['{a}完成后做什么', '{a}的下一步', '{a}接着是哪一步'],
  },
  prev: {
    en: [
      'which step precedes {a}',
      'What must happen before {a}?',
      'From where do we arrive at {a}?',
      '{a} comes right after what?',
    ],
    zh: ['{a}的上一步是什么', '到{a}之前要做什么'],
  },
  ifYes: {
    en: [
      '{q} - yes branch?',
      'Suppose the answer to {q} is yes. What then?',
      'where does the yes arrow of {q} go',
      'When {q} holds, which step comes?',
    ],
    zh: ['如果{q}是yes，下一步是什么', '{q}成立的话去哪'],
  },
  ifNo: {
    en: [
      '{q} - no branch?',
      'Suppose the answer to {q} is no. What then?',
      'where does the no arrow of {q} go',
      'When {q} does not hold, which step comes?',
    ],
    zh: ['如果{q}是no，下一步是什么', '{q}不成立的话去哪'],
  },
  leadsYesNo: {
    en: ['Is {b} reachable from {a}?', 'Can I get to {b} from {a}?', 'is there a way from {a} to {b}'],
    zh: ['从{a}能到{b}吗'],
  },
  path: {
    en: ['steps between {a} and {b}?', 'Walk me from {a} to {b}.', 'What is passed on the way from {a} to {b}?'],
    zh: ['{a}怎么走到{b}', '从{a}到{b}经过哪些步骤'],
  },
  start: {
    en: ['entry point?', 'With what does the whole thing begin?', 'Which box comes first?', 'Where do I begin?'],
    zh: ['第一步是什么', '流程的起点'],
  },
  end: {
    en: [
      'Which steps have nothing after them?',
      'where does the flow finish',
      'What are the possible outcomes at the end?',
    ],
    zh: ['最后一步是什么', '流程的终点在哪'],
  },
  loop: {
    en: ['any cycles?', 'Does the flow ever go back?', 'Is anything repeated in a loop?'],
    zh: ['会不会循环', '存在环路吗'],
  },
  decisions: {
    en: ['Where does it branch?', 'What gets decided?', 'list the diamonds'],
    zh: ['在哪里做判断', '菱形里写了什么'],
  },
  countNodes: {
    en: ['number of nodes', 'How many shapes does the diagram have?', 'count the boxes'],
    zh: ['一共几个框', '节点数'],
  },
  countEdges: {
    en: ['number of arrows', 'How many connections do you count?', 'count the edges'],
    zh: ['几条连线', '箭头有几个'],
  },
  members: {
    en: ['Which steps lie inside {g}?', 'contents of {g}?', 'What belongs to {g}?'],
    zh: ['{g}包含哪些步骤', '哪些在{g}里面'],
  },
  groupOf: {
    en: ['{a} is part of which group?', 'Inside what container is {a}?', 'In which area does {a} sit?'],
    zh: ['{a}在哪个组', '{a}在哪个区域里'],
  },
  title: {
    en: ['diagram title?', 'What is the diagram called?', 'What heading does the flowchart have?'],
    zh: ['流程图的标题', '图叫什么'],
  },
  shapeOf: { en: ['Which shape does {a} have?', 'how is {a} drawn, as what shape'], zh: ['{a}的形状'] },
  absentNode: {
    en: ['once {x} is done, what is up next?', 'which step precedes {x}', 'Which step follows {x}?', '{x}: next step?'],
    zh: ['{x}的下一步', '{x}完成后做什么'],
  },
  absentFact: {
    en: [
      'How many minutes does {a} need?',
      'Who is responsible for {a}?',
      'Which tool was used to draw this?',
      'How often does {a} fail?',
      'What does {a} cost?',
      'Why is {a} necessary?',
    ],
    zh: ['{a}由谁负责', '{a}需要多少钱', '为什么需要{a}'],
  },
};
