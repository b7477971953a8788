/** llama.cpp's own server with the built-in pair, for the tests and for scripts/bench/load.ts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonOf } from '../../scripts/lib/python.ts';
import { EndpointClient, type EndpointQuestion } from '../../src/endpoints/index.ts';
import type { Turn } from '../../src/shared/engine.ts';

const ROOT = path.join(import.meta.dirname, '../..');
export const NANO = {
  model: path.join(ROOT, 'models/nano/model.gguf'),
  mmproj: path.join(ROOT, 'models/nano/mmproj.gguf'),
};
export const python = pythonOf('llama-server');
/** Why tests that need the server are skipped; false: it is there. */
export const skip =
  python === undefined && "no Python environment with llama.cpp's server (npm run test:servers llama-server)";
/** Longer than the slowest machine takes to load eight megabytes. */
const START_MS = 120_000;

export interface RunningServer {
  url: string;
  port: number;
  pid: number;
  /** At once, as a machine that loses its power. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  slots?: number;
  /** Tokens of one slot. */
  context?: number;
  key?: string;
  /** Answers end at their limit alone: there is time to stop one. */
  endless?: boolean;
  /** In place of the built-in one. */
  model?: string;
  /** What the model is called there; absent: its path. */
  alias?: string;
  /** Absent: a free one. */
  port?: number;
}

/** Starts it and waits until it answers. */
export async function startLlamaServer(
  python: string,
  { slots = 2, context = 2048, key, port, endless, model = NANO.model, alias = '' }: ServerOptions = {},
): Promise<RunningServer> {
  const chosen = port ?? (await freePort());
  const script = path.join(import.meta.dirname, 'llama_server.py');
  const words = [script, model, NANO.mmproj, chosen, slots, context, key ?? '', endless ? 'endless' : '', alias].map(
    String,
  );
  const child = spawn(python, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let last = '';
  child.stderr.on('data', (part: Buffer) => (last = (last + part.toString()).slice(-2000)));
  const [url] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(() => Promise.reject(new Error(`llama-server ended: ${last}`))),
  ])) as [string];
  const until = Date.now() + START_MS;
  for (;;) {
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (health?.ok) break;
    if (Date.now() > until) throw new Error(`llama-server does not answer: ${last}`);
    await sleep(100);
  }
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url, port: chosen, pid: child.pid!, kill };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A client of a server on this machine. */
export function clientOf(url: string, key?: string): EndpointClient {
  return new EndpointClient({ url, fetch, permission: { offline: true, agreed: () => false }, ...(key && { key }) });
}

/** A question about the sample pictures; an image's id is its file's name in media/samples. */
export function question(turns: Turn[], more: Partial<EndpointQuestion> = {}): EndpointQuestion {
  return {
    model: NANO.model,
    kind: 'llama-server',
    turns,
    picture: (id) => {
      const bytes = samplePicture(id);
      return Promise.resolve({
        bytes,
        type: 'image/png',
        width: bytes.readUInt32BE(16),
        height: bytes.readUInt32BE(20),
      });
    },
    maxTokens: 96,
    temperature: 0,
    ...more,
  };
}

export function samplePicture(name: string): Buffer {
  return readFileSync(path.join(ROOT, 'media/samples', `${name}.png`));
}
