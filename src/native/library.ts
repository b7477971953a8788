/** Opens the shared libraries of one native build and binds the whole surface: llama.ts and ggml.ts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import koffi, { type LibraryHandle } from 'koffi';
import { TENSOR_TYPES } from '../gguf/index.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { bind, type Bound, type Ptr } from './bind.ts';
import { DEVICE_TYPE } from './constants.ts';
import { GGML, GGML_BASE, GGML_CPU } from './ggml.ts';
import { LLAMA } from './llama.ts';
import { explainLoadFailure } from './loadFailure.ts';
import './structs.ts';

/** The whole native surface of one opened build. */
export interface NativeLibrary {
  /** Folder it came from. */
  readonly folder: string;
  readonly llama: Bound<typeof LLAMA>;
  readonly ggml: Bound<typeof GGML & typeof GGML_BASE>;
  /** The CPU backend's own functions. */
  readonly cpu: Bound<typeof GGML_CPU>;
  /** Copies the floats at an address into an array, as many as it holds. */
  readFloats(from: Ptr, to: Float32Array): void;
  /** Copies an array's floats to an address. */
  writeFloats(from: Float32Array, to: Ptr): void;
  /** Address of an exported function of libggml-base or libggml, to be handed to native code: see abort.ts. */
  address(name: keyof typeof GGML_BASE | 'ggml_status_to_string' | 'ggml_backend_register'): unknown;
}

const LIBRARY = /\.(so|dylib|dll)$/;
/** The three libraries' file names. */
export const LIBRARY_NAMES = {
  base: /^(lib)?ggml-base\./,
  ggml: /^(lib)?ggml\.(.*\.)?v\d/,
  llama: /^(lib)?llama\.(.*\.)?v\d/,
};

/** File names of the three libraries in a build's folder; node-llama-cpp puts the GPU and the release into them. */
function findLibraries(folder: string): Record<keyof typeof LIBRARY_NAMES, string> {
  const files = readdirSync(folder).filter((file) => LIBRARY.test(file));
  const find = (kind: keyof typeof LIBRARY_NAMES) => {
    const file = files.find((name) => LIBRARY_NAMES[kind].test(name));
    if (!file)
      throw new ImpError(
        'native-unavailable',
        msg`The native build in ${folder} is incomplete: its ${kind} library is missing. Reinstall Imp.`,
      );
    return join(folder, file);
  };
  return { base: find('base'), ggml: find('ggml'), llama: find('llama') };
}

let opened: NativeLibrary | undefined;

/** The build that this process has opened: it keeps to it until it ends. */
export const openedFolder = (): string | undefined => opened?.folder;

/**
 * Opens a build. One build a process: libraries of two builds would share symbols.
 * @throws ImpError `native-unavailable` when a library is missing or does not load.
 */
export function openLibrary(folder: string): NativeLibrary {
  if (opened?.folder === folder) return opened;
  if (opened) throw new ImpError('internal', `A native build is already open: ${opened.folder}.`);
  const files = findLibraries(folder);
  // Dependencies first: on Windows the later ones then find them by name.
  let handles: Record<keyof typeof LIBRARY_NAMES, LibraryHandle>;
  try {
    handles = { base: koffi.load(files.base), ggml: koffi.load(files.ggml), llama: koffi.load(files.llama) };
  } catch (cause) {
    const said = (cause as Error).message;
    throw new ImpError(
      'native-unavailable',
      explainLoadFailure(said) ?? msg`The native build in ${folder} does not load here: ${said}`,
      { cause },
    );
  }
  const ggml = bind({ ...GGML, ...GGML_BASE }, (signature, name) =>
    (name in GGML ? handles.ggml : handles.base).func(signature),
  );
  const llama = bind(LLAMA, (signature) => handles.llama.func(signature));
  const address = (name: string) =>
    (name === 'ggml_backend_register' ? handles.ggml : handles.base).symbol(name) as unknown;
  if (!process.env['IMP_NATIVE_LOG']) {
    // A native function that ignores all but its first integer: logging stays off without a JavaScript callback on foreign threads.
    const silent = address('ggml_status_to_string');
    ggml.ggml_log_set(silent, null);
    llama.llama_log_set(silent, null);
  }
  ggml.ggml_backend_load_all_from_path(folder);
  const device = ggml.ggml_backend_dev_by_type(DEVICE_TYPE.cpu);
  if (!device)
    throw new ImpError('native-unavailable', msg`The native build in ${folder} has no kernels for this processor.`);
  const registry = ggml.ggml_backend_dev_backend_reg(device);
  llama.llama_backend_init();
  const cpu = bind(GGML_CPU, (signature, name) => {
    const pointer = ggml.ggml_backend_reg_get_proc_address(registry, name);
    if (!pointer) throw new ImpError('native-unavailable', msg`The native build in ${folder} lacks ${name}.`);
    const proto = koffi.proto(signature);
    return (...args: unknown[]) => koffi.call(pointer, proto, ...args) as unknown;
  });
  return (opened = { folder, llama, ggml, cpu, ...floatCopies(handles.base), address });
}

/**
 * Electron's memory cage lets JavaScript see no native memory in place (`koffi.view` throws there), so floats are copied. "Quantizing" to
 * float32 is the copy that ggml itself exports on every platform: a memcpy of whole rows (ggml_quantize_chunk in ggml.c).
 */
function floatCopies(base: LibraryHandle): Pick<NativeLibrary, 'readFloats' | 'writeFloats'> {
  const copy = base.func(
    'size_t ggml_quantize_chunk(int type, const void *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const void *imatrix)',
  ) as (type: number, from: unknown, to: unknown, start: number, rows: number, perRow: number, no: null) => number;
  return {
    readFloats(from, to) {
      if (!from) throw new Error('readFloats from NULL');
      copy(TENSOR_TYPES.F32.id, from, to, 0, 1, to.length, null);
    },
    writeFloats(from, to) {
      if (!to) throw new Error('writeFloats to NULL');
      copy(TENSOR_TYPES.F32.id, from, to, 0, 1, from.length, null);
    },
  };
}
