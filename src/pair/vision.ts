import type { GgufFile, GgufTensor } from '../gguf/index.ts';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { IMP_KEYS } from '../shared/gguf.ts';
import { brokenFile, commonType, isVisionMatrix, visionShape } from './shapes.ts';
import type { Normalization } from '../image/square.ts';
import type { SquareSpec } from '../image/types.ts';

export type Activation = 'gelu' | 'gelu_quick' | 'silu';

/** All that the image path needs to know about a vision tower and its projector, from the mmproj's metadata. */
export interface VisionFacts extends SquareSpec, Normalization {
  name: string;
  /** Side of a patch, pixels. */
  patch: number;
  /** Visual tokens a picture takes: whole patches in the square. */
  tokens: number;
  /** Floats a token: the width of the language model that the projector feeds. */
  width: number;
  /** Hidden width and attention heads of the tower. */
  hidden: number;
  heads: number;
  /** Blocks that run: up to the deepest feature layer. */
  blocks: number;
  /** The projector gets the outputs of these blocks side by side, ascending (0: the first block's input). */
  featureLayers: readonly number[];
  activation: Activation;
  epsilon: number;
  /** Type of the tower's matrices, as in `F16`, `Q8_0`. */
  quantization: string;
  parameters: number;
}

/** Grey 127 is what MILVLG/imp pads with: 255 times the mean of SigLIP's normalisation, cut to a whole number. */
const PAD_COLOR = [127, 127, 127] as const;

/**
 * Reads what a mmproj file says about its vision tower: llama.cpp's `clip.*` keys as its release v0.4.0 reads them
 * (tools/mtmd/clip.cpp), and this project's `imp.image.*` keys for the preprocessing. Without those the picture is padded,
 * as Imp v1.5 does it.
 * @throws ImpError `model-mismatch` when it is not a tower with the `mlp` projector, `model-unreadable` when its figures contradict each other
 */
export function readVisionFacts(file: GgufFile): VisionFacts {
  const mismatch = (what: Message) =>
    new ImpError(
      'model-mismatch',
      msg`${file.path} is no vision part that Imp can use: ${what}. Choose a mmproj file with a SigLIP or CLIP tower and the mlp projector.`,
    );
  const architecture = file.string('general.architecture');
  if (architecture !== 'clip') throw mismatch(msg`its architecture is ${architecture ?? '?'}, not clip`);
  const projector = file.string('clip.projector_type') ?? 'mlp';
  if (projector !== 'mlp' || file.tensor('mm.3.weight'))
    throw mismatch(msg`its projector is ${projector === 'mlp' ? 'mlp_norm' : projector}, not mlp`);

  const unreadable = (what: Message) => brokenFile(file, what);
  const triple = (key: string, fallback?: readonly number[]) => {
    const values = file.numbers(key) ?? fallback;
    if (!values || values.length < 3) throw unreadable(msg`its metadata lacks ${key}`);
    return [values[0]!, values[1]!, values[2]!] as const;
  };

  const { side, patch, width: hidden, heads, layers: stored } = visionShape(file);
  const layers = Array.from(file.numbers('clip.vision.feature_layer') ?? []).filter((layer) => layer >= 0);
  // llama.cpp runs up to the deepest feature layer, and without any leaves out the last block.
  const blocks = layers.length > 0 ? Math.max(...layers) : stored - 1;
  if (blocks > stored) throw unreadable(msg`its feature layer ${blocks} is beyond its ${stored} blocks`);
  const featureLayers = layers.length > 0 ? [...new Set(layers)].sort((a, b) => a - b) : [blocks];
  const std = triple('clip.vision.image_std');
  if (std.some((value) => value === 0)) throw unreadable(msg`its clip.vision.image_std has a zero`);

  const last = file.tensor('mm.2.weight') ?? file.tensor('mm.0.weight');
  if (!last) throw mismatch(msg`it has no projector (mm.0.weight)`);
  return {
    name: file.string('general.name') ?? 'vision tower',
    side,
    patch,
    tokens: Math.floor(side / patch) ** 2,
    width: last.shape[1] ?? 1,
    hidden,
    heads,
    blocks,
    featureLayers,
    activation: activation(file, unreadable),
    epsilon: file.number('clip.vision.attention.layer_norm_epsilon') ?? 1e-6,
    mode: file.string(IMP_KEYS.preprocess) === 'squash' ? 'squash' : 'pad',
    padColor: triple(IMP_KEYS.padColor, PAD_COLOR),
    mean: triple('clip.vision.image_mean'),
    std,
    quantization: commonType(file, isVisionMatrix),
    parameters: file.tensors.reduce((sum, tensor) => sum + elements(tensor), 0),
  };
}

function activation(file: GgufFile, unreadable: (what: Message) => ImpError): Activation {
  const gelu = file.boolean('clip.use_gelu') ?? false;
  const silu = file.boolean('clip.use_silu') ?? false;
  if (gelu && silu) throw unreadable(msg`it asks for both GELU and SiLU`);
  return gelu ? 'gelu' : silu ? 'silu' : 'gelu_quick';
}

const elements = (tensor: GgufTensor) => tensor.shape.reduce((product, n) => product * n, 1);
