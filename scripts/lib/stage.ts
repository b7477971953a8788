/** Lays out exactly the files that one platform's package holds, in a folder of its own. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages, notices } from './notices.ts';
import { locked, placePackage, withDependencies } from './packages.ts';
import { ROOT, ScriptError } from './run.ts';
import { TARGETS } from './targets.ts';

/** Packages that the bundles import at run time (see `external` in esbuild.mjs). */
const RUNTIME = ['koffi', 'sharp', 'tesseract.js', '@tesseract.js-data/eng', '@tesseract.js-data/kor'];

/** From the repository as they are. */
const FILES = [
  'dist',
  'media',
  'models',
  'l10n',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'package.nls.json',
  'package.nls.zh-cn.json',
];
const NEVER = /(^|\/)(screenshots|models\/nano\/train|inputs\.json|[^/]*\.map|\.DS_Store|\.gitignore)$/;

/** Which files of a package ship: what runs, and its licence. */
const KEEP: [RegExp, (file: string) => boolean][] = [
  [/^@node-llama-cpp\//, (file) => !/^(dist(\/|$)|README)|llama-common|llama-addon|\.lib$/.test(file)],
  [
    /^koffi$/,
    (file) =>
      !/^(vendor|doc|lib|cnoke\.cjs)(\/|$)/.test(file) && (!/^src\/.*\.\w+$/.test(file) || /\.c?js$/.test(file)),
  ],
  [/^@koromix\//, (file) => !/musl_|\.lib$/.test(file)],
  [/^sharp$/, (file) => !/^(src|install|lib)(\/|$)/.test(file)],
  [/^@img\/sharp-/, (file) => !/\/include(\/|$)/.test(file)],
  // OCR runs the SIMD builds with the legacy and the LSTM engine; the other builds and the larger data stay out.
  [
    /^tesseract\.js-core$/,
    (file) => /^(package\.json|LICENSE|index\.js|tesseract-core-(relaxed)?simd\.(js|wasm))$/.test(file),
  ],
  [/^tesseract\.js$/, (file) => !/^(dist|docs|examples|benchmarks|tests|scripts)(\/|$)/.test(file)],
  [/^@tesseract\.js-data\//, (file) => !/^4\.0\.0(\/|$)/.test(file)],
];
const SUPERFLUOUS =
  /\.(d\.[cm]?ts|map|ts|markdown)$|(^|\/)(CHANGELOG|HISTORY|\.\w+rc|\.github|test|tests|__tests__|example)(\.md)?(\/|$)/i;

/**
 * Builds the folder for `target` anew from dist/ and the packages.
 * @returns the folder
 */
export async function stage(target: string): Promise<string> {
  const platform = TARGETS[target];
  if (!platform)
    throw new ScriptError(`No package is made for "${target}". Targets: ${Object.keys(TARGETS).join(', ')}.`);
  const folder = join(ROOT, '.stage', target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of FILES.filter((file) => existsSync(join(ROOT, file)))) {
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (file) => !NEVER.test(file.replaceAll('\\', '/')),
    });
  }
  const kernels = join(folder, 'dist', 'kernels');
  for (const name of existsSync(kernels) ? readdirSync(kernels) : [])
    if (!platform.kernels.includes(name)) rmSync(join(kernels, name));
  const packages = [...withDependencies(RUNTIME), ...platform.packages];
  for (const name of packages) {
    const keep = KEEP.find(([pattern]) => pattern.test(name))?.[1];
    await placePackage(name, folder, (file) => !SUPERFLUOUS.test(file) && (keep?.(file) ?? true));
  }
  writeManifest(folder, packages);
  const inputs = JSON.parse(readFileSync(join(ROOT, 'dist', 'inputs.json'), 'utf8')) as string[];
  const shipped = packages.map((name) => join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices([...shipped, ...bundledPackages(inputs)]));
  cpSync(join(ROOT, '.vscodeignore'), join(folder, '.vscodeignore'));
  return folder;
}

/** The extension's manifest without what only the repository needs; the packages beside it are its dependencies. */
function writeManifest(folder: string, packages: string[]): void {
  const {
    devDependencies: _dev,
    scripts: _scripts,
    ...manifest
  } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
  const dependencies = Object.fromEntries(packages.map((name) => [name, locked(name).version]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies }, null, 2));
}
