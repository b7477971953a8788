"""Starts a run from an exported pair (python from_pair.py --pair DIR --data DIR --run DIR --tok DIR [--minutes N]): writes RUN/state.pt and TOK for train.py.

A pair holds no training-only heads: new ones learn on its vision tower, which stays as it is meanwhile."""
import argparse
import os
import time

import torch
from gguf import GGUFReader
from gguf.quants import dequantize

from tokenizers import models

from model import Config, Heads, Imp, aux_loss, busy_patches
from pool import Pool, augment, noisy
from tokenizer import EOS, framed, save

VISION = {"ln1": "ln1", "ln2": "ln2", "attn_out": "out", "ffn_up": "fc1", "ffn_down": "fc2"}
DECODER = {"attn_norm": "ln", "attn_output": "out", "ffn_up": "fc1", "ffn_down": "fc2"}
WHOLE = {"v.patch_embd": "vision.patch", "mm.0": "proj0", "mm.2": "proj2", "token_embd": "embed", "output_norm": "ln", "output": "head"}


def tensors(path):
    """{name: float32 tensor} of a GGUF file, in PyTorch's order of dimensions."""
    return {t.name: torch.from_numpy(dequantize(t.data, t.tensor_type).copy()).view(*reversed([int(n) for n in t.shape])).float() for t in GGUFReader(path).tensors}


def state(pair):
    """The state dict of Imp from a folder with model.gguf and mmproj.gguf: what export.py and the converter did, undone."""
    files = {**tensors(pair + "/mmproj.gguf"), **tensors(pair + "/model.gguf")}
    out = {"vision.pos": files["v.position_embd.weight"]}
    for ours, (theirs, names) in {"vision.blocks": ("v.blk", VISION), "blocks": ("blk", DECODER)}.items():
        for i in range(sum(n.startswith(theirs + ".") and n.endswith("attn_q.weight") for n in files)):
            for k in ("weight", "bias"):
                out[f"{ours}.{i}.qkv.{k}"] = torch.cat([files[f"{theirs}.{i}.attn_{x}.{k}"] for x in "qkv"])
                out.update({f"{ours}.{i}.{o}.{k}": files[f"{theirs}.{i}.{t}.{k}"] for t, o in names.items()})
    for theirs, ours in WHOLE.items():
        out.update({f"{ours}.{k}": files[f"{theirs}.{k}"] for k in ("weight", "bias") if f"{theirs}.{k}" in files})
    out["vision.patch.weight"] = out["vision.patch.weight"].flatten(1)
    return out


def tokenizer(pair, out):
    """Writes the pair's own tokenizer to a folder; returns the size of the vocabulary."""
    fields = GGUFReader(pair + "/model.gguf").fields
    tokens, merges = (fields["tokenizer.ggml." + k].contents() for k in ("tokens", "merges"))
    vocabulary = {t: i for i, t in enumerate(tokens) if t != EOS}
    return save(framed(models.BPE(vocab=vocabulary, merges=[tuple(m.split(" ")) for m in merges])), out).get_vocab_size()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--pair", required=True)
    p.add_argument("--data", required=True)
    p.add_argument("--run", required=True)
    p.add_argument("--tok", required=True)
    p.add_argument("--minutes", type=float, default=5)
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    os.makedirs(a.run, exist_ok=True)
    torch.manual_seed(a.seed)
    torch.set_num_threads(1)
    c = Config(vocab=tokenizer(a.pair, a.tok))
    model, heads = Imp(c), Heads(c.v_width)
    model.load_state_dict(state(a.pair))
    model.requires_grad_(False)
    opt = torch.optim.AdamW(heads.parameters(), lr=3e-3, betas=(.9, .98), weight_decay=.01)
    pool, g, begin, step, hits = Pool(a.data, a.seed), torch.Generator().manual_seed(a.seed), time.time(), 0, {}
    while (done := (time.time() - begin) / 60 / a.minutes) < 1:
        for q in opt.param_groups:
            q["lr"] = 3e-3 * min(1, (1 - done) / .5)
        im, cls, anchors, facts, _ = pool.batch(32)
        px = augment(im, g)
        keep = busy_patches(model.vision.patches(px).std(2), 100)
        with torch.no_grad():
            features = model.vision(noisy(px, g), keep)
        aux_loss(heads(features, cls, anchors, facts, keep)).backward()
        opt.step()
        opt.zero_grad(set_to_none=True)
        step += 1
        for k, (x, n) in heads.hits.items():
            hits[k] = [u + v for u, v in zip(hits.get(k, [0, 0]), (x, n))]
        if step % 50 == 0:
            pool.refresh()
            print(f"{step} {done:.2f} | " + " ".join(f"{k} {x / n:.2f}" for k, (x, n) in hits.items()), flush=True)
            hits = {}
    torch.save({"model": model.state_dict(), "ema": model.state_dict(), "heads": heads.state_dict(), "step": 0, "start": time.time(), "config": c.dict()}, a.run + "/state.pt")


if __name__ == "__main__":
    main()
