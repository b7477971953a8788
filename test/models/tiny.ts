/** Tiny GGUF pairs, real files of the real writer, for tests of the store. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GgufWriter, type GgufEntry, type TensorPlan } from '../../src/gguf/index.ts';

const text = (value: string): GgufEntry => ({ type: 'string', value });
const count = (value: number): GgufEntry => ({ type: 'uint32', value });

async function write(path: string, metadata: [string, GgufEntry][], plans: TensorPlan[]): Promise<string> {
  const writer = await GgufWriter.create(path, new Map(metadata), plans);
  for (const tensor of writer.tensors) await writer.write(tensor, 0, new Uint8Array(tensor.bytes).fill(1));
  await writer.finish();
  return path;
}

export interface TinyOptions {
  width?: number;
  name?: string;
}

export async function tinyLanguage(path: string, { width = 64, name = 'Tiny' }: TinyOptions = {}): Promise<string> {
  return write(
    path,
    [
      ['general.architecture', text('phi2')],
      ['general.name', text(name)],
      ['general.file_type', count(1)],
      ['phi2.context_length', count(128)],
      ['phi2.embedding_length', count(width)],
      ['phi2.feed_forward_length', count(128)],
      ['phi2.block_count', count(2)],
      ['phi2.attention.head_count', count(4)],
    ],
    [
      { name: 'token_embd.weight', shape: [width, 100], type: 'F16' },
      { name: 'blk.0.attn_q.weight', shape: [width, width], type: 'F16' },
      { name: 'blk.0.attn_q.bias', shape: [width], type: 'F32' },
      { name: 'blk.1.ffn_up.weight', shape: [width, 128], type: 'Q8_0' },
      { name: 'output.weight', shape: [width, 100], type: 'F16' },
    ],
  );
}

export async function tinyProjector(path: string, { width = 64 }: TinyOptions = {}): Promise<string> {
  const key = (name: string) => `clip.vision.${name}`;
  return write(
    path,
    [
      ['general.architecture', text('clip')],
      ['clip.has_vision_encoder', { type: 'bool', value: true }],
      ['clip.projector_type', text('mlp')],
      [key('image_size'), count(56)],
      [key('patch_size'), count(14)],
      [key('block_count'), count(2)],
      [key('embedding_length'), count(32)],
      [key('feed_forward_length'), count(64)],
      [key('attention.head_count'), count(4)],
      [key('projection_dim'), count(width)],
    ],
    [
      { name: 'v.blk.0.attn_q.weight', shape: [32, 32], type: 'F16' },
      { name: 'mm.0.weight', shape: [32, width], type: 'F16' },
      { name: 'mm.2.weight', shape: [width, width], type: 'F16' },
    ],
  );
}

/** A folder with a pair in it. */
export async function tinyPair(
  folder: string,
  options: TinyOptions = {},
): Promise<{ model: string; mmproj: string; folder: string }> {
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    model: await tinyLanguage(join(folder, 'tiny-F16.gguf'), options),
    mmproj: await tinyProjector(join(folder, 'mmproj-tiny.gguf'), options),
  };
}
