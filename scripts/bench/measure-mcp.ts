/**
 * What an agent waits for, on the built `imp mcp`: start to handshake, the first and the second text of a 1280 × 800 terminal, the
 * memory of a server that nobody asked yet and of one with its engine, and of two servers at once.
 *
 *   npm run build && node --import tsx scripts/bench/measure-mcp.ts [--runs 5]
 *
 * Linux: memory is read from /proc (PSS: what is shared counts once). Exits with 1 when a figure misses its target.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import sharp from 'sharp';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const TARGETS = { handshake: 1000, cold: 3000, warm: 2000, idle: 120 };
const home = mkdtempSync(join(tmpdir(), 'imp-mcp-'));
const CLI = resolve('dist/cli.js');

interface Server {
  client: Client;
  pid: number;
  handshake: number;
}

async function start(): Promise<Server> {
  const began = performance.now();
  const env = { ...(process.env as Record<string, string>), IMP_HOME: home };
  const transport = new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp'], env, stderr: 'ignore' });
  const client = new Client({ name: 'measure', version: '1' });
  await client.connect(transport);
  return { client, pid: transport.pid!, handshake: performance.now() - began };
}

async function read(client: Client, picture: string): Promise<number> {
  const began = performance.now();
  const args = { name: 'extract_text_from_screenshot', arguments: { image_source: picture } };
  const { isError } = await client.callTool(args, undefined, { timeout: 300_000 });
  if (isError) throw new Error('the picture was not read');
  return performance.now() - began;
}

/** A process and those that it started, in MB. */
function memory(pid: number): { own: number; children: number } {
  const pss = (id: number) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  const all = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return { own: pss(pid), children: all.reduce((sum, id) => sum + pss(id), 0) };
}

const middle = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const said: string[] = [];
let missed = false;
function tell(name: string, value: number, unit: string, most?: number): void {
  if (most !== undefined && value > most) missed = true;
  said.push(
    `${name}: ${Math.round(value)} ${unit}${most === undefined ? '' : ` (at most ${most}${value > most ? ': MISSED' : ''})`}`,
  );
}

/** Another terminal each time, so that nothing is remembered: the fixture in a window of 1280 × 800, moved by some pixels. */
async function terminal(shift: number): Promise<string> {
  const shot = await sharp('test/fixtures/ocr/term-java-dark@1x.png')
    .resize({ width: 1240, withoutEnlargement: true })
    .toBuffer();
  const file = join(home, `terminal-${shift}.png`);
  const input = await sharp(shot)
    .extract({ left: 0, top: 0, ...(await fitting(shot)) })
    .toBuffer();
  await sharp({ create: { width: 1280, height: 800, channels: 3, background: '#1e1e1e' } })
    .composite([{ input, left: 10 + shift, top: 10 + shift }])
    .png()
    .toFile(file);
  return file;
}

async function fitting(shot: Buffer): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(shot).metadata();
  return { width: Math.min(1240, width), height: Math.min(760, height) };
}

try {
  const runs = Number(values.runs);
  const [handshakes, cold, warm, idle]: number[][] = [[], [], [], []];
  let withEngine = { own: 0, children: 0 };
  for (let run = 0; run < runs; run++) {
    const { client, pid, handshake } = await start();
    handshakes!.push(handshake);
    idle!.push(memory(pid).own);
    cold!.push(await read(client, await terminal(2 * run)));
    warm!.push(await read(client, await terminal(2 * run + 1)));
    withEngine = memory(pid);
    await client.close();
  }
  const two = [await start(), await start()];
  for (const { client } of two) await read(client, await terminal(20));
  const sum = two.map(({ pid }) => memory(pid)).reduce((all, { own, children }) => all + own + children, 0);
  await Promise.all(two.map(({ client }) => client.close()));
  tell('start to handshake, median', middle(handshakes!), 'ms', TARGETS.handshake);
  tell('first text of a 1280 × 800 terminal, engine and recogniser start', middle(cold!), 'ms', TARGETS.cold);
  tell('text of another one after it', middle(warm!), 'ms', TARGETS.warm);
  tell('server that was not asked yet', middle(idle!), 'MB', TARGETS.idle);
  tell('server after two texts', withEngine.own, 'MB');
  tell('its engine', withEngine.children, 'MB');
  tell('two servers with an engine each', sum, 'MB');
  console.log(
    `${runs} runs, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}, Node ${process.versions.node}`,
  );
  console.log(said.join('\n'));
} finally {
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = missed ? 1 : 0;
