/** The look of a page as a small style sheet: variables for what recurs, one class for each look that there is. */
import type { Css, Tag } from './tags.ts';

export interface StyleSheet {
  css: string;
  /** The class of each element that has a look. */
  classes: Map<Tag, string>;
}

export interface Basics {
  background: string;
  gradient?: { from: string; to: string; down: boolean };
  color: string;
  size: number;
  lineHeight: number;
  family: string;
  /** Of the font size; absent: as the typeface has it. */
  letterSpacing?: number;
}

/** Declarations under this prefix hold on narrow screens only. */
export const NARROW = '@narrow ';
/** As wide as Tailwind's `md`. */
const NARROW_WIDTH = 767;

const RESET = `:where(.page, .page *) { box-sizing: border-box; margin: 0; min-width: 0; overflow-wrap: anywhere; }
:where(.page h1, .page h2, .page h3, .page h4, .page h5, .page h6) { font-size: inherit; font-weight: inherit; }
:where(.page ul, .page ol, .page fieldset) { padding: 0; border: 0; }
:where(.page a) { color: inherit; text-decoration: none; }
:where(.page button, .page input, .page select, .page textarea) { font: inherit; color: inherit; border-radius: 0; }
:where(.page hr) { border: 0; }
:where(.page) ::placeholder { color: var(--hint, inherit); opacity: 1; }`;

export function* everyTag(element: Tag): Generator<Tag> {
  yield element;
  for (const child of element.children) if (typeof child !== 'string') yield* everyTag(child);
}

export function styleSheet(root: Tag, basics: Basics): StyleSheet {
  const classes = new Map<Tag, string>();
  const looks = new Map<string, string>();
  const used = new Map<string, number>();
  const rules: [name: string, css: Css][] = [];
  for (const element of everyTag(root)) {
    if (element === root) {
      classes.set(element, 'page');
      continue;
    }
    if (Object.keys(element.css).length === 0) continue;
    const key = `${element.name} ${JSON.stringify(Object.entries(element.css).sort())}`;
    let name = looks.get(key);
    if (!name) {
      const count = (used.get(element.name) ?? 0) + 1;
      used.set(element.name, count);
      name = count === 1 ? element.name : `${element.name}-${count}`;
      looks.set(key, name);
      rules.push([name, element.css]);
    }
    classes.set(element, name);
  }
  const { css: rootCss } = root;
  const variables = recurring(
    rules.map(([, css]) => css),
    basics,
  );
  const write = (css: Css, narrow: boolean) =>
    Object.entries(css)
      .filter(([property]) => property.startsWith(NARROW) === narrow)
      .map(([property, value]) => `${property.replace(NARROW, '')}: ${variables.in(property, value)};`)
      .join(' ');
  const page: Css = {
    ...rootCss,
    'min-height': '100vh',
    font: `${basics.size}px/${basics.lineHeight} ${basics.family}`,
    ...(basics.letterSpacing && { 'letter-spacing': `${basics.letterSpacing}em` }),
    color: basics.color,
    background: basics.gradient
      ? `linear-gradient(${basics.gradient.down ? '180deg' : '90deg'}, ${basics.gradient.from}, ${basics.gradient.to})`
      : basics.background,
  };
  const lines = [
    `.page {\n${[...variables.all].map(([name, value]) => `  ${name}: ${value};`).join('\n')}${variables.all.size ? '\n' : ''}}`,
    RESET,
    `.page { ${write(page, false)} }`,
    ...rules.map(([name, css]) => `.${name} { ${write(css, false)} }`),
  ];
  const narrow = rules.filter(([, css]) => Object.keys(css).some((property) => property.startsWith(NARROW)));
  if (narrow.length)
    lines.push(
      `@media (max-width: ${NARROW_WIDTH}px) {\n${narrow.map(([name, css]) => `  .${name} { ${write(css, true)} }`).join('\n')}\n}`,
    );
  return { css: lines.join('\n'), classes };
}

interface Variables {
  all: Map<string, string>;
  /** The value with variables in place of what recurs. */
  in(property: string, value: string): string;
}

const SPACED = /^(?:gap|padding|margin)/;
const COLOUR = /#[0-9a-f]{6}/g;

/** Colours and font sizes always, distances where they recur. */
function recurring(looks: readonly Css[], basics: Basics): Variables {
  const colours = new Map<string, { count: number; text: number; line: number; ground: number }>();
  const sizes = new Set<number>([basics.size]);
  const spaces = new Map<string, number>();
  for (const css of looks) {
    for (const [property, value] of Object.entries(css)) {
      for (const colour of value.match(COLOUR) ?? []) {
        const seen = colours.get(colour) ?? { count: 0, text: 0, line: 0, ground: 0 };
        seen.count++;
        if (property === 'color') seen.text++;
        else if (property.startsWith('border')) seen.line++;
        else seen.ground++;
        colours.set(colour, seen);
      }
      if (property === 'font-size') sizes.add(parseFloat(value));
      if (SPACED.test(property))
        for (const space of value.match(/(?<![\w.])\d+(?:\.5)?px/g) ?? [])
          spaces.set(space, (spaces.get(space) ?? 0) + 1);
    }
  }
  const all = new Map<string, string>();
  const names = new Map<string, string>();
  const name = (stem: string, value: string) => {
    let free = `--${stem}`;
    for (let n = 2; all.has(free); n++) free = `--${stem}-${n}`;
    all.set(free, value);
    names.set(value, free);
  };
  name('background', basics.background);
  if (basics.color !== basics.background) name('text', basics.color);
  for (const [colour, { text, line, ground }] of [...colours].sort((a, b) => b[1].count - a[1].count)) {
    if (names.has(colour)) continue;
    const vivid = spread(colour) > 70;
    name(vivid ? 'accent' : line > ground && line >= text ? 'border' : text > ground ? 'muted' : 'surface', colour);
  }
  const steps = [...sizes].sort((a, b) => a - b);
  const base = steps.indexOf(basics.size);
  const SMALLER = ['sm', 'xs', '2xs', '3xs'];
  const LARGER = ['lg', 'xl', '2xl', '3xl', '4xl', '5xl', '6xl', '7xl', '8xl', '9xl'];
  steps.forEach((size, i) => {
    const step =
      i === base
        ? 'base'
        : i < base
          ? (SMALLER[base - i - 1] ?? `${base - i}xs`)
          : (LARGER[i - base - 1] ?? `${i - base}xl`);
    name(`size-${step}`, `${size}px`);
  });
  const sizeNames = new Map(steps.map((size) => [`${size}px`, names.get(`${size}px`)!]));
  const spaceNames = new Map<string, string>();
  for (const [space, count] of [...spaces].sort((a, b) => parseFloat(a[0]) - parseFloat(b[0]))) {
    if (count < 3) continue;
    const variable = `--space-${space.replace('px', '').replace('.', '_')}`;
    all.set(variable, space);
    spaceNames.set(space, variable);
  }
  return {
    all,
    in(property, value) {
      if (property === 'font-size') return sizeNames.has(value) ? `var(${sizeNames.get(value)})` : value;
      const coloured = value.replace(COLOUR, (colour) => (names.has(colour) ? `var(${names.get(colour)})` : colour));
      if (!SPACED.test(property)) return coloured;
      return coloured.replace(/(?<![\w.-])\d+(?:\.5)?px/g, (space) =>
        spaceNames.has(space) ? `var(${spaceNames.get(space)})` : space,
      );
    },
  };
}

function spread(hex: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return Math.max(...channels) - Math.min(...channels);
}
