/** `imp convert`: a checkpoint to a GGUF pair, or to the folder that transformers, vLLM and SGLang load. */
import { convertInProcess, llavaInProcess } from '../convert/index.ts';
import { MODEL_TYPES, VISION_TYPES, type ConvertProgress } from '../shared/convert.ts';
import { ImpError } from '../shared/errors.ts';
import { formatBytes } from '../shared/models.ts';
import { entryPoint } from './files.ts';
import type { Run } from './run.ts';

/** Resolves to the exit code. */
export async function convert({ options, words, output, signal }: Run): Promise<number> {
  const { path, execArgv } = entryPoint('convert.js', 'convert/main.ts');
  const to = options.choice('to', ['gguf', 'llava-hf']) ?? 'gguf';
  const type = options.choice('type', MODEL_TYPES);
  const visionType = options.choice('vision-type', VISION_TYPES);
  const folders = { checkpointDir: words[0]!, outDir: options.need('out') };
  let shown = -1;
  const onProgress = ({ phase, fraction }: ConvertProgress) => {
    const percent = Math.floor(fraction * 10) * 10;
    if (process.stderr.isTTY) output.progress(`Converting (${phase})`, fraction);
    else if (percent > shown && !output.json) output.note(`${(shown = percent)} % (${phase})`);
  };
  const runner = { entry: path, execArgv, signal, onProgress, onLog: (line: string) => output.detail(line) };
  if (to === 'llava-hf') {
    if (type !== undefined || visionType !== undefined)
      throw new ImpError(
        'usage',
        '--type and --vision-type are for GGUF files: --to llava-hf keeps the weights as the checkpoint has them. See imp --help.',
      );
    const made = await llavaInProcess(folders, runner);
    output.result(
      made,
      `${made.folder} (${formatBytes(made.bytes)} of weights in ${made.dtype}, ${made.files.length} files)\n`,
    );
    return 0;
  }
  const made = await convertInProcess({ ...folders, type, visionType }, runner);
  output.result(
    made,
    `${made.modelPath} (${formatBytes(made.modelBytes)})\n${made.mmprojPath} (${formatBytes(made.mmprojBytes)})\n`,
  );
  return 0;
}
