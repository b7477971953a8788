/** SigLIP and the projector: sizes, and which checkpoint tensor becomes which tensor of the mmproj file. */
import type { Config } from '../checkpoint/config.ts';
import { unsupported } from '../errors.ts';
import { matrix, vector, type Draft, type Inventory } from '../plan.ts';
import type { Layout } from './language.ts';
import { msg } from '../../shared/message.ts';

export interface VisionSpec {
  /** Side of the square in pixels. */
  side: number;
  patch: number;
  width: number;
  heads: number;
  ffn: number;
  /** Blocks that run; the raw output of the last one is the features. */
  blocks: number;
  normEps: number;
  /** Width of the language model, which the projector ends in. */
  projection: number;
  preprocess: 'pad' | 'squash';
}

/** The tower of every published Imp; config.json names it and leaves its sizes out. Source: its own config.json. */
const SO400M = {
  hidden_size: 1152,
  num_hidden_layers: 27,
  num_attention_heads: 16,
  intermediate_size: 4304,
  image_size: 384,
  patch_size: 14,
  num_channels: 3 as const,
  layer_norm_eps: 1e-6,
  hidden_act: 'gelu_pytorch_tanh',
};

/**
 * Sizes of the vision side, from config.json's `vision_config` or the known tower, checked against the tensors.
 * @param preprocess overrules how pictures become squares.
 */
export function visionSpec(
  config: Config,
  inventory: Inventory,
  layout: Layout,
  projection: number,
  preprocess?: 'pad' | 'squash',
): VisionSpec {
  const tower = config.mm_vision_tower ?? '';
  const known =
    config.vision_config ?? config.vision_tower_config ?? (/siglip-so400m-patch14/.test(tower) ? SO400M : undefined);
  if (!known)
    throw unsupported(
      msg`its vision tower "${tower || 'mm_vision_tower'}" is not known, and config.json has no vision_config with its sizes`,
    );
  if (known.hidden_act !== 'gelu_pytorch_tanh')
    throw unsupported(msg`its vision tower's activation ${known.hidden_act} is not SigLIP's`);
  const projector = config.mm_projector_type ?? 'mlp2x_gelu';
  if (projector !== 'mlp2x_gelu') throw unsupported(msg`its projector ${projector} is not known; Imp's is mlp2x_gelu`);
  if (config.mm_use_im_start_end) throw unsupported(msg`mm_use_im_start_end is on, which Imp does not use`);
  if ((config.mm_vision_select_feature ?? 'patch') !== 'patch')
    throw unsupported(msg`mm_vision_select_feature ${config.mm_vision_select_feature!} is not known`);

  const prefix = visionPrefix(layout);
  const positions = inventory.shape(`${prefix}embeddings.position_embedding.weight`)?.[0];
  if (positions === undefined)
    throw unsupported(
      msg`the tensor ${prefix}embeddings.position_embedding.weight is missing: the checkpoint has no vision tower`,
    );
  const grid = Math.sqrt(positions);
  if (!Number.isInteger(grid)) throw unsupported(msg`its vision tower has ${positions} positions, which is no square`);
  // The 196 model names the 384 tower: the positions decide. 384 is no multiple of 14; the border stays unused.
  const side = Math.floor(known.image_size / known.patch_size) === grid ? known.image_size : grid * known.patch_size;

  const select = config.mm_vision_select_layer ?? -2;
  if (select >= 0) throw unsupported(msg`mm_vision_select_layer ${select} is not known: Imp counts from the end`);
  const blocks = blocksThatRun(inventory, prefix, known.num_hidden_layers, select);
  return {
    side,
    patch: known.patch_size,
    width: known.hidden_size,
    heads: known.num_attention_heads,
    ffn: known.intermediate_size,
    blocks,
    normEps: known.layer_norm_eps,
    projection,
    // the authors' process_images (mm_utils.py, imp.py): `pad` pads, whatever else stands there, or nothing, squashes
    preprocess: preprocess ?? (config.image_aspect_ratio === 'pad' ? 'pad' : 'squash'),
  };
}

/**
 * How many of the tower's blocks run: the stored ones. The authors take the last one of SigLIP's 27 out before they save, and config.json
 * counts 27 or 26; a tower that was saved whole has its pooling head, and its blocks beyond `select` are passed over.
 */
