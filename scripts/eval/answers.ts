/**
 * How well questions are answered from facts: npm run eval:answers [-- --questions FILE --pictures DIR] [--show].
 * First made-up questions on made-up facts, with the wordings of the tuning and with those held apart; then the questions of
 * FILE about pictures as the built engine reads them (`npm run build` first). Facts of pictures are kept in .cache/facts,
 * keyed by the picture and by what was built.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineClient } from '../../src/client/index.ts';
import { answerFromFacts } from '../../src/facts/index.ts';
import type { PictureFacts } from '../../src/shared/structure.ts';
import { judge, textOf } from '../../test/facts/judge.ts';
import { counted, runQuestions } from '../../test/facts/questions.ts';
import type { Expect } from '../../test/facts/worlds/random.ts';

const { values } = parseArgs({
  options: {
    questions: { type: 'string', default: '../shared/questions/questions.json' },
    pictures: { type: 'string', default: '../shared/structure' },
    show: { type: 'boolean' },
    keep: { type: 'boolean' },
  },
});
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

for (const set of ['tuned', 'once', 'seen', 'held', 'fresh'] as const) {
  const sums = counted(runQuestions(set, 12, 1));
  console.log(
    `made up, wordings ${{ tuned: 'of the tuning', once: 'held apart once', seen: 'of the tuning, short and indirect', held: 'held apart', fresh: 'written last' }[set]}: ${sums.questions} questions: right ${percent(sums.right)}, refused ${percent(sums.refused)}, wrong ${percent(sums.wrong)}; ` +
      `not in the picture ${sums.absent}: refused ${percent(sums.absentRefused)}; marks right ${percent(sums.markedRight)} of ${sums.marks}`,
  );
}

interface Question {
  picture: string;
  kind: string;
  question: string;
  expect: Expect;
}

if (existsSync(values.questions)) {
  const questions = JSON.parse(readFileSync(values.questions, 'utf8')) as Question[];
  const client = new EngineClient({ enginePath: 'dist/engine.js' });
  const built = String(statSync('dist/readingThread.js').size);
  const facts = new Map<string, PictureFacts>();
  mkdirSync('.cache/facts', { recursive: true });
  for (const picture of new Set(questions.map((question) => question.picture))) {
    const bytes = readFileSync(join(values.pictures, picture));
    const content = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    const before = values.keep ? readdirSync('.cache/facts').find((name) => name.startsWith(content)) : undefined;
    const kept = join('.cache/facts', before ?? `${content}-${built}.json`);
    if (!existsSync(kept)) {
      const { id } = await client.request('attach', { bytes, name: picture });
      writeFileSync(kept, JSON.stringify(await client.request('facts', { id })));
    }
    facts.set(picture, JSON.parse(readFileSync(kept, 'utf8')) as PictureFacts);
  }
  await client.stop();
  const by = new Map<string, { right: number; refused: number; wrong: number }>();
  for (const { picture, kind, question, expect } of questions) {
    const answer = answerFromFacts(question, [facts.get(picture)!]);
    const verdict = judge(answer, expect);
    const group = `${picture.split('/')[0]} ${kind}`;
    const row = by.get(group) ?? { right: 0, refused: 0, wrong: 0 };
    row[verdict]++;
    by.set(group, row);
    if (values.show && verdict !== 'right')
      console.log(
        `  ${verdict.padEnd(8)}${picture} | ${question} → ${textOf(answer).slice(0, 200)}  ${JSON.stringify(expect)}`,
      );
  }
  const total = { right: 0, refused: 0, wrong: 0 };
  for (const [group, row] of by) {
    console.log(group.padEnd(22), JSON.stringify(row));
    for (const verdict of ['right', 'refused', 'wrong'] as const) total[verdict] += row[verdict];
  }
  const all = total.right + total.refused + total.wrong;
  console.log(
    `pictures: ${all} questions: right ${percent(total.right / all)}, refused ${percent(total.refused / all)}, wrong ${percent(total.wrong / all)}`,
  );
}
