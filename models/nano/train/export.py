"""Writes a state as an Imp checkpoint in the newer Hugging Face layout (python export.py STATE.pt TOKENIZER_DIR OUT_DIR); 'random' gives fresh weights."""
import json
import os
import shutil
import sys

import torch
from safetensors.torch import save_file

from model import Config, Imp


def tensors(m):
    """Our names to the checkpoint's: fused qkv is split, the patch matrix becomes a convolution."""
    s, c, out = m.state_dict(), m.c, {}
    v = "model.vision_tower.vision_tower.vision_model."
    out[v + "embeddings.patch_embedding.weight"] = s["vision.patch.weight"].view(c.v_width, 3, c.patch, c.patch)
    out[v + "embeddings.patch_embedding.bias"] = s["vision.patch.bias"]
    out[v + "embeddings.position_embedding.weight"] = s["vision.pos"]

    def put(src, dst):
        for k in ("weight", "bias"):
            out[f"{dst}.{k}"] = s[f"{src}.{k}"]

    def qkv(src, dst):
        for k in ("weight", "bias"):
            for n, t in zip("qkv", s[f"{src}.{k}"].chunk(3, 0)):
                out[f"{dst}.{n}_proj.{k}"] = t

    for i in range(c.v_blocks):
        a, b = f"vision.blocks.{i}.", v + f"encoder.layers.{i}."
        put(a + "ln1", b + "layer_norm1")
        put(a + "ln2", b + "layer_norm2")
        qkv(a + "qkv", b + "self_attn")
        put(a + "out", b + "self_attn.out_proj")
        put(a + "fc1", b + "mlp.fc1")
        put(a + "fc2", b + "mlp.fc2")
    put("proj0", "model.mm_projector.0")
    put("proj2", "model.mm_projector.2")
    out["model.embed_tokens.weight"] = s["embed.weight"]
    for i in range(c.blocks):
        a, b = f"blocks.{i}.", f"model.layers.{i}."
        put(a + "ln", b + "input_layernorm")
        qkv(a + "qkv", b + "self_attn")
        put(a + "out", b + "self_attn.dense")
        put(a + "fc1", b + "mlp.fc1")
        put(a + "fc2", b + "mlp.fc2")
    put("ln", "model.final_layernorm")
    put("head", "lm_head")
    return {k: t.contiguous().clone().float() for k, t in out.items()}


def config(c, eos):
    """config.json as Imp's, with the vision tower written out in full."""
    return {
        "architectures": ["ImpForCausalLM"], "model_type": "imp_phi", "hidden_size": c.width, "intermediate_size": c.ffn, "num_hidden_layers": c.blocks,
        "num_attention_heads": c.heads, "num_key_value_heads": c.heads, "partial_rotary_factor": c.rotary / (c.width // c.heads), "rope_theta": 10000.0,
        "rope_scaling": None, "hidden_act": "gelu_new", "layer_norm_eps": c.text_eps, "qk_layernorm": False, "max_position_embeddings": c.context,
        "tie_word_embeddings": False, "vocab_size": c.vocab, "bos_token_id": eos, "eos_token_id": eos, "torch_dtype": "float32", "use_cache": True,
        "mm_vision_tower": "siglip-nano-patch14-196", "mm_hidden_size": c.v_width, "mm_projector_type": "mlp2x_gelu", "mm_vision_select_layer": -1,
        "mm_vision_select_feature": "patch", "mm_use_im_start_end": False, "mm_use_im_patch_token": False, "image_aspect_ratio": "pad", "image_token": "<image>",
        "image_token_index": c.vocab, "image_size": c.image,
        "vision_config": {"model_type": "siglip_vision_model", "hidden_size": c.v_width, "num_hidden_layers": c.v_blocks, "num_attention_heads": c.v_heads,
                          "intermediate_size": c.v_ffn, "image_size": c.image, "patch_size": c.patch, "num_channels": 3, "layer_norm_eps": c.eps,
                          "hidden_act": "gelu_pytorch_tanh"},
    }


def main(state, tok, out, which="ema"):
    os.makedirs(out, exist_ok=True)
    t = json.load(open(tok + "/tokenizer.json"))
    eos = next(x["id"] for x in t["added_tokens"] if x["content"] == "<|endoftext|>")
    if state == "random":
        torch.manual_seed(0)
        c = Config(vocab=eos + 1)
        m = Imp(c)
    else:
        s = torch.load(state)
        c = Config(**s["config"])
        m = Imp(c)
        m.load_state_dict(s[which])
    save_file(tensors(m), out + "/model.safetensors.tmp", {"format": "pt"})
    os.replace(out + "/model.safetensors.tmp", out + "/model.safetensors")
    json.dump(config(c, eos), open(out + "/config.json", "w"), indent=2)
    for f in ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(f"{tok}/{f}", out)
    print(out, sum(p.numel() for p in m.parameters()), "parameters")


if __name__ == "__main__":
    main(*sys.argv[1:])
