"""Imp-nano: SigLIP-style vision tower, two-layer MLP projector and Phi-2-style decoder, plus training-only heads."""
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


def gelu(x):
    """tanh GELU as SigLIP and Phi-2 have it. Training takes the exact one: it differs by less than 0.0005 and costs a CPU half the time."""
    return F.gelu(x, approximate="none" if torch.is_grad_enabled() else "tanh")


@dataclass
class Config:
    """Sizes of the model. Widths are multiples of 32 (Q8_0 blocks)."""

    image: int = 196
    patch: int = 14
    v_width: int = 192
    v_blocks: int = 6
    v_heads: int = 6
    v_ffn: int = 768
    width: int = 192
    blocks: int = 4
    heads: int = 6
    ffn: int = 768
    rotary: int = 16
    vocab: int = 1536
    context: int = 2048
    eps: float = 1e-6
    text_eps: float = 1e-5

    def dict(self):
        return asdict(self)


def _linear(i, o, gain=1.0):
    m = nn.Linear(i, o)
    nn.init.normal_(m.weight, std=gain / math.sqrt(i))
    nn.init.zeros_(m.bias)
    return m


def _factors(w, rank, a, b, gain):
    """Two [w, rank] matrices whose product is near a * noise + b * identity."""
    u, s, v = torch.linalg.svd(a * torch.randn(w, w) / math.sqrt(w) + b * torch.eye(w))
    s = (s[:rank] * gain).sqrt()
    return u[:, :rank] * s, v[:rank].T * s


@torch.no_grad()
def mimetic(block):
    """Starts attention near what trained vision transformers show (Trockman and Kolter, 2023): look at similar places, a little residual mixing.
    A tower trained from nothing on few pictures learns a good deal faster from here."""
    w = block.out.weight.shape[0]
    d = w // block.h
    for h in range(block.h):
        q, k = _factors(w, d, .7, .7, 1.0)
        block.qkv.weight[h * d:(h + 1) * d] = q.T
        block.qkv.weight[w + h * d:w + (h + 1) * d] = k.T
    v, o = _factors(w, w, .4, -.4, 1.0)
    block.qkv.weight[2 * w:] = v.T
    block.out.weight.copy_(o)


class VisionBlock(nn.Module):
    """Pre-LN block with tanh GELU: x [B, N, W] to the same shape."""

    def __init__(self, c):
        super().__init__()
        w, self.h = c.v_width, c.v_heads
        self.ln1, self.ln2 = nn.LayerNorm(w, c.eps), nn.LayerNorm(w, c.eps)
        self.qkv, self.out = _linear(w, 3 * w, .8), _linear(w, w, .4)
        self.fc1, self.fc2 = _linear(w, c.v_ffn, .8), _linear(c.v_ffn, w, .4)
        mimetic(self)

    def forward(self, x):
        b, n, w = x.shape
        q, k, v = self.qkv(self.ln1(x)).view(b, n, 3, self.h, w // self.h).permute(2, 0, 3, 1, 4)
        x = x + self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, w))
        return x + self.fc2(gelu(self.fc1(self.ln2(x))))


BUSY = .06  # standard deviation of a patch's values (-1..1) from which there is something to see in it


def busy_patches(spread, k):
    """Indices [B, k] in ascending order from the patches' standard deviations [B, N]: busy ones first, then faint ones (grid lines), then blank ones at random."""
    score = spread.clamp(max=BUSY) / BUSY + .35 * torch.rand(spread.shape)
    return score.topk(k, 1).indices.sort(1).values


def sincos2d(grid, width):
    """Sine-cosine table [grid*grid, width]: only the starting point of the learned positions."""
    q = width // 4
    f = 1 / 100 ** (torch.arange(q) / q)
    t = torch.arange(grid)[:, None] * f
    e = torch.cat([t.sin(), t.cos()], 1)
    return torch.cat([e[:, None].expand(grid, grid, -1), e[None].expand(grid, grid, -1)], 2).reshape(grid * grid, width).clone()


