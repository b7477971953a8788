/** Words, controls, pictures and icons as elements. */
import type { PageNode } from '../../shared/structure.ts';
import { boxOf, idFor, px, right, slug, tag, type Box, type Context, type Css, type Tag } from './tags.ts';

/** How a text looks, without what the page says already. */
export function textCss(context: Context, node: PageNode): Css {
  const { style } = node;
  const css: Css = {};
  if (style.fontSize && Math.abs(style.fontSize - context.size) > 0.2) css['font-size'] = px(style.fontSize);
  if (style.fontWeight && style.fontWeight !== 400) css['font-weight'] = String(style.fontWeight);
  if (style.color && style.color !== context.color) css.color = style.color;
  if (style.lineHeight && style.fontSize)
    css['line-height'] = String(Math.round((style.lineHeight / style.fontSize) * 1000) / 1000);
  return css;
}

const linkCss = (node: PageNode): Css => (node.style.underline ? { 'text-decoration': 'underline' } : {});

export function textTag(context: Context, node: PageNode, inline: boolean): Tag {
  const text = node.text?.text ?? '';
  const css = textCss(context, node);
  if (node.role === 'heading') {
    // No level is skipped on the way down, and what looks the same has the same.
    const level = context.levels.get(node.level ?? 2) ?? Math.min(node.level ?? 2, context.level + 1);
    context.levels.set(node.level ?? 2, level);
    context.level = level;
    return tag(`h${level}`, 'title', css, [text]);
  }
  if (node.role === 'link') {
    const attributes: Record<string, string> = { href: `#${slug(text) || 'page'}` };
    if (node.state?.selected) attributes['aria-current'] = 'page';
    return tag('a', 'link', { ...css, ...linkCss(node) }, [text], attributes);
  }
  if (node.role === 'button')
    return tag('button', 'button', { ...css, padding: '0', background: 'none', border: '0' }, [text], {
      type: 'button',
    });
  const id = context.labels.get(text);
  if (id && node.role === 'text') {
    context.labels.delete(text);
    return tag('label', 'label', css, [text], { for: id });
  }
  return tag(inline ? 'span' : 'p', 'text', css, [text]);
}

/** Ground, border, corners and shadow. */
export function surfaceCss(node: PageNode): Css {
  const { style } = node;
  const css: Css = {};
  if (style.gradient)
    css.background = `linear-gradient(${style.gradient.down ? '180deg' : '90deg'}, ${style.gradient.from}, ${style.gradient.to})`;
  else if (style.background) css.background = style.background;
  if (style.border && style.borderWidth) css.border = `${px(style.borderWidth)} solid ${style.border}`;
  if (style.rule && node.role !== 'list' && node.role !== 'table') {
    const side =
      node.role === 'sidebar'
        ? 'border-right'
        : node.role === 'box' || node.role === 'card'
          ? 'border-left'
          : 'border-bottom';
    css[side] = `${px(style.rule.width)} solid ${style.rule.color}`;
  }
  if (style.radius) css['border-radius'] = isRound(node) ? '999px' : px(style.radius);
  if (style.shadow) css['box-shadow'] = '0 1px 4px rgb(0 0 0 / 0.25)';
  return css;
}

const isRound = ({ style, box }: PageNode): boolean =>
  (style.radius ?? 0) >= 0.45 * Math.min(box.height, box.width) && Math.min(box.width, box.height) > 8;

/** Inner edges of a box with a border. */
export const insideOf = (node: PageNode, box: Box): Box => {
  const edge = node.style.border ? (node.style.borderWidth ?? 0) : 0;
  return { x: box.x + edge, y: box.y + edge, width: box.width - 2 * edge, height: box.height - 2 * edge };
};

