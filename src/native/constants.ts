/** Values of ggml's and llama.cpp's enums (release v0.4.0) that are passed or compared here. Tensor and file types: src/gguf/types.ts. */

/** `enum ggml_backend_dev_type` */
export const DEVICE_TYPE = { cpu: 0, gpu: 1, integratedGpu: 2, accelerator: 3 } as const;

/** `enum ggml_status` */
export const STATUS = { success: 0, aborted: 1 } as const;

/** GGML_N_TASKS_MAX: a custom operation is called on every thread. */
export const ALL_THREADS = -1;

/** `enum llama_load_mode` */
export const LOAD_MODE = { auto: -1, read: 0, mmap: 1 } as const;

/** `enum llama_flash_attn_type` */
export const FLASH_ATTENTION = { auto: -1, off: 0, on: 1 } as const;

/** A GPU, with memory of its own or sharing the processor's. */
export const isGpu = (type: number): boolean => type === DEVICE_TYPE.gpu || type === DEVICE_TYPE.integratedGpu;