class Vision(nn.Module):
    """Pixels [B, 3, S, S] in -1..1 to the raw output of the last block [B, N, W]."""

    def __init__(self, c):
        super().__init__()
        self.p, self.g = c.patch, c.image // c.patch
        self.patch = _linear(3 * c.patch ** 2, c.v_width)
        self.pos = nn.Parameter(sincos2d(self.g, c.v_width))
        self.blocks = nn.ModuleList(VisionBlock(c) for _ in range(c.v_blocks))

    def patches(self, px):
        """Pixels [B, 3, S, S] to flat patches [B, N, 3*p*p]."""
        b, g, p = px.shape[0], self.g, self.p
        return px.view(b, 3, g, p, g, p).permute(0, 2, 4, 1, 3, 5).reshape(b, g * g, 3 * p * p)

    def forward(self, px, keep=None):
        """keep [B, K]: patches to work on (training only: blank ones are dropped to save time)."""
        x, pos = self.patches(px), self.pos
        if keep is not None:
            x, pos = x.gather(1, keep[..., None].expand(-1, -1, x.shape[2])), pos[keep]
        x = self.patch(x) + pos
        for m in self.blocks:
            x = m(x)
        return x


def rope(x, pos, dims):
    """Partial rotary embedding (NeoX halves) on the first dims of x [B, H, T, D]; pos [B, T]."""
    r, rest = x[..., :dims], x[..., dims:]
    f = 10000.0 ** (-torch.arange(0, dims, 2).float() / dims)
    a = (pos[:, None, :, None].float() * f)
    cos, sin = torch.cat([a.cos()] * 2, -1), torch.cat([a.sin()] * 2, -1)
    h = torch.cat([-r[..., dims // 2:], r[..., : dims // 2]], -1)
    return torch.cat([r * cos + h * sin, rest], -1)


class DecoderBlock(nn.Module):
    """Phi-2 block: attention and MLP in parallel off one LayerNorm."""

    def __init__(self, c):
        super().__init__()
        w, self.h, self.rot = c.width, c.heads, c.rotary
        self.ln = nn.LayerNorm(w, c.text_eps)
        self.qkv, self.out = _linear(w, 3 * w, .8), _linear(w, w, .4)
        self.fc1, self.fc2 = _linear(w, c.ffn, .8), _linear(c.ffn, w, .4)

    def forward(self, x, pos, mask, since=0):
        """x [B, T, W] to the outputs of the positions from `since` on."""
        b, n, w = x.shape
        y = self.ln(x)
        q, k, v = self.qkv(y).view(b, n, 3, self.h, w // self.h).permute(2, 0, 3, 1, 4)
        q, k = rope(q[:, :, since:], pos[:, since:], self.rot), rope(k, pos, self.rot)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, :, since:]).transpose(1, 2).reshape(b, n - since, w)
        return x[:, since:] + self.out(a) + self.fc2(gelu(self.fc1(y[:, since:])))


class Imp(nn.Module):
    """The whole model; embeddings are given by the caller so that images and text mix freely."""

    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.vision = Vision(c)
        self.proj0, self.proj2 = _linear(c.v_width, c.width), _linear(c.width, c.width, .5)
        self.embed = nn.Embedding(c.vocab, c.width)
        nn.init.normal_(self.embed.weight, std=.3)
        self.blocks = nn.ModuleList(DecoderBlock(c) for _ in range(c.blocks))
        self.ln = nn.LayerNorm(c.width, c.text_eps)
        self.head = _linear(c.width, c.vocab, .5)

    def project(self, feats):
        """Vision features [B, N, Wv] to image embeddings [B, N, W]."""
        return self.proj2(F.gelu(self.proj0(feats)))

    def decode(self, x, pos, mask, since=0):
        """Embeddings [B, T, W] to the final hidden states of the positions from `since` on; mask is boolean [B, 1, T, T] (True attends)."""
        for m in self.blocks[:-1]:
            x = m(x, pos, mask)
        return self.ln(self.blocks[-1](x, pos, mask, since))


class Heads(nn.Module):
    """Training-only supervision of the vision features: patch classes, anchors and facts of the whole picture."""

    GLOBAL = {"kind": 9, "count": 13, "trend": 3, "legend": 2, "grid": 2, "stacked": 2, "tallest": 12, "share": 21, "colour": 12, "edges": 16,
              "header": 2, "nav": 7, "aside": 7, "footer": 2, "sec1": 6, "sec2": 6, "inputs": 6, "rows": 6, "cols": 6, "cards": 7, "where": 4}
    ANCHOR = {"rank": 12, "colour": 12, "src": 10, "dst": 10}

    def __init__(self, width, classes=26):
        super().__init__()
        self.ln = nn.LayerNorm(width)
        self.patch = nn.Linear(width, classes + 1)
        self.anchor = nn.Linear(width, sum(self.ANCHOR.values()) + 1)
        self.whole = nn.Linear(width, self.GLOBAL["count"] + 1)  # at each anchor: how many there are, and whether it is the largest
        self.pre = nn.Linear(width, 384)
        self.glob = nn.Linear(384, sum(self.GLOBAL.values()))

    def forward(self, feats, cls, anchors, glob, keep=None):
        """feats [B,N or K,W], cls [B,N], anchors [m,8] (sample, patch, class, rank, colour, src, dst, value), glob [B,len(GLOBAL)]; a dict of losses."""
        f = self.ln(feats)
        if keep is not None:
            cls = cls.gather(1, keep)
            place = torch.full((keep.shape[0], 196), -1).scatter_(1, keep, torch.arange(keep.shape[1]).expand_as(keep))
            anchors = anchors.clone()
            anchors[:, 1] = place[anchors[:, 0].long(), anchors[:, 1].long()].float()
            anchors = anchors[anchors[:, 1] >= 0]
        p = self.patch(f)
        w = torch.ones(p.shape[-1] - 1)
        w[:2] = .3
        L = {}
        known = cls[:, 0] > -100  # pictures from other people's libraries have no patch classes
        if known.any():
            L["patch"] = F.cross_entropy(p[known][..., :-1].flatten(0, 1), cls[known].flatten().long(), weight=w) * known.float().mean()
        b, i = anchors[:, 0].long(), anchors[:, 1].long()
        hot = torch.zeros(p.shape[:2])
        key = (anchors[:, 3] >= 0) | (anchors[:, 5] >= 0)
        hot[b[key], i[key]] = 1
        if known.any():
            L["hot"] = F.binary_cross_entropy_with_logits(p[known][..., -1], hot[known], pos_weight=torch.tensor(4.0)) * known.float().mean()
        a = self.anchor(f[b, i])
        o = 0
        for k, (name, n) in enumerate(self.ANCHOR.items()):
            t = anchors[:, 3 + k].long().clamp(max=n - 1)
            ok = t >= 0
            if ok.any():
                L["a_" + name] = F.cross_entropy(a[ok, o:o + n], t[ok])
            o += n
        ok = anchors[:, 7] >= 0
        if ok.any():
            L["a_value"] = 8 * F.smooth_l1_loss(torch.sigmoid(a[ok, o]), anchors[ok, 7], beta=.05)
        if key.any():
            c = self.whole(f[b[key], i[key]])
            n = glob[b[key], list(self.GLOBAL).index("count")]
            if (n >= 0).any():
                L["a_count"] = F.cross_entropy(c[n >= 0, :-1], n[n >= 0].clamp(max=c.shape[1] - 2))
            v = anchors[key, 7]
            if (v >= 0).any():
                best = torch.full((feats.shape[0],), -1.0).scatter_reduce(0, b[key], v, "amax")
                L["a_top"] = F.binary_cross_entropy_with_logits(c[v >= 0, -1], (v == best[b[key]])[v >= 0].float())
        g = self.glob(F.gelu(self.pre(f)).mean(1))
        o = 0
        self.hits = {}
        for k, (name, n) in enumerate(self.GLOBAL.items()):
            t = glob[:, k].clamp(max=n - 1)
            ok = t >= 0
            if ok.any():
                z = g[ok, o:o + n]
                L["g_" + name] = F.cross_entropy(z, t[ok]) * min(1.0, ok.float().mean().item() * 3)
                self.hits[name] = ((z.argmax(1) == t[ok]).sum().item(), int(ok.sum()))
            o += n
        return L


WEIGHT = {"patch": 1.0, "hot": 1.0, "a_rank": .6, "a_colour": .3, "a_src": .6, "a_dst": .6, "a_value": .6, "a_count": .5, "a_top": .6, "g_kind": 1.0,
          "g_count": .5, "g_tallest": .5, "g_trend": .5, "g_share": .5, "g_where": .5}


def aux_loss(L):
    """The weighted sum of the training-only losses."""
    return sum(WEIGHT.get(k, .25) * v for k, v in L.items())
