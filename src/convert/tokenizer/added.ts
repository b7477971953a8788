/** Added and special tokens: tokenizer.json, tokenizer_config.json, added_tokens.json, special_tokens_map.json, config.json. */
import path from 'node:path';
import { z } from 'zod';
import { readJsonIfThere } from '../checkpoint/json.ts';
import type { Config } from '../checkpoint/config.ts';

const id = z.number().int().nonnegative();
export const addedTokenSchema = z.object({
  id,
  content: z.string(),
  special: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  lstrip: z.boolean().default(false),
});
export type AddedToken = z.output<typeof addedTokenSchema>;

const named = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]).nullish();
const tokenizerConfigSchema = z.looseObject({
  added_tokens_decoder: z.record(z.string().regex(/^\d+$/), addedTokenSchema.omit({ id: true })).default({}),
  bos_token: named,
  eos_token: named,
  unk_token: named,
  pad_token: named,
  additional_special_tokens: z.array(named).nullish(),
  add_bos_token: z.boolean().nullish(),
});
const specialMapSchema = z.looseObject({
  bos_token: named,
  eos_token: named,
  unk_token: named,
  pad_token: named,
  additional_special_tokens: z.array(named).nullish(),
});

/** All added tokens, each id once; what tokenizer.json says of one counts most. */
export async function readAddedTokens(folder: string, fromTokenizerJson: readonly AddedToken[]): Promise<AddedToken[]> {
  const plain = await readJsonIfThere(path.join(folder, 'added_tokens.json'), z.record(z.string(), id));
  const config = await readJsonIfThere(path.join(folder, 'tokenizer_config.json'), tokenizerConfigSchema);
  const byId = new Map<number, AddedToken>();
  for (const [content, at] of Object.entries(plain ?? {}))
    byId.set(at, { id: at, content, special: false, rstrip: false, lstrip: false });
  for (const [at, token] of Object.entries(config?.added_tokens_decoder ?? {}))
    byId.set(Number(at), { ...token, id: Number(at) });
  for (const token of fromTokenizerJson) byId.set(token.id, token);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** The tokens with a role, as in gguf-py's SpecialVocab: by name in tokenizer_config.json, else by id in config.json. */
export async function readSpecialTokens(folder: string, config: Config, added: readonly AddedToken[]) {
  const tokenizer = await readJsonIfThere(path.join(folder, 'tokenizer_config.json'), tokenizerConfigSchema);
  const map = await readJsonIfThere(path.join(folder, 'special_tokens_map.json'), specialMapSchema);
  const ids: Partial<Record<'bos' | 'eos' | 'unk' | 'pad', number>> = {};
  const names = new Set<string>();
  for (const kind of ['bos', 'eos', 'unk', 'pad'] as const) {
    const name = tokenizer?.[`${kind}_token`] ?? map?.[`${kind}_token`];
    if (name) names.add(name);
    const byName = added.find((token) => token.content === name)?.id;
    const fromConfig = kind === 'unk' ? undefined : config[`${kind}_token_id`];
    const chosen = byName ?? (Array.isArray(fromConfig) ? fromConfig[0] : fromConfig) ?? undefined;
    if (chosen !== undefined && chosen >= 0 && chosen < config.vocab_size) ids[kind] = chosen;
  }
  for (const name of [...(tokenizer?.additional_special_tokens ?? []), ...(map?.additional_special_tokens ?? [])])
    if (name) names.add(name);
  return { ids, names, addBos: tokenizer?.add_bos_token ?? undefined };
}
