"""Write Imp-3B GGUF files of full size with random weights: for timing, memory and plumbing, not for answers.

Usage: make-random-models.py VOCAB.gguf OUT_DIR
VOCAB.gguf is models/ggml-vocab-gpt-2.gguf of the llama.cpp source that scripts/bench/build-reference.sh clones. Needs numpy and
llama.cpp's gguf package (pip install numpy gguf). Writes the language model at F16 (5.6 GB) and the vision part at 384 and
196 pixels; then
  llama-quantize OUT_DIR/random-imp-3b-f16.gguf OUT_DIR/random-imp-3b-q4_k_m.gguf Q4_K_M
"""
import sys

import numpy as np
from gguf import GGUFReader, GGUFWriter

rng = np.random.default_rng(0)
pool = rng.standard_normal(1 << 24).astype(np.float32)


def rand(shape, dtype=np.float16, scale=0.02):
    n = int(np.prod(shape))
    start = int(rng.integers(0, 1 << 20))
    return (np.tile(pool, -(-(n + start) // pool.size))[start:start + n].reshape(shape) * scale).astype(dtype)


def norm(w, name, n):
    w.add_tensor(name + '.weight', np.ones(n, np.float32))
    w.add_tensor(name + '.bias', np.zeros(n, np.float32))


def linear(w, name, n_in, n_out):
    w.add_tensor(name + '.weight', rand((n_out, n_in)))
    w.add_tensor(name + '.bias', np.zeros(n_out, np.float32))


def finish(w):
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def language(vocab, out, layers=32, width=2560, heads=32, ffn=10240, n_vocab=51200, rotary=32):
    """Phi-2 with GPT-2's tokenizer and Phi-2's added tokens."""
    r = GGUFReader(vocab)
    tokens, types, merges = (list(r.fields['tokenizer.ggml.' + k].contents()) for k in ('tokens', 'token_type', 'merges'))
    added = ['Ġ' * n for n in range(31, 1, -1)] + ['ĉ' * n for n in range(9, 1, -1)]  # runs of spaces, then of tabs
    tokens += added
    types += [4] * len(added)
    padding = range(len(tokens), n_vocab)
    tokens += [f'[PAD{i}]' for i in padding]
    types += [5] * len(padding)
    w = GGUFWriter(out, 'phi2')
    w.add_name('random weights')
    w.add_context_length(2048)
    w.add_embedding_length(width)
    w.add_feed_forward_length(ffn)
    w.add_block_count(layers)
    w.add_head_count(heads)
    w.add_head_count_kv(heads)
    w.add_layer_norm_eps(1e-5)
    w.add_rope_dimension_count(rotary)
    w.add_file_type(1)
    w.add_add_bos_token(False)
    w.add_tokenizer_model('gpt2')
    w.add_tokenizer_pre('gpt-2')
    w.add_token_list(tokens)
    w.add_token_types(types)
    w.add_token_merges(merges)
    w.add_bos_token_id(50256)
    w.add_eos_token_id(50256)
    w.add_unk_token_id(50256)
    w.add_tensor('token_embd.weight', rand((n_vocab, width)))
    norm(w, 'output_norm', width)
    linear(w, 'output', width, n_vocab)
    for i in range(layers):
        p = f'blk.{i}.'
        norm(w, p + 'attn_norm', width)
        for k in ('attn_q', 'attn_k', 'attn_v', 'attn_output'):
            linear(w, p + k, width, width)
        linear(w, p + 'ffn_up', width, ffn)
        linear(w, p + 'ffn_down', ffn, width)
    finish(w)


def vision(out, layers=26, width=1152, heads=16, ffn=4304, image=384, patch=14, proj=2560):
    """SigLIP SO400M/14 without its last block, and Imp's two-layer projector."""
    w = GGUFWriter(out, 'clip')
    w.add_bool('clip.has_vision_encoder', True)
    w.add_bool('clip.has_text_encoder', False)
    w.add_bool('clip.has_llava_projector', True)
    w.add_string('clip.projector_type', 'mlp')
    w.add_bool('clip.use_gelu', True)
    v = 'clip.vision.'
    for key, value in (('image_size', image), ('patch_size', patch), ('embedding_length', width), ('feed_forward_length', ffn),
                       ('projection_dim', proj), ('attention.head_count', heads), ('block_count', layers)):
        w.add_uint32(v + key, value)
    w.add_float32(v + 'attention.layer_norm_epsilon', 1e-6)
    w.add_array(v + 'image_mean', [0.5] * 3)
    w.add_array(v + 'image_std', [0.5] * 3)
    w.add_array(v + 'feature_layer', [layers])  # all stored blocks run; without it llama.cpp leaves out the last one
    w.add_tensor('v.patch_embd.weight', rand((width, 3, patch, patch)))
    w.add_tensor('v.patch_embd.bias', np.zeros(width, np.float32))
    w.add_tensor('v.position_embd.weight', rand(((image // patch) ** 2, width), np.float32))
    for i in range(layers):
        p = f'v.blk.{i}.'
        norm(w, p + 'ln1', width)
        norm(w, p + 'ln2', width)
        for k in ('attn_q', 'attn_k', 'attn_v', 'attn_out'):
            linear(w, p + k, width, width)
        linear(w, p + 'ffn_up', width, ffn)
        linear(w, p + 'ffn_down', ffn, width)
    linear(w, 'mm.0', width, proj)
    linear(w, 'mm.2', proj, proj)
    finish(w)


if __name__ == '__main__':
    vocab, out = sys.argv[1:3]
    language(vocab, f'{out}/random-imp-3b-f16.gguf')
    vision(f'{out}/random-mmproj-384-f16.gguf')
    vision(f'{out}/random-mmproj-196-f16.gguf', image=196)
