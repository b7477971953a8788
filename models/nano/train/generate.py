"""Greedy decoding in PyTorch: the image prefix once for each picture, then questions in batches with a key-value cache."""
import torch
import torch.nn.functional as F

from model import rope


def _attend(block, x, pos, mask, past):
    """One decoder block with a cache: x [B, T, W]; past (k, v) or None. Returns output and new cache."""
    b, n, w = x.shape
    y = block.ln(x)
    q, k, v = block.qkv(y).view(b, n, 3, block.h, w // block.h).permute(2, 0, 3, 1, 4)
    q, k = rope(q, pos, block.rot), rope(k, pos, block.rot)
    if past is not None:
        k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
    a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, n, w)
    return x + block.out(a) + block.fc2(F.gelu(block.fc1(y), approximate="tanh")), (k, v)


@torch.no_grad()
def prefixes(model, text, px):
    """Caches of the prompt up to the image for pictures px [B, 3, S, S]: a list of (k, v) for each block."""
    emb = model.project(model.vision(px))
    B = emb.shape[0]
    x = torch.cat([model.embed(torch.tensor(text.prefix)).expand(B, -1, -1), emb], 1)
    T = x.shape[1]
    pos = torch.arange(T).expand(B, T)
    mask = torch.tril(torch.ones(T, T, dtype=torch.bool))
    out = []
    for m in model.blocks:
        x, c = _attend(m, x, pos, mask, None)
        out.append(c)
    return out


@torch.no_grad()
def answer(model, text, cache, rows, limit=220):
    """rows: (index of the picture in cache, question). Returns the answers as text, cut at </s>."""
    B = len(rows)
    pick = torch.tensor([r[0] for r in rows])
    q = [text.cached("\n" + r[1] + " ASSISTANT:") for r in rows]
    L = max(map(len, q))
    n0 = cache[0][0].shape[2]
    length = torch.tensor([len(x) for x in q])
    ids = torch.tensor([x + [text.eos] * (L - len(x)) for x in q])
    past = [(k[pick], v[pick]) for k, v in cache]
    pos = n0 + torch.arange(L).expand(B, L)
    valid = torch.cat([torch.ones(B, n0, dtype=torch.bool), torch.arange(L)[None] < length[:, None]], 1)
    causal = torch.cat([torch.ones(L, n0, dtype=torch.bool), torch.tril(torch.ones(L, L, dtype=torch.bool))], 1)
    x = model.embed(ids)
    for i, m in enumerate(model.blocks):
        x, past[i] = _attend(m, x, pos, (causal[None] & valid[:, None])[:, None], past[i])
    h = x[torch.arange(B), length - 1]
    out = [[] for _ in range(B)]
    live = torch.ones(B, dtype=torch.bool)
    for t in range(limit):
        tok = model.head(model.ln(h)).argmax(1)
        for b in range(B):
            if live[b]:
                if tok[b] == text.eos:
                    live[b] = False
                else:
                    out[b].append(int(tok[b]))
                    if len(out[b]) > 1 and text.t.decode(out[b][-3:]).endswith("</s>"):
                        live[b] = False
        if not live.any():
            break
        x = model.embed(tok[:, None])
        pos = (n0 + length + t)[:, None]
        valid = torch.cat([valid, torch.ones(B, 1, dtype=torch.bool)], 1)
        for i, m in enumerate(model.blocks):
            x, past[i] = _attend(m, x, pos, valid[:, None, None], past[i])
        h = x[:, 0]
    return [text.t.decode(o).split("</s>")[0].strip() for o in out]
