/**
 * Tokenizers with the published vocabularies: what the converter reads from each of the forms they come in, tokenized by
 * llama.cpp, against what Hugging Face's tokenizers made of the corpus (test/fixtures/tokens, see make/tokens.py).
 * The vocabularies lie in llama.cpp's source, which node-llama-cpp carries as a git bundle.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { PbfWriter } from 'pbf';
import type { Config, LanguageSpec } from '../../src/convert/checkpoint/config.ts';
import { languageMetadata } from '../../src/convert/models/metadata.ts';
import { openCpuLibrary } from '../../src/convert/quantize/native.ts';
import { readTokenizer, type Tokenizer } from '../../src/convert/tokenizer/tokenizer.ts';
import { GgufWriter, readGguf, type GgufFile } from '../../src/gguf/index.ts';
import { temporaryFolder } from './support.ts';

const out = await temporaryFolder();
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const source = path.join(out, 'llama.cpp.git');
execFileSync('git', ['clone', '-q', '--bare', path.join(modules, 'node-llama-cpp/llama/gitRelease.bundle'), source], {
  stdio: 'pipe',
});

/** A vocabulary file of llama.cpp's source. */
async function published(name: string): Promise<GgufFile> {
  const file = path.join(out, `${name}.gguf`);
  await writeFile(
    file,
    execFileSync('git', ['--git-dir', source, 'show', `HEAD:models/ggml-vocab-${name}.gguf`], { maxBuffer: 1 << 28 }),
  );
  return readGguf(file);
}

const tokensOf = (file: GgufFile) => file.strings('tokenizer.ggml.tokens')!;
const typesOf = (file: GgufFile) => Array.from(file.numbers('tokenizer.ggml.token_type')!);

async function folderWith(name: string, files: Record<string, unknown>): Promise<string> {
  const folder = path.join(out, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await writeFile(
      path.join(folder, file),
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
  }
  return folder;
}

function spec(architecture: LanguageSpec['architecture'], vocab: number): { config: Config; spec: LanguageSpec } {
  const config = { model_type: 'imp', vocab_size: vocab, tie_word_embeddings: false } as Config;
  return {
    config,
    spec: {
      architecture,
      vocab,
      width: 64,
      layers: 1,
      heads: 4,
      kvHeads: 4,
      ffn: 64,
      context: 2048,
      normEps: 1e-5,
      ropeDims: 16,
      ropeBase: 10000,
      slidingWindow: 0,
      tied: false,
    },
  };
}

/** llama.cpp's tokens for each text of the corpus, with a file that holds this tokenizer alone. */
async function check(name: string, tokenizer: Tokenizer, language: LanguageSpec, corpus: string): Promise<void> {
  const file = path.join(out, `${name}-converted.gguf`);
  const identity = { name: language.architecture === 'phi3' ? 'Imp-v1.5-4B-Phi3' : name };
  await (await GgufWriter.create(file, languageMetadata(language, identity, 'F16', 0, tokenizer), [])).finish();
  const { llama } = openCpuLibrary();
  const model = llama.llama_model_load_from_file(file, { ...llama.llama_model_default_params(), vocab_only: true });
  assert.ok(model, 'llama.cpp reads the vocabulary');
  const vocab = llama.llama_model_get_vocab(model);
  const rows = JSON.parse(await readFile(new URL(`../fixtures/tokens/${corpus}.json`, import.meta.url), 'utf8')) as {
    text: string;
    special: boolean;
    ids: number[];
  }[];
  const buffer = new Int32Array(4096);
  for (const { text, special, ids } of rows) {
    const bytes = Buffer.from(text);
    const count = llama.llama_tokenize(vocab, bytes, bytes.length, buffer, buffer.length, false, special);
    assert.deepEqual([...buffer.subarray(0, Math.max(0, count))], ids, `${name}: ${JSON.stringify(text)}`);
  }
  assert.ok(rows.length > 40);
  llama.llama_model_free(model);
}

test('Phi-2: vocab.json, merges.txt and added_tokens.json', async () => {
  const gpt2 = await published('gpt-2');
  const runs = [
    ...Array.from({ length: 30 }, (_, i) => ' '.repeat(31 - i)),
    ...Array.from({ length: 8 }, (_, i) => '\t'.repeat(9 - i)),
  ];
  const folder = await folderWith('phi-2', {
    'vocab.json': Object.fromEntries(tokensOf(gpt2).map((token, id) => [token, id])),
    'merges.txt': `#version: 0.2\n${gpt2.strings('tokenizer.ggml.merges')!.join('\n')}\n`,
    'added_tokens.json': Object.fromEntries(runs.map((run, at) => [run, 50257 + at])),
    'tokenizer_config.json': {
      tokenizer_class: 'CodeGenTokenizer',
      bos_token: '<|endoftext|>',
      eos_token: '<|endoftext|>',
      unk_token: '<|endoftext|>',
    },
  });
  const { config, spec: language } = spec('phi2', 51200);
  const tokenizer = await readTokenizer(folder, { ...config, bos_token_id: 50256, eos_token_id: 50256 }, language);
  assert.equal(tokenizer.tokens.length, 51200);
  assert.equal(tokenizer.tokens[50295], '[PAD50295]');
  assert.equal(tokenizer.types[50256], 3);
  assert.equal(tokenizer.types[50257], 4);
  assert.deepEqual(
    [tokenizer.special.bos, tokenizer.special.eos, tokenizer.addBos, tokenizer.pre],
    [50256, 50256, false, 'phi-2'],
  );
  await check('phi-2', tokenizer, language, 'phi-2');
});

const QWEN_SPLIT =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

function qwenJson(qwen: GgufFile, split = QWEN_SPLIT): Record<string, unknown> {
  return {
    added_tokens: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'].map((content, at) => ({
      id: 151643 + at,
      content,
      special: true,
      normalized: false,
      lstrip: false,
      rstrip: false,
    })),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: split }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      ],
    },
    model: {
      type: 'BPE',
      byte_fallback: false,
      vocab: Object.fromEntries(
        tokensOf(qwen)
          .slice(0, 151643)
          .map((token, id) => [token, id]),
      ),
      // as transformers writes them since 4.45: pairs
      merges: qwen.strings('tokenizer.ggml.merges')!.map((merge) => merge.split(' ')),
    },
  };
}

