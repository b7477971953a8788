/** Pictures explained from what was read in them, without a model. */
import { explainReading } from '../screenshot/screenshot.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { about as aboutData } from './data/evaluate.ts';
import type { Result } from './data/result.ts';
import { explain as explainGraph } from './graph/about.ts';
import { parse } from './language/parse.ts';
import { aboutPage } from './page/page.ts';
import { sceneOf } from './scene.ts';
import { evaluateText } from './text/answer.ts';
import type { FactsAnswer, Language, Query } from './types.ts';

export type Explained = 'picture' | 'chart' | 'diagram' | 'screenshot';

/**
 * What the picture shows, in sentences; `other` where nothing that was read says it. A chart's and a diagram's explanation
 * needs one; for a picture as a whole its kind decides.
 */
export function explainFacts(facts: PictureFacts, what: Explained, language: Language): FactsAnswer {
  const scene = sceneOf(facts);
  const chart = (): [Query['domain'], Result] | undefined =>
    scene.datasets[0] ? ['data', aboutData(scene.datasets[0])] : undefined;
  const diagram = (): [Query['domain'], Result] | undefined =>
    scene.graphs[0] ? ['graph', explainGraph(scene.graphs[0])] : undefined;
  const page = (): [Query['domain'], Result] | undefined =>
    facts.page && scene.controls.length > 1 ? ['page', aboutPage(facts.page, scene.controls)] : undefined;
  const failure = (): [Query['domain'], Result] | undefined => {
    const screen = explainReading(facts.text);
    if (screen.error === undefined && screen.kind !== 'test-failure') return undefined;
    return ['text', evaluateText({ op: 'why' }, scene.screen, parse('why', []))];
  };
  const order = {
    chart: [chart],
    diagram: [diagram],
    screenshot: [failure, page, chart, diagram],
    picture: byKind(facts, { chart, diagram, page, failure }),
  }[what];
  for (const make of order) {
    const found = make();
    if (!found?.[1].ok) continue;
    const [domain, result] = found;
    return {
      kind: 'answer',
      text: result.text,
      evidence: result.evidence.map((each) => ({ picture: 0, ...each })),
      confidence: result.confidence,
      query: { domain, op: 'about', about: [] },
      language,
    };
  }
  return { kind: 'other', language };
}

type Make = () => [Query['domain'], Result] | undefined;

function byKind({ kind }: PictureFacts, make: Record<'chart' | 'diagram' | 'page' | 'failure', Make>): Make[] {
  if (kind.name === 'diagram') return [make.diagram, make.chart];
  if (kind.name === 'page') return [make.page, make.chart, make.diagram];
  if (kind.name === 'terminal' || kind.name === 'code') return [make.failure];
  return [make.chart, make.diagram, make.failure];
}
