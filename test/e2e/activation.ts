/**
 * How long the editor waits for Imp when it is first used in a window: loading its code and calling activate(), as the editor itself
 * counts them ("Developer: Startup Performance"), in a real workbench with the packed extension, each time in a new window; and, to
 * tell Imp's part from the editor's, what it counts for its own extensions that start in the same window.
 *
 * The editor's count of "load code" begins before it is an extension's turn: all of them load in one thread, one after the other.
 * For what starts with the window it also marks when reading the code began and ended; that is Imp's own time.
 *
 *   npm run package && node --import tsx test/e2e/activation.ts [--runs 5] [--open]
 *
 * --open: the panel is open when a window is reloaded, so that all but the first run count what happens while the window starts.
 */
import { parseArgs } from 'node:util';
import { packedExtension } from './support/product.ts';
import { PanelPage } from './support/panelPage.ts';
import { startSession } from './support/workbenchSession.ts';
import { WorkbenchPage } from './support/workbenchPage.ts';
import { ScriptError, main } from '../../scripts/lib/run.ts';

await main(async () => {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, open: { type: 'boolean' } } });
  const session = await startSession({ vsix: [packedExtension()] });
  try {
    const workbench = new WorkbenchPage(session);
    const runs: { load: number; call: number; own: number; others: number }[] = [];
    for (let run = 0; run < Number(values.runs); run++) {
      await workbench.open();
      await session.page.waitForTimeout(5000); // the editor's own extensions are started by then
      await workbench.command('Imp: New Conversation');
      await new PanelPage(session.page).ready();
      const report = await startupPerformance(workbench);
      const table = activations(report);
      const own = ownLoad(report);
      const { load, call, finish, event } = table.find(
        ({ extension }) => extension.toLowerCase() === 'imp-vscode.imp-vscode',
      )!;
      const others = table.filter(({ extension }) => extension.startsWith('vscode.')).map((row) => row.load + row.call);
      runs.push({ load, call, own: (own ?? load) + call, others: middle(others) });
      console.log(
        `load code ${load} ms${own === undefined ? '' : ` (of which ${own} ms are Imp's, the rest is waiting for its turn)`}, call activate ${call} ms, finish ${finish} ms (${event}); the editor's own ${others.length} extensions: both ${Math.min(...others)} to ${Math.max(...others)} ms`,
      );
      await workbench.command('View: Close All Editors');
      // A panel that is open wakes Imp while the window starts, when everything in it waits for the processor.
      if (!values.open) await workbench.command('View: Hide Secondary Side Bar');
    }
    const counts = (name: string, of: (run: (typeof runs)[number]) => number) =>
      `${name} ${middle(runs.map(of))} (at most ${Math.max(...runs.map(of))}) ms`;
    console.log(
      `medians of ${runs.length}: ${counts('load code and call activate', ({ load, call }) => load + call)}, ${counts("Imp's own part of it", ({ own }) => own)}; ${counts("the middle one of the editor's own extensions", ({ others }) => others)}`,
    );
  } finally {
    await session.stop();
  }
});

/** The editor's report as text, once it speaks of Imp: on a busy machine its parts come one after the other. */
async function startupPerformance(workbench: WorkbenchPage): Promise<string> {
  const { page } = workbench;
  await workbench.command('Developer: Startup Performance');
  await workbench.tab(/Startup Performance/).waitFor();
  const lines = page.locator('.editor-group-container.active .view-lines');
  await lines.getByText('System Info').first().waitFor();
  for (let attempt = 0; ; attempt++) {
    await lines.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    const report = await workbench.clipboardText();
    if (/imp-vscode/i.test(report) || attempt === 20) return report;
    await page.waitForTimeout(1000);
  }
}

interface Activation {
  extension: string;
  load: number;
  call: number;
  finish: number;
  event: string;
}

/** The rows of the extensions' table: loading the code, calling activate() and what it waited for (ms), and what woke it. */
function activations(report: string): Activation[] {
  const lines = report.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const start = lines.findIndex((cells) => cells[0] === 'Extension' && cells.includes('Load Code'));
  const at = (name: string) => lines[start]!.indexOf(name);
  const end = lines.findIndex((cells, i) => i > start + 1 && cells.length !== lines[start]?.length);
  const rows = lines.slice(start + 2, end).map((cells) => ({
    extension: cells[0]!,
    load: Number(cells[at('Load Code')]),
    call: Number(cells[at('Call Activate')]),
    finish: Number(cells[at('Finish Activate')]),
    event: cells[at('Event')]!,
  }));
  if (start < 0 || !rows.some(({ extension }) => /^imp-vscode\.imp-vscode$/i.test(extension)))
    throw new ScriptError(`The editor's report does not speak of Imp:\n${report.slice(0, 4000)}`);
  return rows;
}

/** From the marks of the extension host (name, time, difference, ms since its start): what reading Imp's code took, where it starts with the window. */
function ownLoad(report: string): number | undefined {
  const at = (mark: string) =>
    /\t(\d+)\t/.exec(
      report
        .split('\n')
        .find((line) => line.toLowerCase().startsWith(`code/exthost/${mark}/imp-vscode.imp-vscode\t`)) ?? '',
    )?.[1];
  const [start, end] = [at('willloadextensioncode'), at('didloadextensioncode')];
  return start && end ? Number(end) - Number(start) : undefined;
}

/** The middle one of the numbers. */
function middle(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
