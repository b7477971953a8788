// The mocha suites of test/electron inside code-server's extension host, with the packed extension installed: what
// `npm run test:electron` runs in a desktop VS Code where one can be downloaded.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildHostTests } from '../../scripts/lib/hostTests.ts';
import { packedExtension, picture } from './support/product.ts';
import { startSession } from './support/workbenchSession.ts';

interface MochaReport {
  stats: { tests: number; passes: number };
  tests: { fullTitle: string; err: { message?: string; stack?: string } }[];
}

test('inside the extension host', { timeout: 300_000 }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'imp-host-'));
  const report = join(folder, 'report.json');
  const session = await startSession({
    vsix: [packedExtension()],
    development: await buildHostTests(),
    files: { 'chart.png': picture('chart.png'), 'diagram.png': picture('diagram.png') },
    env: { IMP_TEST_REPORT: report },
  });
  try {
    await session.open();
    const code = await session.testsExited;
    const { tests } = JSON.parse(readFileSync(report, 'utf8')) as MochaReport;
    for (const { fullTitle, err } of tests) {
      await context.test(fullTitle, () => {
        if (err.message !== undefined) throw new Error(err.stack ?? err.message);
      });
    }
    assert.ok(tests.length > 0, 'mocha ran no test');
    assert.equal(code, 0);
  } finally {
    await session.stop();
    rmSync(folder, { recursive: true });
  }
});
