/** The probe's process. `probe FOLDER` tries one build; `gpus` asks node-llama-cpp which GPU kinds this machine supports. */
import { ImpError } from '../../shared/errors.ts';
import { probe } from './probe.ts';

async function gpus(): Promise<string[]> {
  const { getLlamaGpuTypes } = await import('node-llama-cpp');
  return (await getLlamaGpuTypes('supported')).filter((type) => type !== false);
}

const [command, folder = ''] = process.argv.slice(2);
try {
  const value = command === 'gpus' ? await gpus() : probe(folder);
  process.send!({ value }, () => process.exit(0));
} catch (thrown) {
  process.send!({ error: ImpError.from(thrown).toData() }, () => process.exit(1));
}
