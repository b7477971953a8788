/** An extension that serves a folder from memory, as those do that open a repository without cloning it: no file of it is on a disk. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';
import { ROOT, run } from '../../../scripts/lib/run.ts';

/** Address of the folder; files lie below it. */
export const VIRTUAL_FOLDER = 'imp-virtual:/repository';

/** Packs the extension with `files` (path → content) in it; -> the package. */
export async function virtualFolderExtension(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'imp-virtual-'));
  for (const [name, data] of Object.entries(files)) {
    const path = join(folder, 'repository', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  }
  const manifest = {
    name: 'virtual',
    publisher: 'imp-test',
    version: '0.0.1',
    engines: { vscode: '^1.106.0' },
    main: './extension.js',
    activationEvents: ['onFileSystem:imp-virtual'],
    capabilities: { virtualWorkspaces: true, untrustedWorkspaces: { supported: true } },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'README.md'), 'A folder in memory.\n');
  await esbuild.build({
    entryPoints: [join(ROOT, 'test/e2e/support/virtualProvider.ts')],
    outfile: join(folder, 'extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const out = join(folder, 'virtual.vsix');
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  await run(
    process.execPath,
    [vsce, 'package', '--out', out, '--allow-missing-repository', '--skip-license', '--no-dependencies'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return out;
}