/** The element of a control, a picture or a line. */
export function leafTag(context: Context, node: PageNode): Tag {
  const box = boxOf(context, node.box);
  const text = node.text?.text ?? '';
  const inside = insideOf(node, box);
  const content = node.style.content ? boxOf(context, node.style.content) : null;
  const surface = surfaceCss(node);
  switch (node.role) {
    case 'button':
      return buttonTag(context, node, box);
    case 'field':
    case 'textarea':
    case 'select':
      return fieldTag(context, node, box);
    case 'checkbox':
    case 'radio':
    case 'switch':
      return checkTag(context, node, box);
    case 'badge':
    case 'avatar': {
      const round: Css =
        node.role === 'avatar'
          ? { width: px(box.width), height: px(box.height), 'border-radius': '50%', 'flex-shrink': '0' }
          : {};
      const pad: Css =
        node.role === 'badge' && content
          ? {
              padding: `${px(Math.max(0, (inside.height - content.height) / 2))} ${px(Math.max(0, (inside.width - content.width) / 2))}`,
            }
          : { display: 'grid', 'place-items': 'center' };
      const attributes: Record<string, string> = text
        ? {}
        : { role: 'img', 'aria-label': node.role === 'avatar' ? 'Avatar' : 'Badge' };
      return tag(
        'span',
        node.role,
        { ...surface, ...round, ...pad, ...textCss(context, node) },
        text ? [text] : [],
        attributes,
      );
    }
    case 'image':
      return pictureTag(box, node.style.background ?? '#c4c8ce', node.style.radius ?? 0);
    case 'icon':
      return iconTag(box, node.style.color ?? 'currentColor');
    default:
      return tag(
        'hr',
        'divider',
        box.width >= box.height
          ? {
              width: '100%',
              'max-width': px(box.width),
              height: px(box.height),
              background: node.style.background ?? '#cccccc',
            }
          : { width: px(box.width), height: px(box.height), background: node.style.background ?? '#cccccc' },
      );
  }
}

function buttonTag(context: Context, node: PageNode, box: Box): Tag {
  const inside = insideOf(node, box);
  const text = node.text?.text ?? '';
  const content = node.style.content ? boxOf(context, node.style.content) : null;
  const icon = node.icon ? boxOf(context, node.icon) : null;
  const css: Css = { ...surfaceCss(node), ...textCss(context, node) };
  if (!css.background) css.background = 'none';
  if (!css.border) css.border = '0';
  const attributes: Record<string, string> = { type: 'button' };
  if (node.state?.disabled) attributes.disabled = '';
  if (!text || !content) {
    attributes['aria-label'] = 'Button';
    return tag(
      'button',
      'icon-button',
      { ...css, width: px(box.width), height: px(box.height), display: 'grid', 'place-items': 'center', padding: '0' },
      icon ? [iconTag(icon, 'currentColor')] : [],
      attributes,
    );
  }
  const from = icon ? Math.min(icon.x, content.x) : content.x;
  const to = icon ? Math.max(right(icon), right(content)) : right(content);
  const wide = inside.width - (to - from) > 120;
  const line = (node.style.fontSize ?? context.size) * context.lineHeight;
  css.padding = `${px(Math.max(0, (inside.height - line) / 2))} ${px(Math.max(0, wide ? 16 : (inside.width - (to - from)) / 2))}`;
  if (node.style.align === 'left') css['text-align'] = 'left';
  const children: (Tag | string)[] = [text];
  if (icon) {
    css.display = 'inline-flex';
    css['align-items'] = 'center';
    css['justify-content'] = 'center';
    css.gap = px(Math.max(0, icon.x < content.x ? content.x - right(icon) : icon.x - right(content)));
    if (icon.x < content.x) children.unshift(iconTag(icon, 'currentColor'));
    else children.push(iconTag(icon, 'currentColor'));
  }
  return tag('button', 'button', css, children, attributes);
}

const TYPES: [RegExp, string][] = [
  [/e-?mail/i, 'email'],
  [/passw|kennwort|密码/i, 'password'],
  [/search|suche|搜索/i, 'search'],
  [/phone|telefon|mobile/i, 'tel'],
  [/^(?:url|website|web site)$/i, 'url'],
];

