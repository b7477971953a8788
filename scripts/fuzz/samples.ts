/** Small whole files of binary formats: damage to large ones nearly always falls where nothing reads. */

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => Buffer.concat([u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32))]);
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** A GGUF file with a value of most types, two arrays and two tensors. */
export function smallGguf(): Buffer {
  const strings = (values: string[]) => Buffer.concat([u32(8), u64(values.length), ...values.map(text)]);
  const keys = [
    Buffer.concat([text('general.architecture'), u32(8), text('phi2')]),
    Buffer.concat([text('general.alignment'), u32(4), u32(32)]),
    Buffer.concat([text('phi2.context_length'), u32(10), u64(2048)]),
    Buffer.concat([text('flag'), u32(7), Buffer.from([1])]),
    Buffer.concat([text('tokenizer.ggml.tokens'), u32(9), strings(['a', 'b', '<|end|>', 'ü'])]),
    Buffer.concat([text('tokenizer.ggml.scores'), u32(9), u32(6), u64(4), Buffer.alloc(16)]),
  ];
  const tensors = [
    Buffer.concat([text('token_embd.weight'), u32(2), u64(8), u64(4), u32(0), u64(0)]),
    Buffer.concat([text('output_norm.weight'), u32(1), u64(8), u32(0), u64(128)]),
  ];
  const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(keys.length), ...keys, ...tensors]);
  return Buffer.concat([head, Buffer.alloc(32 * Math.ceil(head.length / 32) - head.length), Buffer.alloc(160)]);
}

/** A safetensors file with two tensors. */
export function smallSafetensors(): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { format: 'pt' },
      'model.embed_tokens.weight': { dtype: 'F32', shape: [4, 2], data_offsets: [0, 32] },
      'model.norm.weight': { dtype: 'BF16', shape: [8], data_offsets: [32, 48] },
    }),
  );
  return Buffer.concat([u64(header.length), header, Buffer.alloc(48)]);
}
