/** Colours as people call them. */
import { msg, type Message } from '../../shared/message.ts';

export type ColorName =
  'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'purple' | 'pink' | 'brown' | 'grey' | 'black' | 'white';

/** `#rrggbb` as hue (degrees), saturation and lightness (0..1). */
function hsl(hex: string): [h: number, s: number, l: number] {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as [number, number, number];
  const [max, min] = [Math.max(r, g, b), Math.min(r, g, b)];
  const [l, d] = [(max + min) / 2, max - min];
  if (d === 0) return [0, 0, l];
  const s = d / (1 - Math.abs(2 * l - 1));
  const h = max === r ? ((g - b) / d + 6) % 6 : max === g ? (b - r) / d + 2 : (r - g) / d + 4;
  return [h * 60, s, l];
}

/** The name that fits best, and others that people would accept for it. */
export function colorNames(hex: string): ColorName[] {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return [];
  const [h, s, l] = hsl(hex);
  const chroma = s * (1 - Math.abs(2 * l - 1));
  if (l < 0.1 || (l < 0.18 && chroma < 0.1)) return ['black', 'grey'];
  if (l > 0.97 || (l > 0.93 && chroma < 0.04)) return ['white', 'grey'];
  if (chroma < 0.09) return ['grey'];
  if (h < 12 || h >= 345) return l > 0.72 ? ['pink', 'red'] : ['red'];
  if (h < 22) return l < 0.42 ? ['brown', 'red', 'orange'] : ['orange', 'red'];
  if (h < 40) return l < 0.4 || (s < 0.45 && l < 0.6) ? ['brown', 'orange'] : ['orange', 'yellow'];
  if (h < 48) return l < 0.36 ? ['brown', 'yellow'] : ['yellow', 'orange'];
  if (h < 68) return ['yellow', 'green'];
  if (h < 150) return ['green'];
  if (h < 168) return ['green', 'teal'];
  if (h < 192) return ['teal', 'blue', 'green'];
  if (h < 200) return ['blue', 'teal'];
  if (h < 248) return ['blue'];
  if (h < 262) return ['blue', 'purple'];
  if (h < 295) return ['purple'];
  if (h < 320) return ['purple', 'pink'];
  return ['pink', 'purple', 'red'];
}

const WORDS: Record<ColorName, string> = {
  red: 'red reddish crimson scarlet 红 红色',
  orange: 'orange 橙 橙色 橘色 橘黄色',
  yellow: 'yellow gold golden amber 黄 黄色 金色',
  green: 'green greenish lime olive 绿 绿色',
  teal: 'teal cyan turquoise aqua 青 青色 蓝绿色',
  blue: 'blue bluish navy azure 蓝 蓝色 深蓝色 浅蓝色',
  purple: 'purple violet indigo lilac 紫 紫色',
  pink: 'pink magenta rose fuchsia 粉 粉色 粉红色 品红',
  brown: 'brown 棕 棕色 褐色 咖啡色',
  grey: 'grey gray silver 灰 灰色',
  black: 'black 黑 黑色',
  white: 'white 白 白色',
};

const BY_WORD = new Map(
  Object.entries(WORDS).flatMap(([name, words]) => words.split(' ').map((word) => [word, name as ColorName] as const)),
);

export const colorWords = (): Iterable<string> => BY_WORD.keys();
export const colorOfWord = (word: string): ColorName | undefined => BY_WORD.get(word);

const MESSAGES: Record<ColorName, Message> = {
  red: msg`red`,
  orange: msg`orange`,
  yellow: msg`yellow`,
  green: msg`green`,
  teal: msg`teal`,
  blue: msg`blue`,
  purple: msg`purple`,
  pink: msg`pink`,
  brown: msg`brown`,
  grey: msg`grey`,
  black: msg`black`,
  white: msg`white`,
};

export const colorMessage = (hex: string): Message | undefined => {
  const [name] = colorNames(hex);
  return name && MESSAGES[name];
};

/** Which of the colours are meant by a name: those whose best name it is, else those that could be called so. */
export function withColor<T>(
  items: readonly T[],
  colorOf: (item: T) => string | null | undefined,
  name: ColorName,
): T[] {
  const named = items.map((item) => ({ item, names: colorNames(colorOf(item) ?? '') }));
  const best = named.filter(({ names }) => names[0] === name);
  return (best.length > 0 ? best : named.filter(({ names }) => names.includes(name))).map(({ item }) => item);
}
