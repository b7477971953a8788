/**
 * tokenizer.json of the folder: the checkpoint's own, or one built from vocab.json or tokenizer.model, with `<image>` as one more token,
 * which takes a free row of the embeddings.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readJson } from '../checkpoint/json.ts';
import { msg } from '../../shared/message.ts';
import { unsupported } from '../errors.ts';
import type { Checkpoint } from '../prepare.ts';
import { readAddedTokens, type AddedToken } from '../tokenizer/added.ts';
import { QWEN_SPLIT, readFastTokenizer } from '../tokenizer/fast.ts';
import { TOKEN_TYPES } from '../tokenizer/vocabulary.ts';

const IMAGE = '<image>';

const fastSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })).default([]),
  post_processor: z.unknown().optional(),
  model: z.looseObject({ vocab: z.record(z.string(), z.number()) }),
});
type Fast = z.output<typeof fastSchema>;

export interface TokenizerFiles {
  files: Record<string, unknown>;
  /** Id of `<image>`. */
  imageToken: number;
}

/** @throws ImpError `checkpoint-unsupported` where no id is left for `<image>`. */
export async function tokenizerFiles(
  checkpointDir: string,
  { tokenizer, language }: Checkpoint,
): Promise<TokenizerFiles> {
  const { tokens, types, special, addBos } = tokenizer;
  const known = tokens.indexOf(IMAGE);
  const imageToken = known >= 0 ? known : types.findLastIndex((type) => type !== TOKEN_TYPES.unused) + 1;
  if (imageToken >= language.vocab)
    throw unsupported(msg`all ${language.vocab} rows of its embeddings belong to tokens, and ${IMAGE} needs one`);

  const file = path.join(checkpointDir, 'tokenizer.json');
  const there = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  const inFile = there ? (await readFastTokenizer(file)).added : [];
  const fast = there ? await readJson(file, fastSchema) : built(tokenizer);
  const added = [
    ...(await readAddedTokens(checkpointDir, inFile)),
    { id: imageToken, content: IMAGE, special: true, rstrip: false, lstrip: false },
  ];
  addTokens(fast, added, tokens, special);

  const begin = addBos && special.bos !== undefined ? tokens[special.bos] : undefined;
  if (begin !== undefined) fast.post_processor = startToken(begin, special.bos!);
  const name = (kind: 'bos' | 'eos' | 'unk' | 'pad') =>
    special[kind] === undefined ? undefined : tokens[special[kind]];
  return {
    imageToken,
    files: {
      'tokenizer.json': fast,
      'tokenizer_config.json': {
        // the class that takes tokenizer.json as it is
        tokenizer_class: 'PreTrainedTokenizerFast',
        processor_class: 'LlavaProcessor',
        bos_token: name('bos'),
        eos_token: name('eos'),
        unk_token: name('unk'),
        pad_token: name('pad') ?? name('eos'),
        model_max_length: language.context,
        padding_side: 'left',
        clean_up_tokenization_spaces: false,
      },
    },
  };
}

/** Lists every token that is not made by merging, in the order of their ids, and lets each keep its id by standing in the vocabulary too. */
function addTokens(
  fast: Fast,
  added: readonly AddedToken[],
  tokens: readonly string[],
  special: Checkpoint['tokenizer']['special'],
): void {
  const listed = new Map(fast.added_tokens.map((token) => [token.id, token]));
  const entry = ({ id, content, special, rstrip, lstrip }: AddedToken) => ({
    id,
    content,
    single_word: false,
    lstrip,
    rstrip,
    normalized: false,
    special,
  });
  for (const token of added) if (!listed.has(token.id)) listed.set(token.id, entry(token));
  for (const id of Object.values(special)) {
    if (!listed.has(id))
      listed.set(id, entry({ id, content: tokens[id]!, special: true, rstrip: false, lstrip: false }));
  }
  fast.added_tokens = [...listed.values()].sort((a, b) => a.id - b.id);
  for (const { id, content } of fast.added_tokens) fast.model.vocab[content] = id;
}

/** What Hugging Face's converters make of vocab.json and merges.txt, or of tokenizer.model. */
function built({ model, pre, tokens, types, scores, merges }: Checkpoint['tokenizer']): Fast {
  const vocab = Object.fromEntries(
    tokens.flatMap((token, id) =>
      types[id] === TOKEN_TYPES.unused || (types[id] === TOKEN_TYPES.userDefined && model === 'gpt2')
        ? []
        : [[token, id] as const],
    ),
  );
  const common = { version: '1.0', truncation: null, padding: null, added_tokens: [], post_processor: null };
  const bpe = { type: 'BPE', dropout: null, continuing_subword_prefix: null, end_of_word_suffix: null };
  if (model === 'llama')
    return {
      ...common,
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Prepend', prepend: '▁' },
          { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
        ],
      },
      pre_tokenizer: null,
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
          { type: 'Strip', content: ' ', start: 1, stop: 0 },
        ],
      },
      model: {
        ...bpe,
        unk_token: '<unk>',
        fuse_unk: true,
        byte_fallback: true,
        vocab,
        merges: sentencePieceMerges(vocab, scores ?? []),
      },
    };
  const byteLevel = (use_regex: boolean) => ({
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex,
  });
  const qwen = pre === 'qwen2';
  return {
    ...common,
    normalizer: qwen ? { type: 'NFC' } : null,
    pre_tokenizer: qwen
      ? {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { Regex: QWEN_SPLIT }, behavior: 'Isolated', invert: false },
            byteLevel(false),
          ],
        }
      : byteLevel(true),
    decoder: byteLevel(true),
    model: {
      ...bpe,
      unk_token: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges: (merges ?? []).map((merge) => merge.split(' ')),
    },
  };
}

/** Each pair of pieces whose join is a piece, those of the best scores first: transformers' SentencePieceExtractor. */
function sentencePieceMerges(vocab: Record<string, number>, scores: readonly number[]): [string, string][] {
  const ids = new Map(Object.entries(vocab));
  const merges: { pair: [string, string]; score: number }[] = [];
  for (const [piece, id] of ids) {
    const letters = Array.from(piece);
    const pairs: [string, string][] = [];
    for (let at = 1; at < letters.length; at++) {
      const [left, right] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
      if (ids.has(left) && ids.has(right)) pairs.push([left, right]);
    }
    pairs.sort((a, b) => ids.get(a[0])! - ids.get(b[0])! || ids.get(a[1])! - ids.get(b[1])!);
    for (const pair of pairs) merges.push({ pair, score: scores[id] ?? 0 });
  }
  return merges.sort((a, b) => b.score - a.score).map(({ pair }) => pair);
}

/** Puts a start token in front of every text. */
function startToken(token: string, id: number): unknown {
  const begin = { SpecialToken: { id: token, type_id: 0 } };
  const text = (name: 'A' | 'B', type_id: number) => ({ Sequence: { id: name, type_id } });
  return {
    type: 'TemplateProcessing',
    single: [begin, text('A', 0)],
    pair: [begin, text('A', 0), { SpecialToken: { id: token, type_id: 1 } }, text('B', 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