function fieldTag(context: Context, node: PageNode, box: Box): Tag {
  const inside = insideOf(node, box);
  const text = node.text?.text ?? '';
  const name = node.label?.text ?? '';
  const content = node.style.content ? boxOf(context, node.style.content) : null;
  const css: Css = { ...surfaceCss(node), ...textCss(context, node) };
  if (node.hint && node.style.color) {
    delete css.color;
    css['--hint'] = node.style.color;
  }
  if (!css.background) css.background = 'transparent';
  if (!css.border && !css['border-bottom']) css.border = '0';
  if (css['border-bottom']) {
    css.border = '0';
    const rule = css['border-bottom'];
    delete css['border-bottom'];
    css['border-bottom'] = rule;
  }
  css.width = '100%';
  const id = idFor(context, name || text, node.role);
  const attributes: Record<string, string> = { id };
  if (name && node.label) context.labels.set(name, id);
  else attributes['aria-label'] = text || (node.role === 'select' ? 'Choice' : 'Field');
  const padX = px(content ? Math.max(0, content.x - inside.x) : 12);
  if (node.role === 'textarea') {
    css.height = px(box.height);
    css.padding = `${px(content ? Math.max(0, content.y - inside.y) : 10)} ${padX}`;
    if (node.hint && text) attributes.placeholder = text;
    return tag('textarea', 'textarea', css, node.hint ? [] : text ? [text] : [], attributes);
  }
  css.height = px(box.height);
  if (node.role === 'select') {
    css.padding = `0 ${padX}`;
    return tag('select', 'select', css, [tag('option', 'option', {}, [text])], attributes);
  }
  css.padding = `0 ${padX}`;
  const kind = /^[•*]+$/.test(text)
    ? 'password'
    : (TYPES.find(([pattern]) => pattern.test(name || (node.hint ? text : '')))?.[1] ?? 'text');
  attributes.type = kind;
  if (text) attributes[node.hint && kind !== 'password' ? 'placeholder' : 'value'] = text;
  return tag('input', 'field', css, [], attributes);
}

function checkTag(context: Context, node: PageNode, box: Box): Tag {
  const on = node.state?.checked ?? false;
  const css: Css = { width: px(box.width), height: px(box.height), 'flex-shrink': '0' };
  const { background, border, radius } = node.style;
  const attributes: Record<string, string> = { type: node.role === 'radio' ? 'radio' : 'checkbox' };
  if (on) attributes.checked = '';
  if (node.role === 'switch') {
    attributes.role = 'switch';
    const knob = Math.round(box.height * 0.38);
    Object.assign(css, {
      appearance: 'none',
      'border-radius': '999px',
      background: `radial-gradient(circle ${knob}px at ${on ? `calc(100% - ${Math.round(box.height / 2)}px)` : `${Math.round(box.height / 2)}px`} 50%, #ffffff 96%, ${background ?? '#9aa0a6'})`,
    });
  } else if (on) css['accent-color'] = background ?? border ?? '#1976d2';
  else {
    css.appearance = 'none';
    css.border = `${px(node.style.borderWidth ?? 1)} solid ${border ?? '#8a8f98'}`;
    css.background = background ?? 'transparent';
    css['border-radius'] = node.role === 'radio' ? '50%' : px(radius ?? 2);
  }
  if (node.label) {
    const id = idFor(context, node.label.text, node.role);
    attributes.id = id;
    context.labels.set(node.label.text, id);
  } else attributes['aria-label'] = node.role === 'switch' ? 'Switch' : 'Choice';
  return tag('input', node.role, css, [], attributes);
}

/** A picture stands for what cannot be read: its size and its ground. */
export function pictureTag(box: Box, color: string, radius: number): Tag {
  const css: Css = {
    display: 'block',
    width: '100%',
    'max-width': px(box.width),
    height: px(box.height),
    background: color,
  };
  if (radius) css['border-radius'] = px(radius);
  return tag('svg', 'picture', css, [], { role: 'img', 'aria-label': 'Picture' });
}

export function iconTag(box: Box, color: string): Tag {
  const size = Math.max(box.width, box.height);
  const circle = tag('circle', 'shape', {}, [], {
    cx: '8',
    cy: '8',
    r: '6',
    fill: 'none',
    stroke: color,
    'stroke-width': '2',
  });
  return tag(
    'svg',
    'icon',
    { width: px(Math.min(box.width, size)), height: px(Math.min(box.height, size)), 'flex-shrink': '0' },
    [circle],
    { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
  );
}
