/** Which tensors of a mmproj file do what: found by llama.cpp's names, their shapes checked before any native call sees them. */
import type { GgufFile, GgufTensor } from '../../gguf/index.ts';
import { brokenFile } from '../../pair/shapes.ts';
import { msg, type Message } from '../../shared/message.ts';
import type { VisionFacts } from '../../pair/vision.ts';

/** y = W x + b; W has shape [inputs, outputs] in ggml's order. */
export interface Linear {
  weight: GgufTensor;
  bias: GgufTensor | undefined;
}

/** Layer norm: its scale and shift. */
export interface Norm {
  scale: GgufTensor;
  shift: GgufTensor | undefined;
}

export interface Block {
  norm1: Norm;
  query: Linear;
  key: Linear;
  value: Linear;
  out: Linear;
  norm2: Norm;
  up: Linear;
  gate: Linear | undefined;
  down: Linear;
}

export interface Tower {
  /** Convolution weights [patch, patch, 3, hidden], used as a matrix of 3 × patch × patch inputs. */
  patch: Linear;
  /** Vector [hidden] of CLIP's class token. */
  classToken: GgufTensor | undefined;
  /** [hidden, tokens], one more with a class token. */
  positions: GgufTensor;
  preNorm: Norm | undefined;
  blocks: Block[];
  postNorm: Norm | undefined;
  /** One or two layers, GELU between or after. */
  projector: Linear[];
}

/** @throws ImpError `model-unreadable` when a tensor is missing or has the wrong shape */
export function planTower(file: GgufFile, facts: VisionFacts): Tower {
  const { hidden, tokens, patch } = facts;
  const broken = (what: Message) => brokenFile(file, what);
  const need = (name: string) => {
    const tensor = file.tensor(name);
    if (!tensor) throw broken(msg`the tensor ${name} is missing`);
    return tensor;
  };
  const check = (tensor: GgufTensor, shape: number[]) => {
    const actual = tensor.shape.filter((n, i) => i === 0 || n !== 1);
    const wanted = shape.filter((n, i) => i === 0 || n !== 1);
    if (actual.join() !== wanted.join())
      throw broken(msg`the tensor ${tensor.name} has shape ${tensor.shape.join(' × ')}, not ${shape.join(' × ')}`);
    return tensor;
  };
  const vector = (name: string, size: number) => {
    const tensor = file.tensor(name);
    if (!tensor) return undefined;
    if (!['F32', 'F16', 'BF16'].includes(tensor.type)) throw broken(msg`the tensor ${name} has type ${tensor.type}`);
    return check(tensor, [size]);
  };
  const linear = (name: string, inputs: number, outputs: number): Linear => ({
    weight: check(need(`${name}.weight`), [inputs, outputs]),
    bias: vector(`${name}.bias`, outputs),
  });
  const norm = (name: string): Norm | undefined => {
    const scale = vector(`${name}.weight`, hidden);
    return scale && { scale, shift: vector(`${name}.bias`, hidden) };
  };
  const block = (i: number): Block => {
    const p = `v.blk.${i}`;
    // Old CLIP files have the names of the two layers swapped; llama.cpp goes by the shape, and so do we.
    const isSwapped = need(`${p}.ffn_down.weight`).shape[0] === hidden;
    const [up, down] = isSwapped ? ['ffn_down', 'ffn_up'] : ['ffn_up', 'ffn_down'];
    const inner = need(`${p}.${up}.weight`).shape[1] ?? 1;
    const norm1 = norm(`${p}.ln1`);
    const norm2 = norm(`${p}.ln2`);
    if (!norm1 || !norm2) throw broken(msg`block ${i} lacks a layer norm`);
    return {
      norm1,
      query: linear(`${p}.attn_q`, hidden, hidden),
      key: linear(`${p}.attn_k`, hidden, hidden),
      value: linear(`${p}.attn_v`, hidden, hidden),
      out: linear(`${p}.attn_out`, hidden, hidden),
      norm2,
      up: linear(`${p}.${up}`, hidden, inner),
      gate: file.tensor(`${p}.ffn_gate.weight`) && linear(`${p}.ffn_gate`, hidden, inner),
      down: linear(`${p}.${down}`, inner, hidden),
    };
  };

  const classToken = vector('v.class_embd', hidden);
  const positions = check(need('v.position_embd.weight'), [hidden, tokens + (classToken ? 1 : 0)]);
  if (!['F32', 'F16', 'BF16'].includes(positions.type))
    throw broken(msg`the tensor ${positions.name} has type ${positions.type}`);
  const first = need('mm.0.weight');
  const middle = first.shape[1] ?? 1;
  const projector = [linear('mm.0', hidden * facts.featureLayers.length, middle)];
  if (file.tensor('mm.2.weight')) projector.push(linear('mm.2', middle, facts.width));
  return {
    patch: {
      weight: check(need('v.patch_embd.weight'), [patch, patch, 3, hidden]),
      bias: vector('v.patch_embd.bias', hidden),
    },
    classToken,
    positions,
    preNorm: norm('v.pre_ln'),
    blocks: Array.from({ length: facts.blocks }, (_, i) => block(i)),
    postNorm: norm('v.post_ln'),
    projector,
  };
}

/** Inputs and outputs of a matrix; of a convolution all dimensions but the last are inputs. */
export function matrixShape(weight: GgufTensor): [number, number] {
  return [weight.shape.slice(0, -1).reduce((product, n) => product * n, 1), weight.shape.at(-1)!];
}
