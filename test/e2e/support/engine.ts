/** The engine process from outside: its speed under control of the test. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from './product.ts';

/**
 * Lets the engine run in short slices until the answer under way shows its first words, then holds it still while `act`
 * does something to it or to the window: "in the middle of the answer" without racing a model that writes it in half a second.
 */
export async function writingSlowly<T>(imp: Product, act: (pid: number) => T | Promise<T>): Promise<T> {
  const [pid] = imp.engines();
  if (!pid) throw new Error('No engine is running');
  const answer = imp.panel.answers.last();
  await answer.waitFor();
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    process.kill(pid, 'SIGCONT');
    await sleep(8); // the nano writes a thousand tokens a second
    process.kill(pid, 'SIGSTOP');
    await sleep(30);
    const [state, text] = [await answer.getAttribute('data-state'), await answer.locator('.markdown').innerText()];
    if (state !== 'streaming') throw new Error(`The answer was complete (${state}) before it could be held: "${text.slice(0, 80)}"`);
    if (text.trim() === '') continue;
    try {
      return await act(pid);
    } finally {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // killed by the test
      }
    }
  }
  throw new Error('The answer had no words after a minute');
}
