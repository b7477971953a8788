/** The same tree as HTML, JSX, a Vue template or Svelte markup. */
import type { Framework } from '../shared/panel.ts';
import type { Element, Node } from './markup.ts';

const VOID = new Set(['br', 'col', 'hr', 'img', 'input']);
const INLINE = new Set(
  'a abbr b br button cite code del dfn em i img input ins kbd label mark meter output progress q s samp small span strong sub sup time u var'.split(
    ' ',
  ),
);
/** Shorter elements without blocks inside stand on one line. */
const LINE_LENGTH = 100;

const JSX_NAMES: Record<string, string> = {
  class: 'className',
  for: 'htmlFor',
  colspan: 'colSpan',
  rowspan: 'rowSpan',
  maxlength: 'maxLength',
  readonly: 'readOnly',
  datetime: 'dateTime',
  checked: 'defaultChecked',
  value: 'defaultValue',
};
const BOOLEAN = new Set(['checked', 'disabled', 'multiple', 'open', 'readonly', 'required', 'selected']);

/** Markup of the nodes, indented by `depth` times two spaces. Text is escaped for the target: nothing in it is ever code. */
export function emit(nodes: readonly Node[], framework: Framework, depth: number): string {
  const pad = '  '.repeat(depth);
  return nodes
    .map((node) => {
      if (typeof node === 'string') return pad + escapeText(node.trim(), framework);
      const open = `<${node.tag}${attributes(node, framework)}`;
      if (VOID.has(node.tag)) return `${pad}${open}${framework === 'html' ? '>' : ' />'}`;
      const close = `</${node.tag}>`;
      if (node.children.length === 0) return `${pad}${open}>${close}`;
      const line = inline(node, framework);
      if (line !== undefined && pad.length + line.length <= LINE_LENGTH) return pad + line;
      return `${pad}${open}>\n${emit(node.children, framework, depth + 1)}\n${pad}${close}`;
    })
    .join('\n');
}

/** The element on one line when there are no blocks in it. */
function inline(node: Node, framework: Framework): string | undefined {
  if (typeof node === 'string') return escapeText(node, framework);
  const open = `<${node.tag}${attributes(node, framework)}`;
  if (VOID.has(node.tag)) return `${open}${framework === 'html' ? '>' : ' />'}`;
  const parts = node.children.map((child) =>
    typeof child === 'string' || INLINE.has(child.tag) ? inline(child, framework) : undefined,
  );
  if (parts.some((part) => part === undefined)) return undefined;
  return `${open}>${parts.join('').trim()}</${node.tag}>`;
}

function attributes({ tag, attributes: all }: Element, framework: Framework): string {
  return Object.entries(all)
    .map(([name, value]) => ` ${attribute(tag, name, value, framework)}`)
    .join('');
}

function attribute(tag: string, name: string, value: string, framework: Framework): string {
  if (framework === 'react') {
    if (name === 'style') return `style={${JSON.stringify(styleObject(value))}}`;
    const jsx = tag === 'option' && name === 'value' ? 'value' : (JSX_NAMES[name] ?? name);
    return BOOLEAN.has(name)
      ? jsx
      : `${jsx}=${/^[^"&\\<>{}]*$/.test(value) ? `"${value}"` : `{${JSON.stringify(value)}}`}`;
  }
  if (BOOLEAN.has(name)) return name;
  const escaped = value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `${name}="${framework === 'svelte' ? escaped.replace(/[{}]/g, brace) : escaped}"`;
}

function escapeText(text: string, framework: Framework): string {
  if (framework === 'react') return text.replace(/[{}<>&]/g, (letter) => `{'${letter}'}`);
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  if (framework === 'vue') return escaped.replace(/\{(?=\{)/g, '&#123;');
  return framework === 'svelte' ? escaped.replace(/[{}]/g, brace) : escaped;
}

const brace = (letter: string) => (letter === '{' ? '&#123;' : '&#125;');

/** `color: red; font-size: 2px` as React's object. */
function styleObject(css: string): Record<string, string> {
  const entries = css.split(';').map((declaration) => declaration.split(/:(.*)/s).map((part) => part.trim()));
  return Object.fromEntries(
    entries
      .filter(([name, value]) => name && value)
      .map(([name, value]) => [name!.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), value!]),
  );
}
