/** Finds a Chromium for the end-to-end tests; on Debian and Ubuntu, as root, installs the distribution's own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ScriptError, run } from './run.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Path of an installed Chromium or one of its relatives: `CHROMIUM`, then the PATH, then the usual places. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(named ? [named] : []), ...onPath, ...PLACES].find((file) => existsSync(file));
}

/**
 * Path of a Chromium, installed first where that needs no question (root on a machine with apt-get).
 * @throws ScriptError that says how to get one.
 */
export async function ensureChromium(): Promise<string> {
  const present = findChromium();
  if (present) return present;
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (apt && process.getuid?.() === 0) {
    console.log('Installing Chromium for the end-to-end tests (apt-get) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new ScriptError(
    'No Chromium found for the end-to-end tests. Install Chromium or Chrome ' +
      (apt ? '("sudo apt-get install chromium") ' : '') +
      'or set CHROMIUM to its executable, then run again.',
  );
}
