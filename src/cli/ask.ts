/** `imp ask`: what stands in the pictures decides what it can, the model is asked for the rest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineClient } from '../client/index.ts';
import { answerFromFacts, offer, type FactsAnswer } from '../facts/index.ts';
import { render, translateBy } from '../facts/render.ts';
import { asksKindOfPicture, mentionsPicture, NO_PICTURE_FILE } from '../prompts/noPicture.ts';
import type { AskEvent, AskResult, ModelFacts, Turn } from '../shared/engine.ts';
import { BUILTIN_MODEL } from '../shared/models.ts';
import { NO_TIMINGS } from '../shared/timings.ts';
import type { PictureFacts } from '../shared/structure.ts';
import { attachImages, loadModel, withEngine, type Attached } from './engine.ts';
import { remoteModel, type Remote } from './endpoint.ts';
import { packageRoot } from './files.ts';
import type { Output } from './output.ts';
import { pictures } from './pictures.ts';
import type { Run } from './run.ts';
import { askEach, tilesOf, type Tiled } from './tiles.ts';

/** The stop reason's exit code: a cancelled answer is shown, and said to be cancelled. */
const exitOf = (stop: AskResult['stop']) => (stop === 'cancelled' ? 130 : 0);

export async function ask(run: Run): Promise<number> {
  const { options, words, output, signal } = run;
  const question = words[0]!;
  const ocr = options.choice('ocr', ['on', 'off']);
  const sources = pictures(options);
  // Checked before anything starts.
  options.number('max-tokens', 1, 1 << 20);
  options.number('temperature', 0, 10, false);
  options.number('seed', 0, 0xffff_ffff);
  const remote = await remoteModel(run);
  return await withEngine(output, async (client) => {
    const started = performance.now();
    const images = await attachImages(client, sources, signal);
    const reading =
      ocr === 'off' || images.length === 0 ? Promise.resolve([]) : factsOf(client, images, output, signal);
    reading.catch(() => {}); // what cannot be read is answered without it
    const model = remote?.facts ?? (await loadModel(client, options, output, signal));
    if (!remote) for (const image of images) image.tokens = model.imageTokens;
    const builtin = !remote && model.id === BUILTIN_MODEL;
    if (images.length === 0 && (builtin || mentionsPicture(question))) {
      const text = [NO_PICTURE_FILE];
      return await finish(output, {
        model,
        images,
        started,
        spoken: await spoken({ kind: 'refusal', text, query: null, language: languageOf(question) }),
      });
    }
    const facts = await reading.catch((thrown: unknown) => {
      if (signal.aborted) throw thrown;
      return [];
    });
    const direct = directAnswer(question, facts, builtin);
    if (direct && (builtin || direct.kind === 'answer')) {
      const said = await spoken(direct);
      if (builtin) return await finish(output, { model, images, started, spoken: said, direct });
      output.stream(`${said}\n\n`);
      return await askModel(run, client, { model, remote, images, started, facts, direct, said });
    }
    return await askModel(run, client, { model, remote, images, started, facts });
  });
}

const languageOf = (question: string) => (/[\u3400-\u9fff]{2}/.test(question) ? 'zh' : 'en');

async function factsOf(
  client: EngineClient,
  images: readonly Attached[],
  output: Output,
  signal: AbortSignal,
): Promise<PictureFacts[]> {
  const facts: PictureFacts[] = [];
  for (const { id } of images)
    facts.push(await client.request('facts', { id }, { signal, onEvent: () => output.progress('Reading') }));
  return facts;
}

/** Undefined: the model is asked. The built-in one knows a few kinds of pictures and no letters: what has text is not for it. */
function directAnswer(question: string, facts: readonly PictureFacts[], builtin: boolean): FactsAnswer | undefined {
  if (facts.length === 0 || (builtin && asksKindOfPicture(question))) return undefined;
  const found = answerFromFacts(question, facts);
  if (found.kind !== 'other') return found;
  const known = facts.find(
    ({ charts, tables, diagrams, text }) =>
      charts.length + tables.length + diagrams.length > 0 || text.lines.length > 2,
  );
  return builtin && known ? offer(known, found.language) : undefined;
}

