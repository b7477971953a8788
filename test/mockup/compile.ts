/** Generated code through each framework's own compiler. */
import assert from 'node:assert/strict';
import { compileScript, compileTemplate, parse } from '@vue/compiler-sfc';
import { transformSync } from 'esbuild';
import { compile } from 'svelte/compiler';
import type { CodeTarget } from '../../src/shared/panel.ts';

export const TARGETS: CodeTarget[] = (['html', 'react', 'vue', 'svelte'] as const).flatMap((framework) => [
  { framework, tailwind: false },
  { framework, tailwind: true },
]);

/** @returns what was compiled, as JavaScript ('' for HTML). Errors and warnings of syntax fail. */
export function compiled({ framework }: CodeTarget, code: string): string {
  if (framework === 'html') return '';
  if (framework === 'react') return transformSync(code, { loader: 'jsx' }).code;
  if (framework === 'svelte') {
    const { js, warnings } = compile(code, { generate: 'client', name: 'Mockup' });
    const serious = warnings.filter((warning) => warning.code !== 'css_unused_selector');
    assert.deepEqual(
      serious.map((warning) => warning.code),
      [],
    );
    return js.code;
  }
  const { descriptor, errors } = parse(code, { filename: 'Mockup.vue' });
  assert.deepEqual(errors, []);
  const script = descriptor.scriptSetup ? compileScript(descriptor, { id: 'mockup', inlineTemplate: false }) : null;
  const template = compileTemplate({
    source: descriptor.template!.content,
    filename: 'Mockup.vue',
    id: 'mockup',
    scoped: descriptor.styles.some(({ scoped }) => scoped),
    ...(script?.bindings && { compilerOptions: { bindingMetadata: script.bindings } }),
  });
  assert.deepEqual([...template.errors, ...template.tips], []);
  return `${script?.content ?? ''}\n${template.code}`;
}
