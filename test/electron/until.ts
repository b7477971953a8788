/** Waits until a condition holds; fails after 15 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; !(await condition());) {
    if (Date.now() > end) throw new Error('did not happen within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
