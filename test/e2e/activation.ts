/**
 * How long the editor waits for Imp when it is first used in a window: loading its code and calling activate(), as the editor itself
 * counts them ("Developer: Startup Performance"), in a real workbench with the packed extension, each time in a new window.
 *
 *   npm run package && node --import tsx test/e2e/activation.ts [--runs 5] [--open]
 *
 * --open: the panel is open when a window is reloaded, so that all but the first run count what happens while the window starts.
 */
import { parseArgs } from 'node:util';
import { packedExtension } from './support/product.ts';
import { PanelPage } from './support/panelPage.ts';
import { startSession } from './support/session.ts';
import { WorkbenchPage } from './support/workbenchPage.ts';
import { ScriptError, main } from '../../scripts/lib/run.ts';

await main(async () => {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, open: { type: 'boolean' } } });
  const session = await startSession({ vsix: [packedExtension()] });
  try {
    const workbench = new WorkbenchPage(session);
    const runs: number[][] = [];
    for (let run = 0; run < Number(values.runs); run++) {
      await workbench.open();
      await session.page.waitForTimeout(5000); // the editor's own extensions are started by then
      await workbench.command('Imp: New Conversation');
      await new PanelPage(session.page).ready();
      const [load, call, finish, event] = activation(await startupPerformance(workbench));
      runs.push([Number(load), Number(call), Number(finish)]);
      console.log(`load code ${load} ms, call activate ${call} ms, finish ${finish} ms (${event})`);
      await workbench.command('View: Close All Editors');
      // A panel that is open wakes Imp while the window starts, when everything in it waits for the processor.
      if (!values.open) await workbench.command('View: Hide Secondary Side Bar');
    }
    const median = (of: (run: number[]) => number) => runs.map(of).sort((a, b) => a - b)[Math.floor(runs.length / 2)]!;
    console.log(`median of ${runs.length}: load code ${median(([load]) => load!)} ms, call activate ${median(([, call]) => call!)} ms, both ${median(([load, call]) => load! + call!)} ms`);
  } finally {
    await session.stop();
  }
});

/** The editor's report as text. */
async function startupPerformance(workbench: WorkbenchPage): Promise<string> {
  const { page } = workbench;
  await workbench.command('Developer: Startup Performance');
  await workbench.tab(/Startup Performance/).waitFor();
  await page.locator('.editor-group-container.active .view-lines').getByText('System Info').first().waitFor();
  await page.locator('.editor-group-container.active .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+C');
  return await workbench.clipboardText();
}

/** Imp's row of the extensions' table: load code, call activate, finish activate (ms), and what woke it. */
function activation(report: string): string[] {
  const head = report.split('\n').find((line) => /\| *Extension *\|.*Load Code/.test(line));
  const row = report.split('\n').find((line) => /\| *imp-vscode\.imp-vscode *\|/i.test(line));
  if (!head || !row) throw new ScriptError(`The editor's report does not speak of Imp:\n${report.slice(0, 4000)}`);
  const cells = (line: string) => line.split('|').map((cell) => cell.trim());
  return ['Load Code', 'Call Activate', 'Finish Activate', 'Event'].map((name) => cells(row)[cells(head).indexOf(name)] ?? '?');
}
