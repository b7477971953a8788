/** Starts and stops one throw-away code-server on a free local port. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnv, type CodeServer } from './codeServer.ts';
import { ScriptError } from './run.ts';

export interface WorkbenchOptions {
  server: CodeServer;
  /** An empty or earlier used folder for the profile, the extensions and all caches; its path must be short (sockets live there). */
  root: string;
  /** Packages to install. */
  vsix?: string[];
  /** User settings on top of the quiet defaults. */
  settings?: Record<string, unknown>;
  /** Environment of the server and of every extension in it. */
  env?: Record<string, string>;
  /** Port on this machine; 0 or absent: any free one. */
  port?: number;
  /** The editor asks whether to trust a folder; without it every folder is trusted. */
  workspaceTrust?: boolean;
  /** Further arguments of the server. */
  args?: string[];
}

export interface Workbench {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** The profile folder: `User/settings.json`, `logs/`. */
  user: string;
  /** Writes settings on top of those that are there; the editor sees the files change. */
  changeSettings(settings: Record<string, unknown>): void;
  /** All that the server printed. */
  output(): string;
  /** Settles when the server has ended. */
  exited: Promise<void>;
  /** Ends the server and every process that it started. */
  stop(): Promise<void>;
}

/** Nothing that asks, advertises, or wants the network. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
  'chat.disableAIFeatures': true,
};

/** @throws ScriptError with the server's output when it does not start within three minutes. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { server, root } = options;
  const user = join(root, 'user');
  const folders = { TMPDIR: 'tmp', XDG_CONFIG_HOME: 'cfg', XDG_DATA_HOME: 'data', XDG_CACHE_HOME: 'cache' };
  const env = cleanEnv();
  for (const [name, folder] of Object.entries(folders)) {
    env[name] = join(root, folder);
    mkdirSync(join(root, folder), { recursive: true });
  }
  Object.assign(env, options.env);
  changeSettings(user, {
    ...SETTINGS,
    'security.workspace.trust.enabled': options.workspaceTrust === true,
    ...options.settings,
  });

  const common = [server.entry, '--user-data-dir', user, '--extensions-dir', join(root, 'ext')];
  for (const file of options.vsix ?? []) {
    await promisify(execFile)(server.node, [...common, '--install-extension', file], { env }).catch((error) => {
      throw new ScriptError(`${file} could not be installed: ${error.stderr || error.message}`);
    });
  }
  const args = [
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${options.port ?? 0}`,
    '--disable-telemetry',
    '--disable-update-check',
  ];
  args.push(
    '--disable-getting-started-override',
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(options.args ?? []),
  );
  // A group of its own, so that extension hosts and their children end with it.
  const child = spawn(server.node, [...common, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new ScriptError(`code-server ${why}:\n${output}`));
    const timer = setTimeout(() => fail('did not start within three minutes'), 180_000);
    const read = (data: Buffer) => {
      output += data;
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (found) resolve(found);
      if (found) clearTimeout(timer);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => fail('ended'));
  });
  return {
    url,
    user,
    changeSettings: (settings) => changeSettings(user, settings),
    output: () => output,
    exited,
    stop: () => stopGroup(child, exited),
  };
}

/** The server is a remote machine to the editor: settings of the scope "machine" count in `Machine/` alone, all others in `User/`. */
function changeSettings(user: string, settings: Record<string, unknown>): void {
  for (const folder of ['User', 'Machine']) {
    const file = join(user, folder, 'settings.json');
    mkdirSync(join(user, folder), { recursive: true });
    const present = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
    writeFileSync(file, JSON.stringify({ ...present, ...settings }, null, 2));
  }
}

async function stopGroup(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // the group is gone already
    }
  };
  kill('SIGTERM');
  await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  kill('SIGKILL');
}
