/**
 * Code from a mockup: the model writes HTML, the target is HTML, React, Vue or Svelte, each with a style sheet or with
 * Tailwind's classes. The transform is deterministic and lets only harmless markup through.
 */
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import type { CodeTarget, Framework } from '../shared/panel.ts';
import type { MockupCode } from './code.ts';
import { emit } from './emit.ts';
import { readMarkup, type Element, type Node } from './markup.ts';
import { PAGE_CSS, TAILWIND_PAGE, tailwindClasses } from './styles.ts';

export { pageToTarget } from './page/index.ts';

export type { MockupCode } from './code.ts';

const FENCES: Record<Framework, MockupCode['fence']> = { html: 'html', react: 'jsx', vue: 'vue', svelte: 'svelte' };
const LANDMARKS = new Set(['header', 'nav', 'aside', 'main', 'footer']);

/**
 * @param answer of the model: HTML, perhaps fenced, perhaps cut off
 * @throws ImpError `usage` when there is no markup in it
 */
export function mockupToTarget(answer: string, target: CodeTarget): MockupCode {
  const { nodes, css: ownCss, title } = readMarkup(answer);
  if (!nodes.some((node) => typeof node !== 'string')) {
    throw new ImpError(
      'usage',
      msg`The model wrote no HTML for this mockup. Try again, or crop the picture to the part that matters.`,
    );
  }
  const css = ownCss || hasOwnStyle(nodes) ? [BASE_CSS, ownCss].filter(Boolean).join('\n') : PAGE_CSS;
  const styled = page(nodes.map(withPlaceholder));
  const root = target.tailwind ? inTailwind(styled) : styled;
  return {
    fence: FENCES[target.framework],
    code: write(root, target, css, title || 'Mockup'),
    preview: htmlDocument(emit([styled], 'html', 1), css, title || 'Mockup', true),
  };
}

/** Under a model's own style sheet: only what keeps pages from overflowing. */
const BASE_CSS =
  '*, *::before, *::after { box-sizing: border-box; }\nbody { margin: 0; font-family: system-ui, sans-serif; }\n.image { min-height: 96px; background: #e5e7eb; }';

const hasOwnStyle = (nodes: Node[]): boolean =>
  nodes.some((node) => typeof node !== 'string' && (node.attributes.style !== undefined || hasOwnStyle(node.children)));

/** One element around the page: frameworks want one root, and the layout needs one. */
function page(nodes: Node[]): Element {
  const landmarks = nodes.some((node) => typeof node !== 'string' && LANDMARKS.has(node.tag));
  const children = landmarks ? nodes : [{ tag: 'main', attributes: {}, children: nodes }];
  return { tag: 'div', attributes: { class: 'page' }, children };
}

/** Pictures of a mockup have no files: a grey box with a name stands for each. */
function withPlaceholder(node: Node): Node {
  if (typeof node === 'string') return node;
  if (node.tag === 'img') {
    const { alt, class: own, ...rest } = node.attributes;
    return {
      tag: 'div',
      attributes: { class: own ? `image ${own}` : 'image', ...rest, role: 'img', 'aria-label': alt || 'Picture' },
      children: [],
    };
  }
  return { ...node, children: node.children.map(withPlaceholder) };
}

function inTailwind(root: Element): Element {
  const classed = (node: Node, parent: Element, top: boolean): Node => {
    if (typeof node === 'string') return node;
    const own = (node.attributes.class ?? '').split(/\s+/);
    const isImage = own.includes('image');
    const inGrid = (parent.attributes.class ?? '').split(/\s+/).includes('grid');
    const classes = isImage
      ? tailwindClasses('img', { top: false, grid: false, inGrid: false })
      : tailwindClasses(node.tag, { top, grid: own.includes('grid'), inGrid });
    const { class: _class, style: _style, ...rest } = node.attributes;
    return {
      tag: node.tag,
      attributes: { ...(classes && { class: classes }), ...rest },
      children: node.children.map((child) => classed(child, node, false)),
    };
  };
  return {
    ...root,
    attributes: { class: TAILWIND_PAGE },
    children: root.children.map((child) => classed(child, root, true)),
  };
}

function write(root: Element, { framework, tailwind }: CodeTarget, css: string, title: string): string {
  if (framework === 'html') return htmlDocument(emit([root], 'html', 1), tailwind ? undefined : css, title, false);
  if (framework === 'react') {
    const style = tailwind ? '' : `const styles = \`\n${css.replace(/[\\`]|\$(?=\{)/g, '\\$&')}\n\`;\n\n`;
    const body = tailwind
      ? emit([root], 'react', 2)
      : `    <>\n      <style>{styles}</style>\n${emit([root], 'react', 3)}\n    </>`;
    return `${style}export default function Mockup() {\n  return (\n${body}\n  );\n}\n`;
  }
  const style = tailwind ? '' : `\n<style${framework === 'vue' ? ' scoped' : ''}>\n${css}\n</style>\n`;
  if (framework === 'vue') return `<template>\n${emit([root], 'vue', 1)}\n</template>\n${style}`;
  return `${emit([root], 'svelte', 0)}\n${style}`;
}

function htmlDocument(body: string, css: string | undefined, title: string, locked: boolean): string {
  const policy = locked
    ? `\n  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`
    : '';
  const style =
    css === undefined ? '' : `\n  <style>\n${css.replace(/^/gm, '    ')}\n    body { margin: 0; }\n  </style>`;
  const name = title.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">${policy}
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${name}</title>${style}
</head>
<body>
${body}
</body>
</html>
`;
}
