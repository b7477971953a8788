/** A native library that the machine does not let load (a policy, a package for another platform). */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { ImpError } from '../../src/shared/errors.ts';
import { engine, picture } from './support.ts';

const encoded = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const hooks = encoded(`export async function resolve(name, context, next) {
  if (name === 'sharp') throw new Error('Could not load the "sharp" module: blocked by group policy.\\nPossible solutions: many lines');
  return next(name, context);
}`);
const blocked = encoded(`import { register } from 'node:module'; register(${JSON.stringify(hooks)});`);

test('every request says which library does not load, and that it is not the model’s fault', async () => {
  const imp = engine({ execArgv: ['--import', 'tsx', '--import', blocked] });
  for (const ask of [() => imp.request('stats', {}), async () => imp.request('attach', { bytes: await picture() })]) {
    await assert.rejects(ask, (error: ImpError) => {
      assert.equal(error.code, 'native-unavailable');
      assert.match(error.message, /does not load here: .*blocked by group policy\. Reinstall Imp/);
      assert.ok(!error.message.includes('many lines'));
      return true;
    });
  }
});
