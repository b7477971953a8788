/** Pictures in Markdown and HTML without an alternative text: `![](…)`, `<img>` without `alt`. In time of the text's length. */

export interface MissingAlt {
  /** Address of the picture as written. */
  target: string;
  /** Offsets of the whole picture, end exclusive. */
  start: number;
  end: number;
  /** Offsets of what is replaced by `edit`. */
  from: number;
  to: number;
  form: 'markdown' | 'html';
}

const MOST_CHARACTERS = 4_000_000;
const MOST = 1000;
/** A tag is no longer than this. */
const MOST_TAG = 4000;
/** Characters of tags that are looked at altogether: text that looks like endless tags is no document. */
const MOST_LOOKED = 8_000_000;

/** @param markdown whether `![](…)` is a picture, and fenced blocks are not looked at */
export function missingAlts(text: string, markdown: boolean): MissingAlt[] {
  const all = text.slice(0, MOST_CHARACTERS);
  const fenced = markdown ? fences(all) : [];
  const found = [...(markdown ? markdownPictures(all) : []), ...htmlPictures(all)];
  return found
    .filter(({ start }) => !fenced.some(([from, to]) => start >= from && start < to))
    .sort((a, b) => a.start - b.start)
    .slice(0, MOST);
}

/** The text that is put in between `from` and `to`. */
export function altEdit({ form }: MissingAlt, alt: string): string {
  const plain = alt.replace(/\s+/g, ' ').trim();
  if (form === 'markdown') return plain.replace(/[\\[\]<>`*_&]/g, (sign) => (sign === '&' ? '&amp;' : `\\${sign}`));
  // Braces would begin an expression in Svelte.
  const entities: Record<string, string> = {
    '&': '&amp;',
    '"': '&quot;',
    '<': '&lt;',
    '>': '&gt;',
    '{': '&#123;',
    '}': '&#125;',
  };
  return ` alt="${plain.replace(/[&"<>{}]/g, (sign) => entities[sign]!)}"`;
}

/** `![](target)`, `![ ](<target> "title")`. */
function markdownPictures(text: string): MissingAlt[] {
  const found: MissingAlt[] = [];
  for (let start = text.indexOf('!['); start >= 0 && found.length < MOST; start = text.indexOf('![', start + 2)) {
    let close = start + 2;
    while (text[close] === ' ') close++;
    if (text[close] !== ']' || text[close + 1] !== '(') continue;
    const line = text.slice(close + 2, close + 2 + 2500);
    const match =
      /^[ \t]{0,9}(?:<([^<>\n]{1,1000})>|([^\s()<>]{1,1000}))(?:[ \t]{1,9}(?:"[^"]{0,400}"|'[^']{0,400}'))?[ \t]{0,9}\)/.exec(
        line,
      );
    if (!match) continue;
    const end = close + 2 + match[0].length;
    found.push({ target: match[1] ?? match[2]!, start, end, from: start + 2, to: close, form: 'markdown' });
  }
  return found;
}

/** Tags whose `src` is written out; a tag with `alt`, even an empty one (a picture that decorates), is left alone. */
function htmlPictures(text: string): MissingAlt[] {
  const found: MissingAlt[] = [];
  const opening = /<img(?=[\s/>])/gi;
  let looked = 0;
  for (let match = opening.exec(text); match && found.length < MOST; match = opening.exec(text)) {
    const from = match.index + 4;
    const tag = attributes(text, from);
    looked += tag ? tag.end - from : MOST_TAG;
    if (looked > MOST_LOOKED) break;
    if (!tag) continue;
    const target = tag.values.get('src');
    const named = ['alt', ':alt', 'v-bind:alt', '[alt]', 'bind:alt', '{alt}', 'aria-hidden'].some((name) =>
      tag.values.has(name),
    );
    if (target && !named && !tag.spread)
      found.push({ target: decoded(target), start: match.index, end: tag.end, from, to: from, form: 'html' });
  }
  return found;
}

const decoded = (value: string) => value.replaceAll('&amp;', '&');

/** Names (in lower case) and literal values of a tag's attributes; `spread`: it takes some from a variable. Undefined where it does not end. */
function attributes(
  text: string,
  from: number,
): { values: Map<string, string>; spread: boolean; end: number } | undefined {
  const values = new Map<string, string>();
  let spread = false;
  const most = Math.min(text.length, from + MOST_TAG);
  let at = from;
  while (at < most) {
    const sign = text[at]!;
    if (sign === '>') return { values, spread, end: at + 1 };
    if (/[\s/]/.test(sign)) {
      at++;
      continue;
    }
    if (sign === '<') return undefined;
    if (sign === '{') {
      const end = closing(text, at, most);
      if (text.startsWith('{...', at)) spread = true;
      values.set(text.slice(at, end).toLowerCase(), '');
      at = end;
      continue;
    }
    const name = at;
    while (at < most && !/[\s=/>]/.test(text[at]!)) at++;
    const key = text.slice(name, at).toLowerCase();
    while (at < most && /\s/.test(text[at]!)) at++;
    if (text[at] !== '=') {
      values.set(key, '');
      continue;
    }
    at++;
    while (at < most && /\s/.test(text[at]!)) at++;
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = text.indexOf(quote, at + 1);
      if (end < 0 || end >= most) return undefined;
      values.set(key, text.slice(at + 1, end));
      at = end + 1;
    } else if (quote === '{') {
      at = closing(text, at, most);
      values.set(key, '');
    } else {
      const value = at;
      while (at < most && !/[\s>]/.test(text[at]!)) at++;
      values.set(key, text.slice(value, at));
    }
    if (at === name) return undefined;
  }
  return undefined;
}

/** Behind the brace that closes the one at `at`. */
function closing(text: string, at: number, most: number): number {
  let depth = 0;
  let quote = '';
  for (let i = at; i < most; i++) {
    const sign = text[i]!;
    if (quote) {
      if (sign === quote) quote = '';
    } else if (`"'\``.includes(sign)) quote = sign;
    else if (sign === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i + 1;
  }
  return most;
}

/** Offsets of fenced blocks. */
function fences(text: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  let open: { mark: string; from: number } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && !open) open = { mark, from: at };
    else if (mark && open && mark[0] === open.mark[0] && mark.length >= open.mark.length && line.trim() === mark) {
      found.push([open.from, at + line.length]);
      open = undefined;
    }
    at += line.length + 1;
  }
  if (open) found.push([open.from, text.length]);
  return found;
}
