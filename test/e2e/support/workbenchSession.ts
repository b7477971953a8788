/** One code-server with the packed extension, and a Chromium in front of it, for one test file. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync, readdirSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { installCodeServer } from '../../../scripts/lib/codeServer.ts';
import { ensureChromium } from '../../../scripts/lib/chromium.ts';
import { startWorkbench, type Workbench } from '../../../scripts/lib/workbench.ts';

export interface SessionOptions {
  /** Packages to install; the tests of the product pass `[await packedExtension()]`. */
  vsix: string[];
  /** Files of the workspace: path → content. */
  files?: Record<string, string | Uint8Array>;
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Folders are not trusted until the user says so. */
  workspaceTrust?: boolean;
  /** Address of another folder to open in place of the workspace's. */
  folder?: string;
  /** Language of the editor's window, such as `zh-cn`. */
  language?: string;
  viewport?: { width: number; height: number };
  /** Extension host tests: folder under development and folder of the tests' index.js. */
  development?: { extension: string; tests: string };
}

export interface WorkbenchSession {
  workbench: Workbench;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** Holds all of the session: profile, extensions, workspace, caches. */
  root: string;
  /** The workspace's folder. */
  workspace: string;
  /** Addresses outside this machine that the page asked for: each was refused. */
  foreignRequests: string[];
  /** Settles with the exit code of extension host tests. */
  testsExited: Promise<number>;
  /** Writes settings on top of those of the start; the editor sees the files change, but may take its time: reload with `open` where that matters. */
  changeSettings(settings: Record<string, unknown>): void;
  /** Text of every log file whose name contains `name`. */
  log(name: string): string;
  /** Opens (or reloads) the workbench and waits until it is painted. */
  open(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything; call `stop()` in every case. */
export async function startSession(options: SessionOptions): Promise<WorkbenchSession> {
  const root = mkdtempSync(join(tmpdir(), 'imp-'));
  const workspace = join(root, 'ws');
  mkdirSync(workspace);
  for (const [name, data] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), data);
  }
  const executablePath = await ensureChromium();
  const workbench = await startWorkbench({
    server: await installCodeServer(),
    root,
    vsix: options.vsix,
    settings: options.settings,
    env: options.env,
    workspaceTrust: options.workspaceTrust,
    args: options.development ? ['--vscode-option', 'enable-smoke-test-driver'] : [],
  });
  const browser = await chromium.launch({
    executablePath,
    timeout: 180_000,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: workbench.url });
  const foreignRequests: string[] = [];
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => {
      foreignRequests.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  // No language pack: the editor's own words stay English, extensions get the language all the same.
  if (options.language)
    await page.addInitScript(
      (language) => void Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language }),
      options.language,
    );
  const driver = await exposeTestDriver(page, options.development !== undefined);

  return {
    workbench,
    browser,
    context,
    page,
    root,
    workspace,
    foreignRequests,
    testsExited: driver.exited,
    changeSettings: workbench.changeSettings,
    log: (name) => readLogs(join(workbench.user, 'logs'), name),
    async open() {
      await page.goto(
        `${workbench.url}/?folder=${encodeURIComponent(options.folder ?? workspace)}${payload(workbench.url, options.development)}`,
        { timeout: 180_000 },
      );
      await page.locator('.monaco-workbench').waitFor({ timeout: 180_000 });
      await page
        .locator('.explorer-folders-view .monaco-list-row, .explorer-viewlet')
        .first()
        .waitFor({ timeout: 180_000 })
        .catch(() => {});
    },
    async stop() {
      await browser.close();
      await workbench.stop();
      if (!process.env['E2E_KEEP']) rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The web workbench takes the folders of extension host tests from the address, and ends them through a function of the page. */
function payload(url: string, development: SessionOptions['development']): string {
  if (!development) return '';
  const remote = (path: string) => `vscode-remote://${new URL(url).host}${path}`;
  const pairs = [
    ['extensionDevelopmentPath', remote(development.extension)],
    ['extensionTestsPath', remote(development.tests)],
  ];
  return `&payload=${encodeURIComponent(JSON.stringify(pairs))}`;
}

async function exposeTestDriver(page: Page, wanted: boolean): Promise<{ exited: Promise<number> }> {
  let finish!: (code: number) => void;
  const exited = new Promise<number>((resolve) => (finish = resolve));
  if (wanted) {
    await page.exposeFunction('codeAutomationExit', (code: number) => finish(code));
    await page.exposeFunction('codeAutomationLog', () => {});
  }
  return { exited };
}

function readLogs(folder: string, name: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes(name) && file.endsWith('.log'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}
