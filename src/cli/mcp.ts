/** `imp mcp`: the MCP server on standard input and output. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { EngineClient } from '../client/index.ts';
import type { EyesEngine } from '../mcp/index.ts';
import { commandLineRoot } from '../models/index.ts';
import type { ModelFacts } from '../shared/engine.ts';
import { cacheDir, entryPoint, modelFiles, packageRoot } from './files.ts';
import type { Run } from './run.ts';

export async function mcp({ options, output, signal }: Run): Promise<number> {
  const [{ Eyes }, { serveStdio }] = await Promise.all([import('../mcp/index.ts'), import('../mcp/stdio.ts')]);
  const { path, execArgv } = entryPoint('engine.js', 'engine/main.ts');
  const connect = (): EyesEngine => {
    const client = new EngineClient({ enginePath: path, execArgv, onLog: (line) => output.detail(line) });
    let model: Promise<ModelFacts> | undefined;
    const load = async () =>
      await client.request('load', { files: await modelFiles(options), options: { cacheDir: cacheDir() } });
    return {
      read: (method, params, call) => client.request(method, params, call),
      async ask(params, call) {
        await (model ??= load().catch((thrown: unknown) => {
          model = undefined;
          throw thrown;
        }));
        return await client.request('ask', params, call);
      },
      modelName: () => (client.state.kind === 'running' ? client.state.model?.name : undefined),
      stop: () => client.stop(),
    };
  };
  const eyes = new Eyes({ connect });
  const roots = options.texts('root').map((folder) => (isAbsolute(folder) ? folder : resolve(folder)));
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  const log = (line: string) => output.note(`imp mcp: ${line}`);
  const settings = { eyes, version, panelFolder: commandLineRoot(), log, ...(roots.length > 0 && { roots }) };
  await serveStdio(settings, signal);
  return 0;
}
