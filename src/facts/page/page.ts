/** Answers about pages: what controls there are, what they say, how they stand. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import type { PageData, PageNode, PageRole } from '../../shared/structure.ts';
import { answer, refuse, type Found, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { colorMessage } from '../language/colors.ts';
import type { Concept } from '../language/lexicon.ts';
import type { Entity } from '../language/link.ts';
import type { Parse } from '../language/parse.ts';

export interface Control {
  node: PageNode;
  parents: PageNode[];
  name: string;
}

const MOST = 3000;

/** Every part of the page with its parents, top down. */
export function controlsOf({ root }: PageData): Control[] {
  const found: Control[] = [];
  const walk = (node: PageNode, parents: PageNode[]) => {
    if (found.length >= MOST) return;
    found.push({ node, parents, name: nameOf(node) });
    for (const child of node.children) walk(child, [...parents, node]);
  };
  walk(root, []);
  return found;
}

const FIELDS: readonly PageRole[] = ['field', 'textarea', 'select'];
const isField = (node: PageNode) => FIELDS.includes(node.role);

/** What people call it: a field by its label, all else by its words. */
function nameOf(node: PageNode): string {
  const own = node.label?.text ?? (isField(node) && !node.hint && node.text ? '' : (node.text?.text ?? ''));
  if (own) return own.replace(/\s+/g, ' ').trim();
  if (isField(node)) return node.text?.text ?? '';
  const inner = node.children.filter(({ text }) => text).map(({ text }) => text!.text);
  return inner.length > 0 && inner.length <= 2 && !CONTAINERS.includes(node.role) ? inner.join(' ') : '';
}

const CONTAINERS: readonly PageRole[] = [
  'page',
  'header',
  'nav',
  'sidebar',
  'main',
  'section',
  'card',
  'dialog',
  'form',
  'list',
  'table',
  'row',
  'footer',
  'box',
];

export const pageEntities = (controls: readonly Control[]): Entity[] =>
  controls.flatMap(({ node, name }, index) =>
    name && !CONTAINERS.includes(node.role) ? [{ type: 'control', index, owner: 0, name }] : [],
  );

const ROLES: [Concept, PageRole[], Message][] = [
  ['checkbox', ['checkbox'], msg`checkboxes`],
  ['radio', ['radio'], msg`radio buttons`],
  ['switch', ['switch', 'checkbox'], msg`switches`],
  ['select', ['select'], msg`selects`],
  ['tab', ['tab'], msg`tabs`],
  ['button', ['button'], msg`buttons`],
  ['field', ['field', 'textarea', 'select'], msg`fields`],
  ['link', ['link'], msg`links`],
  ['heading', ['heading'], msg`headings`],
  ['title', ['heading'], msg`headings`],
  ['image', ['image', 'avatar', 'icon'], msg`pictures`],
  ['card', ['card'], msg`cards`],
  ['menu', ['nav', 'sidebar'], msg`menus`],
];

export type PageOp =
  | 'list'
  | 'count'
  | 'state'
  | 'whichState'
  | 'value'
  | 'placeholder'
  | 'heading'
  | 'color'
  | 'size'
  | 'where'
  | 'exists'
  | 'theme'
  | 'say'
  | 'about'
  | 'background';

export interface PageQuery {
  op: PageOp;
  concept?: Concept;
  controls: number[];
  state?: 'checked' | 'unchecked' | 'selected' | 'disabled' | 'enabled' | 'primary';
  color?: string;
  missing: string[];
}

