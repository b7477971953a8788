"""Stage 1: the vision tower alone learns to see, from the training-only heads (python pretrain.py --data DIR --run DIR --minutes N)."""
import argparse
import os
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from model import Config, Heads, Imp, aux_loss, busy_patches
from optim import all_params, mean_gradients, optimizers, start
from pool import Pool, augment, noisy


def work(rank, a):
    start(rank, a.procs)
    torch.manual_seed(a.seed)
    model, heads = Imp(Config()), Heads(Config().v_width)
    opts = optimizers([model.vision, heads], a.lr)
    ck = a.run + "/vision.pt"
    step = 0
    if os.path.exists(ck):
        s = torch.load(ck)
        model.vision.load_state_dict(s["vision"])
        heads.load_state_dict(s["heads"])
        for o, q in zip(opts, s["opts"]):
            o.load_state_dict(q)
        step = s["step"]
    pool = Pool(a.data, a.seed + 1000 * step + rank)
    g = torch.Generator().manual_seed(a.seed + step + 7 * rank)
    t0, t1, seen, acc, hits = time.time(), time.time(), 0, {}, {}
    flag = torch.zeros(1)
    while True:
        lr = a.lr * min(1, (step + 1) / 100)
        for o in opts:
            for q in o.param_groups:
                q["lr"] = lr * (a.muon if o is opts[0] else 1)
        im, cls, anc, gl, _ = pool.batch(a.batch // a.procs)
        px = augment(im, g)
        keep = busy_patches(model.vision.patches(px).std(2), a.keep)
        L = heads(model.vision(noisy(px, g), keep), cls, anc, gl, keep)
        aux_loss(L).backward()
        mean_gradients(all_params(opts))
        torch.nn.utils.clip_grad_norm_(all_params(opts), 2.0)
        for o in opts:
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        seen += a.batch
        for k, v in L.items():
            acc[k] = .95 * acc.get(k, v.item()) + .05 * v.item()
        for k, (x, n) in heads.hits.items():
            h = hits.setdefault(k, [0, 0])
            h[0] += x
            h[1] += n
        if step % 20 == 0:
            flag[0] = float(time.time() - t0 > a.minutes * 60)
            dist.broadcast(flag, 0)
            n = pool.refresh()
        if rank == 0 and step % 20 == 0:
            r = seen / (time.time() - t1)
            print(f"{step} {time.time() - t0:.0f}s {r:.1f}/s pool {n} | " + " ".join(f"{k} {v:.2f}" for k, v in acc.items() if k[0] != "g") +
                  " | " + " ".join(f"{k} {x / n:.2f}" for k, (x, n) in hits.items()), flush=True)
            hits, seen, t1 = {}, 0, time.time()
        if rank == 0 and (step % 40 == 0 or flag[0]):
            torch.save({"vision": model.vision.state_dict(), "heads": heads.state_dict(), "opts": [o.state_dict() for o in opts], "step": step}, ck + ".tmp")
            os.replace(ck + ".tmp", ck)
        if flag[0]:
            break
    dist.destroy_process_group()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--run", required=True)
    p.add_argument("--minutes", type=float, default=25)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--keep", type=int, default=100)
    p.add_argument("--procs", type=int, default=2)
    p.add_argument("--lr", type=float, default=2e-3, help="AdamW's rate")
    p.add_argument("--muon", type=float, default=2.5, help="Muon's rate as a multiple of AdamW's")
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    os.makedirs(a.run, exist_ok=True)
    mp.spawn(work, (a,), nprocs=a.procs)


if __name__ == "__main__":
    main()
