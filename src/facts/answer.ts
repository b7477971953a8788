/**
 * Questions about pictures answered from what was read in them: the question is analysed over the names of each picture's
 * facts, becomes a query of the domain that explains most of it, and is evaluated with the places it rests on. No model, no
 * pixels, no guess: what is not there is said.
 */
import { msg, type Message } from '../shared/message.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { conversionAsked, convert } from './convert.ts';
import { evaluateData, instead } from './data/evaluate.ts';
import { refuse, type Result } from './data/result.ts';
import { dataEntities, dataTopics } from './data/names.ts';
import { understandData } from './data/understand.ts';
import { evaluateGraph } from './graph/evaluate.ts';
import { graphEntities, understandGraph } from './graph/understand.ts';
import { parts } from './graph/words.ts';
import { beyondPicture } from './language/beyond.ts';
import { languageOf } from './language/tokens.ts';
import { parse, type Parse } from './language/parse.ts';
import { pageEntities } from './page/controls.ts';
import { evaluatePage } from './page/page.ts';
import { understandPage } from './page/understand.ts';
import { evaluateText } from './text/answer.ts';
import { understandText, type TextOp } from './text/understand.ts';
import { sceneOf, type Scene } from './scene.ts';
import { withContext, type Asked } from './turns.ts';
import { aboutSeveral } from './several.ts';
import type { FactsAnswer, Language, Query } from './types.ts';

/** Facts that are less sure make no answer: being wrong is worse than saying so. */
const DOUBT = 0.5;

interface Candidate {
  domain: Query['domain'];
  op: string;
  about: string[];
  score: number;
  evaluate: () => Result;
}

/**
 * @param pictures facts of the pictures that the question is about, in their order
 * @param before earlier questions of the conversation, oldest first: what "and in May?" and "why?" go on from
 */
export function answerFromFacts(
  question: string,
  pictures: readonly PictureFacts[],
  before: readonly string[] = [],
): FactsAnswer {
  const language = languageOf(question);
  if (pictures.length === 0) return { kind: 'other', language };
  const asked: Asked = { question, before };
  if (pictures.length > 1) {
    const several = aboutSeveral(withContext(asked, pictures.map(sceneOf)), pictures.map(sceneOf), answerOne);
    if (several) return several;
  }
  const last = pictures.length - 1;
  return answerOne(withContext(asked, [sceneOf(pictures[last]!)]), sceneOf(pictures[last]!), last);
}

/** One question about one picture. */
export function answerOne(question: string, scene: Scene, picture = 0): FactsAnswer {
  const language = languageOf(question);
  const conversion = conversionAsked(question);
  const converted = conversion && convert(conversion, scene);
  const best = conversion ? undefined : understand(question, scene);
  if (!best && !converted) return { kind: 'other', language };
  const query: Query = best
    ? { domain: best.domain, op: best.op, about: best.about }
    : { domain: 'pictures', op: 'convert', about: [], form: conversion!.form };
  const result = converted ?? best!.evaluate();
  if (!result.ok) return { kind: 'refusal', text: result.text, query, language };
  if (result.confidence < DOUBT)
    return {
      kind: 'refusal',
      text: [msg`I cannot tell for sure; what was read with doubt:`, ...result.text],
      query,
      language,
    };
  return {
    kind: 'answer',
    text: result.text,
    evidence: result.evidence.map((each) => ({ picture, ...each })),
    confidence: result.confidence,
    query,
    language,
  };
}