export function understandPage(
  parse: Parse,
  controls: readonly Control[],
): { query: PageQuery; score: number } | undefined {
  const { has, question } = parse;
  const named = parse.mentions
    .filter(({ weak, score }) => !weak || score === 1)
    .map(({ entities }) => best(entities, controls, parse));
  const roles = ROLES.filter(([concept]) => has(concept));
  // "Which buttons": the element that is named first decides; a heading's other words do not.
  const role = roles.find(([concept]) => concept !== 'title' && concept !== 'link') ?? roles[0];
  const make = (op: PageOp, more: Partial<PageQuery> = {}) => {
    const query: PageQuery = { op, controls: named, ...(role && { concept: role[0] }), missing: [], ...more };
    const hard = parse.unknown.filter(({ capital, kind }) => capital || kind === 'quoted').map(({ raw }) => raw);
    query.missing =
      op === 'exists'
        ? []
        : [
            ...new Set([
              ...hard,
              ...(['value', 'state', 'placeholder', 'color', 'size', 'where'].includes(op) &&
              query.controls.length === 0
                ? parse.unknown.map(({ raw }) => raw)
                : []),
            ]),
          ];
    return { query, score: 1 + (roles.length > 0 ? 1.5 : 0) + named.length * 1.6 - parse.unknown.length * 0.5 };
  };
  const yesNo = /^(?:is|are|does|do|has|have|can)\b/i.test(question) || /吗|是否|是不是|有没有/.test(question);
  const state = stateOf(parse);
  if (has('theme') && /dark|light|theme|深色|浅色|主题|暗色|亮色/i.test(question) && named.length === 0)
    return make('theme');
  if (has('background') && named.length === 0) return make('background');
  if (has('howmany')) return role || state ? make('count', state ? { state } : {}) : undefined;
  if (has('color', 'background')) return make('color');
  if (has('size') && (named.length > 0 || role)) return make('size');
  if (has('where') && named.length > 0) return make('where');
  if (has('placeholder')) return make('placeholder');
  if (yesNo && named.length > 0 && state) return make('state', { state });
  if (yesNo && (/\b(?:is|are) there\b|\bhave\b|\bhas\b|有没有|有.*吗|存在/i.test(question) || has('exist')))
    return make('exists');
  if (state && (role || has('which', 'what', 'list')) && named.length === 0) return make('whichState', { state });
  if (named.length > 0) {
    const field = named.some((index) => isField(controls[index]!.node));
    const toggle = named.some((index) => ['checkbox', 'radio', 'switch'].includes(controls[index]!.node.role));
    if (toggle && (state || has('value', 'checked', 'switch', 'whether', 'what')))
      return make('state', { state: state ?? 'checked' });
    if (field && (has('value', 'say', 'field', 'what', 'which') || true)) return make('value');
    if (yesNo) return make(state ? 'state' : 'exists', state ? { state } : {});
    return make('value');
  }
  if (has('heading', 'title') && !has('list') && !/headings\b|所有标题/.test(question)) return make('heading');
  if (role && (!['what'].includes(role[0]) || true)) return make('list');
  if (has('about')) return make('about');
  return undefined;
}

function stateOf(parse: Parse): PageQuery['state'] {
  const text = parse.question.toLowerCase();
  if (/\b(?:disabled|gr[ae]yed|inactive|unavailable)\b|禁用|不可用|灰掉|置灰|不能点/.test(text)) return 'disabled';
  if (
    /\b(?:unchecked|unticked|off|turned off|not checked|not ticked|not enabled|disabled)\b|未勾选|没勾选|没有勾选|关闭|关着|未选中|没打开/.test(
      text,
    )
  )
    return 'unchecked';
  if (
    /\b(?:checked|ticked|on|turned on|switched on|toggled)\b|勾选|打开|开启|开着|打勾|启用/.test(text) &&
    parse.has('checked')
  )
    return 'checked';
  if (/\b(?:selected|active|current|chosen|highlighted)\b|选中|当前|激活|高亮/.test(text)) return 'selected';
  if (/\b(?:primary|main|default|prominent)\b|主要|主按钮|突出|默认/.test(text)) return 'primary';
  if (/\b(?:enabled)\b|启用|可用/.test(text)) return 'enabled';
  return undefined;
}

