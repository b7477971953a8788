/** A question that what was read decides, answered without a model. */
import { answerFromFacts } from '../facts/index.ts';
import { render } from '../facts/render.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { boxOf, round } from './results.ts';

export interface Decided {
  text: string;
  data: { text: string; confidence: number; evidence: { text: string; source: string; box: number[] }[] };
}

const MOST_EVIDENCE = 40;

/** Undefined where facts do not decide it. */
export function decided(question: string, facts: PictureFacts): Decided | undefined {
  if (!question) return undefined;
  const found = answerFromFacts(question, [facts]);
  if (found.kind !== 'answer') return undefined;
  const text = render(found.text);
  const evidence = found.evidence
    .slice(0, MOST_EVIDENCE)
    .map(({ text, source, box }) => ({ text, source, box: boxOf(box) }));
  return { text: `Answer, from what was read: ${text}`, data: { text, confidence: round(found.confidence), evidence } };
}
