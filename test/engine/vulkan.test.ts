/** A GPU's driver on this machine: Mesa's software driver (package mesa-vulkan-drivers), which is slow, and which a signal ends. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { english } from '../../src/shared/message.ts';
import type { EngineClientOptions } from '../../src/client/index.ts';
import { engine, failsWith, ROOT, temporaryFolder } from './support.ts';

const drivers = (() => {
  try {
    return readdirSync('/usr/share/vulkan/icd.d').filter((name) => name.startsWith('lvp_icd'));
  } catch {
    return [];
  }
})();
const [driver] = drivers;
const options = { skip: driver ? false : 'Mesa’s software driver is not installed', timeout: 180_000 };
const env = {
  // ggml leaves software drivers out unless devices are named.
  GGML_VK_VISIBLE_DEVICES: '0',
  VK_DRIVER_FILES: `/usr/share/vulkan/icd.d/${driver}`,
  VK_ICD_FILENAMES: `/usr/share/vulkan/icd.d/${driver}`,
};
const files = {
  id: 'imp-nano',
  model: path.join(ROOT, 'models/nano/model.gguf'),
  mmproj: path.join(ROOT, 'models/nano/mmproj.gguf'),
};
/** Under a name of its own the model sees a picture once, not in five views: enough for a slow driver. */
const oneView = { ...files, id: 'one-view' };
const chart = await readFile(path.join(ROOT, 'media/samples/chart.png'));
const start = (more: Partial<EngineClientOptions> = {}) => engine({ ...more, env: { ...env, ...more.env } });

test('a driver that is slower than the processor is tried and passed over, and that is said', options, async () => {
  const lines: string[] = [];
  const imp = start({ onLog: (line) => lines.push(line) });
  const facts = await imp.request('load', { files, options: { cacheDir: await temporaryFolder() } });
  assert.equal(facts.backend, 'CPU');
  assert.match(english(facts.backendNote!), /llvmpipe.* took [\d.]+ times as long as the processor/);
  assert.ok(lines.some((line) => /llvmpipe/.test(line)));
});

test('a driver that ends an answer is left alone: the next one comes from the processor', options, async () => {
  const cacheDir = await temporaryFolder();
  const imp = start({
    env: { IMP_FORCE_GPU: '1' },
    resolveImage: async () => ({ bytes: chart, name: 'chart.png' }),
  });
  const facts = await imp.request('load', { files: oneView, options: { cacheDir } });
  assert.match(facts.backend, /llvmpipe/);
  const { id } = await imp.request('attach', { bytes: chart });
  const ask = (onText: (text: string) => void = () => {}) =>
    imp.request(
      'ask',
      { turns: [{ role: 'user', text: 'Explain this chart.', images: [id] }], maxTokens: 24 },
      { onEvent: (event) => event.type === 'text' && onText(event.text) },
    );
  const { pid } = await imp.request('stats', {});
  let text = '';
  await assert.rejects(
    ask((next) => {
      const before = text;
      text += next;
      // The driver computes what it should before it ends.
      if (/bar chart/.test(text) && !/bar chart/.test(before)) process.kill(pid, 'SIGABRT');
    }),
    failsWith('engine-crashed', /SIGABRT.*GPU \(llvmpipe.*left alone/),
  );
  assert.match((await ask()).answer, /bar chart/);
  assert.ok(imp.state.kind === 'running' && imp.state.model?.backend === 'CPU');
  // another window, or the command line, knows it too
  const later = await start({ env: { IMP_FORCE_GPU: '1' } }).request('load', { files: oneView, options: { cacheDir } });
  assert.equal(later.backend, 'CPU');
  assert.match(english(later.backendNote!), /ended the engine \(SIGABRT\)/);
});

test(
  'a driver that breaks after the build was found good is noticed, and the processor answers at once',
  options,
  async (t) => {
    const folder = await temporaryFolder();
    const source = path.join(folder, 'broken.c');
    await writeFile(
      source,
      'void abort(void); int vk_icdNegotiateLoaderICDInterfaceVersion(unsigned *v) { (void) v; abort(); }\n' +
        'void *vk_icdGetInstanceProcAddr(void *i, const char *n) { (void) i; (void) n; abort(); }\n',
    );
    const library = path.join(folder, 'libbroken.so');
    if (spawnSync('cc', ['-shared', '-fPIC', '-o', library, source]).status !== 0) return t.skip('no C compiler');
    const json = path.join(folder, 'icd.json');
    const icd = JSON.parse(await readFile(env.VK_DRIVER_FILES, 'utf8')) as { ICD: { library_path: string } };
    const use = async (library_path: string) =>
      await writeFile(json, JSON.stringify({ ...icd, ICD: { ...icd.ICD, library_path } }));
    const load = async () => {
      const imp = start({ env: { VK_DRIVER_FILES: json, VK_ICD_FILENAMES: json, IMP_FORCE_GPU: '1' } });
      const facts = await imp.request('load', { files, options: { cacheDir: folder } });
      await imp.stop();
      return facts.backend;
    };
    await use(icd.ICD.library_path);
    assert.match(await load(), /llvmpipe/);
    await use(library);
    assert.equal(await load(), 'CPU');
    await use(icd.ICD.library_path);
    assert.match(await load(), /llvmpipe/, 'and so is one that is mended');
  },
);