/** Of parts with the same name: a control before its caption, of the kind that is asked about. */
function best(entities: readonly Entity[], controls: readonly Control[], parse: Parse): number {
  const wanted = ROLES.filter(([concept]) => parse.has(concept)).flatMap(([, roles]) => roles);
  const order = ({ index }: Entity) => {
    const { role } = controls[index]!.node;
    return (
      (wanted.includes(role) ? 0 : 4) +
      (['field', 'textarea', 'select', 'checkbox', 'radio', 'switch', 'button', 'tab', 'link'].includes(role) ? 0 : 2)
    );
  };
  return [...entities].sort((a, b) => order(a) - order(b))[0]!.index;
}

const mark = ({ node, name }: Control): Found['evidence'][number] => ({
  box: node.box,
  text: name || node.role,
  source: node.text || node.label ? 'printed' : 'shape',
});
const sure = (controls: readonly Control[]) => Math.min(0.95, ...controls.map(({ node }) => node.confidence));
const quote = (text: string) => (text.trim() === '' ? msg`without words` : text.trim());

export function evaluatePage(query: PageQuery, page: PageData, controls: readonly Control[]): Result {
  if (query.missing.length > 0)
    return refuse(
      msg`I cannot tell: nothing on the page is called ${listed(query.missing.map((name) => `"${name}"`))}.`,
      ...there(controls, query.concept),
    );
  const named = query.controls.map((index) => controls[index]!);
  const found = ofRole(controls, query.concept);
  switch (query.op) {
    case 'theme':
      return answer(
        page.theme === 'dark' ? msg`It is a dark theme.` : msg`It is a light theme.`,
        [mark(controls[0]!)],
        0.9,
      );
    case 'background': {
      const color = page.root.style.background;
      return color
        ? answer(msg`The background is ${colorMessage(color) ?? color} (${color}).`, [mark(controls[0]!)])
        : refuse(msg`I cannot tell the background's colour.`);
    }
    case 'count': {
      const counted = query.state ? found.filter(({ node }) => inState(node, query.state!)) : found;
      return answer(msg`There are ${counted.length}.`, counted.map(mark), sure(counted));
    }
    case 'list': {
      if (found.length === 0) return answer([msg`There are none.`, ...there(controls)], [], 0.7);
      return answer(msg`${listed(found.map((control) => quote(control.name)))}.`, found.map(mark), sure(found));
    }
    case 'heading':
      return heading(controls);
    case 'whichState': {
      const pool = query.concept
        ? found
        : controls.filter(({ node }) =>
            ['checkbox', 'radio', 'switch', 'tab', 'button', 'link', 'field'].includes(node.role),
          );
      const chosen = pool.filter(({ node }) => inState(node, query.state!));
      if (chosen.length === 0)
        return pool.length === 0
          ? refuse(msg`I cannot tell: there is nothing like that.`, ...there(controls))
          : answer(msg`None of them.`, pool.map(mark), 0.7);
      return answer(msg`${listed(chosen.map((control) => quote(control.name)))}.`, chosen.map(mark), sure(chosen));
    }
    case 'state': {
      const [control] = named;
      if (!control) return refuse(msg`I cannot tell which part is meant.`, ...there(controls));
      const now = inState(control.node, query.state ?? 'checked');
      return answer(
        now
          ? msg`Yes: ${quote(control.name)} is ${stateName(control.node)}.`
          : msg`No: ${quote(control.name)} is ${stateName(control.node)}.`,
        [mark(control)],
        sure([control]),
      );
    }
    case 'placeholder':
    case 'value':
      return values(query, named, controls);
    case 'color':
      return colors(query, named, found, controls);
    case 'size': {
      const chosen = named.length > 0 ? named : found;
      if (chosen.length === 0) return refuse(msg`I cannot tell which part is meant.`, ...there(controls));
      const said = chosen.slice(0, 12).map(({ node, name }) => {
        const size = `${Math.round(node.box.width / page.scale)} × ${Math.round(node.box.height / page.scale)}`;
        return node.style.fontSize
          ? msg`${quote(name)}: about ${size} pixels, letters of ${Math.round(node.style.fontSize)} pixels`
          : msg`${quote(name)}: about ${size} pixels`;
      });
      return answer(msg`${listed(said)}.`, chosen.map(mark));
    }
    case 'where': {
      const [control] = named;
      return control
        ? answer(msg`${place(control, page)}.`, [mark(control)])
        : refuse(msg`I cannot tell which part is meant.`, ...there(controls));
    }
    case 'exists': {
      const chosen = named.length > 0 ? named : query.concept ? found : [];
      if (chosen.length > 0)
        return answer(
          msg`Yes: ${listed(chosen.slice(0, 12).map((control) => quote(control.name)))}.`,
          chosen.map(mark),
          sure(chosen),
        );
      return answer([msg`No.`, ...there(controls, query.concept)], [], 0.7);
    }
    default:
      return aboutPage(page, controls);
  }
}

