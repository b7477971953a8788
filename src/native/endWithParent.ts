/** No orphans: the kernel ends this process with its parent. */
import koffi from 'koffi';

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * From now on the kernel kills this process as soon as its parent (the thread that forked it) is gone, however busy this process or the
 * machine is. Linux only; elsewhere, and for a parent that ended before, the closed channel and the changed parent show it. See prctl(2).
 */
export function endWithParent(): void {
  if (process.platform !== 'linux') return;
  const prctl = koffi.load(null).func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)') as (
    ...args: number[]
  ) => number;
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}
