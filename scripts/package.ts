// npm run package [target…|all]: one .vsix a platform in out/, holding that platform's native code only. Default: this machine's.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ScriptError, main, run } from './lib/run.ts';
import { stage } from './lib/stage.ts';
import { TARGETS, hostTarget } from './lib/targets.ts';

await main(async () => {
  const wanted = process.argv.slice(2).filter((argument) => argument !== 'all');
  const host = hostTarget();
  const targets = process.argv.includes('all') ? Object.keys(TARGETS) : wanted.length ? wanted : host ? [host] : [];
  if (!targets.length)
    throw new ScriptError(`No package is made for this machine. Name a target: ${Object.keys(TARGETS).join(', ')}.`);
  await run(process.execPath, ['esbuild.mjs', '--production']);
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  for (const target of targets) console.log(await pack(target));
});

/** Packs one target; returns a line that says where and how large. */
async function pack(target: string): Promise<string> {
  const folder = await stage(target);
  const file = join(ROOT, 'out', `imp-${target}.vsix`);
  if (existsSync(file)) rmSync(file);
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const { repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { repository?: unknown };
  const options = ['--target', target, '--out', file, '--no-update-package-json'];
  // Until there is a public address, links of the README stay as they are.
  if (!repository) options.push('--allow-missing-repository', '--no-rewrite-relative-links');
  await run(process.execPath, [vsce, 'package', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return `out/imp-${target}.vsix  ${(statSync(file).size / 1e6).toFixed(1)} MB`;
}