test("Qwen1.5: tokenizer.json; token for token what llama.cpp's own converter made of the published one", async () => {
  const qwen = await published('qwen2');
  const folder = await folderWith('qwen2', {
    'tokenizer.json': qwenJson(qwen),
    'tokenizer_config.json': { bos_token: null, eos_token: '<|endoftext|>', pad_token: '<|endoftext|>' },
  });
  const { config, spec: language } = spec('qwen2', 151936);
  const tokenizer = await readTokenizer(folder, config, language);
  assert.deepEqual(tokenizer.tokens, tokensOf(qwen));
  assert.deepEqual(tokenizer.merges, qwen.strings('tokenizer.ggml.merges'));
  // that file is from when free ids were marked as user-defined (4); today's converter marks them as unused (5)
  assert.deepEqual(tokenizer.types.slice(0, 151646), typesOf(qwen).slice(0, 151646));
  assert.ok(tokenizer.types.slice(151646).every((type) => type === 5));
  await check('qwen2', tokenizer, language, 'qwen2');
});

const PHI3_CONFIG = {
  tokenizer_class: 'LlamaTokenizer',
  add_bos_token: true,
  bos_token: '<s>',
  eos_token: '<|endoftext|>',
  pad_token: '<|endoftext|>',
  unk_token: '<unk>',
};

/** Added tokens as Phi-3's tokenizer_config.json lists them. */
function phi3Added(
  phi3: GgufFile,
): Record<string, { content: string; special: boolean; rstrip: boolean; normalized: boolean }> {
  const entry = (content: string) => ({
    content,
    special: content !== '</s>',
    rstrip: !['<unk>', '<s>', '<|endoftext|>'].includes(content),
    normalized: false,
  });
  return Object.fromEntries(
    [0, 1, 2, ...Array.from({ length: 11 }, (_, at) => 32000 + at)].map((id) => [id, entry(tokensOf(phi3)[id]!)]),
  );
}

