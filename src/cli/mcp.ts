/** `imp mcp`: the MCP server on standard input and output. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { EngineClient } from '../client/index.ts';
import { commandLineRoot } from '../models/index.ts';
import { cacheDir, entryPoint, modelFiles, packageRoot } from './files.ts';
import type { Run } from './run.ts';

export async function mcp({ options, output, signal }: Run): Promise<number> {
  const { Eyes, serveStdio } = await import('../mcp/index.ts');
  const { path, execArgv } = entryPoint('engine.js', 'engine/main.ts');
  const eyes = new Eyes({
    connect: () => new EngineClient({ enginePath: path, execArgv, onLog: (line) => output.detail(line) }),
    model: async () => ({ files: await modelFiles(options), options: { cacheDir: cacheDir() } }),
  });
  const roots = options.texts('root').map((folder) => (isAbsolute(folder) ? folder : resolve(folder)));
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  const log = (line: string) => output.note(`imp mcp: ${line}`);
  const settings = { eyes, version, panelFolder: commandLineRoot(), log, ...(roots.length > 0 && { roots }) };
  await serveStdio(settings, signal);
  return 0;
}
