/** What a GGUF pair is, from its own metadata: which file is the language model, which the vision tower, and whether they fit together. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readGguf, type GgufFile } from '../gguf/index.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import {
  commonType,
  isVisionMatrix,
  languageShape,
  quantizationOf,
  visionShape,
  type LanguageShape,
  type VisionShape,
} from './shapes.ts';

/** The weights of one type that a step of inference goes through. */
export interface WeightTotals {
  /** ggml's type name in lower case, such as `q4_k`. */
  type: string;
  elements: number;
  bytes: number;
}

/** Everything that memory need, speed and the picker's facts follow from. */
export interface PairFacts {
  name: string;
  license: string;
  /** Address of the repository that it was converted from, where the file says so. */
  source?: string;
  language: LanguageShape;
  vision: VisionShape;
  imageTokens: number;
  parameters: number;
  quantization: string;
  visionQuantization: string;
  /** Matrices of the transformer's blocks: every token goes through them. */
  blockWeights: WeightTotals[];
  /** The output matrix: only tokens whose logits are wanted go through it. */
  outputWeights: WeightTotals[];
  /** Matrices of the vision blocks and the projector: every patch goes through them. */
  visionWeights: WeightTotals[];
  /** Both files. */
  fileBytes: number;
}

export interface Pair {
  model: string;
  mmproj: string;
  facts: PairFacts;
}

/** Headers hold whole vocabularies, and the list is asked for often: what was read stays as long as the files do. */
const known = new Map<string, Pair>();

const isProjector = (gguf: GgufFile) => gguf.string('general.architecture') === 'clip';

/**
 * Sorts files into a pair and checks it.
 * @param files absolute paths, in any order; exactly one language model and one vision tower must be among them
 * @throws ImpError `model-missing` (one half is not there), `model-mismatch` (they do not belong together),
 * `model-unreadable`
 */
export async function inspectPair(files: string[]): Promise<Pair> {
  const key = await identity(files);
  const remembered = key && known.get(key);
  if (remembered) return remembered;
  const pair = await readBy(files);
  if (key) known.set(key, pair);
  return pair;
}

/** Paths, sizes and times of change; undefined when one of the files is not there. */
async function identity(files: string[]): Promise<string | undefined> {
  try {
    const stats = await Promise.all(files.map((file) => stat(file)));
    return JSON.stringify(files.map((file, i) => [file, stats[i]!.size, stats[i]!.mtimeMs]));
  } catch {
    return undefined;
  }
}

let readBy: (files: string[]) => Promise<Pair> = (files) => readPair(files);

/** Lets another thread look into the files. */
export function inspectPairsBy(read: (files: string[]) => Promise<Pair>): void {
  readBy = read;
}

/** As `inspectPair`, but here and now. */
export async function readPair(files: string[]): Promise<Pair> {
  const ggufs: GgufFile[] = [];
  // One after another: three large headers at once take three times the memory.
  for (const file of files) ggufs.push(await readGguf(file, 'short'));
  const models = ggufs.filter((gguf) => !isProjector(gguf));
  const projectors = ggufs.filter(isProjector);
  const where = files.map((file) => basename(file)).join(', ') || 'the folder';
  if (models.length === 0)
    throw new ImpError(
      'model-missing',
      msg`There is no language model among ${where}. Imp needs two GGUF files: the language model and its mmproj (vision tower).`,
    );
  if (projectors.length === 0)
    throw new ImpError(
      'model-missing',
      msg`There is no vision tower (mmproj) among ${where}. Without it the model cannot see: put its mmproj GGUF beside the language model.`,
    );
  if (models.length > 1 || projectors.length > 1) {
    const paths = (models.length > 1 ? models : projectors).map((gguf) => basename(gguf.path));
    throw new ImpError(
      'model-mismatch',
      msg`${paths.join(' and ')} are both ${models.length > 1 ? msg`language models` : msg`vision towers`}. Choose one, or put each pair into its own folder.`,
    );
  }
  return { model: models[0]!.path, mmproj: projectors[0]!.path, facts: pairFacts(models[0]!, projectors[0]!) };
}

/**
 * The GGUF files directly in a folder, as absolute paths.
 * @throws ImpError `model-missing`
 */
export async function ggufFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.toLowerCase().endsWith('.gguf') && !name.startsWith('.'))
      .sort()
      .map((name) => join(folder, name));
  } catch (cause) {
    throw new ImpError(
      'model-missing',
      msg`The folder ${folder} cannot be read. Check that it exists and may be opened.`,
      { cause },
    );
  }
}

function pairFacts(model: GgufFile, mmproj: GgufFile): PairFacts {
  if (mmproj.boolean('clip.has_vision_encoder') === false) {
    throw new ImpError(
      'model-mismatch',
      msg`${basename(mmproj.path)} has no vision tower (it may be for audio). Choose the mmproj for pictures.`,
    );
  }
  const language = languageShape(model);
  const vision = visionShape(mmproj);
  const projected = mmproj.tensors.find((tensor) => tensor.name === 'mm.2.weight')?.shape[1];
  const width = projected ?? mmproj.number('clip.vision.projection_dim');
  if (width !== language.width) {
    throw new ImpError(
      'model-mismatch',
      msg`${basename(mmproj.path)} makes embeddings of width ${width ?? '?'}, but ${basename(model.path)} takes ${language.width ?? '?'}: they are not a pair. Use the mmproj that was made with this language model.`,
    );
  }
  const matrices = (gguf: GgufFile, wanted: (name: string) => boolean): WeightTotals[] => {
    const sums = new Map<string, WeightTotals>();
    for (const tensor of gguf.tensors) {
      if (tensor.shape.length < 2 || !tensor.name.endsWith('.weight') || !wanted(tensor.name)) continue;
      const type = tensor.type.toLowerCase();
      const sum = sums.get(type) ?? { type, elements: 0, bytes: 0 };
      sum.elements += tensor.shape.reduce((product, n) => product * n, 1);
      sum.bytes += tensor.bytes;
      sums.set(type, sum);
    }
    return [...sums.values()].sort((a, b) => b.elements - a.elements);
  };
  const output = model.tensor('output.weight') ? 'output.weight' : 'token_embd.weight';
  const all = [...model.tensors, ...mmproj.tensors];
  const blockWeights = matrices(model, (name) => name.startsWith('blk.'));
  const source = model.string('general.source.url');
  const visionWeights = matrices(mmproj, isVisionMatrix);
  return {
    name: model.string('general.name') ?? basename(model.path, '.gguf'),
    license: model.string('general.license') ?? 'unknown',
    ...(source && { source }),
    language,
    vision,
    imageTokens: Math.floor(vision.side / vision.patch) ** 2,
    parameters: all.reduce((sum, tensor) => sum + tensor.shape.reduce((product, n) => product * n, 1), 0),
    quantization: quantizationOf(model),
    visionQuantization: commonType(mmproj, isVisionMatrix),
    blockWeights,
    outputWeights: matrices(model, (name) => name === output),
    visionWeights,
    fileBytes: model.fileBytes + mmproj.fileBytes,
  };
}
