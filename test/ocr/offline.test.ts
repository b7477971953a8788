import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

const ROOT = process.cwd();
const PICTURE = 'test/fixtures/ocr/ui-dashboard@1x.png';

/** Loaded into every thread of the process: a name looked up, a connection opened or an address fetched is a failure that cannot be missed. */
const GUARD = `
const refuse = (what) => () => { require('node:fs').writeSync(2, 'NETWORK ' + what + '\\n'); process.exit(99); };
const net = require('node:net'), dns = require('node:dns'), http = require('node:http'), https = require('node:https'), dgram = require('node:dgram');
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...to) {
  const [first] = to.flat();
  // Local sockets stay on the machine: tsx has one.
  return typeof first === 'string' || first?.path ? connect.apply(this, to) : refuse('net')();
};
for (const api of [dns, dns.promises]) { api.lookup = refuse('dns'); api.resolve = refuse('dns'); }
for (const api of [http, https]) { api.request = refuse('http'); api.get = refuse('http'); }
dgram.createSocket = refuse('dgram');
globalThis.fetch = refuse('fetch');
require('node:module').syncBuiltinESMExports();
`;

/** Reads PICTURE in a process of its own, threads and all, under the guard. `before`: code that runs first. */
function readGuarded(before = ''): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'imp-offline-'));
  try {
    const guard = join(folder, 'guard.cjs');
    writeFileSync(guard, GUARD);
    const code = `${before}
      import { readFileSync } from 'node:fs';
      import { decodeImage } from '${join(ROOT, 'src/image/decode.ts')}';
      import { createReader } from '${join(ROOT, 'src/reading/index.ts')}';
      const { width, height, data } = await decodeImage(readFileSync('${join(ROOT, PICTURE)}'), 'picture');
      const reader = createReader();
      console.log((await reader.read({ width, height, data })).text);
      await reader.dispose();`;
    const env = { ...process.env, NODE_OPTIONS: `--require ${guard}` }; // threads inherit it
    const script = join(folder, 'read.mts');
    writeFileSync(script, code);
    return spawnSync(process.execPath, ['--import', 'tsx', script], { env, encoding: 'utf8', timeout: 120_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('no name is looked up, no connection opened and no address fetched while text is read', () => {
  const { status, stdout, stderr } = readGuarded();
  assert.equal(status, 0, stderr);
  assert.match(stdout, /Northwind/);
});

test('the guard sees requests, also those of a thread', () => {
  assert.match(readGuarded(`fetch('http://127.0.0.1:9/');`).stderr, /NETWORK fetch/);
  const inThread = `import { Worker } from 'node:worker_threads'; await new Promise((end) => new Worker("fetch('http://127.0.0.1:9/')", { eval: true }).on('exit', end)); process.exit(5);`;
  assert.match(readGuarded(inThread).stderr, /NETWORK fetch/);
});
