// Bundles the extension, the engine process, the command line and the webview into dist/.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

// Packages with native code or worker files of their own stay outside the bundles and ship as node_modules.
const external = [
  'vscode',
  'koffi',
  'sharp',
  '@node-llama-cpp/*',
  'tesseract.js',
  '@tesseract.js-data/eng',
  '@tesseract.js-data/kor',
];

/**
 * Of node-llama-cpp's JavaScript only the JSON-schema grammars are used, but importing it loads all of it, with a hundred
 * dependencies (its own compiler front end, downloaders, a terminal UI). The bundle takes that one class instead; an import
 * of anything else fails the build.
 */
const grammarsOnly = {
  name: 'node-llama-cpp-grammars-only',
  setup(build) {
    const path = resolve('node_modules/node-llama-cpp/dist/evaluator/LlamaJsonSchemaGrammar.js');
    build.onResolve({ filter: /^node-llama-cpp$/ }, () => ({ path }));
    build.onLoad({ filter: /node-llama-cpp.dist.utils.getGrammarsFolder\.js$/ }, () => ({
      contents:
        "export async function getGrammarsFolder() { throw new Error('named grammars are not part of this build'); }",
    }));
  },
};

/**
 * What the extension imports late: the editor reads and compiles the whole of a file before anything in it runs, so these are
 * files of their own beside the extension's.
 */
const { resolve: resolvePackage } = createRequire(import.meta.url);
const late = {
  main: 'src/host/main.ts',
  insert: 'src/host/insert/register.ts',
  undici: resolvePackage('undici'),
  parse5: resolvePackage('parse5'),
};
const lateFiles = {
  name: 'late-files',
  setup(build) {
    const file = {
      '\./host/main\.ts': 'main',
      '\./host/insert/register\.ts': 'insert',
      undici: 'undici',
      parse5: 'parse5',
    };
    for (const [path, name] of Object.entries(file)) {
      build.onResolve({ filter: new RegExp(`^${path}$`) }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${name}.cjs`, external: true },
      );
    }
  },
};

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external,
  plugins: [grammarsOnly],
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: watch ? 'info' : 'warning',
  metafile: true,
};
const esm = {
  ...node,
  format: 'esm',
  // What is imported late stays in files of its own, and what several entry points share is there once.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // Bundled CommonJS packages call require(); an ES module has none.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

rmSync('dist', { recursive: true, force: true });
const builds = [
  {
    ...node,
    format: 'cjs',
    plugins: [...node.plugins, lateFiles],
    entryPoints: { extension: 'src/extension.ts', ...late },
    outExtension: { '.js': '.cjs' },
    outdir: 'dist',
  },
  // The engine is forked with the editor's own Node; the command line forks it as well.
  {
    ...esm,
    entryPoints: {
      engine: 'src/engine/main.ts',
      convert: 'src/convert/main.ts',
      cli: 'src/cli/main.ts',
      probe: 'src/native/probeMain.ts',
      readingThread: 'src/reading/thread.ts',
      svg: 'src/image/svg/child.ts',
      headers: 'src/pair/thread.ts',
    },
    outdir: 'dist',
  },
  {
    bundle: true,
    platform: 'browser',
    target: 'chrome130',
    format: 'iife',
    minify: production,
    logLevel: watch ? 'info' : 'warning',
    sourcemap: production ? false : 'inline',
    metafile: true,
    entryPoints: { main: 'webview/main.ts', style: 'webview/style.css' },
    outdir: 'dist/webview',
  },
];

const inputs = new Set();
for (const options of builds) {
  const present = Object.fromEntries(Object.entries(options.entryPoints).filter(([, file]) => existsSync(file)));
  if (Object.keys(present).length === 0) continue;
  const build = { ...options, entryPoints: present };
  if (watch) await (await esbuild.context(build)).watch();
  else for (const file of Object.keys((await esbuild.build(build)).metafile.inputs)) inputs.add(file);
}
if (existsSync('media/codicons')) cpSync('media/codicons', 'dist/webview/codicons', { recursive: true });
// For the third-party notices: every file that went into a bundle.
mkdirSync('dist', { recursive: true });
writeFileSync('dist/inputs.json', JSON.stringify([...inputs].sort(), null, 1));
// Optional compute kernels: the engine does without where they are missing.
if (existsSync('src/engine/kernels/prebuilt'))
  cpSync('src/engine/kernels/prebuilt', 'dist/kernels', { recursive: true });
// The line recogniser's network; its weights are in models/ocr.
cpSync('src/ocr/line/prebuilt/line.wasm', 'dist/line.wasm');
