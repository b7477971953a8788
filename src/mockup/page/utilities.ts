/** Declarations as Tailwind's classes. */
import { NARROW } from './look.ts';
import type { Css } from './tags.ts';

/** Steps of Tailwind's spacing scale, in quarters of 4 pixels. */
const STEPS = new Set([
  0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64,
  72, 80, 96,
]);

const arbitrary = (value: string) => `[${value.replace(/ /g, '_')}]`;

function length(value: string): string {
  if (value === '0') return '0';
  const pixels = /^(\d+(?:\.\d+)?)px$/.exec(value);
  if (value === '1px') return 'px';
  if (pixels && STEPS.has(Number(pixels[1]) / 4)) return String(Number(pixels[1]) / 4);
  if (value === '100%') return 'full';
  return value === 'auto' ? 'auto' : arbitrary(value);
}

const WEIGHTS: Record<string, string> = {
  300: 'light',
  400: 'normal',
  500: 'medium',
  600: 'semibold',
  700: 'bold',
  800: 'extrabold',
};
const WORDS: Record<string, Record<string, string>> = {
  display: { flex: 'flex', grid: 'grid', block: 'block', 'inline-flex': 'inline-flex', 'inline-block': 'inline-block' },
  'flex-direction': { column: 'flex-col', row: 'flex-row' },
  'flex-wrap': { wrap: 'flex-wrap' },
  'align-items': {
    center: 'items-center',
    'flex-start': 'items-start',
    'flex-end': 'items-end',
    stretch: 'items-stretch',
  },
  'align-self': { center: 'self-center', 'flex-start': 'self-start', 'flex-end': 'self-end', stretch: 'self-stretch' },
  'justify-content': { center: 'justify-center', 'flex-end': 'justify-end', 'space-between': 'justify-between' },
  'place-items': { center: 'place-items-center' },
  'text-align': { left: 'text-left', center: 'text-center', right: 'text-right' },
  'text-decoration': { underline: 'underline' },
  'list-style': { none: 'list-none', disc: 'list-disc', decimal: 'list-decimal' },
  'border-collapse': { collapse: 'border-collapse' },
  'flex-shrink': { '0': 'shrink-0' },
  appearance: { none: 'appearance-none' },
  'border-radius': { '999px': 'rounded-full', '50%': 'rounded-full', '0': 'rounded-none' },
};
const LENGTHS: Record<string, string> = {
  'padding-left': 'pl',
  'padding-right': 'pr',
  'padding-top': 'pt',
  'padding-bottom': 'pb',
  'padding-inline': 'px',
  'padding-block': 'py',
  'margin-top': 'mt',
  'margin-left': 'ml',
  'margin-right': 'mr',
  'margin-inline': 'mx',
  width: 'w',
  height: 'h',
  'max-width': 'max-w',
  'min-width': 'min-w',
  'min-height': 'min-h',
  gap: 'gap',
};

function utility(property: string, value: string): string[] {
  const word = WORDS[property]?.[value];
  if (word) return [word];
  if (property === 'padding') {
    const [top, right = top, bottom = top, left = right] = value.split(' ');
    if (top === bottom && left === right)
      return top === left ? [`p-${length(top!)}`] : [`py-${length(top!)}`, `px-${length(left!)}`];
    return [`pt-${length(top!)}`, `pr-${length(right!)}`, `pb-${length(bottom!)}`, `pl-${length(left!)}`];
  }
  if (property === 'gap' && value.includes(' ')) {
    const [down, across] = value.split(' ');
    return [`gap-y-${length(down!)}`, `gap-x-${length(across!)}`];
  }
  const stem = LENGTHS[property];
  if (stem) return [`${stem}-${length(value)}`];
  if (property === 'font-size') return [`text-[${value}]`];
  if (property === 'font-weight') return [`font-${WEIGHTS[value] ?? `[${value}]`}`];
  if (property === '--hint') return [`placeholder:text-${arbitrary(value)}`];
  if (property === 'color') return [`text-${arbitrary(value)}`];
  if (property === 'line-height') return [`leading-[${value}]`];
  if (property === 'background')
    return value === 'none' || value === 'transparent' ? ['bg-transparent'] : [`bg-${arbitrary(value)}`];
  if (property === 'border-radius') return [`rounded-[${value}]`];
  if (property === 'accent-color') return [`accent-${arbitrary(value)}`];
  if (property === 'grid-template-columns') return [`grid-cols-${arbitrary(value)}`];
  if (property === 'flex') return value === '1' ? ['flex-1'] : [`flex-${arbitrary(value)}`];
  if (property === 'box-shadow') return ['shadow-md'];
  const border = /^border(-bottom|-right|-left)?$/.exec(property);
  if (border) {
    const side = border[1] ? `-${border[1][1]}` : '';
    if (value === '0') return [`border${side}-0`];
    const [width, , colour] = value.split(' ');
    return [
      width === '1px' ? `border${side}` : `border${side}-[${width}]`,
      'border-solid',
      `border${side}-${arbitrary(colour ?? 'currentColor')}`,
    ];
  }
  return [`[${property}:${value.replace(/ /g, '_')}]`];
}

export function utilities(css: Css): string {
  return Object.entries(css)
    .flatMap(([property, value]) =>
      property.startsWith(NARROW)
        ? utility(property.slice(NARROW.length), value).map((name) => `max-md:${name}`)
        : utility(property, value),
    )
    .join(' ');
}
