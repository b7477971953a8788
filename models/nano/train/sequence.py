"""From facts to decoder sequences: one shared prefix (system prompt and image), then independent question-answer segments."""
import random

import torch
from tokenizers import Tokenizer

import qa
from tokenizer import EOS


class Text:
    """The tokenizer and the pieces of Imp's Phi-2 prompt. The text before and after the image is tokenized in separate pieces."""

    def __init__(self, folder):
        self.t = Tokenizer.from_file(folder + "/tokenizer.json")
        self.eos = self.t.token_to_id(EOS)
        self.prefix = self.ids(qa.SYSTEM + " USER: ")
        self.cache = {}

    def ids(self, s):
        return self.t.encode(s, add_special_tokens=False).ids

    def cached(self, s):
        if s not in self.cache:
            if len(self.cache) > 200000:
                self.cache.clear()
            self.cache[s] = self.ids(s)
        return self.cache[s]

    def conversation(self, turns):
        """[(question, answer, weight)] to (ids, weights of the tokens as targets); one turn or several."""
        ids, w = [], []
        for i, (q, a, k) in enumerate(turns):
            p = self.cached(("\n" if i == 0 else "USER: ") + q + " ASSISTANT:")
            x = self.cached(" " + a + "</s>") + ([self.eos] if i == len(turns) - 1 else [])
            ids += p + x
            w += [0.0] * len(p) + [k / len(x)] * len(x)
        return ids, w


def conversations(facts, rng: random.Random, many):
    """The segments of one picture, some of them joined to talks of two or three turns."""
    s = qa.segments(facts, rng, many)
    rng.shuffle(s)
    out = []
    while s:
        n = 1 if rng.random() < .8 else rng.choice([2, 2, 3])
        out.append(s[:n])
        s = s[n:]
    return out


def pack(text, many_turns, keep):
    """Batch of sequences behind [prefix, image].

    many_turns: for each picture a list of conversations. keep: [B, K] indices of the patches that the image gives.
    Returns ids [B, L], pos [B, P+K+L], mask [B, 1, P+K+L, P+K+L] (True attends), weight [B, L] of each token as a target.
    """
    B, K = keep.shape
    P = len(text.prefix)
    rows = []
    for convs in many_turns:
        ids, w, seg, pos = [], [], [], []
        for n, c in enumerate(convs):
            i, ww = text.conversation(c)
            ids += i
            w += ww
            seg += [n + 1] * len(i)
            pos += range(P + 196, P + 196 + len(i))
        rows.append((ids, w, seg, pos))
    L = max(len(r[0]) for r in rows)
    pad = lambda x, v: x + [v] * (L - len(x))
    ids = torch.tensor([pad(r[0], text.eos) for r in rows])
    weight = torch.tensor([pad(r[1], 0.0) for r in rows])
    seg = torch.tensor([pad(r[2], -1) for r in rows])
    pos = torch.cat([torch.arange(P).expand(B, P), keep + P, torch.tensor([pad(r[3], 0) for r in rows])], 1)
    seg = torch.cat([torch.zeros(B, P + K, dtype=torch.long), seg], 1)
    T = P + K + L
    mask = torch.tril(torch.ones(T, T, dtype=torch.bool))[None] & ((seg[:, None, :] == 0) | (seg[:, :, None] == seg[:, None, :]))
    return ids, pos, mask[:, None], weight


def answer_loss(model, text, emb, ids, pos, mask, weight):
    """Weighted sum of the cross-entropies of the answers' tokens; also the share of those tokens that argmax gets right."""
    B, K, _ = emb.shape
    P = len(text.prefix)
    pre = model.embed(torch.tensor(text.prefix)).expand(B, -1, -1)
    x = torch.cat([pre, emb, model.embed(ids)], 1)
    h = model.decode(x, pos, mask, P + K - 1)[:, :-1]
    ok = weight > 0
    z = model.head(h[ok])
    t = ids[ok]
    loss = (torch.nn.functional.cross_entropy(z, t, reduction="none") * weight[ok]).sum()
    return loss, (z.argmax(1) == t).float().mean().item()
