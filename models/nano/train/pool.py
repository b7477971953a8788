"""The growing pool of drawn pictures: memory-mapped chunks, sampled at random."""
import glob
import json
import os
import random

import numpy as np
import torch

from facts import targets


class Pool:
    """Reads every finished chunk of a folder; refresh() picks up new ones while training runs."""

    def __init__(self, folder, seed=0, weights=None):
        self.folder, self.rng = folder, random.Random(seed)
        self.chunks, self.seen = [], set()
        self.weights = weights or {}
        self.queue = []
        self.refresh()

    def refresh(self):
        """Adds chunks that were finished since the last call; returns the number of pictures."""
        new = []
        for f in sorted(glob.glob(self.folder + "/*.json")):
            if f in self.seen:
                continue
            z = np.load(f[:-5] + ".npz")
            facts = json.load(open(f))
            self.chunks.append((np.load(f[:-5] + ".npy", mmap_mode="r"), z["cls"], z["anchors"], z["ptr"], facts, np.array([targets(x) for x in facts])))
            self.seen.add(f)
            new += [(len(self.chunks) - 1, i) for i in range(len(facts))]
        self.queue = new + self.queue if not self.queue else self.queue + new
        self.rng.shuffle(self.queue)
        return sum(len(c[4]) for c in self.chunks)

    def batch(self, n):
        """A batch: images uint8 [n,196,196,3], cls, anchors (with the sample's number in front), global targets, facts."""
        im, cls, anc, glob_, facts = [], [], [], [], []
        for j in range(n):
            if not self.queue:
                self.queue = [(c, i) for c, k in enumerate(self.chunks) for i in range(len(k[4]))]
                self.rng.shuffle(self.queue)
            c, i = self.queue.pop()
            X, C, A, P, Fx, G = self.chunks[c]
            im.append(X[i])
            cls.append(C[i])
            a = A[P[i]:P[i + 1]]
            anc.append(np.concatenate([np.full((len(a), 1), j, np.float32), a], 1))
            glob_.append(G[i])
            facts.append(Fx[i])
        return (torch.from_numpy(np.stack(im)), torch.from_numpy(np.stack(cls)), torch.from_numpy(np.concatenate(anc)),
                torch.from_numpy(np.stack(glob_)), facts)


def augment(im, g):
    """uint8 [B,S,S,3] to float [B,3,S,S] in -1..1 with a small shift, contrast and brightness; add noisy() behind it."""
    b = im.shape[0]
    dx, dy = torch.randint(-3, 4, (2,), generator=g).tolist()
    x = torch.roll(im, (dy, dx), (1, 2)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
    c = 1 + .12 * torch.randn(b, 1, 1, 1, generator=g)
    m = .06 * torch.randn(b, 1, 1, 1, generator=g)
    return x.mul_(c).add_(m).clamp_(-1, 1)


def noisy(x, g):
    """Some batches get a little noise; apart from augment(), so that a blank patch can be told before it."""
    return x.add(torch.randn(x.shape, generator=g), alpha=.04).clamp_(-1, 1) if torch.rand(1, generator=g) < .3 else x


def plain(im):
    """uint8 [B,S,S,3] to float [B,3,S,S] in -1..1."""
    return im.permute(0, 3, 1, 2).float().div(127.5).sub(1)
