/**
 * A copy of the sources in which native modules cannot show native memory to JavaScript, as in Electron. Where a C compiler is at hand
 * (Linux), all native modules ask cage.c instead of Node for such buffers; elsewhere koffi is wrapped so that `view` throws.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCE = fileURLToPath(new URL('./cage.c', import.meta.url));
/** Packages with native modules that run in the engine, or in the converter. */
const NATIVE = ['koffi', '@koromix', 'sharp', '@img'];
const COPIED = ['src', 'test', 'tsconfig.json', 'package.json'];
const LINKED = ['models', 'media', 'scripts'];
/** Names of one length, so that a module stays what it is otherwise. */
const IMPORTS = ['api_create_external_arraybuffer', 'api_create_external_buffer'];

export interface Cage {
  /** The copy's root. */
  folder: string;
  kind: 'compiled' | 'wrapped';
  /** What a process in the cage needs in its environment. */
  env: NodeJS.ProcessEnv;
  /** Native modules that ask the cage. */
  modules: string[];
  remove(): void;
}

/** @param kind absent: compiled where that is possible */
export function buildCage(kind?: Cage['kind']): Cage {
  const folder = mkdtempSync(path.join(tmpdir(), 'imp-cage-'));
  for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  for (const name of LINKED) link(path.join(ROOT, name), path.join(folder, name));
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(path.join(ROOT, 'node_modules'))) {
    const [from, to] = [path.join(ROOT, 'node_modules', name), path.join(modules, name)];
    if (NATIVE.includes(name)) cpSync(from, to, { recursive: true });
    else link(from, to);
  }
  const library = kind === 'wrapped' ? undefined : compile(folder);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (!library) {
    wrapKoffi(path.join(modules, 'koffi'));
    return { folder, kind: 'wrapped', env: {}, modules: [], remove };
  }
  return { folder, kind: 'compiled', env: { LD_PRELOAD: library }, modules: patchModules(modules), remove };
}

function link(from: string, to: string): void {
  if (statSync(from).isDirectory()) symlinkSync(from, to, 'junction');
  else cpSync(from, to);
}

/** The preloaded library; undefined without a compiler, and where there is no preloading of this kind. */
function compile(folder: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const library = path.join(folder, 'cage.so');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, SOURCE], { stdio: 'ignore' });
  return status === 0 ? library : undefined;
}

function patchModules(folder: string): string[] {
  const patched: string[] = [];
  for (const name of NATIVE) {
    for (const file of readdirSync(path.join(folder, name), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.node')) continue;
      const module = path.join(folder, name, file);
      let bytes = readFileSync(module, 'latin1');
      const before = bytes;
      for (const text of IMPORTS) bytes = bytes.replaceAll(`n${text}`, `c${text}`);
      if (bytes === before) continue;
      writeFileSync(module, bytes, 'latin1');
      patched.push(path.basename(file));
    }
  }
  return patched;
}

function wrapKoffi(folder: string): void {
  writeFileSync(
    path.join(folder, 'index.js'),
    `import koffi from './src/koffi/index.js';
export * from './src/koffi/index.js';
export const view = (koffi.view = () => { throw new Error('This runtime does not support external buffers'); });
export default koffi;
`,
  );
}
