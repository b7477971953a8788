import { open, type FileHandle } from 'node:fs/promises';
import { TENSOR_TYPES, type GgufFile, type GgufTensor } from '../../gguf/index.ts';
import { ImpError, throwIfStopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { Ptr } from '../../native/bind.ts';
import { headerContext } from '../../native/graph.ts';
import type { NativeLibrary } from '../../native/library.ts';
import { repackedTypes } from '../../native/cpu.ts';
import type { Kernels } from '../kernels/tower.ts';
import { matrixShape, type Tower } from './plan.ts';
import type { VisionOptions } from './types.ts';

/** The tensors of a tower in the backend's memory. */
export interface Weights {
  /** The ggml tensor that holds a tensor of the file. */
  of(tensor: GgufTensor): Ptr;
  /** Bytes that the buffers take. */
  bytes: number;
  free(): void;
}

/**
 * Copies a tower's tensors into the backend's memory, one at a time: vectors and positions as float32, matrices packed for the own
 * kernels, or in their own type, repacked where the CPU backend has faster kernels for that.
 */
export async function loadWeights(
  native: NativeLibrary,
  file: GgufFile,
  tower: Tower,
  backend: Ptr,
  kernels: Kernels | undefined,
  options: VisionOptions,
): Promise<Weights> {
  const { ggml } = native;
  const { matrices, vectors } = tensorsOf(tower);
  const newContext = () => headerContext(native, matrices.length + vectors.length + 1);
  const plain = newContext();
  const repacked = newContext();
  const repack = options.repack === false || options.device ? undefined : repackedTypes(native);
  const map = new Map<GgufTensor, Ptr>();
  const repacks = ({ type, shape }: GgufTensor) =>
    repack !== undefined && repack.types.has(type) && shape.at(-1)! % repack.rows === 0;
  const packed = new Set<GgufTensor>();
  for (const tensor of matrices) {
    const [inputs, outputs] = matrixShape(tensor);
    const size = kernels?.packedSize(tensor.type, inputs, outputs);
    if (size !== undefined) {
      packed.add(tensor);
      map.set(tensor, ggml.ggml_new_tensor_1d(plain, TENSOR_TYPES.I16.id, size));
      continue;
    }
    map.set(
      tensor,
      ggml.ggml_new_tensor_2d(repacks(tensor) ? repacked : plain, TENSOR_TYPES[tensor.type].id, inputs, outputs),
    );
  }
  for (const tensor of vectors)
    map.set(tensor, ggml.ggml_new_tensor_2d(plain, TENSOR_TYPES.F32.id, tensor.shape[0]!, tensor.shape[1] ?? 1));

  const asFloat = new Set(vectors);
  const buffers: Ptr[] = [ggml.ggml_backend_alloc_ctx_tensors(plain, backend)];
  const free = () => {
    for (const buffer of buffers) if (buffer) ggml.ggml_backend_buffer_free(buffer);
    ggml.ggml_free(plain);
    ggml.ggml_free(repacked);
  };
  try {
    if (matrices.some((tensor) => !packed.has(tensor) && repacks(tensor)))
      buffers.push(ggml.ggml_backend_alloc_ctx_tensors_from_buft(repacked, repack!.bufferType));
    if (buffers.includes(null))
      throw new ImpError(
        'memory',
        msg`There is not enough memory for the vision part. Close other programs or choose a smaller model.`,
      );
    const reader = await open(file.path);
    try {
      await copyAll(
        reader,
        map.keys(),
        async (tensor, bytes) => {
          const to = map.get(tensor)!;
          if (packed.has(tensor)) return await kernels!.pack(bytes, tensor.type, matrixShape(tensor), to);
          const values = asFloat.has(tensor) ? toFloat32(native, tensor, bytes) : bytes;
          ggml.ggml_backend_tensor_set(to, values, 0, values.byteLength);
        },
        options,
      );
    } finally {
      await reader.close();
    }
  } catch (error) {
    free();
    throw error;
  }
  const bytes = buffers.reduce((sum, buffer) => sum + Number(ggml.ggml_backend_buffer_get_size(buffer)), 0);
  return { of: (tensor) => map.get(tensor)!, bytes, free };
}

async function copyAll(
  reader: FileHandle,
  all: Iterable<GgufTensor>,
  copy: (tensor: GgufTensor, bytes: Buffer) => Promise<void>,
  options: VisionOptions,
): Promise<void> {
  const tensors = [...all].sort((a, b) => a.offset - b.offset);
  const total = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const room = Buffer.allocUnsafeSlow(Math.max(...tensors.map((tensor) => tensor.bytes)));
  let done = 0;
  for (const tensor of tensors) {
    throwIfStopped(options.signal);
    const bytes = room.subarray(0, tensor.bytes);
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await reader.read(bytes, filled, bytes.length - filled, tensor.offset + filled);
      if (bytesRead === 0)
        throw new ImpError(
          'model-unreadable',
          msg`The file ended inside the tensor ${tensor.name}. Get the file again from where it came from.`,
        );
      filled += bytesRead;
    }
    await copy(tensor, bytes);
    done += tensor.bytes;
    options.onProgress?.(done / total);
  }
}

function toFloat32({ ggml }: NativeLibrary, tensor: GgufTensor, bytes: Buffer): Buffer | Float32Array {
  if (tensor.type === 'F32') return bytes;
  const values = new Float32Array(tensor.shape.reduce((product, n) => product * n, 1));
  const convert = tensor.type === 'F16' ? ggml.ggml_fp16_to_fp32_row : ggml.ggml_bf16_to_fp32_row;
  convert(bytes, values, values.length);
  return values;
}

function tensorsOf(tower: Tower): { matrices: GgufTensor[]; vectors: GgufTensor[] } {
  const linears = [tower.patch, ...tower.projector];
  const norms = [tower.preNorm, tower.postNorm];
  for (const block of tower.blocks) {
    linears.push(
      block.query,
      block.key,
      block.value,
      block.out,
      block.up,
      block.down,
      ...(block.gate ? [block.gate] : []),
    );
    norms.push(block.norm1, block.norm2);
  }
  const vectors = [
    tower.positions,
    tower.classToken,
    ...linears.map((linear) => linear.bias),
    ...norms.flatMap((norm) => [norm?.scale, norm?.shift]),
  ];
  return {
    matrices: linears.map((linear) => linear.weight),
    vectors: vectors.filter((tensor) => tensor !== undefined),
  };
}
