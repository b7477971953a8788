import type { Asked, Expect, Source } from './random.ts';

/** Templates by kind of question; `{name}` stands for what the world has. */
export type Wordings = Record<string, { en: string[]; zh: string[] }>;

/** One English and every second time one Chinese question of the kind. */
export function fillIn(
  wordings: Wordings,
  kind: string,
  fill: Readonly<Record<string, string>>,
  expect: Expect,
  random: Source,
  at?: Asked['at'],
): Asked[] {
  const table = wordings[kind];
  if (!table) return [];
  return (['en', 'zh'] as const).flatMap((language) => {
    if (table[language].length === 0 || (language === 'zh' && random.next() < 0.5)) return [];
    const question = random.pick(table[language]).replace(/\{(\w+)\}/g, (_, name: string) => fill[name] ?? `{${name}}`);
    return [{ kind: language === 'zh' ? `${kind} zh` : kind, question, expect, ...(at && { at }) }];
  });
}
