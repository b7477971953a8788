/** Third-party notices: name, version, licence and licence text of every package whose code is in the archive. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ScriptError } from './run.ts';

/** Licences that the project may ship; LGPL as a shared library alone (libvips). */
const ALLOWED =
  /^\(?(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|CC-BY-4\.0|MPL-2\.0 OR Apache-2\.0)\)?$/;
const LGPL_SHARED = /^@img\/sharp-(libvips-|win32-)/;

/** Packages that name their licence but ship no text of it, and where it is. */
const TEXT_ELSEWHERE: [RegExp, string][] = [
  // The same project and licence file as the main package.
  [/^@koromix\/koffi-/, 'koffi'],
  [/^@tesseract\.js-data\//, 'tesseract.js-core'],
];

/** Libraries inside the binaries of a package, which its own licence does not cover: what they are, and their text in scripts/licences. */
const INSIDE: { packages: RegExp; head: string; file: string }[] = [
  {
    packages: /^(@node-llama-cpp\/|node-llama-cpp$)/,
    head: 'llama.cpp and ggml (MIT)\nhttps://github.com/ggml-org/llama.cpp\nin the libraries of node-llama-cpp',
    file: 'llama.cpp.txt',
  },
  {
    packages: /^tesseract\.js-core$/,
    head: 'Leptonica (BSD-2-Clause)\nhttp://www.leptonica.org\nin the binaries of tesseract.js-core',
    file: 'leptonica.txt',
  },
];

const TEXT = /^(licen[cs]e|copying|notice|third[-_]party[-_]notices)([-.].*)?$/i;

interface Manifest {
  name: string;
  version: string;
  license?: string | { type: string };
  homepage?: string;
  repository?: string | { url: string };
  author?: string | { name: string };
}

/** Folders under node_modules of the packages that a bundle took files from; `inputs` are paths relative to the root. */
export function bundledPackages(inputs: string[]): string[] {
  const folders = inputs
    .map((file) => /^.*node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(file)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort().map((folder) => join(ROOT, folder));
}

/** What ships and is no package: a file that names it, its licence and where it is from. */
const OTHERS = ['models/ocr/NOTICE.txt'];

/**
 * The notices of the packages in `folders`, sorted by name, and after them those of what is no package.
 * @throws ScriptError when a licence is not allowed here or its text is nowhere
 */
export function notices(folders: string[]): string {
  const entries = new Map<string, string>();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    entries.set(`${manifest.name}@${manifest.version}`, entry(folder, manifest));
    for (const { packages, head, file } of INSIDE)
      if (packages.test(manifest.name))
        entries.set(head, `${head}\n\n${readFileSync(join(ROOT, 'scripts/licences', file), 'utf8').trim()}`);
  }
  const sorted = [...entries].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text);
  const intro = 'Imp for VS Code contains the following third-party software, each under its own licence.';
  const others = OTHERS.map((file) => readFileSync(join(ROOT, file), 'utf8').trim());
  return [intro, ...sorted, ...others].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

function entry(folder: string, manifest: Manifest): string {
  const { name, version, license, homepage, repository } = manifest;
  const type = typeof license === 'object' ? license.type : (license ?? 'none named');
  const lgpl = LGPL_SHARED.test(name) && /LGPL-3\.0-or-later/.test(type);
  if (!ALLOWED.test(type) && !lgpl)
    throw new ScriptError(
      `${name}@${version} has the licence "${type}", which is not on the list in scripts/lib/notices.ts`,
    );
  const where = homepage ?? (typeof repository === 'object' ? repository.url : repository);
  const by = author(manifest);
  const head = [`${name} ${version} (${type})`, ...(where ? [where] : []), ...(by ? [`by ${by}`] : [])];
  return [head.join('\n'), ...texts(folder, manifest, lgpl)].join('\n\n');
}

function texts(folder: string, manifest: Manifest, lgpl: boolean): string[] {
  const { name } = manifest;
  // libvips' package lists the licences of all libraries inside it in its README.
  const wanted = (file: string) => TEXT.test(file) || (lgpl && file === 'README.md');
  const found = existsSync(folder) ? readdirSync(folder).filter(wanted) : [];
  const from = (place: string, files: string[]) => files.map((file) => readFileSync(join(place, file), 'utf8').trim());
  if (found.length) return from(folder, found);
  const other = TEXT_ELSEWHERE.find(([pattern]) => pattern.test(name))?.[1];
  const place = other && join(ROOT, 'node_modules', other);
  const files = place ? readdirSync(place).filter((file) => TEXT.test(file)) : [];
  if (place && files.length) return from(place, files);
  if (manifest.license === 'MIT' && author(manifest)) return [`Copyright (c) ${author(manifest)}\n\n${mitTerms()}`];
  throw new ScriptError(`${name} ships no licence text: name the package that has it in scripts/lib/notices.ts`);
}

function author({ author }: Manifest): string | undefined {
  return typeof author === 'object' ? author.name : author;
}

/** The MIT licence's terms, from a package that ships them, for packages that only name the licence and their author. */
function mitTerms(): string {
  const text = readFileSync(join(ROOT, 'node_modules', 'koffi', 'LICENSE.txt'), 'utf8');
  const start = text.indexOf('Permission is hereby granted');
  if (start < 0)
    throw new ScriptError('koffi no longer ships the MIT terms: name another package in scripts/lib/notices.ts');
  return text.slice(start).trim();
}
