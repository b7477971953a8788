/** The packed extension in a workbench, for the tests of one file. */
import { after, afterEach, before } from 'node:test';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/run.ts';
import { hostTarget } from '../../../scripts/lib/targets.ts';
import { EXTENSION_ID, PanelPage } from './panelPage.ts';
import { startSession, type WorkbenchSession, type SessionOptions } from './workbenchSession.ts';
import { WorkbenchPage } from './workbenchPage.ts';

/** The package under test: what `npm run package` made. */
export function packedExtension(): string {
  const file = join(ROOT, 'out', `imp-${hostTarget()}.vsix`);
  if (!existsSync(file)) throw new Error(`${file} is not there: run "npm run package" first.`);
  return file;
}

/** A picture: one of the product's samples (`chart.png`, …) or of the test fixtures. */
export function picture(name: string): Buffer {
  const places = [join(ROOT, 'media', 'samples', name), join(ROOT, 'test', 'fixtures', 'images', name)];
  return readFileSync(places.find((file) => existsSync(file)) ?? name);
}

export interface Product {
  session: WorkbenchSession;
  workbench: WorkbenchPage;
  panel: PanelPage;
  /** Saves a picture of the window as test/output/screenshots/NAME.png. */
  screenshot(name: string): Promise<void>;
  /** The extension's own folder in the workspace's storage. */
  storage(): string;
  /** Process ids of the engines that run in this session. */
  engines(): number[];
  /** Native libraries of the extension that any process has loaded, by the process's command line. */
  nativeLibraries(): { process: string; file: string }[];
}

export interface ProductOptions extends Omit<SessionOptions, 'vsix'> {
  /** Packages of further extensions to install. */
  extensions?: () => Promise<string[]>;
}

/** Opens the product before the tests of the file and ends it after them; a failed test leaves a picture of the window. */
export function useProduct({ extensions, ...options }: ProductOptions = {}): Product {
  const product = {} as Product;
  before(
    async () => {
      const session = await startSession({ ...options, vsix: [packedExtension(), ...((await extensions?.()) ?? [])] });
      Object.assign(product, {
        session,
        workbench: new WorkbenchPage(session),
        panel: new PanelPage(session.page),
        screenshot: (name: string) => shoot(session, 'screenshots', name),
        storage: () => storageOf(session),
        engines: () => engineProcesses(session),
        nativeLibraries: () => loadedFrom(join(session.root, 'ext')),
      } satisfies Product);
      try {
        await product.workbench.open();
      } catch (error) {
        await shoot(session, 'failures', 'open');
        await session.stop();
        throw error;
      }
    },
    { timeout: 600_000 },
  );
  afterEach(async (context) => {
    // Node 20 does not tell hooks how the test went: the last window of every test is kept, and passing runs overwrite it.
    if (product.session)
      await shoot(
        product.session,
        'last',
        ('name' in context ? context.name : 'test').replace(/\W+/g, '-').slice(0, 80),
      ).catch(() => {});
  });
  after(async () => {
    if (process.env['E2E_LOG'] && product.session) console.error(product.session.log('Imp'));
    await product.session?.stop();
  });
  return product;
}

async function shoot(session: WorkbenchSession, folder: string, name: string): Promise<void> {
  const path = join(ROOT, 'test', 'output', folder);
  mkdirSync(path, { recursive: true });
  await session.page.screenshot({ path: join(path, `${name}.png`) });
}

function storageOf(session: WorkbenchSession): string {
  const root = join(session.workbench.user, 'User', 'workspaceStorage');
  const folder = readdirSync(root)
    .map((name) => join(root, name, EXTENSION_ID))
    .find((path) => existsSync(path));
  if (!folder) throw new Error(`The extension has no storage under ${root} yet`);
  return folder;
}

/** Linux: files below a folder that are mapped into the memory of a process. */
function loadedFrom(folder: string): { process: string; file: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const mapped = readFileSync(`/proc/${pid}/maps`, 'utf8')
          .split('\n')
          .flatMap((line) => line.slice(73).trim() || []);
        const process = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [...new Set(mapped.filter((file) => file.startsWith(folder)))].map((file) => ({ process, file }));
      } catch {
        return [];
      }
    });
}

/** Linux: processes whose command line is this session's engine. */
function engineProcesses(session: WorkbenchSession): number[] {
  const engine = join(session.root, 'ext');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes(engine) && command.includes('engine.js');
      } catch {
        return false;
      }
    })
    .map(Number);
}
