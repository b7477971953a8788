/** The file that says "this process is computing on the GPU": left behind when a driver takes the process with it. No native code here. */
import { rmSync, writeFileSync } from 'node:fs';

let current: string | undefined;

/** @throws nothing: what cannot be written guards nothing */
export function setGpuMark(file: string, content: string): void {
  try {
    writeFileSync(file, content);
    current = file;
  } catch {
    current = undefined;
  }
}

/** When the work is done, and before the process exits on purpose. */
export function dropGpuMark(): void {
  if (current === undefined) return;
  rmSync(current, { force: true });
  current = undefined;
}
