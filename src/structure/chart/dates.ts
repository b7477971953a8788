/**
 * Dates and times as time axes print them. A label gives some fields only (`Apr`, `6am`, `3/1/24`); an axis joins what its
 * labels give. Instants are milliseconds of UTC: a picture has no time zone.
 */

export interface PrintedDate {
  year?: number;
  /** 1..12 */
  month?: number;
  day?: number;
  /** Minutes since midnight. */
  minutes?: number;
  seconds?: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Month of a name in English or German, or of a number and 月. */
function monthOf(text: string): number | null {
  const t = text.toLowerCase().replace(/\.$/, '');
  const chinese = /^(\d{1,2})月$/.exec(t);
  if (chinese) return inside(Number(chinese[1]), 1, 12);
  const short = t.slice(0, 3).replace('mär', 'mar').replace('mai', 'may').replace('okt', 'oct').replace('dez', 'dec');
  const index = MONTHS.indexOf(short);
  if (index < 0) return null;
  const full = [
    'january',
    'february',
    'march',
    'april',
    'may',
    'june',
    'july',
    'august',
    'september',
    'october',
    'november',
    'december',
  ];
  return t.length <= 4 ||
    full.some((name) => name === t) ||
    /^(januar|februar|märz|mai|juni|juli|oktober|dezember)$/.test(t)
    ? index + 1
    : null;
}

function inside(value: number, low: number, high: number): number | null {
  return value >= low && value <= high ? value : null;
}

function yearOf(text: string): number | null {
  const short = /^['’‘`](\d\d)$/.exec(text);
  if (short) return 2000 + Number(short[1]) - (Number(short[1]) > 69 ? 100 : 0);
  return /^(19|20)\d\d$/.test(text) ? Number(text) : null;
}

/** Fields that a label gives, or null where it is no date. */
export function dateOf(text: string): PrintedDate | null {
  const t = text.trim().replace(/\s+/g, ' ');
  if (t.length < 2 || t.length > 24) return null;
  const split = /[ T,](\d{1,2}(?::\d\d){1,2}(?: ?[ap]m)?|\d{1,2} ?[ap]m)$/i.exec(t);
  if (split && split.index > 0) {
    const head = t.slice(0, split.index).trimEnd();
    const day = dayOf(head.endsWith(',') ? head.slice(0, -1) : head);
    const time = timeOf(split[1]!);
    if (day && time) return { ...day, ...time };
  }
  // `04-01 16`: an hour after a day.
  const hour = /^((?:\d{4}-)?\d{2}-\d{2}) (\d{2})$/.exec(t);
  const day = hour && inside(Number(hour[2]), 0, 23) !== null ? dayOf(hour[1]!) : null;
  if (day) return { ...day, minutes: 60 * Number(hour![2]) };
  return timeOf(t) ?? dayOf(t);
}

function timeOf(t: string): PrintedDate | null {
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([ap])\.?m\.?)?$/i.exec(t);
  const hour = clock ? null : /^(\d{1,2}) ?([ap])\.?m\.?$/i.exec(t);
  const half = clock?.[4] ?? hour?.[2];
  if (!clock && !hour) return null;
  let h = Number(clock?.[1] ?? hour![1]);
  if (half) {
    if (h > 12 || h < 1) return null;
    h = (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  if (h > 24 || Number(clock?.[2] ?? 0) > 59) return null;
  const time: PrintedDate = { minutes: h * 60 + Number(clock?.[2] ?? 0) };
  if (clock?.[3]) time.seconds = Number(clock[3]);
  return time;
}

function dayOf(t: string): PrintedDate | null {
  const iso = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/.exec(t);
  if (iso) return fields(Number(iso[1]), Number(iso[2]), iso[3] ? Number(iso[3]) : undefined);
  const slashes = /^(\d{1,2})[/](\d{1,2})(?:[/](\d{2}|\d{4}))?$/.exec(t);
  if (slashes) {
    const year = slashes[3] ? Number(slashes[3]) + (slashes[3].length === 2 ? 2000 : 0) : undefined;
    const [a, b] = [Number(slashes[1]), Number(slashes[2])];
    return a > 12 ? fields(year, b, a) : fields(year, a, b);
  }
  const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})?$/.exec(t);
  if (dots) {
    const year = dots[3] ? Number(dots[3]) + (dots[3].length === 2 ? 2000 : 0) : undefined;
    return fields(year, Number(dots[2]), Number(dots[1]));
  }
  const dashed = /^(\d{2})-(\d{2})$/.exec(t);
  if (dashed) return fields(undefined, Number(dashed[1]), Number(dashed[2]));
  const year = yearOf(t);
  if (year !== null) return { year };
  const words = t
    .replace(/,/g, ' ')
    .split(/[ -]+/)
    .filter((word) => word !== '');
  if (words.length > 3) return null;
  const date: PrintedDate = {};
  for (const word of words) {
    const month = monthOf(word);
    const y = yearOf(word);
    const day = /^(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(word);
    if (month !== null && date.month === undefined) date.month = month;
    else if (y !== null && date.year === undefined) date.year = y;
    else if (day && date.day === undefined && inside(Number(day[1]), 1, 31) !== null) date.day = Number(day[1]);
    else if (!/^(mon|tue|wed|thu|fri|sat|sun)\w{0,6}$/i.test(word)) return null;
  }
  // `Jan 24`: a year of two digits would be as good; the axis' spacing is not asked here.
  return date.month === undefined ? null : date;
}

function fields(year: number | undefined, month: number, day?: number): PrintedDate | null {
  if (inside(month, 1, 12) === null || (day !== undefined && inside(day, 1, 31) === null)) return null;
  const date: PrintedDate = { month };
  if (year !== undefined) date.year = year;
  if (day !== undefined) date.day = day;
  return date;
}

/** ISO of an instant: a date where it is midnight on a scale of days, else date and time. */
export function isoOf(ms: number, daily: boolean): string {
  const text = new Date(ms).toISOString();
  return daily ? text.slice(0, 10) : text.slice(0, 19);
}

/**
 * Instants of labels along one axis, left to right, by what they give together: fields missing in one are taken from its
 * neighbours and go up along the axis. Null where a label is no date. `yearKnown`: false where no label gives a year.
 */
export function instants(dates: readonly (PrintedDate | null)[]): { ms: (number | null)[]; yearKnown: boolean } {
  const known = dates.filter((date): date is PrintedDate => date !== null);
  const firstYear = known.find((date) => date.year !== undefined);
  const yearKnown = firstYear !== undefined;
  const sub = known.some((date) => date.minutes !== undefined);
  const state = { year: firstYear?.year ?? 2001, month: 1, day: 1 };
  // Fields before the label that first gives them: found by going back from it.
  const firstDay = known.find((date) => date.month !== undefined);
  if (sub && firstDay) {
    state.month = firstDay.month!;
    state.day = firstDay.day ?? 1;
  }
  let last = -Infinity;
  const told = dates.findIndex((date) => date?.year !== undefined);
  const ms = dates.map((date, i) => {
    // What stands before the first year told is counted back from it, below.
    if (!date || (!sub && i < told)) return null;
    const year = date.year ?? state.year;
    const month = date.month ?? (date.year !== undefined && !sub ? 1 : state.month);
    const day = date.day ?? (date.month !== undefined || (date.year !== undefined && !sub) ? 1 : sub ? state.day : 1);
    let at = Date.UTC(year, month - 1, day, 0, date.minutes ?? 0, date.seconds ?? 0);
    if (at < last) {
      if (date.year === undefined && date.month !== undefined)
        at = Date.UTC(year + 1, month - 1, day, 0, date.minutes ?? 0);
      else if (date.month === undefined && date.minutes !== undefined)
        at += 86_400_000 * Math.ceil((last - at) / 86_400_000);
    }
    const made = new Date(at);
    state.year = made.getUTCFullYear();
    state.month = made.getUTCMonth() + 1;
    state.day = made.getUTCDate();
    last = Math.max(last, at);
    return at;
  });
  // A first year told late ("Sep, Nov, 2025, Mar"): what stands before it belongs to the year before.
  if (yearKnown && !sub) {
    const at = dates.findIndex((date) => date?.year !== undefined);
    const anchor = ms[at];
    for (let i = at - 1, year = firstYear.year!; i >= 0 && anchor != null; i--) {
      const date = dates[i];
      if (!date || date.year !== undefined) continue;
      let guess = Date.UTC(year, (date.month ?? 1) - 1, date.day ?? 1);
      const after = ms.slice(i + 1).find((value) => value !== null) ?? anchor;
      if (guess >= after) guess = Date.UTC(--year, (date.month ?? 1) - 1, date.day ?? 1);
      ms[i] = guess;
    }
  }
  return { ms, yearKnown };
}
