/** Everything that reads bytes from elsewhere, each with whole inputs to damage. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findWeights } from '../../src/convert/checkpoint/safetensors.ts';
import { readConfig } from '../../src/convert/checkpoint/config.ts';
import { readByteLevelVocabulary } from '../../src/convert/tokenizer/bpe.ts';
import { readFastTokenizer } from '../../src/convert/tokenizer/fast.ts';
import { readSentencePieceVocabulary } from '../../src/convert/tokenizer/sentencepiece.ts';
import { readGguf } from '../../src/gguf/index.ts';
import { parseConversation } from '../../src/host/conversation/keptFile.ts';
import { decodeImage } from '../../src/image/decode.ts';
import { loadCatalog, type CatalogEntry } from '../../src/models/catalog.ts';
import { planDownload } from '../../src/models/download/hub.ts';
import { parseSums } from '../../src/models/download/sums.ts';
import { readManifest } from '../../src/models/manifest.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { ROOT } from '../lib/run.ts';
import { smallGguf, smallSafetensors } from './samples.ts';
import { eventStreams } from './eventStreams.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import type { FuzzReader } from './reader.ts';

const fixture = (name: string) => readFileSync(join(ROOT, 'test/fixtures', name));
const PICTURES = [
  ...['small.png', 'small-palette.png', 'small-16bit.png', 'small-alpha.png', 'small-grey.png', 'small.jpg'],
  ...['small-turned.jpg', 'small-cmyk.jpg', 'small.webp', 'small.gif', 'small.bmp', 'small-palette.bmp'],
  ...['small-rgba.bmp', 'small.tiff', 'small.avif'],
];
const SVGS = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16"><g id="a"><rect width="9" height="9" fill="#f00"/></g><use href="#a" x="9"/><text y="9">a</text></svg>',
  '<?xml version="1.0" encoding="utf-8"?><!-- by hand --><!DOCTYPE svg [<!ENTITY e "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 16"><defs><filter id="f"><feGaussianBlur stdDeviation="2"/></filter><mask id="m"><circle r="5"/></mask></defs><path d="M1 2L3 4z" filter="url(#f)" mask="url(#m)"/>&e;</svg>',
];
const CONVERSATION = {
  version: 1,
  id: 'x',
  title: 'What is it?',
  createdAt: 1,
  updatedAt: 2,
  draft: 'next',
  pending: ['b'.repeat(64)],
  pictures: [
    { id: 'a'.repeat(64), name: 'a.png', file: `${'a'.repeat(64)}.png`, width: 9, height: 9 },
    {
      id: 'b'.repeat(64),
      name: 'a.png',
      file: `${'a'.repeat(64)}.png`,
      width: 3,
      height: 4,
      cropOf: { id: 'a'.repeat(64), region: { x: 1, y: 2, width: 3, height: 4 } },
    },
  ],
  turns: [
    {
      role: 'user',
      id: 'u',
      text: 'q',
      pictures: ['a'.repeat(64)],
      tiles: { mode: 'together', pictures: ['b'.repeat(64)] },
    },
    {
      role: 'assistant',
      id: 'v',
      text: 'a',
      state: 'streaming',
      phase: 'encoding',
      boxes: [],
      links: [],
      unconfirmed: ['1'],
    },
  ],
};
const ENTRY = {
  id: 'own',
  name: 'Own',
  source: {
    kind: 'gguf',
    files: ['model', 'mmproj'].map((role) => ({
      role,
      url: `https://models.example/${role}.gguf`,
      name: `${role}.gguf`,
      bytes: 5,
      sha256: 'a'.repeat(64),
    })),
  },
};

/** @param folder for the files that readers want; emptied first */
export function fuzzReaders(folder: string): FuzzReader[] {
  rmSync(folder, { recursive: true, force: true });
  const checkpoints = join(ROOT, 'test/fixtures/checkpoints');
  const fromCheckpoints = (pattern: RegExp) =>
    readdirSync(checkpoints, { recursive: true, encoding: 'utf8' })
      .filter((file) => pattern.test(file))
      .map((file) => readFileSync(join(checkpoints, file)));
  const inFile =
    (name: string, read: (file: string, folder: string) => Promise<unknown>) =>
    async (bytes: Buffer): Promise<unknown> => {
      const own = join(folder, name.replaceAll('/', '-'));
      mkdirSync(own, { recursive: true });
      const file = join(own, name.split('/').at(-1)!);
      writeFileSync(file, bytes);
      return await read(file, own);
    };
  const text = (value: unknown) => [Buffer.from(JSON.stringify(value))];
  const ggufs = [smallGguf()];
  const vocabulary = Buffer.from(JSON.stringify({ a: 0, b: 1, ab: 2, Ġ: 3 }));
  const catalogEntry = {
    ...ENTRY,
    source: { kind: 'checkpoint', repository: 'a/b', revision: 'main' },
  } as unknown as CatalogEntry;
  const sha = 'a'.repeat(40);
  const tree = [
    { type: 'file', path: 'config.json', size: 5, oid: sha },
    { type: 'file', path: 'model.safetensors', size: 9, oid: sha, lfs: { oid: 'b'.repeat(64), size: 9 } },
  ];
  /** A hub whose every answer is this one. */
  const hub = (bytes: Buffer) => {
    let asked = 0;
    const fetch = async (url: string) => {
      if (++asked > 100) throw new Error('it asks for ever');
      const headers = { link: asked % 3 === 0 ? `<${url}?n=${asked}>; rel="next"` : '' };
      return /\/revision\//.test(url)
        ? new Response(JSON.stringify({ sha }), { status: 200 })
        : new Response(new Uint8Array(bytes), { status: 200, headers });
    };
    return planDownload(catalogEntry, { fetch: fetch as unknown as typeof globalThis.fetch });
  };
  return [
    {
      name: 'gguf',
      share: 0.14,
      sources: ggufs,
      mutate: mutateBytes,
      read: inFile('model.gguf', (file) => readGguf(file)),
    },
    {
      name: 'gguf facts',
      share: 0.08,
      sources: ggufs,
      mutate: mutateBytes,
      read: inFile('facts/model.gguf', (file) => readGguf(file, 'short')),
    },
    {
      name: 'safetensors',
      share: 0.1,
      sources: [smallSafetensors()],
      mutate: mutateBytes,
      read: inFile('model.safetensors', (_, own) => findWeights(own)),
    },
    {
      name: 'config.json',
      share: 0.06,
      sources: fromCheckpoints(/[\\/]config\.json$/),
      mutate: mutateText,
      read: inFile('config.json', (_, own) => readConfig(own)),
    },
    {
      name: 'tokenizer.json',
      share: 0.04,
      sources: fromCheckpoints(/tokenizer\.json$/),
      mutate: mutateText,
      read: inFile('tokenizer.json', (file) => readFastTokenizer(file)),
    },
    {
      name: 'vocab.json',
      share: 0.04,
      sources: [vocabulary],
      mutate: mutateText,
      read: inFile(
        'vocab.json',
        (_, own) => (writeFileSync(join(own, 'merges.txt'), '#version: 0.2\na b\n'), readByteLevelVocabulary(own)),
      ),
    },
    {
      name: 'tokenizer.model',
      share: 0.06,
      sources: fromCheckpoints(/tokenizer\.model$/),
      mutate: mutateBytes,
      read: inFile('tokenizer.model', (file) => readSentencePieceVocabulary(file)),
    },
    {
      name: 'pictures',
      share: 0.18,
      sources: PICTURES.map((name) => fixture(`images/${name}`)),
      mutate: mutateBytes,
      read: (bytes) => decodeImage(bytes),
    },
    {
      name: 'svg',
      share: 0.06,
      sources: [fixture('images/small.svg'), ...SVGS.map((svg) => Buffer.from(svg))],
      mutate: mutateText,
      read: (bytes) => decodeImage(bytes),
    },
    {
      name: 'conversations',
      share: 0.08,
      sources: text(CONVERSATION),
      mutate: mutateText,
      read: async (bytes) => {
        // One that cannot be read is no failure: it is left out.
        if (!parseConversation(bytes.toString('utf8'), 'x')) throw new ImpError('usage', 'damaged');
      },
    },
    {
      name: 'SHA256SUMS',
      share: 0.05,
      sources: [
        Buffer.from(`${'a'.repeat(64)}  m.gguf\n${'b'.repeat(64)} *p.gguf\nSHA256 (q.gguf) = ${'c'.repeat(64)}\n`),
      ],
      mutate: mutateText,
      read: async (bytes) => parseSums(bytes.toString('utf8'), 'there'),
    },
    {
      name: 'catalog',
      share: 0.04,
      sources: text({ models: [ENTRY] }),
      mutate: mutateText,
      read: inFile('catalog.json', async (_, own) => {
        const { warnings } = await loadCatalog(join(ROOT, 'models'), own);
        if (warnings.length) throw new ImpError('usage', warnings[0]!);
      }),
    },
    {
      name: 'manifest',
      share: 0.03,
      sources: text({
        version: 1,
        id: 'x',
        name: 'X',
        files: ['model', 'mmproj'].map((role) => ({ role, name: `${role}.gguf`, bytes: 1, sha256: 'a' })),
        source: 's',
        installedAt: 'now',
      }),
      mutate: mutateText,
      read: inFile('imp-model.json', (_, own) => readManifest(own)),
    },
    { name: 'hub', share: 0.04, sources: text(tree), mutate: mutateText, read: hub },
    eventStreams,
  ];
}
