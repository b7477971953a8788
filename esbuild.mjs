// Bundles the extension, the engine process, the command line and the webview into dist/.
import { cpSync, existsSync, rmSync } from 'node:fs';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

// Packages with native code or worker files of their own stay outside the bundles and ship as node_modules.
const external = ['vscode', 'koffi', 'sharp', 'node-llama-cpp', 'tesseract.js', '@tesseract.js-data/eng'];
const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
};
const esm = {
  ...node,
  format: 'esm',
  // Bundled CommonJS packages call require(); an ES module has none.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};

rmSync('dist', { recursive: true, force: true });
const builds = [
  { ...node, format: 'cjs', entryPoints: { extension: 'src/extension.ts' }, outExtension: { '.js': '.cjs' }, outdir: 'dist' },
  // The engine is forked with the editor's own Node; the command line forks it as well.
  { ...esm, entryPoints: { engine: 'src/engine/main.ts', convert: 'src/convert/main.ts', cli: 'src/cli/main.ts', probe: 'src/engine/native/probeMain.ts' }, outdir: 'dist' },
  {
    bundle: true, platform: 'browser', target: 'chrome130', format: 'iife', minify: production, logLevel: 'warning',
    sourcemap: production ? false : 'inline',
    entryPoints: { main: 'webview/main.ts', style: 'webview/style.css' }, outdir: 'dist/webview',
  },
];

for (const options of builds) {
  const present = Object.fromEntries(Object.entries(options.entryPoints).filter(([, file]) => existsSync(file)));
  if (Object.keys(present).length === 0) continue;
  const build = { ...options, entryPoints: present };
  if (watch) await (await esbuild.context(build)).watch();
  else await esbuild.build(build);
}
if (existsSync('media/codicons')) cpSync('media/codicons', 'dist/webview/codicons', { recursive: true });
