/** Code of a page that was read: semantic, in flow layout, with its own words and nothing else. */
import type { CodeTarget, Framework } from '../../shared/panel.ts';
import type { PageData } from '../../shared/structure.ts';
import type { MockupCode } from '../code.ts';
import { column, row } from './flow.ts';
import { styleSheet, type Basics } from './look.ts';
import { harmonise, withLoops, type Template } from './repeat.ts';
import { boxOf, everyNode, median, tag, type Context, type Tag } from './tags.ts';
import { utilities } from './utilities.ts';
import { dataScript, loopsOf, text, write } from './write.ts';

const FENCES: Record<Framework, MockupCode['fence']> = { html: 'html', react: 'jsx', vue: 'vue', svelte: 'svelte' };

/** The page in the target's language, and as a document that shows it (no scripts, nothing is loaded). */
export function pageToTarget(page: PageData, target: CodeTarget): MockupCode {
  const { root, basics, title } = pageTag(page);
  const sheet = styleSheet(root, basics);
  const plain = withLoops(root);
  const preview = htmlDocument(
    write([plain], { framework: 'html', classOf: (part) => sheet.classes.get(part.source) ?? '' }, 1),
    sheet.css,
    title,
    true,
  );
  const code = inTarget(
    plain,
    target,
    sheet.css,
    (part) => (target.tailwind ? tailwindOf(part, root, basics) : (sheet.classes.get(part.source) ?? '')),
    title,
  );
  return { fence: FENCES[target.framework], code, preview };
}

/** The tree of elements, before it is written in any language. */
export function pageTag(page: PageData): { root: Tag; basics: Basics; title: string } {
  const nodes = [...everyNode(page.root)];
  const texts = nodes.filter(({ text: words, style }) => words && style.fontSize);
  const commonest = <T>(value: (node: (typeof texts)[number]) => T): T | undefined => {
    const sums = new Map<T, number>();
    for (const node of texts) sums.set(value(node), (sums.get(value(node)) ?? 0) + node.text!.text.length);
    return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
  };
  const single = texts.filter(
    ({ style, role }) => !style.lines && ['text', 'heading', 'link', 'paragraph'].includes(role),
  );
  const ratio = median(single.map(({ box, style }) => box.height / page.scale / style.fontSize!)) || 1.2;
  const context: Context = {
    scale: page.scale,
    size: commonest(({ style }) => style.fontSize!) ?? 16,
    color: commonest(({ style }) => style.color ?? '#222222') ?? '#222222',
    lineHeight: Math.round(ratio * 1000) / 1000,
    width: page.root.box.width / page.scale,
    height: page.root.box.height / page.scale,
    ids: new Map(),
    level: 0,
    levels: new Map(),
    labels: new Map(),
  };
  const box = boxOf(context, page.root.box);
  const { children, layout } =
    page.root.flow === 'row' ? row(context, page.root, box, true) : column(context, page.root, box, true);
  const root = tag('div', 'page', layout, children);
  tieLabels(root, context);
  harmonise(root);
  const basics: Basics = {
    background: page.root.style.background ?? '#ffffff',
    ...(page.root.style.gradient && { gradient: page.root.style.gradient }),
    color: context.color,
    size: context.size,
    lineHeight: context.lineHeight,
    family: familyOf(page.root.style.fontFamily),
    ...(page.root.style.letterSpacing && { letterSpacing: page.root.style.letterSpacing }),
  };
  const heading = nodes.find(({ role, text: words }) => role === 'heading' && words);
  return { root, basics, title: heading?.text?.text ?? 'Page' };
}

/** Labels that came before their field in the picture get its id now. */
function tieLabels(root: Tag, context: Context): void {
  if (context.labels.size === 0) return;
  const visit = (element: Tag) => {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      const [words] = child.children;
      const id =
        typeof words === 'string' && (child.tag === 'p' || child.tag === 'span') && child.children.length === 1
          ? context.labels.get(words)
          : undefined;
      if (id) {
        context.labels.delete(words as string);
        child.tag = 'label';
        child.name = 'label';
        child.attributes.for = id;
      } else visit(child);
    }
  };
  visit(root);
  // A name that is no element of its own is said aloud all the same.
  for (const [name, id] of context.labels) {
    const name_ = (element: Tag) => {
      if (element.attributes.id === id) element.attributes['aria-label'] ??= name;
      for (const child of element.children) if (typeof child !== 'string') name_(child);
    };
    name_(root);
  }
}

/** What stands in where the typeface is missing: about as wide, so that lines break where they did. */
const INSTEAD: Record<string, string> = {
  'DejaVu Sans': 'Verdana, sans-serif',
  Montserrat: 'Verdana, "DejaVu Sans", sans-serif',
  Poppins: 'Verdana, "DejaVu Sans", sans-serif',
  'Times New Roman': 'Times, serif',
  'Courier New': 'Courier, monospace',
  Kalam: '"Comic Sans MS", Arial, cursive',
};

function familyOf(face: string | undefined): string {
  if (!face) return 'system-ui, sans-serif';
  const quoted = face.includes(' ') ? `"${face}"` : face;
  const instead = INSTEAD[face] ?? 'Arial, Helvetica, sans-serif';
  return face === 'Arial' ? instead : `${quoted}, ${instead}`;
}

function tailwindOf(part: Template, root: Tag, basics: Basics): string {
  if (part.source !== root) return utilities(part.source.css);
  const family = basics.family.replace(/"/g, "'").replace(/, /g, ',').replace(/ /g, '_');
  return `${utilities({ ...root.css, background: basics.background, color: basics.color, 'font-size': `${basics.size}px`, 'line-height': String(basics.lineHeight) })} min-h-screen [font-family:${family}]${basics.letterSpacing ? ` tracking-[${basics.letterSpacing}em]` : ''}`;
}

function inTarget(
  root: Template,
  { framework, tailwind }: CodeTarget,
  css: string,
  classOf: (part: Template) => string,
  title: string,
): string {
  const writer = { framework, classOf };
  if (framework === 'html') return htmlDocument(write([root], writer, 1), tailwind ? undefined : css, title, false);
  const data = dataScript(loopsOf(root));
  if (framework === 'react') {
    const style = tailwind ? '' : `const styles = \`\n${css.replace(/[\\`]|\$(?=\{)/g, '\\$&')}\n\`;\n\n`;
    const body = tailwind
      ? write([root], writer, 2)
      : `    <>\n      <style>{styles}</style>\n${write([root], writer, 3)}\n    </>`;
    return `${style}${data ? `${data}\n\n` : ''}export default function Mockup() {\n  return (\n${body}\n  );\n}\n`;
  }
  const style = tailwind ? '' : `\n<style${framework === 'vue' ? ' scoped' : ''}>\n${css}\n</style>\n`;
  if (framework === 'vue')
    return `${data ? `<script setup>\n${data}\n</script>\n\n` : ''}<template>\n${write([root], writer, 1)}\n</template>\n${style}`;
  return `${data ? `<script>\n${data.replace(/^(?=.)/gm, '  ')}\n</script>\n\n` : ''}${write([root], writer, 0)}\n${style}`;
}

function htmlDocument(body: string, css: string | undefined, title: string, locked: boolean): string {
  const policy = locked
    ? `\n  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`
    : '';
  const style =
    css === undefined ? '' : `\n  <style>\n${css.replace(/^(?=.)/gm, '    ')}\n    body { margin: 0; }\n  </style>`;
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">${policy}
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${text(title, 'html')}</title>${style}
</head>
<body>
${body}
</body>
</html>
`;
}