test("Phi-3: tokenizer.model; token for token what llama.cpp's own converter made of the published one", async () => {
  const phi3 = await published('phi-3');
  const scores = phi3.numbers('tokenizer.ggml.scores')!;
  const types = typesOf(phi3);
  const proto = new PbfWriter();
  tokensOf(phi3)
    .slice(0, 32000)
    .forEach((text, id) =>
      proto.writeMessage(
        1,
        (_: undefined, piece: PbfWriter) => {
          piece.writeStringField(1, text);
          piece.writeFloatField(2, id < 3 ? 0 : scores[id]!);
          piece.writeVarintField(3, id === 0 ? 2 : id < 3 ? 3 : types[id] === 6 ? 6 : 1);
        },
        undefined,
      ),
    );
  proto.writeMessage(2, (_: undefined, trainer: PbfWriter) => trainer.writeVarintField(3, 2), undefined);
  const folder = await folderWith('phi-3', {
    'tokenizer.model': proto.finish(),
    'tokenizer_config.json': { ...PHI3_CONFIG, added_tokens_decoder: phi3Added(phi3) },
  });
  const { config, spec: language } = spec('phi3', 32064);
  const tokenizer = await readTokenizer(folder, config, language);
  assert.deepEqual(tokenizer.tokens, tokensOf(phi3));
  assert.deepEqual(tokenizer.types.slice(0, 32011), types.slice(0, 32011));
  assert.deepEqual(tokenizer.scores, Array.from(scores));
  assert.deepEqual(
    [tokenizer.special, tokenizer.addBos, tokenizer.stripsRight],
    [{ bos: 1, eos: 32000, unk: 0, pad: 32000 }, true, true],
  );
  await check('phi-3', tokenizer, language, 'phi-3');
});

test('Phi-3: tokenizer.json alone, whose merges give the scores', async () => {
  const phi3 = await published('phi-3');
  const tokens = tokensOf(phi3).slice(0, 32000);
  const scores = phi3.numbers('tokenizer.ggml.scores')!;
  const vocab = new Map(tokens.map((token, id) => [token, id]));
  // as Hugging Face's converter derives them from a SentencePiece vocabulary
  const merges: { pair: string[]; score: number }[] = [];
  for (let id = 259; id < 32000; id++) {
    const letters = [...tokens[id]!];
    for (let cut = 1; cut < letters.length; cut++) {
      const pair = [letters.slice(0, cut).join(''), letters.slice(cut).join('')];
      if (pair.every((part) => vocab.has(part))) merges.push({ pair, score: scores[id]! });
    }
  }
  merges.sort((a, b) => b.score - a.score);
  const added = Object.entries(phi3Added(phi3)).map(([id, token]) => ({ id: Number(id), ...token }));
  const folder = await folderWith('phi-3-fast', {
    'tokenizer.json': {
      added_tokens: added,
      model: {
        type: 'BPE',
        byte_fallback: true,
        unk_token: '<unk>',
        vocab: Object.fromEntries(vocab),
        merges: merges.map(({ pair }) => pair),
      },
    },
    'tokenizer_config.json': PHI3_CONFIG,
  });
  const { config, spec: language } = spec('phi3', 32064);
  const tokenizer = await readTokenizer(folder, config, language);
  assert.deepEqual(tokenizer.tokens, tokensOf(phi3));
  await check('phi-3-fast', tokenizer, language, 'phi-3');
});

test('a tokenizer that cuts text by other rules is refused by name', async () => {
  const qwen = await published('qwen2');
  const folder = await folderWith('other-split', { 'tokenizer.json': qwenJson(qwen, '\\d{1,3}') });
  const { config, spec: language } = spec('qwen2', 151936);
  await assert.rejects(
    readTokenizer(folder, config, language),
    /cuts text by rules that are not known here .*\\d\{1,3\}/,
  );
  await assert.rejects(
    readTokenizer(await folderWith('none', {}), config, language),
    /neither tokenizer.json nor vocab.json/,
  );
  await assert.rejects(
    readTokenizer(await folderWith('no-merges', { 'vocab.json': { a: 0 } }), config, language),
    /merges.txt is missing/,
  );
  await assert.rejects(
    readTokenizer(await folderWith('twice', { 'vocab.json': { a: 0, b: 0 }, 'merges.txt': '' }), config, language),
    /the id 0/,
  );
  const phi = spec('phi3', 64);
  await assert.rejects(
    readTokenizer(
      await folderWith('damaged', { 'tokenizer.model': Uint8Array.of(10, 200, 1, 1) }),
      phi.config,
      phi.spec,
    ),
    /tokenizer.model (cannot be read|is not of the kind|holds no tokens)/,
  );
});
