/** Weights in pages of 2 MB: a processor that reads a whole model for every token spends a good part of its time looking up pages of 4 KB. */
import { open, readFile, realpath } from 'node:fs/promises';
import koffi from 'koffi';

const READ_WRITE = 3; // PROT_READ | PROT_WRITE
const PRIVATE_ANONYMOUS = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
const MAYMOVE_FIXED = 3; // MREMAP_MAYMOVE | MREMAP_FIXED
const MADV_HUGEPAGE = 14;
const PAGE = 2n * 1024n * 1024n;
/** Moved at a time: some 50 ms, in which nothing else is begun. */
const CHUNK = 16n * PAGE;

/** Addresses [start, end) that show a file from `offset` on. */
interface Mapping {
  start: bigint;
  end: bigint;
  offset: number;
}

interface Memory {
  map(bytes: bigint): bigint;
  advise(at: bigint, bytes: bigint): void;
  unmap(at: bigint, bytes: bigint): void;
  /** Replaces what is at `to`, for all threads at once. */
  move(from: bigint, bytes: bigint, to: bigint): boolean;
  read(fd: number, at: bigint, bytes: bigint, offset: number): Promise<number>;
}

/**
 * Moves what a file's mapping shows into large pages, at the same addresses: a kernel maps files in pages of 4 KB, and has large ones for
 * other memory where a program asks for them. Each piece is read into new memory first, which then takes the place of the mapping at one
 * stroke, so that others may read it meanwhile, and a file that cannot be read stays mapped. Memory use is the same.
 */
export class LargePages {
  readonly #path: string;
  /** What is left to do; undefined before the first call. */
  #left: Mapping[] | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Goes on until all is moved, or `signal` aborts. @returns whether anything is left to do: nothing where the system has no such pages */
  async move(signal?: AbortSignal): Promise<boolean> {
    this.#left ??= await mappings(this.#path);
    if (this.#left.length === 0) return false;
    const memory = (libc ??= bind());
    const file = await open(this.#path);
    try {
      for (let next = this.#left[0]; next && !signal?.aborted; next = this.#left[0]) {
        const bytes = next.end - next.start < CHUNK ? next.end - next.start : CHUNK;
        if (!(await moveOne(memory, file.fd, next, bytes))) {
          this.#left = []; // refused, or the file has changed: all else stays as it is
          break;
        }
        next.start += bytes;
        next.offset += Number(bytes);
        if (next.start === next.end) this.#left.shift();
      }
    } finally {
      await file.close();
    }
    return this.#left.length > 0;
  }
}

async function moveOne(memory: Memory, fd: number, { start, offset }: Mapping, bytes: bigint): Promise<boolean> {
  const room = memory.map(bytes + PAGE);
  if (room === FAILED) return false;
  const from = alignUp(room);
  memory.advise(from, bytes);
  let done = 0;
  while (done < bytes) {
    const count = await memory.read(fd, from + BigInt(done), bytes - BigInt(done), offset + done);
    if (count <= 0) break;
    done += count;
  }
  const moved = BigInt(done) === bytes && memory.move(from, bytes, start);
  if (!moved) memory.unmap(room, bytes + PAGE);
  else {
    if (from > room) memory.unmap(room, from - room);
    if (room + PAGE > from) memory.unmap(from + bytes, room + PAGE - from);
  }
  return moved;
}

const FAILED = 0xffff_ffff_ffff_ffffn; // MAP_FAILED
let libc: Memory | undefined;

function bind(): Memory {
  const library = koffi.load(null);
  const mmap = library.func(
    'uintptr_t mmap(uintptr_t at, size_t bytes, int protection, int flags, int fd, int64_t offset)',
  );
  const mremap = library.func('uintptr_t mremap(uintptr_t at, size_t before, size_t after, int flags, uintptr_t to)');
  const munmap = library.func('int munmap(uintptr_t at, size_t bytes)');
  const madvise = library.func('int madvise(uintptr_t at, size_t bytes, int advice)');
  const pread = library.func('int64_t pread(int fd, uintptr_t at, size_t bytes, int64_t offset)');
  return {
    map: (bytes) => BigInt(mmap(0, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0)),
    advise: (at, bytes) => void madvise(at, bytes, MADV_HUGEPAGE),
    unmap: (at, bytes) => void munmap(at, bytes),
    move: (from, bytes, to) => BigInt(mremap(from, bytes, bytes, MAYMOVE_FIXED, to)) === to,
    read: (...args) =>
      new Promise((resolve, reject) =>
        pread.async(...args, (error: Error | null, count: number | bigint) =>
          error ? reject(error) : resolve(Number(count)),
        ),
      ),
  };
}

const alignUp = (at: bigint) => ((at + PAGE - 1n) / PAGE) * PAGE;

/** The whole large pages of a file's mappings in this process; none where programs get no large pages when they ask for them. */
async function mappings(path: string): Promise<Mapping[]> {
  if (process.platform !== 'linux') return [];
  const setting = await readFile('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8').catch(() => '');
  if (!/\[(always|madvise)\]/.test(setting)) return [];
  return mappingsOf(await readFile('/proc/self/maps', 'utf8'), await realpath(path));
}

/** What /proc/self/maps says of a file, cut to whole large pages. */
export function mappingsOf(maps: string, path: string): Mapping[] {
  return maps.split('\n').flatMap((line) => {
    const [, from, to, offset, name] = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) \S+ \d+ +(\S.*)$/.exec(line) ?? [];
    if (name !== path) return [];
    const begin = BigInt(`0x${from}`);
    const [start, end] = [alignUp(begin), (BigInt(`0x${to}`) / PAGE) * PAGE];
    return start < end ? [{ start, end, offset: Number.parseInt(offset!, 16) + Number(start - begin) }] : [];
  });
}
