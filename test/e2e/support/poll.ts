/** Repeats a check until it holds; throws what it threw last after `ms`. */
export async function poll(check: () => void | Promise<void>, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
