/** What each command does. The contract of their outputs is in the README. */
import type { BenchRun } from '../shared/engine.ts';
import { formatBytes } from '../shared/models.ts';
import { ask } from './ask.ts';
import { convert } from './convert.ts';
import { attachImages, loadModel, withEngine } from './engine.ts';
import { chart, code, diagram, facts, read, table } from './facts.ts';
import { writeFloats } from './files.ts';
import { keepFigures, models } from './models.ts';
import { mcp } from './mcp.ts';
import type { CommandName } from './options.ts';
import { onePicture, pictures, readPictureBytes } from './pictures.ts';
import type { Run } from './run.ts';

/** Resolves to the exit code. */
export const RUN: Record<CommandName, (run: Run) => Promise<number>> = {
  ask,
  embed,
  logits,
  convert,
  mcp,
  models,
  bench,
  read,
  chart,
  table,
  diagram,
  code,
  facts,
};

async function embed({ options, output, signal }: Run): Promise<number> {
  const image = onePicture(options);
  const out = options.need('out');
  return await withEngine(output, async (client) => {
    const model = await loadModel(client, options, output, signal);
    const [picture] = await attachImages(client, [image], signal);
    const { data, tokens, width } = await client.request('embed', { id: picture!.id }, { signal });
    await writeFloats(out, data);
    output.result({ model: model.id, out, tokens, width }, `${out}: ${tokens} × ${width} float32\n`);
    return 0;
  });
}

async function logits({ options, output, signal }: Run): Promise<number> {
  const prompt = options.need('prompt');
  const out = options.need('out');
  return await withEngine(output, async (client) => {
    const model = await loadModel(client, options, output, signal);
    const images = await attachImages(client, pictures(options), signal);
    const { data } = await client.request('logits', { images: images.map(({ id }) => id), prompt }, { signal });
    await writeFloats(out, data);
    output.result({ model: model.id, out, vocab: data.length }, `${out}: ${data.length} float32\n`);
    return 0;
  });
}

async function bench({ options, output, signal }: Run): Promise<number> {
  const runs = options.number('runs', 1, 100) ?? 1;
  const image = options.texts('image').length > 0 ? onePicture(options) : undefined;
  return await withEngine(output, async (client) => {
    let model = await loadModel(client, options, output, signal);
    if (options.flag('calibrate')) {
      await client.request(
        'calibrate',
        {},
        { signal, onEvent: ({ fraction }) => output.progress('Calibrating', fraction) },
      );
      model = (await client.request('stats', {})).model ?? model;
    }
    const bytes = image === undefined ? undefined : await readPictureBytes(image);
    const result = await client.request(
      'bench',
      { textTokens: 41, generateTokens: 64, runs, image: bytes },
      { signal, onEvent: ({ run }) => output.progress(`Run ${run} of ${runs} done`) },
    );
    await keepFigures(model.id, result);
    const { threads, flashAttention, kernels, kvType, ubatch } = model.tuning;
    const settings = `${model.backend}, ${threads} threads, flash attention ${flashAttention ? 'on' : 'off'}, kernels ${kernels}, KV ${kvType}, batch ${ubatch}`;
    const memory = `peak memory ${formatBytes(result.peakRssBytes)}, files ${formatBytes(result.fileBytes)}`;
    output.result(
      { model, ...result },
      `${model.name} ${model.quantization} (${settings})\n${BENCH_HEAD}${result.runs.map(benchLine).join('')}${memory}\n`,
    );
    return 0;
  });
}

const BENCH_HEAD = '  T_VE s  S_prompt tok/s  S_gen tok/s  T_total s\n';
const benchLine = (run: BenchRun) =>
  `${run.T_VE.toFixed(2).padStart(8)}${run.S_prompt.toFixed(1).padStart(16)}${run.S_gen.toFixed(2).padStart(13)}${run.T_total.toFixed(2).padStart(11)}\n`;
