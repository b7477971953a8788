/** What each command does. The contract of their outputs is in the README. */
import { convertInProcess } from '../convert/index.ts';
import type { AskEvent, AskResult, BenchRun, Turn } from '../shared/engine.ts';
import { MODEL_TYPES, VISION_TYPES } from '../shared/convert.ts';
import { formatBytes } from '../shared/models.ts';
import { attachImages, loadModel, withEngine } from './engine.ts';
import { chart, code, diagram, facts, read, table } from './facts.ts';
import { entryPoint, writeFloats } from './files.ts';
import { keepFigures, models } from './models.ts';
import type { CommandName } from './options.ts';
import { onePicture, pictures, readPictureBytes } from './pictures.ts';
import type { Run } from './run.ts';
import { askEach, tilesOf } from './tiles.ts';

/** Resolves to the exit code. */
export const RUN: Record<CommandName, (run: Run) => Promise<number>> = {
  ask,
  embed,
  logits,
  convert,
  models,
  bench,
  read,
  chart,
  table,
  diagram,
  code,
  facts,
};

/** The stop reason's exit code: a cancelled answer is shown, and said to be cancelled. */
const exitOf = (stop: AskResult['stop']) => (stop === 'cancelled' ? 130 : 0);

async function ask({ options, words, output, signal }: Run): Promise<number> {
  const maxTokens = options.number('max-tokens', 1, 1 << 20);
  const sampling = {
    temperature: options.number('temperature', 0, 10, false),
    seed: options.number('seed', 0, 0xffff_ffff),
  };
  const useOcr = options.choice('ocr', ['on', 'off']) === 'on';
  return await withEngine(output, async (client) => {
    const started = performance.now();
    const model = await loadModel(client, options, output, signal);
    const images = await attachImages(client, pictures(options), signal);
    const tiled = options.flag('tiles') ? await tilesOf(client, model, images, maxTokens, signal) : undefined;
    const readings = useOcr
      ? await Promise.all(images.map(({ id }) => client.request('read', { id }, { signal })))
      : [];
    const turn: Turn = {
      role: 'user',
      text: words[0]!,
      images: [...images, ...(tiled?.mode === 'together' ? tiled.pictures : [])].map(({ id }) => id),
      ocr: readings.map(({ text }) => text).join('\n') || undefined,
    };
    const onEvent = (event: AskEvent) => {
      if (event.type === 'text') output.stream(event.text);
      if (event.type === 'phase' && event.phase !== 'generating')
        output.progress(event.phase === 'encoding' ? 'Looking at the picture' : 'Reading', event.fraction);
    };
    const askOne = (images: string[]) =>
      client.request('ask', { turns: [{ ...turn, images }], maxTokens, sampling }, { signal, onEvent });
    const result =
      tiled?.mode === 'in-turn' ? await askEach(tiled, images[0]!, output, askOne) : await askOne(turn.images!);
    if (!output.json) output.stream('\n');
    else {
      const timings = {
        ...result.timings,
        load_ms: model.loadMs + result.timings.load_ms,
        total_ms: performance.now() - started,
      };
      output.result(
        {
          model: model.id,
          answer: result.answer,
          stop: result.stop,
          images: images.map(({ path, id, width, height, tokens }) => ({ path, sha256: id, width, height, tokens })),
          ...(tiled && { tiles: { mode: tiled.mode, regions: tiled.pictures.map(({ region }) => region) } }),
          timings: Object.fromEntries(Object.entries(timings).map(([name, value]) => [name, Math.round(value)])),
        },
        '',
      );
    }
    return exitOf(result.stop);
  });
}

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

async function convert({ options, words, output, signal }: Run): Promise<number> {
  const { path, execArgv } = entryPoint('convert.js', 'convert/main.ts');
  const params = {
    checkpointDir: words[0]!,
    outDir: options.need('out'),
    type: options.choice('type', MODEL_TYPES),
    visionType: options.choice('vision-type', VISION_TYPES),
  };
  let shown = -1;
  const onProgress = ({ phase, fraction }: { phase: string; fraction: number }) => {
    const percent = Math.floor(fraction * 10) * 10;
    if (process.stderr.isTTY) output.progress(`Converting (${phase})`, fraction);
    else if (percent > shown && !output.json) output.note(`${(shown = percent)} % (${phase})`);
  };
  const result = await convertInProcess(params, { entry: path, execArgv, signal, onProgress });
  output.result(
    result,
    `${result.modelPath} (${formatBytes(result.modelBytes)})\n${result.mmprojPath} (${formatBytes(result.mmprojBytes)})\n`,
  );
  return 0;
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
