/**
 * Numbers as charts print them: units, percent, currencies, k/M/B, thousands marks of several languages, negatives in
 * brackets. What is ambiguous gives several candidates, likeliest first; the axis decides which is possible.
 */

export interface PrintedNumber {
  value: number;
  /** `%`, `$`, `ms` …; null where none is printed. */
  unit: string | null;
}

const SUFFIX: Record<string, number> = {
  k: 1e3,
  K: 1e3,
  m: 1e6,
  M: 1e6,
  B: 1e9,
  b: 1e9,
  G: 1e9,
  T: 1e12,
  bn: 1e9,
  mn: 1e6,
  mio: 1e6,
  Mio: 1e6,
  mrd: 1e9,
  Mrd: 1e9,
  万: 1e4,
  億: 1e8,
  亿: 1e8,
};
const CURRENCY = /^(?:US\$|A\$|C\$|R\$|CHF|USD|EUR|GBP|[$€£¥₹₩₽])/;
/** Characters that a recogniser takes for digits, where the rest is a number. */
const LOOKALIKE: Record<string, string> = { O: '0', o: '0', l: '1', I: '1', '|': '1', S: '5', Z: '2', B: '8' };

/**
 * All numbers that the text may mean, likeliest first; empty where it is none. Tick marks and grid lines taken for
 * characters at its ends (`800-`, `|20`) are left out.
 */
export function numberCandidates(text: string): PrintedNumber[] {
  const found: PrintedNumber[] = [];
  const add = (list: PrintedNumber[]) => {
    for (const one of list) if (!found.some((other) => other.value === one.value)) found.push(one);
  };
  if (text.length === 0 || text.length > 32) return found;
  add(exactNumber(text));
  if (found.length > 0) return found;
  const trimmed = text.replace(/^[\s|~_=—.,;:'"!\][{}<>*#]+/, '').replace(/[\s|~_=—\-–.,;:'"!\][{}<>*#]+$/, '');
  if (trimmed !== text) add(exactNumber(trimmed));
  if (found.length > 0 || !/\d/.test(trimmed)) return found;
  // A letter of a title beside the tick was joined to it.
  const last = /^\S{1,2} (\S+)$/.exec(trimmed);
  if (last) add(exactNumber(last[1]!));
  if (found.length > 0) return found;
  const digits = trimmed.replace(/[OolI|SZ]/g, (c) => LOOKALIKE[c] ?? c);
  if (digits !== trimmed) add(exactNumber(digits));
  return found;
}

/** The likeliest number, or null. */
export function numberOf(text: string): PrintedNumber | null {
  return numberCandidates(text)[0] ?? null;
}

function exactNumber(text: string): PrintedNumber[] {
  let rest = text
    .trim()
    .replace(/[−–‒]/g, '-')
    .replace(/[\u00a0\u202f\u2009]/g, ' ');
  let sign = 1;
  let unit: string | null = null;
  const bracket = /^\((.+)\)$/.exec(rest);
  if (bracket) {
    sign = -1;
    rest = bracket[1]!;
  }
  const strip = () => {
    if (/^[+-]/.test(rest)) {
      if (rest.startsWith('-')) sign = -sign;
      rest = rest.slice(1).trimStart();
    }
  };
  strip();
  const currency = CURRENCY.exec(rest);
  if (currency) {
    unit = currency[0];
    rest = rest.slice(currency[0].length).trimStart();
    strip();
  }
  const power = /^(?:(\d(?:[.,]\d+)?)\s?[x×·*]\s?)?10\^?([-⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})$/.exec(rest);
  if (power) {
    const digits = [...power[2]!].map((c) =>
      c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(c) ? String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c)) : c,
    );
    return [{ value: sign * Number((power[1] ?? '1').replace(',', '.')) * 10 ** Number(digits.join('')), unit }];
  }
  const scientific = /^\d+(?:\.\d+)?[eE][+-]?\d{1,3}$/.exec(rest);
  if (scientific) return [{ value: sign * Number(rest), unit }];
  if (!/^[.,]?\d/.test(rest)) return [];
  let end = 0;
  while (end < rest.length && "0123456789.,' ".includes(rest[end]!)) end++;
  const tail = rest.slice(end).trim();
  let factor = 1;
  if (tail !== '') {
    const multiple = /^(bn|mn|mio|Mio|mrd|Mrd|[kKmMBbGT万億亿])\.?\s?(%|[€$£¥₹]|[A-Za-zµ/°]{0,5})$/.exec(tail);
    if (/^[ap]\.?m\.?$/i.test(tail)) return [];
    const plain = /^(?:%|[€$£¥₹]|°\s?[CF]?|[A-Za-zµ°][A-Za-zµ/²³]{0,6}|million|billion|thousand)$/.exec(tail);
    if (/^(million|billion|thousand)$/i.test(tail)) factor = { m: 1e6, b: 1e9, t: 1e3 }[tail[0]!.toLowerCase()]!;
    else if (
      multiple &&
      !/^(ms|m|mm|min|mg|ml|km|kg|kB|KB|MB|GB|TB|GiB|MiB|KiB|kW|kWh|MHz|GHz|kHz|Mbps|Gbps|bps|GW|MW|TWh|GWh|MWh)$/.test(
        tail,
      )
    ) {
      factor = SUFFIX[multiple[1]!] ?? 1;
      unit = unit ?? (multiple[2] ? multiple[2] : null);
    } else if (plain || multiple) unit = unit ?? tail;
    else return [];
  }
  return digitsOf(rest.slice(0, end).trim()).map((value) => ({ value: sign * value * factor, unit }));
}

/** `1,234` is a thousand or one and a bit: both, likeliest first. */
function digitsOf(text: string): number[] {
  const plain = text.replace(/[' ]/g, '');
  if (/^\d+$/.test(plain)) return spaced(text) ? [Number(plain)] : [];
  if (/^[.,]\d+$/.test(plain)) return [Number(`0.${plain.slice(1)}`)];
  const marks = [...plain].filter((c) => c === '.' || c === ',');
  const kinds = new Set(marks);
  if (kinds.size === 2) {
    const last = marks[marks.length - 1]!;
    if (marks.filter((c) => c === last).length > 1) return [];
    const other = last === '.' ? ',' : '.';
    const [whole, part] = plain.split(last) as [string, string];
    if (!grouped(whole, other)) return [];
    return [Number(`${whole.split(other).join('')}.${part || '0'}`)];
  }
  const mark = marks[0]!;
  const parts = plain.split(mark);
  if (marks.length > 1) return grouped(plain, mark) ? [Number(parts.join(''))] : [];
  const [whole, part] = parts as [string, string];
  if (part === '') return [Number(whole)];
  const decimal = Number(`${whole}.${part}`);
  if (part.length === 3 && whole.length <= 3 && whole !== '0') {
    const thousands = Number(whole + part);
    return mark === ',' ? [thousands, decimal] : [decimal, thousands];
  }
  return [decimal];
}

function grouped(text: string, mark: string): boolean {
  const parts = text.split(mark);
  return parts.every((part, index) => (index === 0 ? /^\d{1,3}$/.test(part) : /^\d{2,3}$/.test(part)));
}

function spaced(text: string): boolean {
  return !/[' ]/.test(text) || /^\d{1,3}(?:[' ]\d{3})+$/.test(text);
}
