/** Whether a native build can be trusted: release, struct layouts, and a graph whose result is known. Runs in a process of its own. */
import { FILE_TYPES, TENSOR_TYPES } from '../gguf/index.ts';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { releaseOf, RELEASE } from './builds.ts';
import type { Ptr } from './bind.ts';
import { DEVICE_TYPE, FLASH_ATTENTION, isGpu, LOAD_MODE, STATUS } from './constants.ts';
import { withGraph } from './graph.ts';
import { openLibrary, type NativeLibrary } from './library.ts';

export interface ProbeResult {
  release: string;
  devices: { name: string; description: string; type: number; freeBytes: number; totalBytes: number }[];
}

/**
 * Loads a build and tries it.
 * @param gpu whether its GPUs will be used
 * @throws ImpError `native-unavailable` with what is wrong; a build that crashes takes its process with it
 */
export async function probe(folder: string, gpu: boolean): Promise<ProbeResult> {
  const release = releaseOf(folder);
  if (release !== RELEASE) {
    throw new ImpError(
      'native-unavailable',
      msg`The native build is of llama.cpp ${release ?? 'unknown'}; this version of Imp needs ${RELEASE}. Reinstall Imp.`,
    );
  }
  const native = openLibrary(folder);
  checkLayouts(native);
  const { ggml } = native;
  const devices = Array.from({ length: ggml.ggml_backend_dev_count() }, (_, i) => ggml.ggml_backend_dev_get(i));
  // Only what will be used: a broken GPU must not take the processor along, where both are in one build (Metal).
  const used = devices.filter((device) => gpu || !isGpu(ggml.ggml_backend_dev_type(device)));
  for (const device of used) await checkGraph(native, device);
  return { release, devices: used.map((device) => describe(native, device)) };
}

/** Defaults that llama.cpp v0.4.0 returns: a field that moved would show here. */
function checkLayouts({ llama }: NativeLibrary): void {
  const expect = (name: string, actual: object, wanted: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(wanted)) {
      const found = (actual as Record<string, unknown>)[key];
      if (found !== value)
        throw new ImpError(
          'native-unavailable',
          msg`The native build does not match: ${name}.${key} is ${String(found)} where ${String(value)} belongs. Reinstall Imp.`,
        );
    }
  };
  expect('llama_model_params', llama.llama_model_default_params(), {
    n_gpu_layers: -1,
    split_mode: 1,
    load_mode: LOAD_MODE.auto,
    lazy_mode: 1,
    main_gpu: 0,
    progress_callback: null,
    kv_overrides: null,
    vocab_only: false,
    check_tensors: false,
    use_extra_bufts: true,
    no_host: false,
    no_alloc: false,
    load_mtp: false,
  });
  expect('llama_context_params', llama.llama_context_default_params(), {
    n_ctx: 512,
    n_batch: 2048,
    n_ubatch: 512,
    n_seq_max: 1,
    n_outputs_max: 0,
    n_outputs_max_per_seq: 1,
    n_threads: 4,
    n_threads_batch: 4,
    rope_scaling_type: -1,
    pooling_type: -1,
    attention_type: -1,
    flash_attn_type: FLASH_ATTENTION.auto,
    yarn_ext_factor: -1,
    defrag_thold: -1,
    type_k: TENSOR_TYPES.F16.id,
    type_v: TENSOR_TYPES.F16.id,
    embeddings: false,
    offload_kqv: true,
    no_perf: true,
    op_offload: true,
    swa_full: true,
    kv_unified: false,
    n_samplers: 0,
  });
  expect('llama_model_quantize_params', llama.llama_model_quantize_default_params(), {
    nthread: 0,
    ftype: FILE_TYPES.Q8_0,
    allow_requantize: false,
    quantize_output_tensor: true,
    only_copy: false,
    pure: false,
    keep_split: false,
    dry_run: false,
    imatrix: null,
    max_buf_size: 8 * 1024 ** 3,
  });
}

/** [1 2; 3 4] times [5 6; 7 8], rows by rows: 17 23 39 53. */
async function checkGraph(native: NativeLibrary, device: Ptr): Promise<void> {
  const { ggml, cpu } = native;
  const fail = (what: Message) =>
    new ImpError(
      'native-unavailable',
      msg`The native build does not compute on ${ggml.ggml_backend_dev_name(device)}: ${what}.`,
    );
  const backend = ggml.ggml_backend_dev_init(device, null);
  if (!backend) throw fail(msg`the device does not start`);
  try {
    if (ggml.ggml_backend_dev_type(device) === DEVICE_TYPE.cpu) cpu.ggml_backend_set_n_threads(backend, 1);
    await withGraph(
      native,
      backend,
      (context) => {
        const a = ggml.ggml_new_tensor_2d(context, TENSOR_TYPES.F32.id, 2, 2);
        const b = ggml.ggml_new_tensor_2d(context, TENSOR_TYPES.F32.id, 2, 2);
        return { a, b, results: [ggml.ggml_mul_mat(context, a, b)] };
      },
      ([graph], { a, b, results: [product] }) => {
        ggml.ggml_backend_tensor_set(a, Float32Array.of(1, 2, 3, 4), 0, 16);
        ggml.ggml_backend_tensor_set(b, Float32Array.of(5, 6, 7, 8), 0, 16);
        const status = ggml.ggml_backend_graph_compute(backend, graph!);
        const result = new Float32Array(4);
        ggml.ggml_backend_tensor_get(product!, result, 0, 16);
        if (status !== STATUS.success || result.join() !== '17,39,23,53')
          throw fail(msg`status ${status}, result ${result.join(' ')}`);
      },
    );
  } catch (thrown) {
    throw ImpError.from(thrown).code === 'memory' ? fail(msg`no memory`) : thrown;
  } finally {
    ggml.ggml_backend_free(backend);
  }
}

function describe({ ggml }: NativeLibrary, device: Ptr): ProbeResult['devices'][number] {
  const free = new BigInt64Array(1);
  const total = new BigInt64Array(1);
  ggml.ggml_backend_dev_memory(device, free, total);
  return {
    name: ggml.ggml_backend_dev_name(device),
    description: ggml.ggml_backend_dev_description(device),
    type: ggml.ggml_backend_dev_type(device),
    freeBytes: Number(free[0]),
    totalBytes: Number(total[0]),
  };
}
