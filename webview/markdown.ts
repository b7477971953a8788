/** Model output as safe HTML: Markdown without raw HTML, highlighted code, then sanitised all the same. */
import * as l10n from '@vscode/l10n';
import DOMPurify from 'dompurify';
import hljs from 'highlight.js/lib/common';
import MarkdownIt from 'markdown-it';
import { iconMarkup, type IconName } from './icons.ts';

/** Longer code is not highlighted: each new word would cost too much. */
const MAX_HIGHLIGHT = 40_000;

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false });
// A picture in an answer would be an address that the model made up.
markdown.disable('image');
markdown.renderer.rules['fence'] = (tokens, index) => codeBlock(tokens[index]!.content, tokens[index]!.info);
markdown.renderer.rules['code_block'] = (tokens, index) => codeBlock(tokens[index]!.content, '');
markdown.renderer.rules['table_open'] = () =>
  '<div class="table" tabindex="0" role="region" aria-label="' + escape(l10n.t('Table')) + '"><table>';
markdown.renderer.rules['table_close'] = () => '</table></div>';

export interface Block {
  html: string;
}

const cache = new Map<string, string>();
const MAX_CACHED = 500;

/** Top-level blocks, so that while text streams in only the last one is rendered again. */
export function renderBlocks(text: string): Block[] {
  const env = {};
  const tokens = markdown.parse(text, env);
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let from = 0;
  tokens.forEach((token, index) => {
    if (token.level !== 0 || token.nesting > 0) return;
    const group = tokens.slice(from, index + 1);
    const map = group[0]!.map;
    // References may change how a block reads, so the source alone is a key only where there are none.
    const key = map && Object.keys(env).length === 0 ? lines.slice(map[0], map[1]).join('\n') : undefined;
    const known = key === undefined ? undefined : cache.get(key);
    const html = known ?? sanitize(markdown.renderer.render(group, markdown.options, env));
    if (key !== undefined && known === undefined) {
      if (cache.size >= MAX_CACHED) cache.clear();
      cache.set(key, html);
    }
    blocks.push({ html });
    from = index + 1;
  });
  return blocks;
}

function sanitize(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: [
      'a',
      'b',
      'blockquote',
      'br',
      'button',
      'code',
      'del',
      'div',
      'em',
      'figcaption',
      'figure',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'hr',
      'li',
      'ol',
      'p',
      'path',
      'pre',
      's',
      'span',
      'strong',
      'svg',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'tr',
      'ul',
    ],
    ALLOWED_ATTR: [
      'href',
      'class',
      'title',
      'start',
      'type',
      'tabindex',
      'role',
      'aria-label',
      'aria-hidden',
      'focusable',
      'viewBox',
      'd',
      'data-action',
      'data-language',
      'data-code',
    ],
    ALLOW_DATA_ATTR: false,
  });
}

function codeBlock(code: string, info: string): string {
  const language = /^[\w+#-]*/.exec(info.trim())![0].toLowerCase();
  const known = language && hljs.getLanguage(language) && code.length <= MAX_HIGHLIGHT;
  const body = known ? hljs.highlight(code, { language, ignoreIllegals: true }).value : escape(code);
  const actions = CODE_ACTIONS.map(
    ([action, name, label]) =>
      `<button type="button" class="icon-button" data-code="${action}" title="${escape(label())}" aria-label="${escape(label())}">${iconMarkup(name)}</button>`,
  ).join('');
  const preview = PREVIEWED.has(language)
    ? `<button type="button" class="text-button" data-code="preview">${escape(l10n.t('Preview'))}</button>`
    : '';
  return (
    `<figure class="code" data-language="${escape(language)}"><figcaption><span class="language">${escape(language || l10n.t('code'))}</span>${preview}` +
    `<span class="code-actions" role="toolbar" aria-label="${escape(l10n.t('Code actions'))}">${actions}</span></figcaption>` +
    `<pre tabindex="0"><code class="hljs">${body}</code></pre></figure>`
  );
}

/** HTML always; the others where the answer brings a document for it (see the style sheet). */
const PREVIEWED = new Set(['html', 'jsx', 'vue', 'svelte']);

const CODE_ACTIONS: [action: string, icon: IconName, label: () => string][] = [
  ['copy', 'copy', () => l10n.t('Copy code')],
  ['insert', 'insert', () => l10n.t('Insert at cursor')],
  ['replace', 'replace', () => l10n.t('Replace selection')],
  ['create', 'file', () => l10n.t('Create file…')],
  ['open', 'open', () => l10n.t('Open in new editor')],
];

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
