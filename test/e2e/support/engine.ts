/** The engine process from outside: its speed under control of the test. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from './product.ts';

/**
 * Sends `question` and lets the engine run in short slices until the answer shows its first words, then holds it still while
 * `act` does something to it or to the window: "in the middle of the answer" without racing a model that writes it in a tenth of a second.
 * The picture must have been looked at before: an engine must be running.
 */
export async function writingSlowly<T>(imp: Product, question: string, act: (pid: number) => T | Promise<T>): Promise<T> {
  const [pid] = imp.engines();
  if (!pid) throw new Error('No engine is running');
  const before = await imp.panel.answers.count();
  const answer = imp.panel.answers.nth(before);
  process.kill(pid, 'SIGSTOP');
  try {
    await imp.panel.send(question);
    await answer.waitFor();
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      process.kill(pid, 'SIGCONT');
      await sleep(8); // the nano writes a thousand tokens a second
      process.kill(pid, 'SIGSTOP');
      await sleep(30);
      const [state, text] = [await answer.getAttribute('data-state'), await answer.locator('.markdown').innerText()];
      if (state !== 'streaming') throw new Error(`The answer was complete (${state}) before it could be held: "${text.slice(0, 80)}"`);
      if (text.trim() !== '') return await act(pid);
    }
    throw new Error('The answer had no words after a minute');
  } finally {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // killed by the test
    }
  }
}
