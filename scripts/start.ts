// npm start: builds and packs the extension, opens it in a VS Code workbench in the browser, with a folder of sample pictures.
// `--port N` chooses the port, `--folder DIR` another folder; Ctrl+C ends everything. The profile is kept in .cache/workbench.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE, installCodeServer } from './lib/codeServer.ts';
import { ROOT, ScriptError, main, run } from './lib/run.ts';
import { hostTarget } from './lib/targets.ts';
import { startWorkbench } from './lib/workbench.ts';

await main(async () => {
  const { values } = parseArgs({ options: { port: { type: 'string' }, folder: { type: 'string' } } });
  const target = hostTarget();
  if (!target) throw new ScriptError(`Imp has no native build for ${process.platform}-${process.arch}.`);
  const server = await installCodeServer();
  console.log('Building and packing …');
  await run(process.execPath, ['--import', 'tsx', 'scripts/package.ts', target]);

  const root = join(CACHE, 'workbench');
  rmSync(join(root, 'ext'), { recursive: true, force: true });
  const folder = values.folder ? resolve(values.folder) : samples(root);
  if (!existsSync(folder)) throw new ScriptError(`${folder} is not there.`);
  const workbench = await startWorkbench({
    server,
    root,
    vsix: [join(ROOT, 'out', `imp-${target}.vsix`)],
    // Open from the start, the secondary side bar would show the container of the editor's chat, which is off here, and nothing in it.
    settings: { 'workbench.secondarySideBar.defaultVisibility': 'hidden' },
    port: values.port === undefined ? 0 : Number(values.port),
  });
  console.log(`
  Imp is running in VS Code:  ${workbench.url}/?folder=${encodeURIComponent(folder)}

  Open the address in a browser. Right-click a picture in the explorer and choose an "Imp" command, or press F1 and type "Imp";
  Ctrl+Alt+B shows the panel.
  Ctrl+C ends it.
`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void workbench.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  await workbench.exited;
  if (!stopping) throw new ScriptError(`code-server ended by itself:\n${workbench.output()}`);
});

/** A folder with copies of the sample pictures, so that nothing a user does there touches the repository. */
function samples(root: string): string {
  const folder = join(root, 'samples');
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, 'media', 'samples'), folder, { recursive: true });
  return folder;
}
