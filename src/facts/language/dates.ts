/** Dates in questions and in the keys of charts: what of year, month, day, quarter, weekday and time is said. */

export interface DateParts {
  year?: number;
  month?: number;
  day?: number;
  quarter?: number;
  /** 1 Monday … 7 Sunday. */
  weekday?: number;
  hour?: number;
  minute?: number;
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const ZH_DIGITS = '〇一二三四五六七八九十';

/** Full names, the usual short ones, and a slip in a long one. */
function named(word: string, names: readonly string[]): number | undefined {
  if (word.length < 3) return undefined;
  const index = names.findIndex((name) => name === word || (name.startsWith(word) && word.length <= 4));
  return index < 0 ? undefined : index + 1;
}

export const monthOf = (word: string): number | undefined => (word === 'sept' ? 9 : named(word, MONTHS));
export const weekdayOf = (word: string): number | undefined => named(word === 'thurs' ? 'thu' : word, WEEKDAYS);

function zhNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (part: string | undefined, empty: number) => (part ? ZH_DIGITS.indexOf(part) : empty);
  const value = text.includes('十') ? digit(tens, 1) * 10 + digit(ones, 0) : digit(ones, -1);
  return value >= 0 ? value : undefined;
}

/** What a text says of a date; undefined when it says nothing, or something else as well. */
export function datePartsOf(text: string): DateParts | undefined {
  const parts: DateParts = {};
  let rest = ` ${text.normalize('NFKC').toLowerCase().trim()} `;
  const take = (pattern: RegExp, use: (match: RegExpExecArray) => boolean | void) => {
    const match = pattern.exec(rest);
    if (match && use(match) !== false) rest = rest.replace(match[0], ' ');
  };
  take(/(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2})(?::\d{2})?(?:\.\d+)?z?)?/, ([, y, m, d, h, min]) => {
    Object.assign(parts, { year: Number(y), month: Number(m), day: Number(d) });
    if (h !== undefined) Object.assign(parts, { hour: Number(h), minute: Number(min) });
  });
  take(
    /(?<!\d)(\d{4})[-/](\d{2})(?![-/\d])/,
    ([, y, m]) => void Object.assign(parts, { year: Number(y), month: Number(m) }),
  );
  take(/(?<!\d)(\d{4})\s*年/, ([, y]) => void (parts.year = Number(y)));
  take(/第?([一二三四1-4])季度?/, ([, q]) => void (parts.quarter = zhNumber(q!)));
  take(/([一二三四五六七八九十]{1,3}|\d{1,2})月(?:份)?/, ([, m]) => void (parts.month = zhNumber(m!)));
  take(/([一二三四五六七八九十]{1,3}|\d{1,2})[日号]/, ([, d]) => void (parts.day = zhNumber(d!)));
  take(
    /(?:星期|周|礼拜)([一二三四五六日天])/,
    ([, w]) => void (parts.weekday = '一二三四五六日'.indexOf(w === '天' ? '日' : w!) + 1),
  );
  take(/(?<![\p{L}\d])q([1-4])\s*(?:'|\/)?\s*(\d{4}|\d{2})?(?!\d)/u, ([, q, y]) => {
    parts.quarter = Number(q);
    if (y) parts.year = year(y);
  });
  take(/(?<![\p{L}\d])([1-4])q(\d{2,4})?(?![\p{L}\d])/u, ([, q, y]) => {
    parts.quarter = Number(q);
    if (y) parts.year = year(y);
  });
  take(/(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter/, ([, q]) => {
    parts.quarter = ['first', 'second', 'third', 'fourth'].indexOf(q!) + 1 || Number(q![0]);
  });
  take(
    /(?<!\d)(\d{1,2}):(\d{2})(?::\d{2})?(?!\d)/,
    ([, h, m]) => void Object.assign(parts, { hour: Number(h), minute: Number(m) }),
  );
  for (const word of rest.match(/\p{L}+/gu) ?? []) {
    const [month, weekday] = [monthOf(word), weekdayOf(word)];
    if (month !== undefined && parts.month === undefined) parts.month = month;
    else if (weekday !== undefined && parts.weekday === undefined) parts.weekday = weekday;
    else continue;
    rest = rest.replace(word, ' ');
  }
  take(/(?<![\d.])(1[89]\d{2}|20\d{2})(?![\d.])/, ([, y]) =>
    parts.year === undefined ? void (parts.year = Number(y)) : false,
  );
  if (parts.month !== undefined || parts.day !== undefined)
    take(/(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?![\d:])/, ([, d]) =>
      parts.day === undefined && Number(d) <= 31 && Number(d) > 0 ? void (parts.day = Number(d)) : false,
    );
  if (parts.month !== undefined || parts.quarter !== undefined)
    take(/'(\d{2})(?!\d)/, ([, y]) => void (parts.year = year(y!)));
  rest = rest.replace(/\b(?:of|the|on|in|at|of)\b|[\s,.'年/-]+/g, '');
  return rest === '' && Object.keys(parts).length > 0 ? parts : undefined;
}

const year = (text: string) => (text.length === 2 ? 2000 + Number(text) : Number(text));

/** Whether a key that says `full` is one that `asked` may mean: all that is asked agrees, nothing contradicts. */
export function agrees(asked: DateParts, full: DateParts): boolean {
  const keys = Object.keys(asked) as (keyof DateParts)[];
  let shared = 0;
  for (const key of keys) {
    const value =
      key === 'quarter' && full.quarter === undefined && full.month !== undefined
        ? Math.ceil(full.month / 3)
        : full[key];
    if (value === undefined) continue;
    if (value !== asked[key]) return false;
    shared++;
  }
  // "May 2024" may mean the category "May"; "2024" alone does not.
  return (
    shared > 0 &&
    (shared === keys.length || (keys.length - shared === 1 && asked.year !== undefined && full.year === undefined))
  );
}
