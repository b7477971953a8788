"""How likely a refusal is to questions within the field (python refusal.py --state STATE.pt --tok DIR [--pictures N]).

Prints quantiles of ln P(" This looks"), the beginning of every refusal, on fresh pictures by the renderers and with the questions of training.
The product lets the model refuse where it is likelier than nearly all of these: src/engine/language/refusal.ts."""
import argparse
import random

import numpy as np
import torch

import qa
from generate import _attend, prefixes
from make_data import sample
from model import Config, Imp
from pool import plain
from sequence import Text

START = " This looks"


@torch.no_grad()
def likelihood(model, text, cache, rows, start):
    """rows: (index of the picture in cache, question). ln P of the tokens `start` as the beginning of the answer, for each row."""
    questions = [text.cached("\n" + q + " ASSISTANT:") for _, q in rows]
    full = [q + start for q in questions]
    n, n0 = max(map(len, full)), cache[0][0].shape[2]
    pick = torch.tensor([i for i, _ in rows])
    x = model.embed(torch.tensor([f + [text.eos] * (n - len(f)) for f in full]))
    pos = n0 + torch.arange(n).expand(len(rows), n)
    mask = torch.cat([torch.ones(n, n0, dtype=torch.bool), torch.tril(torch.ones(n, n, dtype=torch.bool))], 1)
    for block, (k, v) in zip(model.blocks, cache):
        x, _ = _attend(block, x, pos, mask, (k[pick], v[pick]))
    p = torch.log_softmax(model.head(model.ln(x)), -1)
    return [sum(float(p[b, len(q) - 1 + t, token]) for t, token in enumerate(start)) for b, q in enumerate(questions)]


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--state", required=True)
    a.add_argument("--tok", required=True)
    a.add_argument("--pictures", type=int, default=800)
    a = a.parse_args()
    torch.set_num_threads(1)
    s = torch.load(a.state)
    model = Imp(Config(**s["config"]))
    model.load_state_dict(s["ema"])
    text = Text(a.tok)
    start = text.cached(START)
    within, outside = [], []
    for i in range(0, a.pictures, 16):
        some = [sample(f"refusal/{j}") for j in range(i, min(i + 16, a.pictures))]
        cache = prefixes(model, text, plain(torch.from_numpy(np.stack([x["image"] for x in some]))))
        asked = [(j, q, answer) for j, x in enumerate(some) for q, answer, _ in qa.segments(x["facts"], random.Random(i + j), 9)]
        for (_, _, answer), p in zip(asked, likelihood(model, text, cache, [(j, q) for j, q, _ in asked], start)):
            (outside if answer.startswith(START.strip()) else within).append(p)
    within.sort()
    outside.sort()
    for share in (.5, .9, .99, .995, .998, .999, 1):
        print(f"within the field, {100 * share:g} % of {len(within)} questions are below {within[min(len(within), int(share * len(within))) - 1]:.2f}")
    print(f"outside, 99 % of {len(outside)} are above {outside[len(outside) // 100]:.2f}")


if __name__ == "__main__":
    main()
