/** npm packages for the archive: from node_modules where they are installed, from the registry for other platforms. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tar from 'tar';
import { CACHE } from './codeServer.ts';
import { ROOT, ScriptError, npm } from './run.ts';

interface Locked {
  version: string;
  integrity: string;
  dependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

/** What package-lock.json says about a package of the top level. */
export function locked(name: string): Locked {
  const found = lock.packages[`node_modules/${name}`];
  if (!found) throw new ScriptError(`${name} is not in package-lock.json`);
  return found;
}

/** The packages and all that they depend on, optional dependencies (native builds) aside. */
export function withDependencies(names: string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    Object.keys(locked(name).dependencies ?? {}).forEach(visit);
  };
  names.forEach(visit);
  return [...found].sort();
}

/**
 * Copies a package into `folder`/node_modules, in the version and with the content that package-lock.json records.
 * @throws ScriptError when the registry's file is another one
 */
export async function placePackage(name: string, folder: string, keep: (file: string) => boolean): Promise<void> {
  const installed = join(ROOT, 'node_modules', name);
  const { version } = locked(name);
  const source = existsSync(installed) && versionOf(installed) === version ? installed : await fetchPackage(name);
  cpSync(source, join(folder, 'node_modules', name), {
    recursive: true,
    dereference: true,
    filter: (file) =>
      file === source ||
      (file !== join(source, 'node_modules') && keep(file.slice(source.length + 1).replaceAll('\\', '/'))),
  });
}

const versionOf = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;

/** Folder of a package from the registry, checked against the lock file and kept in the cache. */
async function fetchPackage(name: string): Promise<string> {
  const { version, integrity } = locked(name);
  const folder = join(CACHE, 'packages', `${name.replace('/', '+')}@${version}`);
  const content = join(folder, 'package');
  if (existsSync(join(content, 'package.json'))) return content;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await npm(['pack', `${name}@${version}`, '--silent', '--ignore-scripts', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (!archive) throw new ScriptError(`npm pack ${name}@${version} left no file`);
  const hash = `sha512-${createHash('sha512')
    .update(readFileSync(join(folder, archive)))
    .digest('base64')}`;
  if (hash !== integrity) {
    rmSync(folder, { recursive: true });
    throw new ScriptError(
      `${name}@${version} from the registry is not the file that package-lock.json records (${hash} instead of ${integrity})`,
    );
  }
  await tar.x({ file: join(folder, archive), cwd: folder });
  rmSync(join(folder, archive));
  return content;
}
