/** Names that a native library exports: ELF, PE (64 bit) and Mach-O (64 bit, one architecture), read from its tables. */

/** @throws Error for what is none of these */
export function exportedNames(file: Buffer): Set<string> {
  if (file.length >= 64 && file.readUInt32BE(0) === 0x7f454c46) return elf(file);
  if (file.toString('latin1', 0, 2) === 'MZ') return pe(file);
  if (file.length >= 32 && file.readUInt32LE(0) === 0xfeedfacf) return machO(file);
  throw new Error('neither ELF, PE nor Mach-O');
}

const text = (file: Buffer, at: number): string => file.toString('latin1', at, file.indexOf(0, at));
const u64 = (file: Buffer, at: number): number => Number(file.readBigUInt64LE(at));

/** Defined global symbols of .dynsym (SHT_DYNSYM) with their names in the section that it links to. Source: elf(5). */
function elf(file: Buffer): Set<string> {
  const names = new Set<string>();
  const [table, entry, count] = [u64(file, 0x28), file.readUInt16LE(0x3a), file.readUInt16LE(0x3c)];
  const section = (index: number) => {
    const at = table + index * entry;
    return {
      type: file.readUInt32LE(at + 4),
      offset: u64(file, at + 24),
      size: u64(file, at + 32),
      link: file.readUInt32LE(at + 40),
    };
  };
  for (let i = 0; i < count; i++) {
    const { type, offset, size, link } = section(i);
    if (type !== 11) continue;
    const strings = section(link).offset;
    for (let at = offset; at < offset + size; at += 24) {
      const binding = file.readUInt8(at + 4) >> 4;
      const defined = file.readUInt16LE(at + 6) !== 0;
      if (defined && (binding === 1 || binding === 2)) names.add(text(file, strings + file.readUInt32LE(at)));
    }
  }
  return names;
}

/** The export directory's names. Source: PE Format, "The .edata Section". */
function pe(file: Buffer): Set<string> {
  const header = file.readUInt32LE(0x3c);
  const optional = header + 24;
  const sections = optional + file.readUInt16LE(header + 20);
  const offsetOf = (rva: number): number => {
    for (let i = 0; i < file.readUInt16LE(header + 6); i++) {
      const at = sections + 40 * i;
      const start = file.readUInt32LE(at + 12);
      if (rva >= start && rva < start + file.readUInt32LE(at + 16)) return rva - start + file.readUInt32LE(at + 20);
    }
    throw new Error('an address outside of all sections');
  };
  const rva = file.readUInt32LE(optional + 112);
  if (rva === 0) return new Set();
  const directory = offsetOf(rva);
  const pointers = offsetOf(file.readUInt32LE(directory + 32));
  const names = Array.from({ length: file.readUInt32LE(directory + 24) }, (_, i) =>
    text(file, offsetOf(file.readUInt32LE(pointers + 4 * i))),
  );
  return new Set(names);
}

/** Defined external symbols of LC_SYMTAB, without the underscore that C names get. Source: mach-o/loader.h, mach-o/nlist.h. */
function machO(file: Buffer): Set<string> {
  const names = new Set<string>();
  let at = 32;
  for (let i = 0; i < file.readUInt32LE(16); i++) {
    if (file.readUInt32LE(at) === 2) {
      const [symbols, count, strings] = [8, 12, 16].map((field) => file.readUInt32LE(at + field)) as [
        number,
        number,
        number,
      ];
      for (let symbol = symbols; symbol < symbols + 16 * count; symbol += 16) {
        const type = file.readUInt8(symbol + 4);
        const isDefined = (type & 0xe0) === 0 && (type & 0x0e) !== 0 && (type & 0x01) !== 0;
        if (isDefined) names.add(text(file, strings + file.readUInt32LE(symbol)).replace(/^_/, ''));
      }
    }
    at += file.readUInt32LE(at + 4);
  }
  return names;
}
