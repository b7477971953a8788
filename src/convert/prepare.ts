/** Reads a checkpoint's headers and plans both files; nothing is written. */
import type { GgufEntry } from '../gguf/index.ts';
import type { ConvertParams } from '../shared/convert.ts';
import { readConfig, type Config, type LanguageSpec } from './checkpoint/config.ts';
import { readIdentity, type Identity } from './checkpoint/identity.ts';
import { findWeights } from './checkpoint/safetensors.ts';
import { unsupported } from './errors.ts';
import { findLayout, languageTensors, type Layout } from './models/language.ts';
import { languageMetadata, visionMetadata } from './models/metadata.ts';
import { visionSpec, visionTensors, type VisionSpec } from './models/vision.ts';
import { Inventory, parameterCount, type Planned } from './plan.ts';
import { paddedFfn, planLanguage, planVision } from './quantize/mix.ts';
import { readTokenizer, type Tokenizer } from './tokenizer/tokenizer.ts';
import { msg } from '../shared/message.ts';

export interface PlannedFile {
  metadata: Map<string, GgufEntry>;
  tensors: Planned[];
  parameters: number;
}

export interface Preparation {
  identity: Identity;
  language: LanguageSpec;
  vision: VisionSpec;
  layout: Layout;
  model: PlannedFile;
  mmproj: PlannedFile;
}

/** What a checkpoint's folder holds, whatever is made of it. */
export interface Checkpoint {
  inventory: Inventory;
  config: Config;
  language: LanguageSpec;
  tokenizer: Tokenizer;
  identity: Identity;
  layout: Layout;
  vision: VisionSpec;
}

/** @throws ImpError `checkpoint-unsupported` naming what is missing, unknown or broken. */
export async function readCheckpoint(
  params: Pick<ConvertParams, 'checkpointDir' | 'name' | 'preprocess'>,
): Promise<Checkpoint> {
  const { checkpointDir } = params;
  // the weights first: a folder without them, or with pickle files, is reported before its config is judged
  const inventory = new Inventory(await findWeights(checkpointDir));
  const { config, language } = await readConfig(checkpointDir);
  const tokenizer = await readTokenizer(checkpointDir, config, language);
  const identity = named(await readIdentity(checkpointDir, params.name), language, tokenizer);

  const layout = findLayout(inventory);
  const vision = visionSpec(config, inventory, layout, language.width, params.preprocess);
  return { inventory, config, language, tokenizer, identity, layout, vision };
}

/** @throws ImpError as `readCheckpoint`. */
export async function prepare(params: ConvertParams): Promise<Preparation> {
  const { type = 'Q4_K_M', visionType = 'Q8_0' } = params;
  const { inventory, language, tokenizer, identity, layout, vision } = await readCheckpoint(params);
  const ffn = paddedFfn(vision.ffn, visionType);
  const languageDrafts = languageTensors(inventory, language, layout);
  const visionDrafts = visionTensors(inventory, vision, layout, ffn);
  inventory.finish();

  const languageParameters = parameterCount(languageDrafts);
  const visionParameters = parameterCount(visionDrafts);
  return {
    identity,
    language,
    vision,
    layout,
    model: {
      metadata: languageMetadata(language, identity, type, languageParameters, tokenizer),
      tensors: planLanguage(languageDrafts, type, language.layers),
      parameters: languageParameters,
    },
    mmproj: {
      metadata: visionMetadata(vision, identity, visionType, visionParameters, ffn),
      tensors: planVision(visionDrafts, visionType),
      parameters: visionParameters,
    },
  };
}

/**
 * llama.cpp knows by the model's name alone that Phi-3's control tokens swallow the white space after them: "phi-3" or
 * "phi3" must be in it where the tokenizer says so, and then it wants these tokens to exist.
 */
function named(identity: Identity, { architecture }: LanguageSpec, { stripsRight, tokens }: Tokenizer): Identity {
  if (architecture !== 'phi3' || !stripsRight) return identity;
  for (const token of ['<unk>', '<s>', '</s>', '<|endoftext|>']) {
    if (!tokens.includes(token)) throw unsupported(msg`its tokenizer lacks ${token}, which llama.cpp expects of Phi-3`);
  }
  return /phi-?3/i.test(identity.name) ? identity : { ...identity, name: `${identity.name} (Phi-3)` };
}
