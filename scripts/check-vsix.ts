// npm run check:vsix [target…]: opens every package in out/ (default: all six targets must be there) and looks for what it must
// and must not hold: the platform's libraries with the right headers and no others, the built-in model, notices, the size limit.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive, type ArchiveEntry } from './lib/archive.ts';
import { exportedNames } from './lib/exports.ts';
import { GGML, GGML_BASE } from '../src/native/ggml.ts';
import { LIBRARY_NAMES } from '../src/native/library.ts';
import { LLAMA } from '../src/native/llama.ts';
import { binaryKind } from './lib/binary.ts';
import { ROOT, ScriptError, main } from './lib/run.ts';
import { TARGETS, isNative, type Target } from './lib/targets.ts';

/** Libraries whose functions the engine binds. */
const LLAMA_LIBRARY = /node_modules\/@node-llama-cpp\/.*\.(so|dll|dylib)$/;
const READ_WHOLE = new RegExp(`${LLAMA_LIBRARY.source}|THIRD-PARTY-NOTICES`);
const NOTICES = 'THIRD-PARTY-NOTICES.txt';
/** Libraries inside the binaries of others, whose licences ask to be named. */
const NAMED_INSIDE = ['llama.cpp and ggml (MIT)', 'Leptonica (BSD-2-Clause)', 'libvips'];
const BOUND = { base: GGML_BASE, ggml: GGML, llama: LLAMA };

/** Files that every package holds. */
const COMMON = [
  'package.json',
  'README.md',
  'LICENSE.txt',
  NOTICES,
  'dist/extension.cjs',
  'dist/main.cjs',
  'dist/parse5.cjs',
  'dist/undici.cjs',
  'dist/engine.js',
  'dist/cli.js',
  'dist/webview/main.js',
  'models/catalog.json',
  'models/ocr/line.bin',
  'models/ocr/characters.txt',
  'dist/line.wasm',
  'node_modules/tesseract.js-core/tesseract-core-simd.wasm',
  'node_modules/@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz',
  'node_modules/@tesseract.js-data/kor/4.0.0_best_int/kor.traineddata.gz',
  'models/ocr/scripts.bin',
];
/** What must never ship: sources, tests, settings of the repository, other people's secrets. */
const FORBIDDEN =
  /^(src|test|scripts|webview|\.github|\.ci|\.git)\/|^package-lock\.json$|\.(ts|map|tsbuildinfo|safetensors|pt)$|(^|\/)\.(env|npmrc)$/;
/** What registers commands and the view, and imports the rest late. */
const MAX_FIRST_BYTES = 8000;
const MAX_BYTES: Record<string, number> = { 'linux-x64': 90e6 };

await main(async () => {
  const targets = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(TARGETS);
  let faults = 0;
  for (const name of targets) {
    const file = join(ROOT, 'out', `imp-${name}.vsix`);
    const target = TARGETS[name];
    if (!target) throw new ScriptError(`Unknown target "${name}".`);
    if (!existsSync(file)) throw new ScriptError(`${file} is not there: run "npm run package -- ${name}" first.`);
    const found = check(name, target, await readArchive(file, READ_WHOLE), statSync(file).size);
    console.log(
      `${name}: ${(statSync(file).size / 1e6).toFixed(1)} MB, ${found.length ? `${found.length} faults` : 'ok'}`,
    );
    for (const fault of found) console.error(`  ${fault}`);
    faults += found.length;
  }
  if (faults) throw new ScriptError(`${faults} faults in the packages`);
});

/** One line for each thing that is wrong with a package. */
function check(name: string, target: Target, archive: Map<string, ArchiveEntry>, bytes: number): string[] {
  const files = [...archive.keys()]
    .filter((file) => file.startsWith('extension/'))
    .map((file) => file.slice('extension/'.length));
  const content = (file: string) => archive.get(`extension/${file}`)?.head ?? Buffer.alloc(0);
  const faults: string[] = [];
  const kernels = target.kernels.map((build) => `dist/kernels/${build}`);
  for (const build of kernels) if (!files.includes(build)) faults.push(`missing: ${build}`);
  for (const file of COMMON)
    if (!files.some((other) => other.toLowerCase() === file.toLowerCase())) faults.push(`missing: ${file}`);
  for (const pattern of target.files)
    if (!files.some((file) => glob(`node_modules/${pattern}`).test(file))) faults.push(`missing: ${pattern}`);
  for (const file of files) {
    if (FORBIDDEN.test(file)) faults.push(`must not ship: ${file}`);
    if (!isNative(file)) continue;
    const kind = binaryKind(content(file));
    const ours = kernels.includes(file);
    if (!ours && !target.packages.some((owner) => file.startsWith(`node_modules/${owner}/`)))
      faults.push(`native code of another platform: ${file}`);
    if (kind?.format !== target.binary.format || kind.cpu !== target.binary.cpu)
      faults.push(`wrong kind of binary (${kind ? `${kind.format} ${kind.cpu}` : 'none'}): ${file}`);
  }
  for (const name of NAMED_INSIDE)
    if (!content(NOTICES).includes(name)) faults.push(`not named in ${NOTICES}: ${name}`);
  faults.push(...missingFunctions(files, content));
  const models = files.filter((file) => file.endsWith('.gguf'));
  if (models.filter((file) => file.startsWith('models/nano/')).length !== 2)
    faults.push('the built-in model is not a pair of files in models/nano');
  for (const file of models) {
    if (content(file).toString('latin1', 0, 4) !== 'GGUF') faults.push(`not a GGUF file: ${file}`);
  }
  if (!archive.get('extension.vsixmanifest')?.head.toString().includes(`TargetPlatform="${name}"`))
    faults.push(`the manifest does not name the platform ${name}`);
  const first = archive.get('extension/dist/extension.cjs')?.size ?? 0;
  if (first > MAX_FIRST_BYTES)
    faults.push(
      `dist/extension.cjs has ${first} bytes: the editor waits for all of it at the first use; ${MAX_FIRST_BYTES} are allowed`,
    );
  const limit = MAX_BYTES[name];
  if (limit && bytes > limit) faults.push(`${(bytes / 1e6).toFixed(1)} MB is more than ${limit / 1e6} MB`);
  return faults;
}

/** Functions that the engine binds and a build's libraries do not export. */
function missingFunctions(files: string[], content: (file: string) => Buffer): string[] {
  const libraries = files.filter((file) => LLAMA_LIBRARY.test(file));
  const builds = [...new Set(libraries.map((file) => file.slice(0, file.lastIndexOf('/'))))];
  return builds.flatMap((build) =>
    (Object.keys(BOUND) as (keyof typeof BOUND)[]).flatMap((kind) => {
      const file = libraries.find(
        (name) => name.startsWith(`${build}/`) && LIBRARY_NAMES[kind].test(name.slice(build.length + 1)),
      );
      if (!file) return [`missing: the ${kind} library of ${build}`];
      const exported = exportedNames(content(file));
      return Object.keys(BOUND[kind])
        .filter((name) => !exported.has(name))
        .map((name) => `${file} does not export ${name}`);
    }),
  );
}

/** `*` matches within a file name. */
function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
}
