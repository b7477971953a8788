/** Runs the mocha suites inside an extension host, desktop or browser; results go to the file that IMP_TEST_REPORT names. */
import Mocha from 'mocha';
import { agentsSuite } from './agents.ts';
import { chatSuite } from './languageModel.ts';
import { extractSuite } from './extract.ts';
import { manifestSuite } from './manifest.ts';
import { panelSuite } from './panel.ts';
import { sourcesSuite } from './sources.ts';

/** Called by the editor; rejects when a test failed. */
export async function run(): Promise<void> {
  const report = process.env['IMP_TEST_REPORT'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    ...(report ? { reporter: 'json', reporterOption: { output: report } } : { reporter: 'spec' }),
  });
  mocha.suite.emit('pre-require', globalThis, 'index', mocha);
  manifestSuite();
  panelSuite();
  sourcesSuite();
  agentsSuite();
  chatSuite();
  extractSuite();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
