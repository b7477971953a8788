/** GGUF files: a validating reader and a streaming writer. */
export { GgufFile } from './file.ts';
export { readGguf } from './read.ts';
export { FILE_TYPES, TENSOR_TYPES, type GgufEntry, type GgufTensor, type TensorType } from './types.ts';
export { GgufWriter, plannedBytes, type TensorPlan } from './write.ts';
