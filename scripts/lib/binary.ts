/** What the header of a native file says: ELF, Mach-O (one architecture, 64 bit) or PE, and for which processor. */
import type { Target } from './targets.ts';

/** @param head the file's first 4 KiB; undefined when they are no such header */
export function binaryKind(head: Buffer): Target['binary'] | undefined {
  if (head.length < 64) return undefined;
  if (head.readUInt32BE(0) === 0x7f454c46) return kind('elf', head.readUInt16LE(18), 0x3e, 0xb7);
  if (head.readUInt32BE(0) === 0xcffaedfe) return kind('mach-o', head.readUInt32LE(4), 0x01000007, 0x0100000c);
  if (head.toString('latin1', 0, 2) === 'MZ') {
    const offset = head.readUInt32LE(0x3c);
    if (offset + 6 > head.length || head.toString('latin1', offset, offset + 4) !== 'PE\0\0') return undefined;
    return kind('pe', head.readUInt16LE(offset + 4), 0x8664, 0xaa64);
  }
  return undefined;
}

function kind(
  format: Target['binary']['format'],
  machine: number,
  x64: number,
  arm64: number,
): Target['binary'] | undefined {
  return machine === x64 ? { format, cpu: 'x64' } : machine === arm64 ? { format, cpu: 'arm64' } : undefined;
}
