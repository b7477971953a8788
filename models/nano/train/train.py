"""Stage 2: the whole model on the mixture of questions, with the training-only heads kept on (python train.py --data DIR --run DIR --tok DIR --until UNIX).

The learning rate follows the clock: it falls to zero at --until. Ending and starting again resumes from RUN/state.pt."""
import argparse
import copy
import os
import random
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from model import BUSY, Config, Heads, Imp, aux_loss, busy_patches
from optim import all_params, mean_gradients, optimizers, start
from pool import Pool, augment, noisy
from sequence import Text, answer_loss, conversations, pack


def micro(spread, most, size=4):
    """Groups of similar pictures: (indices, number of patches to keep), from the standard deviations of their patches [B, N]."""
    busy = (spread > BUSY).sum(1)
    order = busy.argsort().tolist()
    groups = [order[i:i + size] for i in range(0, len(order), size)]
    return [(x, min(most, max(48, int(busy[x].float().mean()) + 4))) for x in groups]


def work(rank, a):
    start(rank, a.procs, 29512)
    torch.manual_seed(a.seed)
    text = Text(a.tok)
    c = Config(vocab=text.t.get_vocab_size())
    model, heads = Imp(c), Heads(c.v_width)
    opts = optimizers([model, heads], a.lr)
    ema = copy.deepcopy(model)
    ck, step, t_start = a.run + "/state.pt", 0, time.time()
    if os.path.exists(ck):
        s = torch.load(ck)
        model.load_state_dict(s["model"])
        ema.load_state_dict(s["ema"])
        heads.load_state_dict(s["heads"])
        for o, q in zip(opts, s.get("opts", [])):  # none behind from_pair.py
            o.load_state_dict(q)
        step, t_start = s["step"], s["start"]
    elif os.path.exists(a.run + "/vision.pt"):
        s = torch.load(a.run + "/vision.pt")
        model.vision.load_state_dict(s["vision"])
        heads.load_state_dict(s["heads"])
        ema.load_state_dict(model.state_dict())
    if a.restart_clock:
        t_start = time.time()
    pool = Pool(a.data, a.seed + 1000 * step + 17 + rank)
    g = torch.Generator().manual_seed(a.seed + step + 7 * rank)
    rng = random.Random(a.seed + step + 7 * rank)
    t1, seen, acc, hits = time.time(), 0, {}, {}
    flag = torch.zeros(2)
    first = step
    while True:
        done = flag[1].item()  # how far the schedule is, 0..1, told by process 0
        scale = min(1, (step - first + 1) / (10 if first else 60)) * min(1, max(0.0, (1 - done) / .6))
        for o in opts:
            for q in o.param_groups:
                q["lr"] = a.lr * scale * (a.muon if o is opts[0] else 1)
        im, cls, anc, gl, facts = pool.batch(a.batch // a.procs)
        px = augment(im, g)
        full, every = done >= a.full_from, a.every if done < a.late else 2
        spread = model.vision.patches(px).std(2)
        px = noisy(px, g)
        for idx, k in micro(spread, a.keep):
            ix = torch.tensor(idx)
            keep = torch.arange(196).expand(len(idx), -1) if full else busy_patches(spread[ix], k)
            feats = model.vision(px[ix], keep)
            place = torch.full((len(facts),), -1)
            place[ix] = torch.arange(len(idx))
            m = anc[place[anc[:, 0].long()] >= 0].clone()
            m[:, 0] = place[m[:, 0].long()].float()
            L = heads(feats, cls[ix], m, gl[ix], keep)
            sub = torch.randperm(len(idx))[:max(1, len(idx) // every)]  # the decoder learns sooner than the eyes: it sees every so-many-th picture only
            seqs = [conversations(facts[idx[i]], rng, a.questions) for i in sub.tolist()]
            loss, hit = answer_loss(model, text, model.project(feats[sub]), *pack(text, seqs, keep[sub]))
            loss = loss / len(sub)
            w = len(idx) / len(facts)
            (w * ((.25 + .5 * done) * loss + a.aux * (1 - .6 * done) * aux_loss(L))).backward()
            acc["answers"] = .98 * acc.get("answers", loss.item()) + .02 * loss.item()
            acc["token"] = .98 * acc.get("token", hit) + .02 * hit
            for k, v in L.items():
                acc[k] = .97 * acc.get(k, v.item()) + .03 * v.item()
            for k, (x, n) in heads.hits.items():
                h = hits.setdefault(k, [0, 0])
                h[0] += x
                h[1] += n
        mean_gradients(all_params(opts))
        torch.nn.utils.clip_grad_norm_(all_params(opts), 2.0)
        for o in opts:
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        seen += a.batch
        d = min(.998, (step - first + 1) / (step - first + 10))
        with torch.no_grad():
            for e, q in zip(ema.parameters(), model.parameters()):
                e.lerp_(q, 1 - d)
        if step % 10 == 0:
            flag[0] = float(time.time() >= a.until)
            flag[1] = min(1.0, (time.time() - t_start) / (a.until - t_start))
            dist.broadcast(flag, 0)
            total = pool.refresh()
        if rank == 0 and step % 20 == 0:
            r = seen / (time.time() - t1)
            print(f"{step} {time.strftime('%H:%M')} {flag[1]:.2f} {r:.1f}/s pool {total} lr {a.lr * scale:.1e} | " +
                  " ".join(f"{k} {v:.2f}" for k, v in acc.items() if k[0] != "g") + " | " + " ".join(f"{k} {x / n:.2f}" for k, (x, n) in hits.items()), flush=True)
            hits, seen, t1 = {}, 0, time.time()
        if rank == 0 and (step % 40 == 0 or flag[0]):
            torch.save({"model": model.state_dict(), "ema": ema.state_dict(), "heads": heads.state_dict(), "opts": [o.state_dict() for o in opts],
                        "step": step, "start": t_start, "config": c.dict()}, ck + ".tmp")
            os.replace(ck + ".tmp", ck)
        if flag[0]:
            break
    dist.destroy_process_group()


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--run", required=True)
    p.add_argument("--tok", required=True)
    p.add_argument("--until", type=float, required=True, help="unix time of the end")
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--procs", type=int, default=2)
    p.add_argument("--keep", type=int, default=100)
    p.add_argument("--full-from", type=float, default=.85, help="share of the schedule after which all patches are used")
    p.add_argument("--every", type=int, default=4)
    p.add_argument("--late", type=float, default=.5, help="share of the schedule after which the decoder sees every second picture")
    p.add_argument("--questions", type=int, default=6)
    p.add_argument("--aux", type=float, default=1.0)
    p.add_argument("--lr", type=float, default=2e-3, help="AdamW's rate")
    p.add_argument("--muon", type=float, default=2.5, help="Muon's rate as a multiple of AdamW's")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--restart-clock", action="store_true")
    a = p.parse_args()
    os.makedirs(a.run, exist_ok=True)
    mp.spawn(work, (a,), nprocs=a.procs)


if __name__ == "__main__":
    main()
