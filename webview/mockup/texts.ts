/** The texts of a document that is drawn: where they stand and in which colour. Needs nothing but the document. */
import type { SeenText } from '../../src/shared/mockup.ts';

/** More are not looked at. */
const MOST = 1500;

export function seenTexts(page: Document): SeenText[] {
  const view = page.defaultView!;
  const out: SeenText[] = [];
  const hex = (css: string): string => {
    const numbers = css.match(/[\d.]+/g)?.map(Number) ?? [];
    return `#${[0, 1, 2]
      .map((i) =>
        Math.round(numbers[i] ?? 0)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  };
  const walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node && out.length < MOST; node = walk.nextNode()) {
    const parent = node.parentElement;
    const text = (node.nodeValue ?? '').replace(/\s+/g, ' ').trim();
    if (!text || !parent || /^(script|style|option|textarea)$/i.test(parent.tagName)) continue;
    const range = page.createRange();
    range.selectNodeContents(node);
    const { x, y, width, height } = range.getBoundingClientRect();
    if (width < 1) continue;
    out.push({ text, box: { x, y, width, height }, color: hex(view.getComputedStyle(parent).color) });
  }
  const pen = page.createElement('canvas').getContext('2d')!;
  for (const field of page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
    'input, textarea, select',
  )) {
    const { tagName, type, value } = field;
    if (/^(checkbox|radio)$/.test(type) || out.length >= MOST) continue;
    const hint = 'placeholder' in field ? field.placeholder : '';
    const text = (
      tagName === 'SELECT' ? ((field as HTMLSelectElement).selectedOptions[0]?.text ?? '') : value || hint
    ).trim();
    const box = field.getBoundingClientRect();
    if (!text || box.width < 1) continue;
    const css = view.getComputedStyle(field);
    pen.font = css.font;
    const size = parseFloat(css.fontSize);
    const pitch = parseFloat(css.lineHeight) || 1.2 * size;
    const left = box.x + parseFloat(css.borderLeftWidth) + parseFloat(css.paddingLeft);
    const top = box.y + parseFloat(css.borderTopWidth) + parseFloat(css.paddingTop);
    out.push({
      text,
      box: {
        x: left,
        y: tagName === 'TEXTAREA' ? top : box.y + (box.height - pitch) / 2,
        width: Math.min(pen.measureText(text).width, box.width),
        height: pitch,
      },
      color: hex(value || tagName === 'SELECT' ? css.color : view.getComputedStyle(field, '::placeholder').color),
    });
  }
  return out;
}
