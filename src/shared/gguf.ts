/**
 * Metadata keys that this project adds to GGUF files; the converter writes them, the engine reads them.
 * llama.cpp's own tools ignore unknown keys, so the files stay valid for them.
 */
export const IMP_KEYS = {
  /** Language model: `vicuna` (Phi-2), `chatml` (Qwen1.5) or `phi3`. */
  template: 'imp.prompt.template',
  /** Language model: system prompt, a string. */
  system: 'imp.prompt.system',
  /** Language model: strings that end an answer, an array of strings. */
  stop: 'imp.prompt.stop',
  /** mmproj: `pad` (v1.5) or `squash` (v1). */
  preprocess: 'imp.image.preprocess',
  /** mmproj: colour of the padding, three numbers 0..255. */
  padColor: 'imp.image.pad_color',
} as const;
