/** `imp ask --tiles`: one large picture in enlarged parts, as the panel's "Look closer". */
import type { EngineClient } from '../client/index.ts';
import { mergeAnswers, planTiles, tileBudget, tilePlace, type TilePlan } from '../prompts/tiles.ts';
import type { AskResult, ImageFacts, ModelFacts, Region } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { MOST_ANSWER_TOKENS } from '../shared/models.ts';
import { sumTimings } from '../shared/timings.ts';
import type { Attached } from './engine.ts';
import type { Output } from './output.ts';

export interface Tiled {
  mode: TilePlan['mode'];
  pictures: (ImageFacts & { region: Region })[];
}

/** The engine's own limit where `--max-tokens` is not given. */

/** The parts of the only picture, in the engine; mode `whole` and no parts where its letters are large enough or it has none. */
export async function tilesOf(
  client: EngineClient,
  model: ModelFacts,
  images: Attached[],
  maxTokens: number | undefined,
  signal: AbortSignal,
): Promise<Tiled> {
  const [image] = images;
  if (!image || images.length > 1)
    throw new ImpError('usage', `--tiles needs one --image, not ${images.length}. See imp --help.`);
  const reading = await client.request('read', { id: image.id }, { signal });
  const plan = planTiles(
    image,
    model.imageSide,
    model.imageTokens,
    tileBudget(model, maxTokens ?? MOST_ANSWER_TOKENS),
    model.preprocess,
    reading,
  );
  const pictures: Tiled['pictures'] = [];
  for (const region of plan.tiles)
    pictures.push({
      ...(await client.request('attach', { bytes: image.bytes, name: image.path, region }, { signal })),
      region,
    });
  return { mode: plan.mode, pictures };
}

/** Asks about each part by itself; what is printed is each answer under its place, what is returned their sum. */
export async function askEach(
  { pictures }: Tiled,
  whole: Attached,
  output: Output,
  ask: (images: string[]) => Promise<AskResult>,
): Promise<AskResult> {
  const answers: { tile: Region; text: string }[] = [];
  let result: AskResult | undefined;
  for (const [i, { id, region }] of pictures.entries()) {
    output.progress(`Part ${i + 1} of ${pictures.length}`);
    if (!output.json) output.stream(`${i > 0 ? '\n' : ''}[${tilePlace(region, whole)}] `);
    const next = await ask([id]);
    answers.push({ tile: region, text: next.answer });
    result = {
      ...next,
      timings: result ? sumTimings(result.timings, next.timings) : next.timings,
      stop: result?.stop === 'length' && next.stop === 'end' ? 'length' : next.stop,
    };
    if (next.stop === 'cancelled') break;
  }
  return { ...result!, answer: mergeAnswers(answers, whole) };
}
