/** Siblings that differ in their words alone are one pattern: a template, and data to fill it with. */
import type { Tag } from './tags.ts';

/** Something that the data of an item says. */
export interface Hole {
  field: string;
}

export interface Template {
  tag: string;
  source: Tag;
  attributes: Record<string, string | Hole>;
  children: Written[];
}

export interface Loop {
  /** Name of the array. */
  data: string;
  items: Record<string, string>[];
  template: Template;
}

export type Written = Template | Loop | Hole | string;

/** Attributes that may differ from item to item. */
const OPEN = new Set(['value', 'placeholder', 'aria-label', 'id', 'for', 'href']);
const DATA_NAMES: Record<string, string> = {
  li: 'items',
  tr: 'rows',
  a: 'links',
  article: 'cards',
  section: 'cards',
  button: 'buttons',
  label: 'choices',
  option: 'options',
  th: 'columns',
  td: 'cells',
};
const FIELD_NAMES: Record<string, string> = {
  title: 'title',
  link: 'link',
  button: 'action',
  label: 'label',
  badge: 'badge',
  item: 'text',
  check: 'label',
  'head-cell': 'name',
  cell: 'text',
  avatar: 'initials',
  option: 'option',
};

/** What an element looks like, whatever it says. */
function shape(element: Tag): string {
  const attributes = Object.entries(element.attributes).map(([name, value]) =>
    OPEN.has(name) ? name : `${name}=${value}`,
  );
  return `<${element.tag} ${element.name} ${JSON.stringify(element.css)} ${attributes.join(' ')}>${element.children.map((child) => (typeof child === 'string' ? '#' : shape(child))).join('')}</>`;
}

const size = (element: Tag): number =>
  1 + element.children.reduce((sum, child) => sum + (typeof child === 'string' ? 0 : size(child)), 0);

/** The tree with its repetitions as loops. @param names of arrays that are taken */
export function withLoops(element: Tag, names = new Map<string, number>()): Template {
  const children: Written[] = [];
  const shapes = element.children.map((child) => (typeof child === 'string' ? null : shape(child)));
  for (let i = 0; i < element.children.length;) {
    const child = element.children[i]!;
    if (typeof child === 'string') {
      children.push(child);
      i++;
      continue;
    }
    let j = i + 1;
    while (j < element.children.length && shapes[j] === shapes[i]) j++;
    const run = element.children.slice(i, j) as Tag[];
    if (run.length >= (size(child) >= 3 ? 2 : 3)) {
      const loop = toLoop(run, names);
      if (loop) {
        children.push(loop);
        i = j;
        continue;
      }
    }
    children.push(withLoops(child, names));
    i++;
  }
  return { tag: element.tag, source: element, attributes: element.attributes, children };
}

function toLoop(run: readonly Tag[], names: Map<string, number>): Loop | null {
  const items: Record<string, string>[] = run.map(() => ({}));
  const fields = new Set<string>();
  const field = (stem: string, values: string[]): Hole | string => {
    if (values.every((value) => value === values[0])) return values[0]!;
    let name = stem;
    for (let n = 2; fields.has(name); n++) name = `${stem}${n}`;
    fields.add(name);
    values.forEach((value, i) => (items[i]![name] = value));
    return { field: name };
  };
  const fill = (same: readonly Tag[]): Template => {
    const [first] = same;
    const attributes = Object.fromEntries(
      Object.keys(first!.attributes).map((name) => [
        name,
        field(
          name === 'aria-label' ? 'label' : name === 'for' ? 'id' : name,
          same.map((element) => element.attributes[name]!),
        ),
      ]),
    );
    const children = first!.children.map((child, i): Written =>
      typeof child === 'string'
        ? field(
            FIELD_NAMES[first!.name] ?? 'text',
            same.map((element) => element.children[i] as string),
          )
        : fill(same.map((element) => element.children[i] as Tag)),
    );
    return { tag: first!.tag, source: first!, attributes, children };
  };
  const template = fill(run);
  if (fields.size === 0) return null;
  const stem = DATA_NAMES[run[0]!.tag] ?? 'parts';
  const count = (names.get(stem) ?? 0) + 1;
  names.set(stem, count);
  return { data: count === 1 ? stem : `${stem}${count}`, items, template };
}

/** Small differences of measuring between siblings of one kind are none: all take the look of the first. */
export function harmonise(element: Tag): void {
  const groups = new Map<string, Tag[]>();
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const key = bare(child);
    const group = groups.get(key);
    if (group) group.push(child);
    else groups.set(key, [child]);
  }
  for (const group of groups.values()) {
    const [first, ...others] = group;
    for (const other of others) settle(first!, other);
  }
  for (const child of element.children) if (typeof child !== 'string') harmonise(child);
}

const bare = (element: Tag): string =>
  `${element.tag} ${element.name} ${Object.keys(element.css).sort().join()}(${element.children.map((child) => (typeof child === 'string' ? '#' : bare(child))).join()})`;

function settle(from: Tag, to: Tag): void {
  const near = Object.entries(to.css).every(([name, value]) => alike(name, from.css[name], value));
  if (near) to.css = { ...from.css };
  to.children.forEach((child, i) => {
    const other = from.children[i];
    if (typeof child !== 'string' && other && typeof other !== 'string') settle(other, child);
  });
}

/** The same but for two pixels. */
function alike(_name: string, a: string | undefined, b: string): boolean {
  if (a === undefined) return false;
  if (a === b) return true;
  const plain = (value: string) => value.replace(/\d+(?:\.\d+)?px|(?<![\w.])0(?![\w.])/g, '_');
  if (plain(a) !== plain(b)) return false;
  const numbers = (value: string) =>
    [...value.matchAll(/(\d+(?:\.\d+)?)px|(?<![\w.])0(?![\w.])/g)].map((match) => Number(match[1] ?? 0));
  const [x, y] = [numbers(a), numbers(b)];
  return x.length === y.length && x.every((value, i) => Math.abs(value - y[i]!) <= 2);
}
