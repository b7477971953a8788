/**
 * HTML that a model wrote, as a tree of what is allowed and nothing else. Parsed as browsers do (parse5), so that nothing
 * hides in broken markup: no scripts, no frames, no addresses, no event handlers, no CSS that loads anything.
 */
import { parse, parseFragment, type DefaultTreeAdapterTypes as Parse5 } from 'parse5';

export interface Element {
  tag: string;
  /** Lower-case names. */
  attributes: Record<string, string>;
  children: Node[];
}

export type Node = Element | string;

export interface Markup {
  /** What stands in the body. */
  nodes: Node[];
  /** The model's own style sheet, made harmless; '' for none. */
  css: string;
  title: string;
}

const TAGS = new Set(
  (
    'a abbr address article aside b blockquote br button caption cite code col colgroup dd del details dfn div dl dt em fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label legend li main mark meter nav ol optgroup option output p pre progress q s samp section select ' +
    'small span strong sub summary sup table tbody td textarea tfoot th thead time tr u ul var'
  ).split(' '),
);
/** Their text is no text of the page. */
const DROPPED = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'embed',
  'svg',
  'math',
  'canvas',
  'audio',
  'video',
  'title',
  'head',
  'frameset',
  'xmp',
  'noembed',
  'plaintext',
]);
const ATTRIBUTES = new Set(
  'alt checked class cols colspan datetime disabled for high id low max maxlength min multiple name open optimum placeholder readonly required role rows rowspan scope selected size start step style title type value'.split(
    ' ',
  ),
);
const INPUT_TYPES = new Set(
  'button checkbox color date datetime-local email month number password radio range reset search submit tel text time url week'.split(
    ' ',
  ),
);

/** Deeper markup, or more elements, is babble; what is beyond is left out. */
const MOST_DEPTH = 40;
const MOST_ELEMENTS = 2000;

/** @param answer of a model: HTML, perhaps inside a code fence or a sentence, perhaps cut off */
export function readMarkup(answer: string): Markup {
  const html = extractHtml(answer);
  const whole = /<(?:html|head|body|!doctype)\b/i.test(html);
  const document = whole ? parse(html) : parseFragment(html);
  const css: string[] = [];
  let title = '';
  let count = 0;

  const walk = (nodes: Parse5.ChildNode[], depth: number): Node[] =>
    nodes.flatMap((node): Node[] => {
      if (node.nodeName === '#text') return [(node as Parse5.TextNode).value];
      if (!('tagName' in node)) return [];
      const { tagName } = node;
      if (tagName === 'style') css.push(textOf(node));
      if (tagName === 'title') title ||= textOf(node).trim();
      if (tagName === 'head') walk(node.childNodes, depth + 1); // its style sheets and title
      if (DROPPED.has(tagName) || depth > MOST_DEPTH || ++count > MOST_ELEMENTS) return [];
      const children = walk(node.childNodes, depth + 1);
      return TAGS.has(tagName) ? [{ tag: tagName, attributes: allowed(tagName, node.attrs), children }] : children;
    });

  return { nodes: trimmed(walk(document.childNodes, 0)), css: safeCss(css.join('\n')), title };
}

/** What is HTML in the answer: the code fence, else everything from the first tag on. */
function extractHtml(answer: string): string {
  const fence = /```[a-z]*[^\S\n]*\n([\s\S]*?)(?:\n```|$)/i.exec(answer)?.[1];
  const text = fence !== undefined && /<[a-z!]/i.test(fence) ? fence : answer;
  const start = text.search(/<[a-z!]/i);
  if (start < 0) return '';
  // Words after the last closing tag are the model's, not the page's.
  const end = /<\/[a-z][a-z0-9]*\s*>(?![\s\S]*<)/i.exec(text);
  return text.slice(start, end ? end.index + end[0].length : undefined);
}

function textOf(node: Parse5.Element): string {
  return node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
}

function allowed(tag: string, attributes: { name: string; value: string }[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { name, value } of attributes) {
    if (!ATTRIBUTES.has(name) && !/^aria-[a-z]+$/.test(name)) continue;
    if (name === 'style') {
      const style = safeCss(value).replace(/[{}]/g, '');
      if (style) out[name] = style;
    } else if (name === 'type' && tag === 'input')
      out[name] = INPUT_TYPES.has(value.toLowerCase()) ? value.toLowerCase() : 'text';
    else if (name === 'type' && tag === 'button') out[name] = 'button';
    else out[name] = value.replace(/[\u0000-\u001f]/g, ' ').slice(0, 500);
  }
  // Links lead nowhere: an address of a picture is not a user's wish.
  if (tag === 'a') out.href = '#';
  return out;
}

/** CSS without anything that loads, runs or leaves the style element. */
export function safeCss(css: string): string {
  const plain = css
    .replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '')
    .replace(/\\[0-9a-f]{1,6}\s?|\\/gi, '') // escapes hide words from the next lines
    .replace(/@(?:import|charset|namespace|font-face|document)[^;{}]*(?:;|\{[^}]*\}?)?/gi, '')
    .replace(/<\/?[a-z!]?/gi, '');
  return plain
    .replace(/[^;{}]*(?:url|image|image-set|src|expression|element|cross-fade|attr)\s*\([^;{}]*/gi, '')
    .replace(/[^;{}]*(?:-moz-binding|behavior|javascript)\s*:[^;{}]*|[^;{}]*\/\/[^;{}]*/gi, '')
    .replace(/;(?:\s*;)+/g, ';')
    .replace(/\{\s*;/g, '{')
    .trim();
}

/** Without the white space between blocks. */
function trimmed(nodes: Node[]): Node[] {
  return nodes.flatMap((node): Node[] => {
    if (typeof node !== 'string')
      return [
        { ...node, children: node.tag === 'pre' || node.tag === 'textarea' ? node.children : trimmed(node.children) },
      ];
    const text = node.replace(/\s+/g, ' ');
    return text.trim() === '' ? [] : [text];
  });
}
