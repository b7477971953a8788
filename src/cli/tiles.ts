/** `imp ask --tiles`: one large picture in enlarged parts, as the panel's "Look closer". */
import type { EngineClient } from '../client/index.ts';
import { askEachPart } from '../prompts/partByPart.ts';
import { planTiles, tileBudget, type TilePlan } from '../prompts/tiles.ts';
import type { AskResult, ImageFacts, ModelFacts, Region } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { MOST_ANSWER_TOKENS } from '../shared/models.ts';
import type { Attached } from './engine.ts';
import type { Output } from './output.ts';

export interface Tiled {
  mode: TilePlan['mode'];
  pictures: (ImageFacts & { region: Region })[];
}

/**
 * The parts of the only picture, in the engine; mode `whole` and no parts where its letters are large enough or it has none.
 * @param maxTokens absent: the engine's own limit
 */
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
  const parts = pictures.map(({ region }) => region);
  return await askEachPart(parts, whole, async (i, place) => {
    output.progress(`Part ${i + 1} of ${pictures.length}`);
    if (!output.json) output.stream(`${i > 0 ? '\n' : ''}[${place}] `);
    return await ask([pictures[i]!.id]);
  });
}