function ofRole(controls: readonly Control[], concept: Concept | undefined): Control[] {
  const roles = ROLES.find(([name]) => name === concept)?.[1];
  if (!roles) return [];
  if (concept === 'menu')
    return controls.filter(
      ({ node, parents, name }) =>
        name !== '' &&
        ['link', 'item', 'text', 'tab', 'button'].includes(node.role) &&
        parents.some(({ role }) => roles.includes(role)),
    );
  const found = controls.filter(({ node }) => roles.includes(node.role));
  // A page without switches has its options as checkboxes.
  return concept === 'switch' && found.some(({ node }) => node.role === 'switch')
    ? found.filter(({ node }) => node.role === 'switch')
    : found;
}

function inState({ state = {} }: PageNode, wanted: NonNullable<PageQuery['state']>): boolean {
  switch (wanted) {
    case 'checked':
      return state.checked === true;
    case 'unchecked':
      return state.checked !== true;
    case 'selected':
      return state.selected === true || state.checked === true;
    case 'disabled':
      return state.disabled === true;
    case 'enabled':
      return state.disabled !== true && state.checked !== false;
    case 'primary':
      return state.primary === true;
  }
}

function stateName({ role, state = {} }: PageNode): Message {
  if (state.disabled) return msg`disabled`;
  if (role === 'switch') return state.checked ? msg`on` : msg`off`;
  if (role === 'checkbox') return state.checked ? msg`checked` : msg`not checked`;
  if (state.selected || state.checked) return msg`selected`;
  return state.primary ? msg`the main one` : role === 'radio' || role === 'tab' ? msg`not selected` : msg`enabled`;
}

function heading(controls: readonly Control[]): Result {
  const headings = controls.filter(({ node, name }) => node.role === 'heading' && name);
  if (headings.length === 0) return refuse(msg`I cannot tell a heading: none was found.`, ...there(controls));
  const rank = ({ node }: Control) => (node.level ?? 3) * 100 - (node.style.fontSize ?? node.box.height);
  const sorted = [...headings].sort((a, b) => rank(a) - rank(b) || a.node.box.y - b.node.box.y);
  const others = sorted.slice(1, 8).map(({ name }) => name);
  return answer(
    [msg`The heading is "${sorted[0]!.name}".`, ...(others.length > 0 ? [msg`Below it: ${listed(others)}.`] : [])],
    [mark(sorted[0]!)],
    sure([sorted[0]!]),
  );
}

function values(query: PageQuery, named: readonly Control[], controls: readonly Control[]): Result {
  const fields =
    named.length > 0
      ? named
      : controls.filter(({ node }) => isField(node) && (query.op !== 'placeholder' || node.hint));
  if (fields.length === 0) return refuse(msg`I cannot tell: there is no field like that.`, ...there(controls));
  const said = fields.map(({ node, name }): MessagePart => {
    const text = node.text?.text ?? '';
    if (!isField(node)) return quote(text || name);
    if (text === '') return msg`${quote(name)} is empty`;
    return node.hint
      ? msg`${quote(name)} is empty, its hint is "${text}"`
      : name && name !== text
        ? msg`${name}: ${text}`
        : text;
  });
  return answer(msg`${listed(said)}.`, fields.map(mark), sure(fields));
}