function blocksThatRun(inventory: Inventory, prefix: string, counted: number, select: number): number {
  let stored = 0;
  while (inventory.has(`${prefix}encoder.layers.${stored}.layer_norm1.weight`)) stored++;
  const cut = counted + 1 + select;
  if (stored === 0) throw unsupported(msg`the tensor ${`${prefix}encoder.layers.0.layer_norm1.weight`} is missing`);
  const whole = stored === counted && inventory.some((name) => name.startsWith(`${prefix}head.`));
  const blocks = whole ? cut : stored;
  const plausible = whole || stored === cut || (stored === counted && counted < SO400M.num_hidden_layers);
  if (!plausible || blocks < 1)
    throw unsupported(
      msg`it stores ${stored} blocks of its vision tower where config.json counts ${counted}, of which ${cut} are to run`,
    );
  return blocks;
}

function visionPrefix(layout: Layout): string {
  return `${root(layout)}.vision_tower.vision_tower.vision_model.`;
}

function root(layout: Layout): string {
  return layout === 'older' ? 'transformer' : 'model';
}

/**
 * All tensors of the mmproj file.
 * @param paddedFfn FFN width in the file, ≥ `spec.ffn`: the rows added to the first matrix and its bias are zero, so GELU
 *   gives 0 there, and the columns added to the second matrix are zero too: no result changes.
 */
export function visionTensors(inventory: Inventory, spec: VisionSpec, layout: Layout, paddedFfn: number): Draft[] {
  const { width, patch, ffn, blocks, projection } = spec;
  const prefix = visionPrefix(layout);
  const linear = (from: string, to: string, rows: number, columns: number) => [
    matrix(`${to}.weight`, inventory.take(`${from}.weight`, [rows, columns])),
    vector(`${to}.bias`, inventory.take(`${from}.bias`, [rows])),
  ];
  const norm = (from: string, to: string) => [
    vector(`${to}.weight`, inventory.take(`${from}.weight`, [width])),
    vector(`${to}.bias`, inventory.take(`${from}.bias`, [width])),
  ];
  const positions = Math.floor(spec.side / patch) ** 2;
  const kernel = inventory.take(`${prefix}embeddings.patch_embedding.weight`, [width, 3, patch, patch]);
  const drafts: Draft[] = [
    // llama.cpp convolves with this one: four dimensions, never quantized
    {
      name: 'v.patch_embd.weight',
      shape: [patch, patch, 3, width],
      source: { weight: kernel, firstRow: 0, rows: width, columns: 3 * patch * patch },
      keepF32: false,
    },
    vector('v.patch_embd.bias', inventory.take(`${prefix}embeddings.patch_embedding.bias`, [width])),
    {
      ...matrix(
        'v.position_embd.weight',
        inventory.take(`${prefix}embeddings.position_embedding.weight`, [positions, width]),
      ),
      keepF32: true,
    },
  ];
  for (let i = 0; i < blocks; i++) {
    const [from, to] = [`${prefix}encoder.layers.${i}`, `v.blk.${i}`];
    const [up, upBias] = linear(`${from}.mlp.fc1`, `${to}.ffn_up`, ffn, width) as [Draft, Draft];
    const [down, downBias] = linear(`${from}.mlp.fc2`, `${to}.ffn_down`, width, ffn) as [Draft, Draft];
    drafts.push(
      ...norm(`${from}.layer_norm1`, `${to}.ln1`),
      ...norm(`${from}.layer_norm2`, `${to}.ln2`),
      ...linear(`${from}.self_attn.q_proj`, `${to}.attn_q`, width, width),
      ...linear(`${from}.self_attn.k_proj`, `${to}.attn_k`, width, width),
      ...linear(`${from}.self_attn.v_proj`, `${to}.attn_v`, width, width),
      ...linear(`${from}.self_attn.out_proj`, `${to}.attn_out`, width, width),
      { ...up, shape: [width, paddedFfn] },
      { ...upBias, shape: [paddedFfn] },
      { ...down, shape: [paddedFfn, width] },
      downBias,
    );
  }
  drafts.push(
    ...linear(`${root(layout)}.mm_projector.0`, 'mm.0', projection, width),
    ...linear(`${root(layout)}.mm_projector.2`, 'mm.2', projection, projection),
  );
  // Blocks after the features, the last norm and the pooling head take no part; position_ids is a counter.
  inventory.ignore(
    new RegExp(`^${prefix.replaceAll('.', '\\.')}(post_layernorm|head|embeddings\\.position_ids)(\\.|$)`),
  );
  for (let i = blocks; inventory.has(`${prefix}encoder.layers.${i}.layer_norm1.weight`); i++) {
    inventory.ignore(new RegExp(`^${prefix.replaceAll('.', '\\.')}encoder\\.layers\\.${i}\\.`));
  }
  return drafts;
}
