/** The engine process from outside, held in the middle of an answer. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGguf } from '../../../src/gguf/index.ts';
import { ROOT } from '../../../scripts/lib/run.ts';
import type { Product } from './product.ts';

/** Id of the model that `talkativeModel` makes; its name is "Imp talk". */
export const TALKATIVE = 'talkative';

/**
 * A folder for `imp.models.directories` with a copy of the nano that never ends an answer by itself (the biases of its end token
 * and of all that spells "</s>" are out of reach): it writes until the maximum length, long enough to be held or killed on the way. Remove it afterwards.
 */
export async function talkativeModel(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'imp-models-'));
  const [nano, copy] = [join(ROOT, 'models', 'nano'), join(folder, TALKATIVE)];
  mkdirSync(copy);
  copyFileSync(join(nano, 'mmproj.gguf'), join(copy, 'mmproj.gguf'));
  const gguf = await readGguf(join(nano, 'model.gguf'));
  const bias = gguf.tensors.find(({ name }) => name === 'output.bias');
  const end = gguf.metadata.get('tokenizer.ggml.eos_token_id')?.value;
  const tokens = gguf.metadata.get('tokenizer.ggml.tokens')?.value as string[];
  if (bias?.type !== 'F32' || typeof end !== 'number') throw new Error('The nano has no bias for its end token');
  const bytes = readFileSync(join(nano, 'model.gguf'));
  tokens.forEach((text, token) => {
    if (token === end || text.includes('/')) bytes.writeFloatLE(-1e9, bias.offset + 4 * token);
  });
  bytes.write('Imp talk', bytes.indexOf('Imp nano'), 'latin1');
  writeFileSync(join(copy, 'model.gguf'), bytes);
  return folder;
}

/** Of every so many milliseconds the engine works only a few until it is held: a fast machine has hundreds of words in the time that news of the first takes. */
const PULSE = { every: 50, work: 8 };

/**
 * Sends `question`, holds the engine (or the process `writer` that answers in its place) still when the first words of the answer are in the panel, and does `act` meanwhile. An engine
 * must be running, and the answer be long: the panel tells the test of the words, and the engine writes on, slowly, until the test hears it.
 */
export async function inMidAnswer<T>(
  imp: Product,
  question: string,
  act: (pid: number) => T | Promise<T>,
  writer?: number,
): Promise<T> {
  const pid = writer ?? imp.engines()[0];
  if (!pid) throw new Error('No engine is running');
  const answer = imp.panel.answers.nth(await imp.panel.answers.count());
  const told = `impWords${Date.now()}`;
  let timer: NodeJS.Timeout | undefined;
  let pulse: NodeJS.Timeout | undefined;
  const held = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The answer had no words after a minute')), 60_000);
    void imp.session.page
      .exposeFunction(told, () => {
        clearInterval(pulse);
        pulse = undefined;
        process.kill(pid, 'SIGSTOP');
        resolve();
      })
      .then(() => watch(imp, told))
      .then(() => {
        pulse = setInterval(() => {
          process.kill(pid, 'SIGCONT');
          setTimeout(() => pulse && process.kill(pid, 'SIGSTOP'), PULSE.work);
        }, PULSE.every);
        return imp.panel.send(question);
      })
      .catch(reject);
  });
  try {
    await held;
    // What the engine wrote before it stood still arrives.
    await imp.session.page.waitForTimeout(500);
    const state = await answer.getAttribute('data-state');
    if (state !== 'streaming') throw new Error(`The answer was complete (${state}) before it could be held`);
    return await act(pid);
  } finally {
    clearTimeout(timer);
    clearInterval(pulse);
    pulse = undefined;
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // killed by the test
    }
  }
}

/** Calls the page's function `told` once an answer that is being written has words. */
async function watch(imp: Product, told: string): Promise<void> {
  await imp.panel.frame.locator('body').evaluate((body, name) => {
    const observer = new MutationObserver(() => {
      const words = body.querySelector('[data-testid="answer"][data-state="streaming"] .block');
      if (!words?.textContent?.trim()) return;
      observer.disconnect();
      (window as unknown as Record<string, () => void>)[name]!();
    });
    observer.observe(body, { subtree: true, childList: true, characterData: true });
  }, told);
}
