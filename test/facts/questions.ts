/** Runs made-up questions on made-up facts and counts: node --import tsx test/facts/questions.ts [once|seen|held|fresh] [--show KIND] */
import { answerFromFacts } from '../../src/facts/index.ts';
import { judge, marked, textOf, type Verdict } from './judge.ts';
import { WORLDS, type WordingSet } from './worlds/index.ts';
import { source } from './worlds/random.ts';

export interface Row {
  world: string;
  kind: string;
  question: string;
  answer: string;
  op: string;
  verdict: Verdict;
  marked: boolean | undefined;
  expect: unknown;
}

/** `count` worlds of each sort, with the wordings of the tuning or those held apart. */
export function runQuestions(set: WordingSet, count: number, seed: number): Row[] {
  const rows: Row[] = [];
  for (const [world, make] of Object.entries(WORLDS))
    for (let i = 0; i < (world === 'screen' ? count * 4 : count); i++) {
      const random = source(seed + i * 7919);
      const made = make(random, set);
      if (!made) continue;
      const { facts, asked } = made;
      for (const { kind, question, expect, at, before = [] } of asked) {
        const answer = answerFromFacts(question, facts, before);
        const op = answer.kind === 'other' || !answer.query ? answer.kind : `${answer.query.domain}.${answer.query.op}`;
        rows.push({
          world,
          kind,
          question,
          answer: textOf(answer),
          op,
          verdict: judge(answer, expect),
          marked: marked(answer, at),
          expect,
        });
      }
    }
  return rows;
}

export function counted(rows: readonly Row[]) {
  const by = (verdict: Verdict, some: readonly Row[]) => some.filter((row) => row.verdict === verdict).length;
  const answerable = rows.filter(({ expect }) => !(expect as { refuse?: true }).refuse);
  const absent = rows.filter(({ expect }) => (expect as { refuse?: true }).refuse);
  const places = rows.filter((row) => row.marked !== undefined && row.verdict === 'right');
  return {
    questions: answerable.length,
    right: by('right', answerable) / Math.max(1, answerable.length),
    refused: by('refused', answerable) / Math.max(1, answerable.length),
    wrong: by('wrong', answerable) / Math.max(1, answerable.length),
    absent: absent.length,
    absentRefused: by('right', absent) / Math.max(1, absent.length),
    marks: places.length,
    markedRight: places.filter((row) => row.marked).length / Math.max(1, places.length),
  };
}

if (process.argv[1]?.endsWith('questions.ts')) {
  const set = (['fresh', 'held', 'seen', 'once'] as const).find((name) => process.argv.includes(name)) ?? 'tuned';
  const rows = runQuestions(set, 12, 1);
  const show = process.argv.includes('--show') ? process.argv[process.argv.indexOf('--show') + 1] : undefined;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  for (const world of Object.keys(WORLDS)) {
    const own = rows.filter((row) => row.world === world);
    const sums = counted(own);
    console.log(
      world.padEnd(10),
      `${sums.questions} questions: right ${percent(sums.right)}, refused ${percent(sums.refused)}, wrong ${percent(sums.wrong)}; absent ${sums.absent}: refused ${percent(sums.absentRefused)}; marks right ${percent(sums.markedRight)} of ${sums.marks}`,
    );
    if ((set === 'held' || set === 'fresh') && !show) continue;
    const kinds = new Map<string, Row[]>();
    for (const row of own) kinds.set(row.kind, [...(kinds.get(row.kind) ?? []), row]);
    for (const [kind, some] of kinds) {
      const bad = some.filter(({ verdict }) => verdict !== 'right');
      if (bad.length === 0 || (show && !kind.startsWith(show) && show !== 'all')) continue;
      console.log(` ${kind}: ${bad.length} of ${some.length}`);
      for (const row of bad.slice(0, show ? 30 : 3))
        console.log(
          `   ${row.verdict.padEnd(8)} ${row.question}  → [${row.op}] ${row.answer.slice(0, 160)}  (${JSON.stringify(row.expect).slice(0, 100)})`,
        );
    }
  }
}
