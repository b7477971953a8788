/** A checkpoint's tokenizer in the form that llama.cpp keeps in GGUF files. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config, LanguageSpec } from '../checkpoint/config.ts';
import { unsupported } from '../errors.ts';
import { readAddedTokens, readSpecialTokens, type AddedToken } from './added.ts';
import { readByteLevelVocabulary } from './bpe.ts';
import { readFastTokenizer } from './fast.ts';
import { readSentencePieceVocabulary } from './sentencepiece.ts';
import { TOKEN_TYPES, type TokenType, type Vocabulary } from './vocabulary.ts';
import { msg } from '../../shared/message.ts';

export interface Tokenizer {
  /** `tokenizer.ggml.model`: byte-level BPE, or SentencePiece BPE. */
  model: 'gpt2' | 'llama';
  /** `tokenizer.ggml.pre`: how text is cut before merging. */
  pre: string;
  tokens: string[];
  types: TokenType[];
  scores?: number[];
  merges?: string[];
  special: Partial<Record<'bos' | 'eos' | 'unk' | 'pad', number>>;
  addBos: boolean | undefined;
  /** Some added token swallows the white space after it (Phi-3's do). */
  stripsRight: boolean;
}

/**
 * Reads the tokenizer of a checkpoint from tokenizer.json, vocab.json + merges.txt, or tokenizer.model, whichever is
 * there and fits the family, together with the added tokens of tokenizer_config.json and added_tokens.json.
 * @throws ImpError `checkpoint-unsupported` naming what is missing or unknown.
 */
export async function readTokenizer(folder: string, config: Config, spec: LanguageSpec): Promise<Tokenizer> {
  const there = (name: string) =>
    stat(path.join(folder, name)).then(
      (found) => found.isFile(),
      () => false,
    );
  const fast = (await there('tokenizer.json'))
    ? await readFastTokenizer(path.join(folder, 'tokenizer.json'))
    : undefined;
  const added = await readAddedTokens(folder, fast?.added ?? []);
  const special = await readSpecialTokens(folder, config, added);

  if (spec.architecture === 'phi3') {
    let vocabulary: Vocabulary;
    if (await there('tokenizer.model'))
      vocabulary = await readSentencePieceVocabulary(path.join(folder, 'tokenizer.model'));
    else if (fast) vocabulary = fast.sentencePiece();
    else throw unsupported(msg`it has neither tokenizer.model nor tokenizer.json`);
    const laid = layOver(vocabulary, added, special.names, spec.vocab, -1000);
    return {
      model: 'llama',
      pre: 'default',
      ...laid,
      special: special.ids,
      addBos: special.addBos ?? fast?.addsBos,
      stripsRight: added.some((token) => token.rstrip),
    };
  }

  let vocabulary: Vocabulary;
  let pre = spec.architecture === 'phi2' ? 'phi-2' : 'qwen2';
  if (fast) ({ vocabulary, pre } = fast.byteLevel(spec.architecture));
  else if (await there('vocab.json')) vocabulary = await readByteLevelVocabulary(folder);
  else throw unsupported(msg`it has neither tokenizer.json nor vocab.json with merges.txt`);
  const laid = layOver(vocabulary, added, special.names, spec.vocab);
  checkByteLevel(laid);
  return {
    model: 'gpt2',
    pre,
    ...laid,
    special: special.ids,
    addBos: special.addBos ?? fast?.addsBos ?? false,
    stripsRight: false,
  };
}

/** Lays added tokens over a vocabulary and fills it up to the rows of the embedding matrix, as convert_hf_to_gguf.py does. */
function layOver(
  vocabulary: Vocabulary,
  added: readonly AddedToken[],
  specialNames: ReadonlySet<string>,
  size: number,
  addedScore?: number,
) {
  if (vocabulary.tokens.length > size)
    throw unsupported(
      msg`its tokenizer has ${vocabulary.tokens.length} tokens, but config.json's vocab_size is ${size}`,
    );
  const tokens = Array.from({ length: size }, (_, id) => vocabulary.tokens[id] ?? `[PAD${id}]`);
  const types = Array.from({ length: size }, (_, id): TokenType => vocabulary.types[id] ?? TOKEN_TYPES.unused);
  const scores = vocabulary.scores && Array.from({ length: size }, (_, id) => vocabulary.scores![id] ?? -10000);
  for (const { id, content, special } of added) {
    if (id >= size)
      throw unsupported(msg`its added token ${content} has the id ${id}, but config.json's vocab_size is ${size}`);
    tokens[id] = content;
    types[id] = special || looksSpecial(content) ? TOKEN_TYPES.control : TOKEN_TYPES.userDefined;
    if (scores && addedScore !== undefined) scores[id] = addedScore;
  }
  // bos, eos and the like may be named without being in any list of added tokens
  tokens.forEach((token, id) => {
    if (specialNames.has(token)) types[id] = TOKEN_TYPES.control;
  });
  const seen = new Map<string, number>();
  tokens.forEach((token, id) => {
    const before = seen.get(token);
    // llama.cpp stops the whole process at two tokens of one text
    if (before !== undefined)
      throw unsupported(msg`its tokenizer has the token ${JSON.stringify(token)} twice, as ${before} and ${id}`);
    if (token === '') throw unsupported(msg`its tokenizer has an empty token, ${id}`);
    seen.set(token, id);
  });
  return { tokens, types, ...(scores && { scores }), ...(vocabulary.merges && { merges: vocabulary.merges }) };
}

/** As convert_hf_to_gguf.py's does_token_look_special: some control tokens are not marked as special. */
function looksSpecial(token: string): boolean {
  return token.startsWith('<|') && token.endsWith('|>');
}

/** The 256 letters that byte-level BPE writes bytes with (GPT-2's bytes_to_unicode). */
const BYTE_LETTERS: ReadonlySet<number> = new Set(
  Array.from({ length: 256 }, (_, byte) => byte).reduce<number[]>((letters, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return [...letters, printable ? byte : 256 + letters.filter((letter) => letter >= 256).length];
  }, []),
);

/** llama.cpp does not load a byte-level vocabulary with other letters. */
function checkByteLevel({ tokens, types }: { tokens: string[]; types: TokenType[] }): void {
  tokens.forEach((token, id) => {
    if (types[id] !== TOKEN_TYPES.normal) return;
    for (const letter of token) {
      if (!BYTE_LETTERS.has(letter.codePointAt(0)!))
        throw unsupported(msg`its token ${id}, ${JSON.stringify(token)}, is not byte-level BPE`);
    }
  });
}
