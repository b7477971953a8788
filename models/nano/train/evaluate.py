"""Evaluates a PyTorch state on the held-out pictures (python evaluate.py --state STATE.pt --tok DIR --eval DIR [--limit N] [--share I/K] [--blank])."""
import argparse
import json
import random

import numpy as np
import torch
from PIL import Image

from draw.post import square
from generate import answer, prefixes
from model import Config, Imp
from pool import plain
from score import read
from sequence import Text


def write(path, answers):
    """Appends answers, so that a run that is ended early has lost nothing."""
    with open(path, "a") as f:
        for i, t in answers:
            f.write(json.dumps({"id": i, "answer": t}) + "\n")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--state", required=True)
    p.add_argument("--tok", required=True)
    p.add_argument("--eval", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--limit", type=int, default=0, help="pictures (a random choice)")
    p.add_argument("--share", default="0/1", help="I/K: every K-th picture from the I-th on, for several processes side by side")
    p.add_argument("--blank", action="store_true", help="give a white picture instead")
    p.add_argument("--which", default="ema")
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    open(a.out, "w").close()
    s = torch.load(a.state)
    model = Imp(Config(**s["config"]))
    model.load_state_dict(s[a.which])
    text = Text(a.tok)
    rows = read(a.eval + "/questions.jsonl")
    pics = sorted({r["picture"] for r in rows})
    if a.limit:
        pics = random.Random(0).sample(pics, min(a.limit, len(pics)))
    first, step = map(int, a.share.split("/"))
    pics = pics[first::step]
    by = {}
    for r in rows:
        by.setdefault(r["picture"], []).append(r)
    white = torch.full((1, 196, 196, 3), 255, dtype=torch.uint8)
    if a.blank:
        todo = [r for x in pics for r in by[x]]
        cache, memo = prefixes(model, text, plain(white)), {}
        qs = sorted({r["question"] for r in todo})
        for q, ans in zip(qs, answer(model, text, cache, [(0, q) for q in qs])):
            memo[q] = ans
        write(a.out, [(r["id"], memo[r["question"]]) for r in todo])
    else:
        for i in range(0, len(pics), 16):
            res, part = [], pics[i:i + 16]
            px = plain(torch.from_numpy(np.stack([square(Image.open(f"{a.eval}/{x}").convert("RGB"))[0] for x in part])))
            cache = prefixes(model, text, px)
            ask = [(j, r) for j, x in enumerate(part) for r in by[x]]
            for long in (True, False):
                sub = [(j, r) for j, r in ask if (r["task"] in ("mockup", "mermaid", "outside")) == long]
                if sub:
                    res += zip([r["id"] for _, r in sub], answer(model, text, cache, [(j, r["question"]) for j, r in sub]))
            write(a.out, res)


if __name__ == "__main__":
    main()
