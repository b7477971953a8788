/** What the converter refuses, and what it leaves behind: nothing, whichever way it ends. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { convertCheckpoint, convertInProcess, inspectCheckpoint } from '../../src/convert/index.ts';
import type { ConvertMethods, ConvertProgress } from '../../src/shared/convert.ts';
import { connect } from '../../src/shared/rpc.ts';
import { randomCheckpoint } from './randomCheckpoint.ts';
import { CHECKPOINTS, failsWith, FIXTURES, readTensors, temporaryFolder, writeSafetensors } from './support.ts';

const work = await temporaryFolder();
const [PHI2, OLDER, QWEN, PHI3] = FIXTURES;
let copies = 0;

/** A copy of a fixture with changes: its config's entries, and its files (undefined: removed). */
async function changed(
  fixture: string,
  config: Record<string, unknown>,
  files: Record<string, string | Uint8Array | undefined> = {},
): Promise<string> {
  const folder = path.join(work, `copy-${copies++}`);
  await cp(path.join(CHECKPOINTS, fixture), folder, { recursive: true });
  const file = path.join(folder, 'config.json');
  const before = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...before, ...config }));
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) await rm(path.join(folder, name));
    else await writeFile(path.join(folder, name), content);
  }
  return folder;
}

const CONFIGS: [string, string, Record<string, unknown>, RegExp][] = [
  ['another model', PHI2, { model_type: 'llava' }, /model_type is "llava"/],
  ['a size that is missing', PHI2, { hidden_size: undefined }, /no hidden_size/],
  ['a size of the wrong kind', PHI2, { num_hidden_layers: 'two' }, /num_hidden_layers/],
  ['a size beyond all models', PHI2, { intermediate_size: 1e10 }, /intermediate_size: Too big/],
  ['layers that are not there', PHI2, { num_hidden_layers: 3 }, /model\.layers\.2\.input_layernorm\.weight is missing/],
  [
    'layers that nothing asks for',
    PHI2,
    { num_hidden_layers: 1 },
    /tensors that Imp does not know, such as model\.layers\.1\./,
  ],
  ['another width', PHI2, { hidden_size: 128 }, /but config\.json makes it 384 × 128/],
  ['another activation', PHI2, { hidden_act: 'relu' }, /activation relu/],
  ['norms of query and key', PHI2, { qk_layernorm: true }, /qk_layernorm/],
  ['a quantized checkpoint', PHI2, { quantization_config: { bits: 4 } }, /quantized already/],
  [
    'rotary scaling that Phi-2 lacks',
    PHI2,
    { rope_scaling: { type: 'linear', factor: 2 } },
    /rope scaling of type linear/,
  ],
  ['a rotary part that is missing', OLDER, { rotary_dim: undefined }, /neither partial_rotary_factor nor rotary_dim/],
  ['windows', QWEN, { use_sliding_window: true }, /use_sliding_window/],
  [
    'long factors of another length',
    PHI3,
    { rope_scaling: { type: 'longrope', long_factor: [1], short_factor: [1] } },
    /of 8 numbers/,
  ],
  ['another projector', PHI2, { mm_projector_type: 'linear' }, /projector linear/],
  [
    'an unknown tower',
    PHI2,
    { mm_vision_tower: 'openai/clip-vit-large-patch14-336', vision_config: undefined },
    /openai\/clip-vit-large-patch14-336/,
  ],
  ['image start tokens', PHI2, { mm_use_im_start_end: true }, /mm_use_im_start_end/],
  ['fewer rows than tokens', PHI2, { vocab_size: 64 }, /vocab_size is 64/],
];

for (const [name, fixture, config, pattern] of CONFIGS) {
  test(`refused by name: ${name}`, async () => {
    await assert.rejects(
      inspectCheckpoint({ checkpointDir: await changed(fixture, config), outDir: work }),
      failsWith('checkpoint-unsupported', pattern),
    );
  });
}

