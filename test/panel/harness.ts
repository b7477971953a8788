/** The panel's page in a browser by itself, with a host that records what it is asked: quick, and any state can be shown. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import 'vscode-jsonrpc/node';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/lib/chromium.ts';
import { ROOT } from '../../scripts/lib/run.ts';
import type {
  HostMethods,
  PanelChange,
  PanelMethods,
  PanelState,
  PictureView,
  TurnView,
} from '../../src/shared/panel.ts';
import { postTransport } from '../../src/shared/panelChannel.ts';
import { connect, type Handlers, type Peer } from '../../src/shared/rpc.ts';

/** The editor's own values of its themes, those that the panel uses most. */
const THEMES = {
  dark: {
    kind: 'vscode-dark',
    colors: {
      foreground: '#cccccc',
      'sideBar-background': '#181818',
      'editor-background': '#1f1f1f',
      'input-background': '#313131',
      'input-foreground': '#cccccc',
      'input-border': '#3c3c3c',
      'input-placeholderForeground': '#989898',
      descriptionForeground: '#9d9d9d',
      focusBorder: '#0078d4',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#313131',
      'textLink-foreground': '#4daafc',
      'editorWidget-background': '#202020',
      'widget-border': '#313131',
      errorForeground: '#f85149',
      'icon-foreground': '#cccccc',
      'inputValidation-warningBackground': '#352a05',
      'inputValidation-warningBorder': '#b89500',
    },
  },
  light: {
    kind: 'vscode-light',
    colors: {
      foreground: '#3b3b3b',
      'sideBar-background': '#f8f8f8',
      'editor-background': '#ffffff',
      'input-background': '#ffffff',
      'input-foreground': '#3b3b3b',
      'input-border': '#cecece',
      'input-placeholderForeground': '#767676',
      descriptionForeground: '#3b3b3b',
      focusBorder: '#005fb8',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#e5e5e5',
      'textLink-foreground': '#005fb8',
      'editorWidget-background': '#f8f8f8',
      'widget-border': '#e5e5e5',
      errorForeground: '#d32f2f',
      'icon-foreground': '#3b3b3b',
      'inputValidation-warningBackground': '#fff8d6',
      'inputValidation-warningBorder': '#b89500',
    },
  },
};

export interface PanelInBrowser {
  page: Page;
  /** What the page asked for, in order. */
  asked: { method: string; params: unknown }[];
  change(change: PanelChange): Promise<void>;
  /** Messages of the console that are errors, and exceptions. */
  errors: string[];
  shoot(name: string): Promise<void>;
}

let browser: Browser | undefined;

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

export async function openPanel(
  state: PanelState,
  {
    width = 400,
    height = 700,
    theme = 'dark' as keyof typeof THEMES,
    language = 'en',
    answers = {} as Partial<Handlers<HostMethods>>,
  } = {},
): Promise<PanelInBrowser> {
  browser ??= await chromium.launch({ executablePath: await ensureChromium() });
  const bundle = await build({
    entryPoints: { main: 'webview/main.ts', style: 'webview/style.css' },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    outdir: 'out',
    platform: 'browser',
    format: 'iife',
    target: 'chrome130',
    logLevel: 'silent',
  });
  const file = (extension: string) => bundle.outputFiles.find(({ path }) => path.endsWith(extension))!.text;
  const page = await browser.newPage({ viewport: { width, height }, locale: language });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const asked: PanelInBrowser['asked'] = [];
  let receive: (message: unknown) => void = () => {};
  const { reader, writer } = postTransport({
    post: (message) => page.evaluate((value) => window.postMessage(value, '*'), message),
    receive: (callback) => ((receive = callback), { dispose() {} }),
  });
  const l10n =
    language === 'zh-cn'
      ? (JSON.parse(readFileSync(join(ROOT, 'l10n/bundle.l10n.zh-cn.json'), 'utf8')) as never)
      : undefined;
  const handlers = new Proxy({} as Handlers<HostMethods>, {
    ownKeys: () => METHODS,
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_, method: string) => (params: unknown) => {
      if (method === 'ready') return l10n === undefined ? state : { ...state, l10n };
      asked.push({ method, params });
      return (answers as Record<string, ((given: unknown) => unknown) | undefined>)[method]?.(params);
    },
  });
  const peer: Peer<PanelMethods> = connect<PanelMethods, HostMethods>(reader, writer, handlers);
  await page.exposeFunction('toHost', (message: unknown) => receive(message));
  const { kind, colors } = THEMES[theme];
  const variables = Object.entries(colors).map(([name, value]) => `--vscode-${name}:${value}`);
  await page.setContent(
    `<!DOCTYPE html><html lang="${language}" style="${variables.join(';')};--vscode-font-family:system-ui,sans-serif;--vscode-font-size:13px">` +
      `<head><meta charset="utf-8"><meta property="csp-nonce" content="abc"><title>Imp</title><style>${file('.css')}</style></head><body class="${kind}"><div id="app"></div>` +
      `<script>window.acquireVsCodeApi=()=>({postMessage:(message)=>window.toHost(message)})</script></body></html>`,
  );
  await page.addScriptTag({ content: file('.js') });
  await page.getByTestId('question').waitFor({ timeout: 60_000 });
  return {
    page,
    asked,
    errors,
    change: async (change) => {
      await peer.request('changed', change);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    },
    async shoot(name) {
      const folder = join(ROOT, 'test/output/screenshots');
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `panel-${name}.png`) });
    },
  };
}

const METHODS: (keyof HostMethods)[] = [
  ...([
    'ready',
    'addPictures',
    'addUris',
    'addSample',
    'addRegion',
    'removePicture',
    'reusePicture',
    'pickPicture',
  ] as const),
  ...([
    'pasteFromClipboard',
    'ask',
    'lookCloser',
    'stop',
    'regenerate',
    'continueAnswer',
    'resend',
    'picture',
  ] as const),
  ...([
    'code',
    'openLink',
    'openFile',
    'copyText',
    'editData',
    'writeData',
    'seen',
    'read',
    'newConversation',
    'openConversation',
  ] as const),
  ...([
    'renameConversation',
    'deleteConversation',
    'exportConversation',
    'setOptions',
    'saveDraft',
    'run',
    'saveAgain',
  ] as const),
  ...(['seenPage', 'showPreview', 'compareScreenshot'] as const),
];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in the page, a line each; its title and landmarks are the editor's. */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: AXE });
  return await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run({ rules: { region: { enabled: false } } })).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  });
}

/** The panel with a conversation, a model that is ready, and nothing else. */
export const panelState = (turns: TurnView[], pictures: PictureView[], more: Partial<PanelState> = {}): PanelState => ({
  conversation: { id: 'c', title: 'A conversation', turns },
  pictures,
  pending: [],
  draft: '',
  status: { state: 'ready' },
  model: { id: 'm', name: 'Imp-3B', imageSide: 384, contextTokens: 2048, imageTokens: 729 },
  options: { target: { framework: 'html', tailwind: false }, ocr: 'auto', showFigures: true, offline: false },
  history: [],
  unsaved: null,
  ...more,
});
