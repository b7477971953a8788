/** An engine process that ends while it loads: on the GPU it names, or wherever there is none to lose. FAKE_ENGINE says how. */
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { EngineMethods, ModelFacts } from '../../src/shared/engine.ts';
import { connect, type Handlers } from '../../src/shared/rpc.ts';

const [how = ''] = [process.env['FAKE_ENGINE']];

function end(): Promise<never> {
  process.stderr.write('ggml_vulkan: a warning\ndouble free or corruption (out)\n  at some frame\n');
  process.kill(process.pid, how === 'killed' ? 'SIGKILL' : 'SIGABRT');
  return new Promise(() => {});
}

const handlers: Partial<Handlers<EngineMethods>> = {
  async load({ options }, { emit }) {
    if (how !== 'gpu') return await end();
    const left = options?.lostGpu;
    if (!left) emit({ type: 'load', fraction: 0, device: 'Some GPU' });
    if (!left) await new Promise((resolve) => setTimeout(resolve, 50)); // the event is on its way
    return left
      ? ({ backend: 'CPU', gpuLayers: 0, backendNote: `${left.device} ${left.how}` } as ModelFacts)
      : await end();
  },
};
connect<Record<never, never>, EngineMethods>(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
  handlers as Handlers<EngineMethods>,
);
