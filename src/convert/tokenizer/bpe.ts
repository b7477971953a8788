import path from 'node:path';
import { z } from 'zod';
import { readJson } from '../checkpoint/json.ts';
import { unsupported } from '../errors.ts';
import { MAX_TOKENIZER_BYTES, TOKEN_TYPES, type Vocabulary } from './vocabulary.ts';
import { msg } from '../../shared/message.ts';
import { readWhole } from '../../shared/wholeFile.ts';

export const vocabSchema = z.record(z.string(), z.number().int().nonnegative().max(2_000_000));

/** Tokens by id from a map of token to id. */
export function tokensById(vocab: Record<string, number>): (string | undefined)[] {
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of Object.entries(vocab)) {
    if (tokens[id] !== undefined)
      throw unsupported(
        msg`its tokenizer gives the id ${id} to ${JSON.stringify(token)} and to ${JSON.stringify(tokens[id])}`,
      );
    tokens[id] = token;
  }
  return Array.from(tokens);
}

/** vocab.json and merges.txt: the older way to keep a byte-level BPE tokenizer (Phi-2, Qwen). */
export async function readByteLevelVocabulary(folder: string): Promise<Vocabulary> {
  const tokens = tokensById(await readJson(path.join(folder, 'vocab.json'), vocabSchema));
  const bytes = await readWhole(path.join(folder, 'merges.txt'), MAX_TOKENIZER_BYTES).catch((cause: Error) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw unsupported(msg`it has vocab.json, but merges.txt is missing`);
    throw unsupported(msg`merges.txt cannot be read (${cause.message})`);
  });
  const text = bytes.toString('utf8');
  const merges: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || (index === 0 && line.startsWith('#version'))) continue;
    // the letters of byte-level BPE hold no white space: two words a line
    if (!/^[^ ]+ [^ ]+$/.test(line)) throw unsupported(msg`merges.txt is broken in line ${index + 1}`);
    merges.push(line);
  }
  return { tokens, types: tokens.map((token) => (token === undefined ? undefined : TOKEN_TYPES.normal)), merges };
}
