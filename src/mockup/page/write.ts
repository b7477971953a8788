/** Templates as HTML, JSX, a Vue template or Svelte markup; text stays text in each. */
import type { Framework } from '../../shared/panel.ts';
import type { Hole, Loop, Template, Written } from './repeat.ts';

const VOID = new Set(['br', 'col', 'hr', 'img', 'input']);
const BOOLEAN = new Set(['checked', 'disabled', 'selected']);
const JSX_NAMES: Record<string, string> = {
  class: 'className',
  for: 'htmlFor',
  checked: 'defaultChecked',
  value: 'defaultValue',
  'stroke-width': 'strokeWidth',
};

export interface Writer {
  framework: Framework;
  classOf(template: Template): string;
}

const isHole = (part: Written): part is Hole => typeof part !== 'string' && 'field' in part;
const isLoop = (part: Written): part is Loop => typeof part !== 'string' && 'items' in part;

export function write(parts: readonly Written[], writer: Writer, depth: number): string {
  const pad = '  '.repeat(depth);
  return parts
    .map((part) => {
      if (typeof part === 'string') return pad + text(part, writer.framework);
      if (isHole(part)) return pad + hole(part, writer.framework);
      if (isLoop(part)) return loop(part, writer, depth);
      return element(part, writer, depth, '');
    })
    .join('\n');
}

/** @param extra attributes of its own, as text */
function element(part: Template, writer: Writer, depth: number, extra: string): string {
  const { framework } = writer;
  const pad = '  '.repeat(depth);
  let { children } = part;
  let own = extra;
  if (framework === 'react' && part.tag === 'textarea' && children.length) {
    own += ` defaultValue={${children.map((child) => (typeof child === 'string' ? JSON.stringify(child) : isHole(child) ? `item.${child.field}` : '""')).join(' + ')}}`;
    children = [];
  }
  const open = `<${part.tag}${own}${attributes(part, writer)}`;
  const bare = VOID.has(part.tag) || (framework === 'react' && children.length === 0);
  if (bare) return `${pad}${open}${framework === 'html' && VOID.has(part.tag) ? '>' : ' />'}`;
  const close = `</${part.tag}>`;
  if (children.length === 0) return `${pad}${open}>${close}`;
  // Where text stands beside elements, white space counts: all on one line.
  if (children.some((child) => typeof child === 'string' || isHole(child)))
    return `${pad}${open}>${inline(children, writer)}${close}`;
  return `${pad}${open}>\n${write(children, writer, depth + 1)}\n${pad}${close}`;
}

const inline = (parts: readonly Written[], writer: Writer): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return text(part, writer.framework);
      if (isHole(part)) return hole(part, writer.framework);
      return write([part], writer, 0).replace(/\n\s*/g, '');
    })
    .join('');

function loop(part: Loop, writer: Writer, depth: number): string {
  const pad = '  '.repeat(depth);
  switch (writer.framework) {
    case 'html':
      return part.items.map((item) => element(filled(part.template, item), writer, depth, '')).join('\n');
    case 'react':
      return `${pad}{${part.data}.map((item, index) => (\n${element(part.template, writer, depth + 1, ' key={index}')}\n${pad}))}`;
    case 'vue':
      return element(part.template, writer, depth, ` v-for="(item, index) in ${part.data}" :key="index"`);
    case 'svelte':
      return `${pad}{#each ${part.data} as item}\n${element(part.template, writer, depth + 1, '')}\n${pad}{/each}`;
  }
}

function filled(template: Template, item: Record<string, string>): Template {
  return {
    ...template,
    attributes: Object.fromEntries(
      Object.entries(template.attributes).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : item[value.field]!,
      ]),
    ),
    children: template.children.map((child) =>
      typeof child === 'string' || isLoop(child) ? child : isHole(child) ? item[child.field]! : filled(child, item),
    ),
  };
}

function attributes(part: Template, writer: Writer): string {
  const name = writer.classOf(part);
  const all: [string, string | Hole][] = [
    ...(name ? [['class', name] as [string, string]] : []),
    ...Object.entries(part.attributes),
  ];
  return all.map(([key, value]) => ` ${attribute(part.tag, key, value, writer.framework)}`).join('');
}

function attribute(tag: string, name: string, value: string | Hole, framework: Framework): string {
  if (framework === 'react') {
    const jsx = tag === 'option' && name === 'value' ? 'value' : (JSX_NAMES[name] ?? name);
    if (BOOLEAN.has(name)) return jsx;
    if (typeof value !== 'string') return `${jsx}={item.${value.field}}`;
    return /^[^"&\\<>{}\n]*$/.test(value) ? `${jsx}="${value}"` : `${jsx}={${JSON.stringify(value)}}`;
  }
  if (BOOLEAN.has(name)) return name;
  if (typeof value !== 'string')
    return framework === 'vue' ? `:${name}="item.${value.field}"` : `${name}={item.${value.field}}`;
  const escaped = value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `${name}="${framework === 'svelte' ? escaped.replace(/[{}]/g, brace) : escaped}"`;
}

const hole = ({ field }: Hole, framework: Framework): string =>
  framework === 'vue' ? `{{ item.${field} }}` : `{item.${field}}`;

/** Text for the target: nothing in it is ever markup or code, and white space at its ends stays. */
export function text(value: string, framework: Framework): string {
  if (framework === 'react')
    return /[{}<>&\n]|^\s|\s$/.test(value) && value !== ' '
      ? `{${JSON.stringify(value)}}`
      : value === ' '
        ? "{' '}"
        : value;
  const escaped = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  // Braces of two neighbours would join: each is written as its number.
  return framework === 'vue' || framework === 'svelte' ? escaped.replace(/[{}]/g, brace) : escaped;
}

const brace = (letter: string) => (letter === '{' ? '&#123;' : '&#125;');

/** All loops, in the order of the page. */
export function loopsOf(part: Written): Loop[] {
  if (typeof part === 'string' || isHole(part)) return [];
  if (isLoop(part)) return [part];
  return part.children.flatMap(loopsOf);
}

/** The arrays as script; `<` is written as its number, so that nothing in a text ends the script. */
export function dataScript(loops: readonly Loop[]): string {
  return loops
    .map(({ data, items }) => {
      const rows = items.map(
        (item) =>
          `  { ${Object.entries(item)
            .map(([name, value]) => `${name}: ${literal(value)}`)
            .join(', ')} },`,
      );
      return `const ${data} = [\n${rows.join('\n')}\n];`;
    })
    .join('\n\n');
}

const literal = (value: string): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
