/** Answers about pages: what controls there are, what they say, how they stand. */
import { msg, type Message, type MessagePart } from '../../shared/message.ts';
import type { PageData, PageNode, PageRole } from '../../shared/structure.ts';
import { answer, refuse, type Found, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { colorMessage } from '../language/colors.ts';
import type { Concept } from '../language/lexicon.ts';
import { isField, ROLES, type Control } from './controls.ts';
import type { PageQuery } from './understand.ts';

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
    page.theme === 'dark'
      ? msg`This is a page or a mockup of one, in a dark theme.`
      : msg`This is a page or a mockup of one, in a light theme.`,
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
