/** The engine's process: serves the protocol over the fork's IPC, and exits when its parent does. */
import { inspect } from 'node:util';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { dropGpuMark } from './gpuMark.ts';
import type { EngineMethods } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { connect, refuse } from '../shared/rpc.ts';

/** Native threads may be computing: an orderly exit would wait for them, or run into them. */
const leave = () => {
  dropGpuMark(); // it exits on purpose: no driver is to blame
  process.kill(process.pid, 'SIGKILL');
};

const PARENT_CHECK_MS = 500;
const parent = process.ppid;

if (!process.send) {
  process.stderr.write('The engine is started by the extension or by imp, not by hand.\n');
  process.exit(2);
}
process.once('disconnect', leave);
// A parent that was killed closes the channel too; this is for where a copy of it stays open elsewhere. On Linux the kernel is asked as well.
setInterval(() => {
  if (process.ppid !== parent) leave();
}, PARENT_CHECK_MS).unref();

// A terminal's Ctrl+C goes to the whole process group: the parent decides what it means.
process.on('SIGINT', () => {});

const [reader, writer] = [new IPCMessageReader(process), new IPCMessageWriter(process)];
try {
  // Late, because native libraries load with it, and a policy of the machine may forbid them.
  const { EngineServer } = await import('./server.ts');
  (await import('../native/endWithParent.ts')).endWithParent();
  connect<Record<never, never>, EngineMethods>(reader, writer, new EngineServer().handlers);
} catch (cause) {
  process.stderr.write(`${inspect(cause)}\n`);
  const [first = ''] = (cause as Error).message.split('\n');
  refuse(
    reader,
    writer,
    new ImpError(
      'native-unavailable',
      msg`A library that Imp needs does not load here: ${first} Reinstall Imp for this platform, or ask whoever looks after this machine whether its libraries are blocked.`,
      { cause },
    ),
  );
}