function colors(
  query: PageQuery,
  named: readonly Control[],
  found: readonly Control[],
  controls: readonly Control[],
): Result {
  const chosen = named.length > 0 ? named : found;
  const said = chosen.slice(0, 12).flatMap(({ node, name }) => {
    const fill = node.style.background;
    const text = node.style.color;
    const of = (color: string) => msg`${colorMessage(color) ?? color} (${color})`;
    const words =
      node.role === 'button' || node.role === 'badge' || node.role === 'card' ? (fill ?? text) : (text ?? fill);
    return words ? [name ? msg`${name}: ${of(words)}` : of(words)] : [];
  });
  return said.length > 0
    ? answer(msg`${listed(said)}.`, chosen.map(mark))
    : refuse(msg`I cannot tell the colour.`, ...there(controls, query.concept));
}

/** Top left, middle, bottom right …, and what it lies in. */
function place({ node, parents }: Control, { root }: PageData): MessagePart {
  const x = (node.box.x + node.box.width / 2 - root.box.x) / Math.max(1, root.box.width);
  const y = (node.box.y + node.box.height / 2 - root.box.y) / Math.max(1, root.box.height);
  const row = y < 0.34 ? msg`at the top` : y > 0.66 ? msg`at the bottom` : msg`in the middle`;
  const column = x < 0.34 ? msg`left` : x > 0.66 ? msg`right` : msg`centre`;
  const inside = parents.findLast(({ role }) =>
    ['dialog', 'header', 'nav', 'sidebar', 'footer', 'card', 'form'].includes(role),
  );
  return inside ? msg`${row}, ${column}, in the ${PLACES[inside.role] ?? inside.role}` : msg`${row}, ${column}`;
}

const PLACES: Partial<Record<PageRole, Message>> = {
  dialog: msg`dialog`,
  header: msg`header`,
  nav: msg`navigation`,
  sidebar: msg`side bar`,
  footer: msg`footer`,
  card: msg`card`,
  form: msg`form`,
};

function there(controls: readonly Control[], concept?: Concept): Message[] {
  const own = ofRole(controls, concept).filter(({ name }) => name);
  const known =
    own.length > 0
      ? own
      : controls.filter(
          ({ node, name }) =>
            name &&
            ['button', 'field', 'textarea', 'select', 'checkbox', 'switch', 'radio', 'tab', 'link', 'heading'].includes(
              node.role,
            ),
        );
  return known.length > 0 ? [msg`There is: ${listed(known.slice(0, 12).map(({ name }) => name))}.`] : [];
}

export function aboutPage(page: PageData, controls: readonly Control[]): Result {
  const text: Message[] = [
    page.theme === 'dark' ? msg`This is a page in a dark theme.` : msg`This is a page in a light theme.`,
  ];
  const add = (role: PageRole[], say: (names: MessagePart) => Message) => {
    const named = controls.filter(({ node, name }) => role.includes(node.role) && name);
    if (named.length > 0) text.push(say(listed(named.slice(0, 10).map(({ name }) => name))));
  };
  add(['heading'], (names) => msg`Headings: ${names}.`);
  add(['button'], (names) => msg`Buttons: ${names}.`);
  add(['field', 'textarea', 'select'], (names) => msg`Fields: ${names}.`);
  add(['checkbox', 'radio', 'switch'], (names) => msg`Options: ${names}.`);
  add(['link', 'tab'], (names) => msg`Links and tabs: ${names}.`);
  return answer(text, controls.filter(({ node }) => node.role === 'heading').map(mark), 0.8);
}
