/** What the drawn screens share: their form, and the names that they are made of. */
import type { Expect, Source } from './random.ts';

export type ScreenSort = 'terminal' | 'editor' | 'ci' | 'console' | 'trace';

export interface Screen {
  name: string;
  sort: ScreenSort;
  lines: string[];
  /** Kind of question → what is right. */
  truth: Record<string, Expect>;
}

export type Make = (random: Source) => Screen;

export const FILES = [
  'orders',
  'parser',
  'session',
  'invoice',
  'router',
  'cache',
  'upload',
  'profile',
  'scheduler',
  'mailer',
];
export const VERBS = ['load', 'render', 'parse', 'validate', 'submit', 'resolve', 'flush', 'merge', 'encode', 'fetch'];
export const PROPS = ['total', 'length', 'items', 'name', 'map', 'status', 'email', 'price'];
export const cap = (word: string) => word[0]!.toUpperCase() + word.slice(1);
export const any = (...texts: (string | number)[]): Expect => ({ any: texts.map(String) });
export const number = (value: number): Expect => ({ number: value, tolerance: 0 });
export const two = (random: Source): [string, string] => random.some(FILES, 2) as [string, string];
