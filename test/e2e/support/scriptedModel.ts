/** A real model that says one thing: every step from the picture to the words runs, and what it says is known. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertCheckpoint } from '../../../src/convert/index.ts';
import { readGguf } from '../../../src/gguf/index.ts';
import { ROOT } from '../../../scripts/lib/run.ts';

const CHECKPOINT = join(ROOT, 'test/fixtures/checkpoints/imp-v1.5-tiny-phi3');
const [ONE, TEN] = [0x3c00, 0x4900]; // as F16

/**
 * A folder for `imp.models.directories` with the model `id`: a tiny checkpoint of Phi-3's form whose blocks add nothing and whose output
 * goes from each character of `text` to the next, so each may stand there once only. Remove it afterwards.
 */
export async function scriptedModel(id: string, text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'imp-models-'));
  const { modelPath } = await convertCheckpoint({
    checkpointDir: CHECKPOINT,
    outDir: join(folder, id),
    type: 'F16',
    visionType: 'F16',
  });
  const { metadata, tensors } = await readGguf(modelPath);
  const bytes = readFileSync(modelPath);
  const tensor = (name: string) => {
    const found = tensors.find((each) => each.name === name);
    if (!found) throw new Error(`The tiny model has no ${name}`);
    return found;
  };
  const fill = (name: string, value: number) => {
    const { offset, shape } = tensor(name);
    for (let i = 0; i < shape.reduce((a, b) => a * b); i++) bytes.writeUInt16LE(value, Number(offset) + 2 * i);
  };
  const put = (name: string, row: number, column: number, value: number) => {
    const { offset, shape } = tensor(name);
    bytes.writeUInt16LE(value, Number(offset) + 2 * (row * shape[0]! + column));
  };
  for (const { name } of tensors) if (/\.(?:attn_output|ffn_down)\.weight$/.test(name)) fill(name, 0);
  fill('output.weight', 0);
  const words = metadata.get('tokenizer.ggml.tokens')?.value as string[];
  const tokenOf = (character: string) => {
    const byte = `<0x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}>`;
    const token = [character === ' ' ? '▁' : character, byte].map((word) => words.indexOf(word)).find((at) => at >= 0);
    if (token === undefined) throw new Error(`The tiny model has no token for "${character}"`);
    return token;
  };
  const chain = [words.indexOf('<|assistant|>'), ...[...text].map(tokenOf), words.indexOf('<|end|>')];
  if (new Set(chain).size < chain.length) throw new Error(`"${text}" has a character twice`);
  const width = tensor('token_embd.weight').shape[0]!;
  chain.slice(0, -1).forEach((token, i) => {
    for (let column = 0; column < width; column++) put('token_embd.weight', token, column, column === i ? ONE : 0);
    put('output.weight', chain[i + 1]!, i, TEN);
  });
  const norm = tensor('output_norm.weight');
  for (let i = 0; i < width; i++) bytes.writeFloatLE(1, Number(norm.offset) + 4 * i);
  writeFileSync(modelPath, bytes);
  return folder;
}
