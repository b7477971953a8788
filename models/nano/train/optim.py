"""Muon for matrices, AdamW for the rest, over a few single-threaded processes that share each step (gloo)."""
import os

import torch
import torch.distributed as dist


def start(rank, world, port=29511):
    """Joins the group of processes; one thread each (no spinning barriers when the machine is shared)."""
    torch.set_num_threads(1)
    own_session()
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    dist.init_process_group("gloo", rank=rank, world_size=world)


def own_session():
    """Linux shares the processor between sessions: each process counts as a job of its own, as much in the background as the session it was started from."""
    group = "/proc/self/autogroup"
    if hasattr(os, "setsid") and os.path.exists(group):
        nice = open(group).read().split()[-1]
        os.setsid()
        with open(group, "w") as f:
            f.write(nice)


def mean_gradients(params):
    """Averages the gradients of all processes in one message."""
    ps = [p for p in params if p.requires_grad]
    flat = torch.cat([(p.grad if p.grad is not None else torch.zeros_like(p)).flatten() for p in ps])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    o = 0
    for p in ps:
        p.grad = flat[o:o + p.numel()].view_as(p)
        o += p.numel()


def newton_schulz(g, steps=4):
    """Orthogonalises a matrix [m, n] (Jordan et al., Muon)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    t = g.shape[0] > g.shape[1]
    x = g.T if t else g
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return x.T if t else x


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised; the update's RMS matches AdamW's (0.2 * sqrt(max side)). A fused qkv matrix is taken as three.
    Each process orthogonalises its share of the matrices."""

    def __init__(self, params, lr=1e-3, momentum=.95, weight_decay=.02):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        rank, world = dist.get_rank(), dist.get_world_size()
        for group in self.param_groups:
            ps = group["params"]
            flat = torch.zeros(sum(p.numel() for p in ps))
            o = 0
            for i, p in enumerate(ps):
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                m.mul_(group["momentum"]).add_(p.grad)
                if (i + i // 4) % world == rank:  # four matrices a block, of unequal cost: the blocks take turns
                    u = p.grad + group["momentum"] * m
                    parts = u.chunk(3, 0) if u.shape[0] == 3 * u.shape[1] else [u]
                    flat[o:o + p.numel()] = torch.cat([newton_schulz(x) * .2 * max(x.shape) ** .5 for x in parts], 0).flatten()
                o += p.numel()
            dist.all_reduce(flat)
            o = 0
            for p in ps:
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(flat[o:o + p.numel()].view_as(p), alpha=-group["lr"])
                o += p.numel()


def optimizers(modules, lr):
    """[Muon for the blocks' matrices, AdamW for embeddings, heads, norms and biases]."""
    mu, ad = [], []
    for m in modules:
        for n, p in m.named_parameters():
            (mu if p.ndim == 2 and "blocks." in n else ad).append(p)
    return [Muon(mu, lr=lr), torch.optim.AdamW(ad, lr=lr, betas=(.9, .98), weight_decay=.01)]


def all_params(opts):
    return [p for o in opts for g in o.param_groups for p in g["params"]]