test('pickle files are refused with the reason and the way out', async () => {
  const folder = path.join(work, 'pickle');
  await mkdir(folder);
  await writeFile(path.join(folder, 'pytorch_model-00001-of-00002.bin'), 'PK');
  await writeFile(path.join(folder, 'config.json'), '{}');
  await assert.rejects(
    inspectCheckpoint({ checkpointDir: folder, outDir: work }),
    failsWith(
      'checkpoint-unsupported',
      /pytorch_model-00001-of-00002\.bin.*can run any code.*safetensors\.torch\.save_file/s,
    ),
  );
});

test('broken files are named', async () => {
  const [shard, other] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const index = 'model.safetensors.index.json';
  const bytes = await readFile(path.join(CHECKPOINTS, PHI2, shard));
  const cases: [Record<string, string | Uint8Array | undefined>, RegExp][] = [
    [{ [other]: undefined }, /shard model-00002-of-00002\.safetensors is missing/],
    [{ [shard]: bytes.subarray(0, bytes.length - 1) }, /cut off in/],
    [{ [shard]: bytes.subarray(0, 100) }, /header is longer than the file/],
    [{ [shard]: '' }, /too short/],
    [{ [shard]: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' }, /git-lfs pointer/],
    [{ [shard]: '<!DOCTYPE html><html><body>Sign in</body></html>' }, /is broken/],
    [{ [shard]: Buffer.concat([Buffer.from([8, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('not json')]) }, /not JSON/],
    [{ [index]: '{"weight_map": {"a": "../../other.safetensors"}}' }, /names the shard \.\.\/\.\.\/other\.safetensors/],
    [{ 'config.json': '{"model_type":' }, /config\.json cannot be read/],
    [{ 'config.json': undefined }, /config\.json is missing/],
    [{ 'tokenizer.json': undefined }, /neither tokenizer\.json nor vocab\.json/],
    [{ 'tokenizer.json': '{"model": {"type": "Unigram", "vocab": {}, "merges": []}}' }, /Unigram/],
  ];
  for (const [files, pattern] of cases) {
    await assert.rejects(
      inspectCheckpoint({ checkpointDir: await changed(PHI2, {}, files), outDir: work }),
      failsWith('checkpoint-unsupported', pattern),
      String(pattern),
    );
  }
  const linked = await changed(PHI2, {}, { [other]: undefined });
  await symlink(path.join(work, 'cleared'), path.join(linked, other));
  await assert.rejects(
    inspectCheckpoint({ checkpointDir: linked, outDir: work }),
    failsWith('checkpoint-unsupported', /shard model-00002-of-00002\.safetensors is missing/),
  );
  await assert.rejects(
    inspectCheckpoint({ checkpointDir: path.join(work, 'absent'), outDir: work }),
    failsWith('checkpoint-unsupported', /not a folder/),
  );
});

test('values of number types other than F32, F16 and BF16 are refused', async () => {
  const folder = await changed(
    PHI2,
    {},
    { 'model.safetensors.index.json': undefined, 'model-00002-of-00002.safetensors': undefined },
  );
  const tensors = await readTensors(path.join(CHECKPOINTS, PHI2));
  tensors['model.embed_tokens.weight'] = { dtype: 'I64', shape: [384, 64] };
  await writeSafetensors(path.join(folder, 'model-00001-of-00002.safetensors'), tensors);
  await assert.rejects(
    inspectCheckpoint({ checkpointDir: folder, outDir: work }),
    failsWith('checkpoint-unsupported', /embed_tokens.weight is of type I64/),
  );
});

test('values that are not finite end the conversion, and nothing is left', async () => {
  const folder = await changed(PHI2, {});
  const shard = path.join(folder, 'model-00001-of-00002.safetensors');
  const bytes = await readFile(shard);
  bytes.fill(0xff, bytes.length - 64); // not-a-number in half precision
  await writeFile(shard, bytes);
  const outDir = path.join(work, 'nan');
  await assert.rejects(
    convertCheckpoint({ checkpointDir: folder, outDir }),
    failsWith('checkpoint-unsupported', /not finite/),
  );
  assert.deepEqual(await readdir(outDir), []);
});

test('an output folder that cannot be made is named', async () => {
  const file = path.join(work, 'a-file');
  await writeFile(file, '');
  await assert.rejects(
    convertCheckpoint({ checkpointDir: path.join(CHECKPOINTS, PHI2), outDir: path.join(file, 'inside') }),
    failsWith('usage', /a-file.inside cannot be written/),
  );
});

test('existing files are kept unless told otherwise; leftovers of a dead conversion are removed', async () => {
  const outDir = path.join(work, 'twice');
  await mkdir(outDir);
  const dead = 'imp-v1.5-tiny-phi2-Q4_K_M.gguf.4194000-0123abcd.incomplete'; // beyond the largest process id in use
  await writeFile(path.join(outDir, dead), 'half');
  const params = { checkpointDir: path.join(CHECKPOINTS, PHI2), outDir };
  const made = await convertCheckpoint(params);
  assert.deepEqual((await readdir(outDir)).sort(), [
    'imp-v1.5-tiny-phi2-Q4_K_M.gguf',
    'mmproj-imp-v1.5-tiny-phi2-Q8_0.gguf',
  ]);
  await truncate(made.modelPath, 10);
  await assert.rejects(convertCheckpoint(params), failsWith('usage', /exists/));
  await convertCheckpoint({ ...params, overwrite: true });
  assert.ok((await readFile(made.modelPath)).length === made.modelBytes);
});

const entry = fileURLToPath(new URL('../../src/convert/main.ts', import.meta.url));
const child = { entry, execArgv: ['--import', 'tsx'] };

test('the process: progress, result, coded error, cancel', async () => {
  const outDir = path.join(work, 'process');
  const params = { checkpointDir: path.join(CHECKPOINTS, PHI2), outDir };
  const events: ConvertProgress[] = [];
  const made = await convertInProcess(params, { ...child, onProgress: (event) => events.push(event) });
  assert.equal(made.architecture, 'phi2');
  assert.ok(events.length >= 2 && events.every(({ fraction }) => fraction > 0 && fraction < 1));
  assert.equal(events.at(-1)!.phase, 'verify');

  await assert.rejects(
    convertInProcess({ ...params, checkpointDir: work }, child),
    failsWith('checkpoint-unsupported', /no \.safetensors/),
  );

  const stop = new AbortController();
  const cancelled = path.join(work, 'cancelled');
  await assert.rejects(
    convertInProcess(
      { ...params, outDir: cancelled },
      { ...child, signal: stop.signal, onProgress: () => stop.abort() },
    ),
    failsWith('cancelled', /./),
  );
  assert.deepEqual(await readdir(cancelled), []);
});

test('a process that is killed leaves nothing that looks whole, and the next run cleans up', async () => {
  const folder = await randomCheckpoint(work, PHI2, { width: 512, ffn: 2048, layers: 6 });
  const outDir = path.join(work, 'killed');
  const params = { checkpointDir: folder, outDir };
  const converter = fork(entry, {
    serialization: 'advanced',
    execArgv: child.execArgv,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const peer = connect<ConvertMethods>(new IPCMessageReader(converter), new IPCMessageWriter(converter));
  const gone = new Promise((resolve) => converter.once('exit', resolve));
  const ended = peer.request('convert', params, {
    onEvent: ({ phase }) => {
      if (phase === 'language') converter.kill('SIGKILL'); // the vision file is finished, the other one is not
    },
  });
  await assert.rejects(ended);
  await gone;
  const left = await readdir(outDir);
  assert.ok(left.length > 0 && left.every((name) => name.endsWith('.incomplete')), left.join());
  await convertCheckpoint(params);
  assert.deepEqual(
    (await readdir(outDir)).filter((name) => !name.endsWith('.gguf')),
    [],
  );
});
