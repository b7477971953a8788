/** What the engine must know about a language model before native code touches it, all from GGUF metadata. */
import type { GgufFile } from '../gguf/index.ts';
import { DEFAULT_SYSTEM, TEMPLATES, templateOfArchitecture, type TemplateName } from './templates.ts';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { IMP_KEYS } from '../shared/gguf.ts';
import { brokenFile, languageShape, quantizationOf } from './shapes.ts';

/** Architectures of the Imp family, and LLaMA for LLaVA-like pairs. */
const ARCHITECTURES = ['phi2', 'qwen2', 'phi3', 'llama'];

export interface LanguageFacts {
  name: string;
  architecture: string;
  quantization: string;
  /** Embedding length: the width that a projector must have. */
  width: number;
  layers: number;
  ffn: number;
  heads: number;
  kvHeads: number;
  /** Positions it was trained for and llama.cpp computes rightly. */
  trainedContext: number;
  /** Text is brought to Unicode's composed form (NFC) before it is cut into tokens, as Qwen's tokenizer does. */
  composesText: boolean;
  vocabulary: number;
  parameters: number;
  template: TemplateName;
  system: string;
  stop: string[];
  /** Texts that the tokenizer could turn into control tokens: they must not come from a user. */
  controlTexts: string[];
  fileBytes: number;
}

/**
 * Reads and checks the metadata of a language model.
 * @throws ImpError `model-mismatch` for another kind of file, `model-unreadable` for values that no model has
 */
export function languageFacts(file: GgufFile): LanguageFacts {
  const architecture = file.string('general.architecture') ?? '';
  if (architecture === 'clip' || file.string('general.type') === 'mmproj') {
    throw new ImpError(
      'model-mismatch',
      msg`${file.path} is a vision tower (mmproj), not a language model. Swap the two files.`,
    );
  }
  if (!ARCHITECTURES.includes(architecture)) {
    throw new ImpError(
      'model-mismatch',
      msg`${file.path} has the architecture "${architecture}". Imp runs ${ARCHITECTURES.join(', ')}.`,
    );
  }
  const broken = (what: Message) => brokenFile(file, what);
  const shape = languageShape(file);
  const tokens = file.strings('tokenizer.ggml.tokens');
  if (!tokens?.length) throw broken(msg`it has no vocabulary`);
  checkTokens(tokens, broken);
  checkEmbedding(file, shape.width, tokens.length, broken);
  checkTokenIds(file, tokens.length, broken);
  const template = file.string(IMP_KEYS.template) ?? templateOfArchitecture(architecture);
  if (!(template in TEMPLATES))
    throw broken(msg`it asks for the prompt template "${template}", which is not known here`);
  return {
    name: file.string('general.name') ?? architecture,
    architecture,
    quantization: quantizationOf(file),
    width: shape.width,
    layers: shape.layers,
    ffn: shape.ffn,
    heads: shape.heads,
    kvHeads: shape.kvHeads,
    trainedContext: Math.min(shape.context, attentionWindow(file, architecture)),
    composesText: file.string('tokenizer.ggml.pre') === 'qwen2',
    vocabulary: tokens.length,
    parameters: file.tensors.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
    template: template as TemplateName,
    system: file.string(IMP_KEYS.system) ?? DEFAULT_SYSTEM,
    stop: [...(file.strings(IMP_KEYS.stop) ?? TEMPLATES[template as TemplateName].stop)].filter((text) => text !== ''),
    controlTexts: controlTexts(tokens, file.numbers('tokenizer.ggml.token_type')),
    fileBytes: file.fileBytes,
  };
}

/**
 * Tokens that a token sees at most. Phi-3 slides a window of 2,047 tokens over its context, and llama.cpp does not (it says so while it
 * loads): up to the window both compute the same, beyond it the answers would be another model's. So the context ends with it.
 */
function attentionWindow(file: GgufFile, architecture: string): number {
  const window = architecture === 'phi3' ? file.number('phi3.attention.sliding_window') : undefined;
  return window !== undefined && Number.isInteger(window) && window > 0 ? window : Infinity;
}

function checkEmbedding(file: GgufFile, width: number, vocabulary: number, broken: (what: Message) => ImpError): void {
  const embedding = file.tensor('token_embd.weight');
  if (!embedding) throw broken(msg`it has no token embeddings`);
  if (embedding.shape[0] !== width || embedding.shape[1] !== vocabulary) {
    throw broken(msg`its token embeddings are ${embedding.shape.join(' × ')} where ${width} × ${vocabulary} belong`);
  }
}

/** llama.cpp reads tokens as C strings, and ends the process over two that are the same instead of refusing the file. */
function checkTokens(tokens: readonly string[], broken: (what: Message) => ImpError): void {
  if (tokens.some((token) => token.includes('\0'))) throw broken(msg`its vocabulary has a token with a zero byte`);
  // Bytes that are no UTF-8 all look alike here.
  const readable = tokens.filter((token) => token !== '' && !token.includes('\ufffd'));
  if (new Set(readable).size !== readable.length) throw broken(msg`its vocabulary has a token twice`);
}

/** llama.cpp trusts these indices. */
function checkTokenIds(file: GgufFile, vocabulary: number, broken: (what: Message) => ImpError): void {
  for (const [key, entry] of file.metadata) {
    if (!/^tokenizer\.ggml\.\w+_token_id$/.test(key)) continue;
    if (typeof entry.value !== 'number' || entry.value >= vocabulary)
      throw broken(msg`its ${key} is not a token of its vocabulary`);
  }
  for (const key of ['tokenizer.ggml.token_type', 'tokenizer.ggml.scores']) {
    const values = file.numbers(key);
    if (values && values.length !== vocabulary)
      throw broken(msg`its ${key} has ${values.length} entries for ${vocabulary} tokens`);
  }
}

const CONTROL = 3;
const USER_DEFINED = 4;

/** Runs of blanks are user-defined tokens in Phi-2: harmless, and wanted. */
function controlTexts(tokens: readonly string[], types: ArrayLike<number> | undefined): string[] {
  return tokens.filter((text, i) => {
    const type = types?.[i];
    return type === CONTROL || (type === USER_DEFINED && /^<.*>$/.test(text));
  });
}
