/** tokenizer.json, the format of Hugging Face's tokenizers: byte-level BPE, or a SentencePiece BPE vocabulary in its clothes. */
import { z } from 'zod';
import { readJson } from '../checkpoint/json.ts';
import { unsupported } from '../errors.ts';
import { addedTokenSchema, type AddedToken } from './added.ts';
import { tokensById, vocabSchema } from './bpe.ts';
import { TOKEN_TYPES, type TokenType, type Vocabulary } from './vocabulary.ts';
import { msg } from '../../shared/message.ts';

interface Step {
  type: string;
  [key: string]: unknown;
}
const step: z.ZodType<Step> = z.looseObject({ type: z.string() });
const schema = z.looseObject({
  added_tokens: z.array(addedTokenSchema).default([]),
  normalizer: step.nullish(),
  pre_tokenizer: step.nullish(),
  post_processor: step.nullish(),
  model: z.looseObject({
    type: z.string().default('BPE'),
    vocab: vocabSchema,
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
    unk_token: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
  }),
});

/** Qwen's pattern: words, single digits, signs, line ends, spaces. */
export const QWEN_SPLIT =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
/** Patterns of the Split pre-tokenizer and the name that llama.cpp knows them by. */
const SPLIT_PATTERNS: Record<string, string> = { [QWEN_SPLIT]: 'qwen2' };

export interface FastTokenizer {
  added: AddedToken[];
  /** The post-processor puts a start token first; undefined where there is none that says so. */
  addsBos: boolean | undefined;
  byteLevel(architecture: 'phi2' | 'qwen2'): { vocabulary: Vocabulary; pre: string };
  sentencePiece(): Vocabulary;
}

export async function readFastTokenizer(file: string): Promise<FastTokenizer> {
  const json = await readJson(file, schema);
  const { model } = json;
  if (model.type !== 'BPE') throw unsupported(msg`tokenizer.json is of the kind ${model.type}; BPE can be converted`);
  if (model.ignore_merges)
    throw unsupported(msg`tokenizer.json sets ignore_merges, which is not known for these models`);
  const pairs = model.merges.map((merge) =>
    typeof merge === 'string' ? (merge.split(' ', 2) as [string, string]) : merge,
  );
  return {
    added: json.added_tokens,
    addsBos: addsBos(json.post_processor),
    byteLevel(architecture) {
      const tokens = tokensById(model.vocab);
      const types = tokens.map((token) => (token === undefined ? undefined : TOKEN_TYPES.normal));
      return {
        vocabulary: { tokens, types, merges: pairs.map(([left, right]) => `${left} ${right}`) },
        pre: preTokenizer(json.pre_tokenizer, architecture),
      };
    },
    sentencePiece() {
      if (!model.byte_fallback) throw unsupported(msg`tokenizer.json has no byte_fallback, so it is not Phi-3's`);
      return sentencePiece(tokensById(model.vocab), pairs, model.unk_token ?? '<unk>');
    },
  };
}

/** Name of the pre-tokenizer in llama.cpp; refuses one that would cut text in another way. */
function preTokenizer(found: Step | null | undefined, architecture: 'phi2' | 'qwen2'): string {
  const gpt2 = architecture === 'phi2' ? 'phi-2' : 'gpt-2'; // the same rules under two names
  const steps =
    found?.type === 'Sequence' && Array.isArray(found['pretokenizers'])
      ? (found['pretokenizers'] as Step[])
      : found
        ? [found]
        : [];
  const bytes = steps.find(({ type }) => type === 'ByteLevel');
  if (!bytes) throw unsupported(msg`tokenizer.json does not cut text into bytes (ByteLevel)`);
  if (bytes['add_prefix_space'] === true)
    throw unsupported(msg`tokenizer.json puts a space in front of every text (add_prefix_space)`);
  const others = steps.filter((other) => other !== bytes);
  if (others.length === 0 && bytes['use_regex'] !== false) return gpt2;
  const [split] = others;
  const pattern = split?.type === 'Split' ? (split['pattern'] as { Regex?: string } | undefined)?.Regex : undefined;
  const pre =
    others.length === 1 && bytes['use_regex'] === false && pattern !== undefined ? SPLIT_PATTERNS[pattern] : undefined;
  if (!pre)
    throw unsupported(
      msg`tokenizer.json cuts text by rules that are not known here (${others.map(({ type }) => type).join(', ') || msg`none`}${pattern ? `: ${pattern}` : ''})`,
    );
  return pre;
}

/**
 * Scores from merges: SentencePiece joins the pair whose result scores highest, Hugging Face the one whose merge ranks
 * first, and its merges were sorted by those scores. A token's score is thus minus the rank of the first merge that makes it.
 */
function sentencePiece(tokens: (string | undefined)[], pairs: [string, string][], unknown: string): Vocabulary {
  const rank = new Map<string, number>();
  pairs.forEach(([left, right], at) => {
    if (!rank.has(left + right)) rank.set(left + right, at);
  });
  const types = tokens.map((token): TokenType | undefined => {
    if (token === undefined) return undefined;
    if (token === unknown) return TOKEN_TYPES.unknown;
    return /^<0x[0-9A-F]{2}>$/.test(token) ? TOKEN_TYPES.byte : TOKEN_TYPES.normal;
  });
  const last = pairs.length;
  const scores = tokens.map((token, id) =>
    types[id] === TOKEN_TYPES.normal && token !== undefined ? -(rank.get(token) ?? last) : 0,
  );
  return { tokens, types, scores };
}

/** Whether the template of one text begins with a special token. */
function addsBos(processor: Step | null | undefined): boolean | undefined {
  const steps =
    processor?.type === 'Sequence' && Array.isArray(processor['processors'])
      ? (processor['processors'] as Step[])
      : processor
        ? [processor]
        : [];
  const template = steps.find(({ type }) => type === 'TemplateProcessing');
  if (!template || !Array.isArray(template['single'])) return undefined;
  const [first] = template['single'] as Record<string, unknown>[];
  return first !== undefined && 'SpecialToken' in first;
}
