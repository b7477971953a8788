/** Numbers as charts and tables print them. */

/** What a suffix multiplies by. */
const SUFFIXES: Record<string, number> = { k: 1e3, K: 1e3, M: 1e6, B: 1e9, G: 1e9, T: 1e12, m: 1e-3, µ: 1e-6 };
/** Longer texts are no number of a tick or a mark. */
const LONGEST = 32;

/**
 * The value of a printed number: sign, currency, thousands (`,`, space, apostrophe; `.` where `,` is the decimal sign),
 * percent, suffix (`k`, `M`, `B`, `T`), power of ten (`1e5`, `10^3`, `10³`), a unit of up to four letters.
 * @returns undefined where it is no number
 */
export function numberIn(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = text
    .trim()
    .replace(/[−–‒﹣－]/g, '-')
    .replace(/[\u00a0\u2009\u202f]/g, ' ')
    .replace(/^\((.{1,24})\)$/, '-$1');
  const power = /^(-?)10(?:\^?(-?\d{1,2})|([⁻]?[⁰¹²³⁴-⁹]{1,2}))$/.exec(plain);
  if (power && (power[3] !== undefined || plain.includes('^')))
    return (power[1] ? -1 : 1) * 10 ** Number(power[2] ?? fromSuperscript(power[3]!));
  const match =
    /^([-+]?) ?([$€£¥₩₹]|R\$|US\$|CHF)? ?([-+]?)((?:\d[\d,.' ’]{0,24})?\d|[.,]\d{1,8})(?:[eE]([-+]?\d{1,3}))? ?([kKMBGTµm](?![a-zA-Z]))?(?: ?([%‰°]|[$€£¥]|°?[a-zA-Zµ/]{1,4}[23²³]?))?$/.exec(
      plain,
    );
  if (!match) return undefined;
  const digits = decimal(match[4]!);
  if (digits === undefined) return undefined;
  const sign = match[1] === '-' || match[3] === '-' ? -1 : 1;
  return sign * digits * 10 ** Number(match[5] ?? 0) * (match[6] ? SUFFIXES[match[6]]! : 1);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const fromSuperscript = (text: string) =>
  [...text].map((c) => (c === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(c)))).join('');

function decimal(digits: string): number | undefined {
  const grouped = (sign: string) => new RegExp(`^\\d{1,3}(?:[${sign}]\\d{3})+(?:[.,]\\d+)?$`);
  for (const sign of [',', "'’", ' ', '.']) {
    if (!grouped(sign).test(digits)) continue;
    // One group and a point: `1.234` is more often a decimal number than German thousands.
    if (sign === '.' && digits.split('.').length === 2) break;
    const plain = digits.replace(new RegExp(`[${sign}](?=\\d{3}(?:\\D|$))`, 'g'), '');
    return Number(plain.replace(',', '.'));
  }
  if (/[ '’]/.test(digits)) return undefined;
  if (/^(?:\d*[.,])?\d+$/.test(digits)) return Number(digits.replace(',', '.'));
  return undefined;
}

/** Letters that stand for digits where only a number can be. */
const ALIKE: Record<string, string> = {
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  l: '1',
  I: '1',
  '|': '1',
  i: '1',
  '!': '1',
  Z: '2',
  z: '2',
  S: '5',
  s: '5',
  '§': '$',
  B: '8',
  g: '9',
  '—': '-',
  '~': '-',
  _: '-',
};

/**
 * A text that is a number but for letters that look like digits, as that number; else the text as it is.
 * Units and suffixes at the end stay.
 */
export function asNumber(text: string): string {
  if (numberIn(text) !== undefined) return text;
  const tight = text.replace(/(?<=\d) (?=[\d,.])/g, '').replace(/(?<=[\d][,.]) (?=\d)/g, '');
  if (numberIn(tight) !== undefined) return tight;
  // `44.710.4`: of two points only the last can be a decimal one where no group of three follows it.
  const points = tight.replace(/\.(?=\d{3}\.)/g, ',');
  if (points !== tight && numberIn(points) !== undefined && !/\.\d{3}$/.test(points)) return points;
  if (/^[OoQD]$|^\(\)$/.test(text)) return '0';
  if (!/\d/.test(text) || text.length > LONGEST) return text;
  // Change what stands before the last digit first: units may follow.
  const last = Math.max(...[...'0123456789'].map((digit) => tight.lastIndexOf(digit)));
  const change = (part: string) => [...part].map((c) => ALIKE[c] ?? c).join('');
  // A dollar sign is easily an S.
  const dollar = tight.replace(/^([-+]?)S(?=\d)/, '$1$$');
  for (const form of [dollar, change(tight.slice(0, last + 1)) + tight.slice(last + 1), change(tight)]) {
    if (numberIn(form) !== undefined) return form;
  }
  return text;
}
