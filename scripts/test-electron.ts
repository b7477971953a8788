// npm run test:electron: the extension host tests in a desktop VS Code, which is downloaded first. For machines with a network and
// a display (on Linux without one: xvfb-run -a npm run test:electron). npm test runs the same suites in code-server.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { buildHostTests } from './lib/hostTests.ts';
import { ROOT, ScriptError, main, run } from './lib/run.ts';
import { hostTarget } from './lib/targets.ts';

await main(async () => {
  const target = hostTarget();
  if (!target) throw new ScriptError('Imp has no native build for this machine.');
  await run(process.execPath, ['--import', 'tsx', 'scripts/package.ts', target]);
  const { tests, extension } = await buildHostTests();
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: join(ROOT, '.cache', 'vscode') }).catch(
    (error: Error) => {
      throw new ScriptError(
        `VS Code could not be downloaded (${error.message}). This suite needs the network; "npm test" runs the same tests without it.`,
      );
    },
  );
  const [cli, ...cliArguments] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath, {
    reuseMachineInstall: true,
  });
  const root = mkdtempSync(join(tmpdir(), 'imp-'));
  try {
    const profile = ['--extensions-dir', join(root, 'ext'), '--user-data-dir', join(root, 'user')];
    await run(cli!, [...cliArguments, ...profile, '--install-extension', join(ROOT, 'out', `imp-${target}.vsix`)], {
      shell: process.platform === 'win32',
    });
    const workspace = join(root, 'ws');
    mkdirSync(workspace);
    for (const name of ['chart.png', 'diagram.png'])
      cpSync(join(ROOT, 'media', 'samples', name), join(workspace, name));
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: extension,
      extensionTestsPath: tests,
      launchArgs: [workspace, ...profile],
      reuseMachineInstall: true,
    });
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
});
