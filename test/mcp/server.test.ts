/** `imp mcp` through the official client, as an agent starts it: real process, real engine, real pictures. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import sharp, { type Color } from 'sharp';
import { ROOT } from '../engine/support.ts';

const CLI = path.join(ROOT, 'src/cli/main.ts');
const ARGS = ['--import', 'tsx', CLI, 'mcp'];
const CHART = path.join(ROOT, 'media/samples/chart.png');
const DIAGRAM = path.join(ROOT, 'media/samples/diagram.png');
const TERMINAL = path.join(ROOT, 'test/fixtures/ocr/term-java-dark@1x.png');

const folder = mkdtempSync(path.join(tmpdir(), 'imp-mcp-'));
const env = { ...(process.env as Record<string, string>), IMP_HOME: folder };
const open: Client[] = [];

async function connect(options: { roots?: string[]; args?: string[] } = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { capabilities: options.roots ? { roots: {} } : {} });
  if (options.roots) {
    const roots = options.roots.map((root) => ({ uri: pathToFileURL(root).href }));
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots }));
  }
  const args = [...ARGS, ...(options.args ?? [])];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, cwd: ROOT, stderr: 'ignore' }));
  open.push(client);
  return client;
}

interface Answer {
  text: string;
  data: Record<string, unknown>;
  failed: boolean;
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<Answer> {
  const result = await client.callTool({ name, arguments: args }, undefined, { timeout: 120_000 });
  const [content] = result.content as { type: string; text: string }[];
  return {
    text: content!.text,
    data: (result.structuredContent ?? {}) as Record<string, unknown>,
    failed: result.isError === true,
  };
}

let client: Client;
before(async () => {
  client = await connect();
});
after(async () => {
  await Promise.all(open.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

test('tools are listed with the names that agents know, all read-only', async () => {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).sort(), [
    'analyze_data_visualization',
    'analyze_image',
    'diagnose_error_screenshot',
    'extract_text_from_screenshot',
    'get_result',
    'ui_diff_check',
    'ui_to_artifact',
    'understand_technical_diagram',
    'zoom_region',
  ]);
  assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint === true));
});

test('text of a terminal, with boxes and confidence; the error with its cause and place', async () => {
  const read = await call(client, 'extract_text_from_screenshot', { image_source: TERMINAL });
  assert.match(read.text, /DataIntegrityViolationException: could not execute statement/);
  const lines = read.data['lines'] as { text: string; box: number[]; confidence: number }[];
  assert.ok(lines.length >= 10);
  assert.ok(lines.every(({ box, confidence }) => box.length === 4 && confidence >= 0 && confidence <= 1));
  const error = await call(client, 'diagnose_error_screenshot', { image_source: pathToFileURL(TERMINAL).href });
  assert.match(String(error.data['error']), /DataIntegrityViolationException/);
  assert.match(JSON.stringify(error.data['references']), /OrderService\.java/);
});

test('a chart becomes a table, a diagram a graph, both with evidence', async () => {
  const chart = await call(client, 'analyze_data_visualization', {
    image_source: CHART,
    prompt: 'Which quarter is the highest?',
  });
  const [first] = chart.data['charts'] as { kind: string; series: { points: { y: number; box: number[] }[] }[] }[];
  assert.equal(first?.kind, 'bar');
  assert.ok(first.series[0]!.points.length >= 4);
  assert.ok(first.series[0]!.points.every(({ y, box }) => typeof y === 'number' && box.length === 4));
  const answer = chart.data['answer'] as { text: string; evidence: { box: number[] }[] };
  assert.match(chart.text, /^Answer, from what was read: /);
  assert.match(answer.text, /Q4.*71|71.*Q4/);
  assert.ok(answer.evidence.length > 0);
  const diagram = await call(client, 'understand_technical_diagram', { image_source: DIAGRAM });
  assert.match(diagram.text, /```mermaid\nflowchart/);
  const [graph] = diagram.data['diagrams'] as { nodes: object[]; edges: object[] }[];
  assert.ok(graph!.nodes.length >= 3 && graph!.edges.length >= 2);
});

test('a mockup becomes code with its own words; two screenshots are compared place by place', async () => {
  const source = path.join(ROOT, 'test/fixtures/images/ui-form.png');
  const code = await call(client, 'ui_to_artifact', { image_source: source, output_type: 'code', target: 'react' });
  assert.equal(code.failed, false, code.text);
  assert.match(code.text, /```jsx/);
  const wrong = await call(client, 'ui_to_artifact', { image_source: source, output_type: 'poem' });
  assert.ok(wrong.failed);
  const same = await call(client, 'ui_diff_check', { expected_image_source: source, actual_image_source: source });
  assert.equal(same.data['likeness'], 1);
  const other = await call(client, 'ui_diff_check', { expected_image_source: source, actual_image_source: TERMINAL });
  assert.ok((other.data['likeness'] as number) < 0.2 && (other.data['differences'] as object[]).length > 5);
});

test('what was changed in a screenshot is told: a text gone, a shape new, a colour', async () => {
  const source = path.join(ROOT, 'test/fixtures/images/ui-form.png');
  const read = await call(client, 'extract_text_from_screenshot', { image_source: source });
  const lines = read.data['lines'] as { text: string; box: [number, number, number, number] }[];
  const [gone] = lines;
  const [x, y, width, height] = gone!.box;
  const { data, info } = await sharp(source).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.max(0, y - 3) * info.width + Math.max(0, x - 3)) * 3;
  const paper = { r: data[at]!, g: data[at + 1]!, b: data[at + 2]! };
  const block = (size: { width: number; height: number }, background: Color) => ({
    input: { create: { ...size, channels: 3 as const, background } },
  });
  const changed = path.join(folder, 'changed.png');
  await sharp(source)
    .composite([
      { ...block({ width: width + 4, height: height + 4 }, paper), left: Math.max(0, x - 2), top: Math.max(0, y - 2) },
      { ...block({ width: 20, height: 20 }, '#ff00ff'), left: info.width - 24, top: info.height - 24 },
    ])
    .png()
    .toFile(changed);
  const found = await call(client, 'ui_diff_check', { expected_image_source: source, actual_image_source: changed });
  const differences = found.data['differences'] as { kind: string; what: string; expected: string; box: number[] }[];
  assert.ok(
    differences.some(({ kind, what, expected }) => kind === 'missing' && what === 'text' && expected === gone!.text),
    found.text,
  );
  const fresh = differences.find(({ kind, what }) => kind === 'new' && what === 'shape');
  assert.deepEqual(fresh?.box, [info.width - 24, info.height - 24, 20, 20], found.text);
  assert.equal(differences.length, 2, found.text);
});

test('a region is read by itself, a data: URL as a file', async () => {
  const zoomed = await call(client, 'zoom_region', { image_source: TERMINAL, x: 0, y: 0, width: 900, height: 45 });
  assert.match(zoomed.text, /OrderController/);
  assert.doesNotMatch(zoomed.text, /FutureTask/);
  const url = `data:image/png;base64,${readFileSync(TERMINAL).toString('base64')}`;
  assert.match((await call(client, 'extract_text_from_screenshot', { image_source: url })).text, /OrderController/);
});

test('bad input gets one sentence, and the server goes on', async () => {
  const text = path.join(folder, 'notes.txt');
  writeFileSync(text, 'SECRET-CONTENT of a text file');
  const bomb = path.join(folder, 'bomb.png');
  writeFileSync(bomb, pngHeader(20_000, 20_000));
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ image_source: path.join(folder, 'nothing.png') }, /no file/],
    [{ image_source: text }, /picture/],
    [{ image_source: bomb }, /megapixels|limit|cannot be read/i],
    [{ image_source: 'relative.png' }, /absolute/],
    [{ image_source: 'https://example.com/a.png' }, /nothing is fetched/],
    [{ image_source: '/dev/zero' }, /no file/],
    [{ image_source: folder }, /no file/],
    [{ image_source: 'latest' }, /panel holds no picture/],
    [{}, /missing/],
  ];
  for (const [args, expected] of cases) {
    const { failed, text: said } = await call(client, 'extract_text_from_screenshot', args);
    assert.ok(failed, JSON.stringify(args));
    assert.match(said, expected);
    assert.doesNotMatch(said, /SECRET|\n\s+at /);
  }
  await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }), /no tool/);
  assert.ok((await client.listTools()).tools.length > 0);
});

test('a pipe that nobody writes to does not hang the server', { skip: process.platform === 'win32' }, async () => {
  const pipe = path.join(folder, 'pipe.png');
  execFileSync('mkfifo', [pipe]);
  const { failed, text } = await call(client, 'extract_text_from_screenshot', { image_source: pipe });
  assert.ok(failed);
  assert.match(text, /no file/);
});

test("outside the client's roots nothing is read, not through a link either", async () => {
  const allowed = mkdtempSync(path.join(folder, 'allowed-'));
  const inside = path.join(allowed, 'shot.png');
  copyFileSync(TERMINAL, inside);
  symlinkSync(CHART, path.join(allowed, 'link.png'));
  const rooted = await connect({ roots: [allowed] });
  assert.equal((await call(rooted, 'extract_text_from_screenshot', { image_source: inside })).failed, false);
  for (const source of [CHART, path.join(allowed, 'link.png'), path.join(allowed, '..', 'notes.txt')]) {
    const { failed, text } = await call(rooted, 'extract_text_from_screenshot', { image_source: source });
    assert.ok(failed, source);
    assert.match(text, /outside the folders/);
  }
});

test('"latest" is the newest picture that the panel names, and a resource', async () => {
  const pictures = [
    { path: CHART, name: 'old.png', added: 1 },
    { path: TERMINAL, name: 'new.png', added: 2 },
  ];
  writeFileSync(path.join(folder, 'panel-pictures.json'), JSON.stringify({ pictures }));
  assert.match(
    (await call(client, 'extract_text_from_screenshot', { image_source: 'latest' })).text,
    /OrderController/,
  );
  const { resources } = await client.listResources();
  assert.deepEqual(
    resources.map(({ name }) => name),
    ['new.png', 'old.png'],
  );
  const elsewhere = await connect({ roots: [mkdtempSync(path.join(folder, 'allowed-'))] });
  const region = { x: 0, y: 0, width: 900, height: 45 };
  const named = await call(elsewhere, 'zoom_region', { image_source: TERMINAL, ...region });
  assert.match(named.text, /OrderController/); // the panel's own pictures are read wherever they lie
  assert.ok((await call(elsewhere, 'zoom_region', { image_source: DIAGRAM, ...region })).failed);
  const { contents } = await client.readResource({ uri: resources[0]!.uri });
  assert.equal((contents[0] as { mimeType: string }).mimeType, 'image/png');
  assert.equal(Buffer.from((contents[0] as { blob: string }).blob, 'base64').compare(readFileSync(TERMINAL)), 0);
});

test('several calls at once are answered in order, a cancelled one leaves the others alone', async () => {
  const stop = new AbortController();
  const names: string[] = [];
  const one = (name: string, signal?: AbortSignal) =>
    client
      .callTool({ name, arguments: { image_source: TERMINAL } }, undefined, { signal, timeout: 120_000 })
      .then(() => names.push(name));
  const first = one('extract_text_from_screenshot');
  const second = one('understand_technical_diagram', stop.signal);
  const third = one('diagnose_error_screenshot');
  stop.abort();
  await assert.rejects(second);
  await Promise.all([first, third]);
  assert.deepEqual(names, ['extract_text_from_screenshot', 'diagnose_error_screenshot']);
});

test('skills are prompts that name the right tool', async () => {
  const { prompts } = await client.listPrompts();
  assert.ok(prompts.length >= 5);
  const { messages } = await client.getPrompt({ name: 'explain_chart', arguments: { image_source: CHART } });
  const { text } = messages[0]!.content as { text: string };
  assert.ok(text.includes('analyze_data_visualization') && text.includes('chart.png'));
});

test('an older protocol is spoken, and the process leaves with its client', async () => {
  const child = spawn(process.execPath, ARGS, { env, cwd: ROOT, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'old', version: '1' } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  const answer = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
  assert.equal((JSON.parse(answer) as { result: { protocolVersion: string } }).result.protocolVersion, '2024-11-05');
  child.stdin.end();
  assert.equal(await ended, 0);
});

/** A PNG that claims a size and holds nothing. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(header);
  header.write('IHDR', 12, 'latin1');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.set([8, 2, 0, 0, 0], 24);
  return header;
}