/** The answer in the language of the question. */
async function spoken(answer: FactsAnswer): Promise<string> {
  if (answer.kind === 'other') return '';
  if (answer.language === 'en') return render(answer.text);
  const bundle = JSON.parse(
    await readFile(join(packageRoot(), 'l10n', 'bundle.l10n.zh-cn.json'), 'utf8').catch(() => '{}'),
  ) as Record<string, unknown>;
  return render(answer.text, translateBy(bundle));
}

interface Given {
  model: ModelFacts;
  /** Set where the model is on a server. */
  remote?: Remote;
  images: Attached[];
  started: number;
}

/** An answer that took no model. */
async function finish(
  output: Output,
  { model, images, started, spoken: said, direct }: Given & { spoken: string; direct?: FactsAnswer },
): Promise<number> {
  if (!output.json) output.stream(`${said}\n`);
  else
    result(
      output,
      { model, images, started },
      {
        answer: said,
        stop: 'end',
        timings: NO_TIMINGS,
        reusedTokens: 0,
        droppedTurns: 0,
        ...(direct?.kind !== 'answer' && { refused: true }),
      },
      undefined,
      direct,
    );
  return 0;
}

async function askModel(
  { options, words, output, signal }: Run,
  client: EngineClient,
  {
    model,
    remote,
    images,
    started,
    facts,
    direct,
    said,
  }: Given & { facts: readonly PictureFacts[]; direct?: FactsAnswer; said?: string },
): Promise<number> {
  const maxTokens = options.number('max-tokens', 1, 1 << 20);
  const sampling = {
    temperature: options.number('temperature', 0, 10, false),
    seed: options.number('seed', 0, 0xffff_ffff),
  };
  const tiled = options.flag('tiles') ? await tilesOf(client, model, images, maxTokens, signal) : undefined;
  const ocr = options.choice('ocr', ['on', 'off']) === 'on' ? facts.map(({ text }) => text.text).join('\n') : '';
  const turn: Turn = {
    role: 'user',
    text: words[0]!,
    images: [...images, ...(tiled?.mode === 'together' ? tiled.pictures : [])].map(({ id }) => id),
    ocr: ocr || undefined,
  };
  const onEvent = (event: AskEvent) => {
    if (event.type === 'text') output.stream(event.text);
    if (event.type === 'phase' && event.phase !== 'generating')
      output.progress(event.phase === 'encoding' ? 'Looking at the picture' : 'Reading', event.fraction);
  };
  const askOne = (ids: string[]) => {
    const params = { turns: [{ ...turn, images: ids }], maxTokens, sampling };
    return remote ? remote.ask(client, params, onEvent) : client.request('ask', params, { signal, onEvent });
  };
  const answered =
    tiled?.mode === 'in-turn' ? await askEach(tiled, images[0]!, output, askOne) : await askOne(turn.images!);
  if (!output.json) output.stream('\n');
  else
    result(
      output,
      { model, remote, images, started },
      { ...answered, answer: said ? `${said}\n\n${answered.answer}` : answered.answer },
      tiled,
      direct,
    );
  return exitOf(answered.stop);
}

function result(
  output: Output,
  { model, remote, images, started }: Given,
  answered: AskResult,
  tiled: Tiled | undefined,
  direct: FactsAnswer | undefined,
): void {
  const timings = {
    ...answered.timings,
    load_ms: model.loadMs + answered.timings.load_ms,
    total_ms: performance.now() - started,
  };
  output.result(
    {
      model: model.id,
      answer: answered.answer,
      stop: answered.stop,
      images: images.map(({ path, id, width, height, tokens }) => ({ path, sha256: id, width, height, tokens })),
      ...(answered.refused && { refused: true }),
      ...(remote && {
        endpoint: { ...remote.about, promptTokens: answered.promptTokens ?? null, cachedTokens: answered.reusedTokens },
      }),
      ...(direct?.kind === 'answer' && {
        facts: { confidence: direct.confidence, query: direct.query, evidence: direct.evidence },
      }),
      ...(tiled && { tiles: { mode: tiled.mode, regions: tiled.pictures.map(({ region }) => region) } }),
      timings: Object.fromEntries(Object.entries(timings).map(([name, value]) => [name, Math.round(value)])),
    },
    '',
  );
}
