/** Questions about a chart world, their wordings from a table, their answers from its numbers. */
import type { ChartWorld } from './chart.ts';
import type { Asked, Expect, Source } from './random.ts';

/** Templates: {k} {k2} keys, {s} {s2} series, {key} what keys are, {m} the measure, {n} a limit, {x} what is not there. */
export type Wordings = Record<string, { en: string[]; zh: string[] }>;

interface Case {
  kind: string;
  fill: Record<string, string>;
  expect: Expect;
  box?: { x: number; y: number };
  /** Wordings of the question before it, tuned ones. */
  before?: string;
}

const plural = (noun: string) => (noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`);

export function chartQuestions(world: ChartWorld, wordings: Wordings, random: Source): Asked[] {
  const out: Asked[] = [];
  for (const { kind, fill, expect, box, before } of cases(world, random)) {
    const table = wordings[kind];
    if (!table) continue;
    for (const language of ['en', 'zh'] as const) {
      if (table[language].length === 0 || (language === 'zh' && random.next() < 0.5)) continue;
      const all: Record<string, string> = {
        key: language === 'zh' ? world.keyNounZh : world.keyNoun,
        keys: language === 'zh' ? world.keyNounZh : plural(world.keyNoun),
        m: language === 'zh' ? world.measureZh : world.measure,
        ...fill,
      };
      const question = random
        .pick(table[language])
        .replace(/\{(\w+)\}/g, (_, name: string) => all[name] ?? `{${name}}`);
      out.push({
        kind: `${kind}${language === 'zh' ? ' zh' : ''}`,
        question,
        expect,
        ...(box && { at: box }),
        ...(before && { before: [before] }),
      });
    }
  }
  return out;
}

const ABSENT: Record<string, string[]> = {
  month: ['Octember', '2019', 'week 14'],
  region: ['Antarctica', 'Atlantis', 'Northeast Asia'],
  quarter: ["Q3'19", 'Q4 2029'],
  year: ['1998', '2035'],
  language: ['Haskell', 'Fortran'],
  release: ['v9.9', 'v7.3'],
  department: ['Catering', 'Logistics'],
  weekday: ['Doomsday', '2019'],
  browser: ['Netscape', 'Lynx'],
  country: ['Iceland', 'Ghana'],
  package: ['backend-kit', 'Telemetry'],
};

function cases(world: ChartWorld, random: Source): Case[] {
  const { keys, series, span } = world;
  const found: Case[] = [];
  const tolerance = world.printed ? span * 0.001 : span * 0.012;
  const several = series.length > 1;
  const [i, j] = random.shuffle(keys.map((_, index) => index)) as [number, number];
  const [k, k2] = [keys[i]!, keys[j]!];
  const s = random.int(0, series.length - 1);
  const s2 = several ? (s + 1) % series.length : s;
  const values = series[s]!.values;
  const number = (value: number, t = tolerance): Expect => ({
    number: value,
    tolerance: Math.max(t, Math.abs(value) * 0.002),
  });
  const box = (index: number) => ({ x: 80 + (index * 680) / keys.length + s * 20 + 9, y: 80 + 100 });
  const best = (all: number[]) => all.indexOf(Math.max(...all));
  const worst = (all: number[]) => all.indexOf(Math.min(...all));
  const add = (kind: string, fill: Record<string, string>, expect: Expect, at?: { x: number; y: number }) =>
    found.push({ kind, fill, expect, ...(at && { box: at }) });
  add('title', {}, { any: [world.title] });
  const name = { s: series[s]!.name, s2: series[s2]!.name };
  if (several) {
    add('seriesList', {}, { all: series.map((each) => each.name) });
    add('valueIn', { k, ...name }, number(values[i]!), box(i));
    add('maxOf', name, { any: [keys[best(values)]!] }, box(best(values)));
    add('minOf', name, { any: [keys[worst(values)]!] }, box(worst(values)));
    add('seriesColor', { c: ['blue', 'red', 'green'][s]!, cz: ['蓝色', '红色', '绿色'][s]! }, { any: [name.s] });
    add('colorOf', name, { any: [['blue', 'red', 'green'][s]!] });
    const winner = values[i]! > series[s2]!.values[i]! ? name.s : name.s2;
    add('compareSeries', { k, ...name }, { any: [winner] });
    add('diffIn', { k, ...name }, number(Math.abs(values[i]! - series[s2]!.values[i]!), tolerance * 2));
    const total = values.reduce((sum, value) => sum + value, 0);
    add('sumOf', name, number(total, tolerance * 3));
    add('meanOf', name, number(total / keys.length));
    if (/grouped/.test(world.kind)) {
      const at = series.map((each) => each.values[i]!);
      add('bestSeriesAt', { k }, { any: [series[best(at)]!.name] });
    }
  } else {
    add('value', { k }, number(values[i]!), box(i));
    found.push({
      kind: 'followValue',
      fill: { k2 },
      expect: number(values[j]!),
      box: box(j),
      before: `What is the value of ${k}?`,
    });
    add('max', {}, { any: [keys[best(values)]!] }, box(best(values)));
    add('min', {}, { any: [keys[worst(values)]!] }, box(worst(values)));
    add('maxValue', {}, number(Math.max(...values)), box(best(values)));
    const ranked = [...values].sort((a, b) => b - a);
    add('second', {}, { any: [keys[values.indexOf(ranked[1]!)]!] }, box(values.indexOf(ranked[1]!)));
    add('diff', { k, k2 }, number(Math.abs(values[i]! - values[j]!), tolerance * 2));
    add('ratio', { k, k2 }, number(values[i]! / values[j]!, 0.04 * (values[i]! / values[j]!) + 0.02));
    add('compare', { k, k2 }, { any: [values[i]! > values[j]! ? k : k2] });
    add('isHigher', { k, k2 }, { any: [values[i]! > values[j]! ? 'yes' : 'no'] });
    add(
      'sum',
      {},
      number(
        values.reduce((sum, value) => sum + value, 0),
        tolerance * 3,
      ),
    );
    add('mean', {}, number(values.reduce((sum, value) => sum + value, 0) / values.length));
    add('spread', {}, number(Math.max(...values) - Math.min(...values), tolerance * 2));
    add(
      'count',
      { element: /pie|donut/.test(world.kind) ? 'slices' : /bar/.test(world.kind) ? 'bars' : 'points' },
      { number: keys.length, tolerance: 0 },
    );
    add('rankOf', { k }, { number: ranked.indexOf(values[i]!) + 1, tolerance: 0 });
    // A limit in the widest gap between the values.
    const gaps = ranked
      .slice(1)
      .map((value, index) => ({ gap: ranked[index]! - value, limit: (ranked[index]! + value) / 2 }));
    const limit = gaps.sort((a, b) => b.gap - a.gap)[0]!.limit;
    const n = span > 1000 ? String(Math.round(limit / 100) * 100) : String(Math.round(limit * 10) / 10);
    const above = keys.filter((_, index) => values[index]! > Number(n));
    add('countAbove', { n }, { number: above.length, tolerance: 0 });
    add('listAbove', { n }, { all: above });
    add('listBelow', { n }, { all: keys.filter((key) => !above.includes(key)) });
    add('top3', {}, { all: ranked.slice(0, 3).map((value) => keys[values.indexOf(value)]!) });
    const total = values.reduce((sum, value) => sum + value, 0);
    add('share', { k }, number((100 * values[i]!) / total, 0.6));
    if (world.ordered) {
      const steps = values.slice(1).map((value, index) => value - values[index]!);
      const drop = steps.indexOf(Math.min(...steps));
      if (steps[drop]! < 0) add('biggestDrop', {}, { all: [keys[drop]!, keys[drop + 1]!] });
      const [a, b] = [Math.min(i, j), Math.max(i, j)];
      add('changeFrom', { k: keys[a]!, k2: keys[b]! }, number(Math.abs(values[b]! - values[a]!), tolerance * 2));
      add('lastKey', {}, number(values.at(-1)!), box(keys.length - 1));
    }
  }
  add(
    'kind',
    {},
    {
      any: [
        {
          bar: 'bar',
          'grouped-bar': 'bar',
          'stacked-bar': 'stacked',
          'horizontal-bar': 'bar',
          line: 'line',
          area: 'area',
          pie: 'pie',
          donut: 'donut',
        }[world.kind as 'bar'] ?? 'chart',
      ],
    },
  );
  if (world.facts.charts[0]!.y) add('yAxis', {}, { any: [world.facts.charts[0]!.y.title!.text] });
  // What the picture does not hold
  const x = random.pick(ABSENT[world.keyNoun]!);
  add('absentKey', { x, k }, { refuse: true });
  add('absentCompare', { x, k }, { refuse: true });
  if (several) add('absentSeries', { x: random.pick(['Tokyo', 'Blockchain', 'Symbian']), k }, { refuse: true });
  add('absentFact', {}, { refuse: true });
  const other = ['temperature', 'revenue', 'downloads', 'employees'].find(
    (measure) =>
      !world.title.toLowerCase().includes(measure) &&
      !world.measure.includes(measure) &&
      !(measure === 'employees' && /headcount/i.test(world.title)),
  )!;
  add('absentMeasure', { m: other, k }, { refuse: true });
  return found;
}
