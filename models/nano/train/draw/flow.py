"""Flowcharts: boxes and arrows on a loose grid."""
import math

from .canvas import Scene
from .palette import SANS, named, theme, words


def order_nodes(centres, tol):
    """Indices in reading order: rows from top to bottom (centres closer than tol share a row), then left to right."""
    rows, out = [], []
    for i in sorted(range(len(centres)), key=lambda i: centres[i][1]):
        if rows and centres[i][1] - centres[rows[-1][0]][1] < tol:
            rows[-1].append(i)
        else:
            rows.append([i])
    for r in rows:
        out += sorted(r, key=lambda i: centres[i][0])
    return out


def _graph(rng):
    """Layers of node ids and edges between them."""
    style = rng.choice(["chain", "tree", "dag", "dag", "decision", "decision"])
    n = rng.randint(2, 8)
    layers = []
    left = n
    while left:
        m = 1 if style == "chain" else min(left, rng.choice([1, 1, 2, 2, 3]))
        if style in ("tree", "decision") and not layers:
            m = 1
        layers.append(list(range(n - left, n - left + m)))
        left -= m
    edges, diamonds = set(), set()
    for a, b in zip(layers, layers[1:]):
        for j, v in enumerate(b):
            edges.add((a[min(len(a) - 1, j * len(a) // len(b))], v))
        for i, u in enumerate(a):
            if not any(e[0] == u for e in edges) and style != "tree":
                edges.add((u, b[min(len(b) - 1, i * len(b) // len(a))]))
        if style == "dag" and len(a) > 1 and len(b) > 1 and rng.random() < .35:
            edges.add((rng.choice(a), rng.choice(b)))
    if style == "decision":
        for u in range(n):
            if sum(e[0] == u for e in edges) > 1:
                diamonds.add(u)
        if not diamonds and rng.random() < .5:
            diamonds.add(rng.randrange(n))
    extra = []
    if style != "tree" and len(layers) > 2 and rng.random() < .35:
        i = rng.randrange(len(layers) - 2)
        j = rng.randint(i + 2, min(len(layers) - 1, i + 3))
        e = (layers[i][-1], layers[j][-1])
        if rng.random() < .5:
            e = e[::-1]
        extra = [e]
    return layers, sorted(edges), diamonds, extra


def _head(c, x, y, ang, size, colour, style):
    q = [(x - size * math.cos(ang + d), y - size * math.sin(ang + d)) for d in (.45, -.45)]
    if style == "open":
        c.path([q[0], (x, y), q[1]], stroke=colour, sw=1.5, close=False)
    else:
        c.path([(x, y)] + q, fill=colour)


def flowchart(rng, canvas_cls):
    """A flowchart of two to eight boxes; facts give nodes, edges in letters' order and decisions."""
    layers, edges, diamonds, extra = _graph(rng)
    lr = rng.random() < .25
    wide = max(len(x) for x in layers)
    bw, bh = rng.uniform(60, 110), rng.uniform(28, 52)
    if diamonds:
        bh *= 1.25
    gapx, gapy = rng.uniform(22, 50), rng.uniform(26, 56)
    if lr:
        gapx, gapy = rng.uniform(30, 60), rng.uniform(18, 40)
        w, h = len(layers) * (bw + gapx), wide * (bh + gapy)
    else:
        w, h = wide * (bw + gapx), len(layers) * (bh + gapy)
    mx, my = rng.uniform(16, 70), rng.uniform(12, 50)
    side = 30 if extra else 0
    th = theme(rng)
    title = rng.random() < .2
    th_ = rng.uniform(18, 30) if title else 0
    W, H = int(w + 2 * mx + side), int(h + 2 * my + th_ + (side if lr else 0))
    W, H = max(W, int(H * .45)), max(H, int(W * .4))
    c = canvas_cls(W, H, th["bg"])
    s = Scene(c, kind="flowchart")
    font = rng.choice(SANS)
    if rng.random() < .12:
        g = rng.randint(14, 30)
        for x in range(0, W, g):
            c.path([(x, 0), (x, H)], stroke=th["mix"](.06), close=False)
        for y in range(0, H, g):
            c.path([(0, y), (W, y)], stroke=th["mix"](.06), close=False)
    if title:
        c.text(W / 2, th_ * .8, words(rng, 2, 4), font, th_ * .6, th["fg"], "m")
        s.add("text", W * .25, th_ * .3, W * .5, th_ * .8)
    ox, oy = (W - side - w) / 2, th_ + (H - th_ - h - (side if lr else 0)) / 2
    pos = {}
    align = rng.choice(["centre", "centre", "start"])
    for i, layer in enumerate(layers):
        for j, u in enumerate(layer):
            slack = (wide - len(layer)) / 2 if align == "centre" else 0
            if lr:
                slack = int(slack)
                pos[u] = (ox + i * (bw + gapx) + (bw + gapx) / 2, oy + (j + slack) * (bh + gapy) + (bh + gapy) / 2)
            else:
                pos[u] = (ox + (j + slack) * (bw + gapx) + (bw + gapx) / 2, oy + i * (bh + gapy) + (bh + gapy) / 2)
    n = len(pos)
    order = order_nodes([pos[u] for u in range(n)], bh * .5)
    rank = {u: r for r, u in enumerate(order)}
    fillmode = rng.choice(["none", "one", "one", "each", "panel"])
    one = named(rng, rng.choice(["blue", "green", "yellow", "purple", "teal", "gray", "orange", "pink"]))
    soft = rng.random() < .6
    tint = lambda col: tuple(int(th["bg"][k] + (col[k] - th["bg"][k]) * .22) for k in range(3)) if soft else col
    rad = rng.choice([0, 0, 4, 8, bh * .5])
    ecol = th["fg"] if rng.random() < .5 else th["muted"]
    sw = rng.uniform(1, 2.4)
    route = rng.choice(["straight", "elbow", "elbow", "curve"])
    hs, hstyle = rng.uniform(7, 12), rng.choice(["fill", "fill", "fill", "open"])
    dash = 4 if rng.random() < .08 else None

    # arrows first, boxes over them
    for u, v in edges + extra:
        (x0, y0), (x1, y1) = pos[u], pos[v]
        if (u, v) in extra:
            far = max(p[0] for p in pos.values()) + bw / 2 + 14 if not lr else max(p[1] for p in pos.values()) + bh / 2 + 14
            pts = [(x0 + bw / 2, y0), (far, y0), (far, y1), (x1 + bw / 2, y1)] if not lr else \
                [(x0, y0 + bh / 2), (x0, far), (x1, far), (x1, y1 + bh / 2)]
        elif lr:
            a, b = (x0 + bw / 2, y0), (x1 - bw / 2, y1)
            m = (a[0] + b[0]) / 2
            pts = [a, b] if route == "straight" or abs(y0 - y1) < 3 else [a, (m, a[1]), (m, b[1]), b]
        else:
            a, b = (x0, y0 + bh / 2), (x1, y1 - bh / 2)
            m = (a[1] + b[1]) / 2
            pts = [a, b] if route == "straight" or abs(x0 - x1) < 3 else [a, (a[0], m), (b[0], m), b]
        if route == "curve" and len(pts) == 4 and (u, v) not in extra:
            a, q, r, b = pts
            pts = [tuple((1 - t) ** 3 * a[k] + 3 * t * (1 - t) ** 2 * q[k] + 3 * t * t * (1 - t) * r[k] + t ** 3 * b[k] for k in (0, 1))
                   for t in [i / 14 for i in range(15)]]
        c.path(pts, stroke=ecol, sw=sw, close=False, dash=dash)
        for a, b in zip(pts, pts[1:]):
            m = max(1, int(math.hypot(b[0] - a[0], b[1] - a[1]) / 12))
            for q in range(m):
                s.add("arrow", a[0] + (b[0] - a[0]) * q / m - 1, a[1] + (b[1] - a[1]) * q / m - 1, 2, 2)
        (xa, ya), (xb, yb) = pts[-2], pts[-1]
        ang = math.atan2(yb - ya, xb - xa)
        _head(c, xb, yb, ang, hs, ecol, hstyle)
        s.add("tip", xb - 2, yb - 2, 4, 4, xb - math.cos(ang) * 4, yb - math.sin(ang) * 4, src=rank[u], dst=rank[v])
        if u in diamonds and rng.random() < .6:
            c.text(xa + 4 if not lr else (xa + xb) / 2, (ya + yb) / 2 - 4, rng.choice(["yes", "no", "Yes", "No"]), font, 9, th["fg"])
    for u in range(n):
        x, y = pos[u]
        col = tint(one if fillmode != "each" else named(rng, rng.choice(["blue", "green", "yellow", "purple", "teal", "orange", "pink", "red"])))
        fill = th["bg"] if fillmode == "none" else th["panel"] if fillmode == "panel" else col
        stroke = th["fg"] if fillmode == "none" or rng.random() < .7 else th["muted"]
        if u in diamonds:
            c.path([(x, y - bh / 2), (x + bw / 2, y), (x, y + bh / 2), (x - bw / 2, y)], fill=fill, stroke=stroke, sw=sw)
            s.add("diamond", x - bw * .3, y - bh * .3, bw * .6, bh * .6, rank=rank[u])
        else:
            c.rect(x - bw / 2, y - bh / 2, bw, bh, fill=fill, stroke=stroke, sw=sw, r=rad)
            s.add("box", x - bw / 2, y - bh / 2, bw, bh, rank=rank[u])
        lum = sum(fill[:3]) / 3
        fs = min(13, bh * .34)
        tx = words(rng, 1, 2)
        c.text(x, y, tx[: int(bw / fs * (1.2 if u in diamonds else 1.7))], font, fs, (20, 20, 20) if lum > 120 else (240, 240, 240), "m")
    E = sorted((rank[u], rank[v]) for u, v in edges + extra)
    s.facts.update(nodes=n, count=n, edges=E, diamonds=sorted(rank[u] for u in diamonds))
    return s
