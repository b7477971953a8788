/** Marks inside rendered Markdown: links to workspace files, and what the picture's text does not confirm. */
import * as l10n from '@vscode/l10n';
import type { AnswerTurnView } from '../src/shared/panel.ts';

/** The block's HTML (already sanitised) with marks; code blocks and links are left alone. */
export function markBlock(
  html: string,
  { links = [], unconfirmed = [] }: Pick<AnswerTurnView, 'links' | 'unconfirmed'>,
): string {
  if (links.length === 0 && unconfirmed.length === 0) return html;
  const template = document.createElement('template');
  template.innerHTML = html;
  const words = [...links.map(({ text }) => text), ...unconfirmed].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(words.map((word) => `(?<![\\w.])${escape(word)}(?![\\w])`).join('|'), 'g');
  const walker = document.createTreeWalker(template.content, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest('pre, a, button') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  for (const node of nodes)
    replace(node, pattern, (text) =>
      element(
        text,
        links.findIndex((link) => link.text === text),
      ),
    );
  return template.innerHTML;
}

function replace(node: Text, pattern: RegExp, make: (text: string) => Element): void {
  const parts: (string | Element)[] = [];
  let from = 0;
  for (const match of node.data.matchAll(pattern)) {
    parts.push(node.data.slice(from, match.index), make(match[0]));
    from = match.index + match[0].length;
  }
  if (from > 0) node.replaceWith(...parts, node.data.slice(from));
}

function element(text: string, link: number): Element {
  if (link >= 0) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'file-link';
    button.dataset['link'] = String(link);
    button.title = l10n.t('Open {0}', text);
    button.textContent = text;
    return button;
  }
  const mark = document.createElement('mark');
  mark.className = 'unconfirmed';
  mark.title = l10n.t('Not found in the text recognised in the picture: check it');
  mark.textContent = text;
  return mark;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
