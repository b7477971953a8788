/** An SVG as the drawing library wants it: UTF-8 whatever it was stored as, with the size that a browser gives it and labels of HTML as text. */
import { rootElement, xmlText } from '../../shared/pictureFormat.ts';
import { withLabels } from './labels.ts';

/** What a browser gives a replaced element without a size (CSS 2.1, 10.3.2). */
const DEFAULT_SIZE = { width: 300, height: 150 };

/** Where the tag that begins at `at` ends: quoted attribute values may hold `>`. Undefined: nowhere. */
function tagEnd(text: string, at: number): number | undefined {
  let quote = '';
  for (let i = at; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return i;
  }
  return undefined;
}

/** The file as UTF-8 without a declaration that may say otherwise, and with a size where it says none at all. */
export function prepareSvg(bytes: Uint8Array): Uint8Array {
  let text = xmlText(bytes);
  // What the declaration says of the encoding is no longer true; XML without one is UTF-8.
  if (/^\s{0,16}<\?xml\s/.test(text)) text = text.slice(text.indexOf('?>') < 0 ? 0 : text.indexOf('?>') + 2);
  const root = rootElement(text);
  const end = root && tagEnd(text, root.at);
  if (root && end !== undefined) {
    const tag = text.slice(root.at, end);
    const has = (name: string) => new RegExp(`\\s${name}\\s{0,8}=`).test(tag);
    if (!has('viewBox')) {
      const missing = (['width', 'height'] as const).filter((name) => !has(name));
      const size = missing.map((name) => ` ${name}="${DEFAULT_SIZE[name]}"`).join('');
      const nameEnd = root.at + 1 + root.name.length;
      text = text.slice(0, nameEnd) + size + text.slice(nameEnd);
    }
  }
  return new TextEncoder().encode(withLabels(text));
}
