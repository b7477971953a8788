// Runs one of the project's TypeScript scripts on a machine that may have nothing but Node: checks Node's version, installs the
// dependencies unless they are there, then starts the script through tsx.
// usage: node scripts/bootstrap.mjs scripts/NAME.ts [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  console.error(
    `Imp needs Node 20.18 or newer; this is ${process.version}. Install it from nodejs.org and run the command again.`,
  );
  process.exit(1);
}

/** Whether node_modules holds what package-lock.json asks for (packages of other platforms aside). */
function installed() {
  const present = 'node_modules/.package-lock.json'; // npm's own record of what it put there
  if (!existsSync(present)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = packages(present);
  return Object.entries(packages('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || optional || have[path]?.version === version,
  );
}

if (!installed()) {
  console.log('Installing dependencies (npm ci) …');
  // No install scripts: node-llama-cpp's would test or compile a build of its own, koffi's and sharp's are only fallbacks for
  // platforms without a prebuilt binary, the others print advertisements.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { status } = spawnSync(
    npm[0],
    [...npm.slice(1), 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: npm.length === 1 && process.platform === 'win32',
    },
  );
  if (status !== 0) {
    console.error(
      'npm ci failed: see above. It needs the npm registry (or a mirror set by `npm config set registry`) once.',
    );
    process.exit(1);
  }
}

const child = spawn(process.execPath, ['--import', 'tsx', ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl+C reaches the whole group: the script ends in its own way, this process only waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