/** The query that explains most of the question, over all that the picture holds. */
export function understand(question: string, scene: Scene): Candidate | undefined {
  const candidates: Candidate[] = [];
  const { datasets, graphs, controls, screen, facts } = scene;
  if (datasets.length > 0) {
    const parsed = parse(question, dataEntities(datasets), dataTopics(datasets));
    const found = understandData(parsed, datasets);
    if (found) {
      const dataset = datasets[found.query.dataset]!;
      const about = [
        ...(found.query.series ?? []).map((i) => dataset.series[i]!.name),
        ...(found.query.keys ?? []).map((i) => dataset.keys[i]!),
      ];
      candidates.push({
        domain: 'data',
        op: found.query.op,
        about,
        score: found.score + 1,
        evaluate: () => outside(parsed, 'data', instead(dataset)) ?? evaluateData(found.query, datasets),
      });
    }
  }
  if (graphs.length > 0 && !(datasets.length > 0 && facts.kind.name === 'chart')) {
    const parsed = parse(
      question,
      graphEntities(graphs),
      graphs.flatMap(({ diagram }) => (diagram.title ? [diagram.title.text] : [])),
    );
    const found = understandGraph(parsed, graphs);
    if (found) {
      const graph = graphs[found.query.diagram]!;
      const about = found.query.ids.map((id) => String(graph.name(id)));
      candidates.push({
        domain: 'graph',
        op: found.query.op,
        about,
        score: found.score + (facts.kind.name === 'diagram' ? 1 : 0.5),
        evaluate: () => outside(parsed, 'graph', [parts(graph)]) ?? evaluateGraph(found.query, graphs),
      });
    }
  }
  // What a chart or a diagram fills was read as a page as well: its words are theirs.
  if (facts.page && controls.length > 0 && (facts.kind.name === 'page' || datasets.length + graphs.length === 0)) {
    const parsed = parse(question, pageEntities(controls));
    const found = understandPage(parsed, controls);
    if (found)
      candidates.push({
        domain: 'page',
        op: found.query.op,
        about: found.query.controls.map((index) => controls[index]!.name),
        score: found.score + (facts.kind.name === 'page' ? 1 : 0),
        evaluate: () => outside(parsed, 'page') ?? evaluatePage(found.query, facts.page!, controls),
      });
  }
  if (screen.lines.length > 0) {
    const parsed = parse(question, []);
    const found = understandText(parsed, screen);
    const textual = ['terminal', 'code', 'document', 'other'].includes(facts.kind.name);
    if (found)
      candidates.push({
        domain: 'text',
        op: found.query.op,
        about: [],
        score: found.score + (OF_TEXT.has(found.query.op) ? 2 : textual ? 0 : structured(scene) ? -1.5 : 0),
        evaluate: () => outside(parsed, 'text') ?? evaluateText(found.query, screen, parsed),
      });
  }
  return candidates.sort((a, b) => b.score - a.score)[0];
}

/** What only text says, whatever else the picture is. */
const OF_TEXT: ReadonlySet<string> = new Set(['command', 'exitCode', 'failedTests', 'find'] satisfies TextOp[]);

/** A refusal where the question asks what pictures do not say, with what is there instead. */
function outside(parsed: Parse, domain: Query['domain'], there: Message[] = []): Result | undefined {
  const why = beyondPicture(parsed, domain);
  return why && refuse(why, ...there);
}

const structured = ({ datasets, graphs, facts }: Scene) => datasets.length + graphs.length > 0 || facts.page !== null;

/** Where nothing was understood: what can be asked of this picture instead. */
export function offer(facts: PictureFacts, language: Language): FactsAnswer {
  const { datasets, graphs, controls, screen } = sceneOf(facts);
  const text: Message[] = [msg`I cannot tell that from what was read in the picture.`];
  if (datasets.length > 0) text.push(msg`I can tell its values, extremes, differences and trends.`);
  else if (graphs.length > 0) text.push(msg`I can tell its parts, what follows what, branches, loops and ends.`);
  else if (facts.page && controls.length > 1) text.push(msg`I can tell its buttons, fields, headings and texts.`);
  else if (screen.lines.length > 0) text.push(msg`I can tell its text, errors, places and values.`);
  text.push(msg`A larger model, such as Imp 3B @ 196, may see more.`);
  return { kind: 'refusal', text, query: null, language };
}
