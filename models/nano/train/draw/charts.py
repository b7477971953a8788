"""Bar, horizontal bar, line, pie and scatter charts in our own style."""
import math

from .canvas import Scene
from .palette import COLOURS, SANS, colour_name, series_colours, theme, words

cid = lambda c: COLOURS.index(colour_name(c))


def _values(rng, n):
    """n shares of the axis, with a clear maximum."""
    while True:
        r = rng.random()
        if r < .3:
            step = [rng.uniform(.03, .15) for _ in range(n)]
            v = [rng.uniform(.08, .4)]
            for s in step[1:]:
                v.append(v[-1] + s)
            k = rng.uniform(.55, .98) / max(v)
            v = [x * k for x in v]
            if rng.random() < .5:
                v.reverse()
        else:
            v = [rng.uniform(.06, .98) for _ in range(n)]
        s = sorted(v)
        if n == 1 or s[-1] - s[-2] > .035:
            return v


def bar_trend(v):
    """rising, falling or mixed for a sequence of values."""
    d = [b - a for a, b in zip(v, v[1:])]
    return "rising" if all(x > 0 for x in d) else "falling" if all(x < 0 for x in d) else "mixed"


def _line_values(rng, n):
    """A polyline of n points and its trend."""
    t = rng.choice(["rising", "falling", "mixed"])
    if t == "mixed":
        while True:
            if rng.random() < .5:
                v = [rng.uniform(.05, .95) for _ in range(n)]
            else:
                p, q, a = rng.uniform(0, 6), rng.uniform(.6, 2.2), rng.uniform(.15, .42)
                v = [.5 + a * math.sin(p + i / (n - 1) * math.pi * 2 * q) + rng.uniform(-.03, .03) for i in range(n)]
            up, down = [sum(max(0, s * (b - a)) for a, b in zip(v, v[1:])) for s in (1, -1)]
            if min(up, down) > .3 * max(up, down) and min(up, down) > .15:
                return v, t
    lo, hi = rng.uniform(.04, .4), rng.uniform(.55, .97)
    g = rng.choice([.5, 1, 1, 1.7])
    noise = rng.choice([0, .02, .05])
    v = [lo + (hi - lo) * (i / (n - 1)) ** g + rng.uniform(-noise, noise) for i in range(n)]
    v = [min(.99, max(.02, x)) for x in v]
    return (v, t) if t == "rising" else (v[::-1], t)


class Plot:
    """The frame of a chart: margins, title, axes, grid, ticks and legend. Gives the plot area px, py, pw, ph."""

    def __init__(self, rng, canvas_cls, kind, horizontal=False, axes=True, names=(), colours=()):
        w, h = rng.randint(260, 640), rng.randint(200, 480)
        th = theme(rng)
        self.rng, self.th = rng, th
        c = canvas_cls(w, h, th["bg"])
        self.c = c
        s = self.s = Scene(c, kind=kind)
        f = self.font = rng.choice(SANS)
        fs = self.fs = rng.uniform(.026, .042) * max(w, h)
        top, left, bottom, right = rng.uniform(.04, .1) * h, rng.uniform(.03, .16) * w, rng.uniform(.04, .15) * h, rng.uniform(.03, .08) * w
        if rng.random() < .6:
            tx, a = rng.choice([(w / 2, "m"), (w * .04, "l")])
            c.text(tx, fs * 1.3, words(rng, 1, 4), f, fs * rng.uniform(1.1, 1.5), th["fg"], a)
            s.add("text", w * .2, fs * .6, w * .6, fs * 1.4)
            top += fs * 1.9
        self.legend = len(names) > 0
        if self.legend:
            pos = rng.choice(["top", "bottom", "right", "right"])
            lw = max(len(n) for n in names) * fs * .55 + fs * 2
            if pos == "right" and lw < w * .35:
                x0, y0 = w - lw - right * .3, top + rng.uniform(0, .2) * h
                for i, n in enumerate(names):
                    self._key(x0, y0 + i * fs * 1.6, n, colours[i])
                s.add("legend", x0, y0 - fs, lw, len(names) * fs * 1.6)
                right += lw
            else:
                y0 = top if pos != "bottom" else h - fs
                x0 = max(left, w / 2 - len(names) * lw / 2)
                fit = max(1, int((w - x0) / lw))
                for i, n in enumerate(names):
                    self._key(x0 + (i % fit) * lw, y0 + (i // fit) * fs * 1.5 * (1 if pos != "bottom" else -1), n, colours[i])
                rows = (len(names) - 1) // fit + 1
                s.add("legend", x0, y0 - fs * .8 - (0 if pos != "bottom" else (rows - 1) * fs * 1.5), min(fit, len(names)) * lw, fs * 1.6 * rows)
                if pos == "bottom":
                    bottom += fs * 1.7 * rows
                else:
                    top += fs * 1.8 * rows
        if axes:
            left += fs * 2.2
            bottom += fs * 1.4
        self.x, self.y = left, top
        self.w, self.h = w - left - right, h - top - bottom
        self.grid = False
        if axes:
            self._axes(horizontal)
        s.facts.update(legend=self.legend, grid=self.grid, stacked=False)

    def _key(self, x, y, name, colour):
        if self.rng.random() < .5:
            self.c.rect(x, y - self.fs * .4, self.fs * .9, self.fs * .8, fill=colour)
        else:
            self.c.circle(x + self.fs * .45, y, self.fs * .42, fill=colour)
        self.c.text(x + self.fs * 1.3, y, name, self.font, self.fs * .9, self.th["fg"])

    def _axes(self, horizontal):
        rng, c, th, fs = self.rng, self.c, self.th, self.fs
        x, y, w, h = self.x, self.y, self.w, self.h
        n = rng.randint(3, 7)
        self.grid = rng.random() < .55
        dash = 3 if rng.random() < .3 else None
        if rng.random() < .15:
            c.rect(x, y, w, h, fill=th["panel"])
        ticks = rng.random() < .9
        step = rng.choice([1, 2, 5, 10, 20, 25, 50, 100])
        vert_too = self.grid and rng.random() < .3
        for i in range(n + 1):
            t = i / n
            if horizontal:
                if self.grid:
                    c.path([(x + t * w, y), (x + t * w, y + h)], stroke=th["line"], sw=1, close=False, dash=dash)
                if ticks:
                    c.text(x + t * w, y + h + fs, str(i * step), self.font, fs * .85, th["muted"], "m")
            else:
                if self.grid:
                    c.path([(x, y + h - t * h), (x + w, y + h - t * h)], stroke=th["line"], sw=1, close=False, dash=dash)
                if ticks:
                    c.text(x - fs * .4, y + h - t * h, str(i * step), self.font, fs * .85, th["muted"], "r")
            if vert_too:
                if horizontal:
                    c.path([(x, y + t * h), (x + w, y + t * h)], stroke=th["line"], sw=1, close=False)
                else:
                    c.path([(x + t * w, y), (x + t * w, y + h)], stroke=th["line"], sw=1, close=False)
        style = rng.choice(["both", "both", "box", "base", "none" if self.grid else "both"])
        sw = rng.choice([1, 1, 1.5, 2])
        ax = th["fg"] if rng.random() < .6 else th["muted"]
        if style == "box":
            c.rect(x, y, w, h, stroke=ax, sw=sw)
        if style in ("both", "base"):
            if style == "both" or not horizontal:
                c.path([(x, y + h), (x + w, y + h)], stroke=ax, sw=sw, close=False)
            if style == "both" or horizontal:
                c.path([(x, y), (x, y + h)], stroke=ax, sw=sw, close=False)
        self.s.add("axis", x - fs, y, fs, h)
        self.s.add("axis", x, y + h, w, fs)


def bars(rng, canvas_cls, horizontal=False):
    """A bar chart: single series, grouped or stacked."""
    n = rng.randint(2, 8)
    style = rng.choice(["single"] * 6 + ["stacked"] * 2 + ["grouped"] * 2)
    k = 1 if style == "single" else rng.randint(2, 3)
    if style == "grouped":
        n = rng.randint(2, 4)
    many = style == "single" and rng.random() < .35
    cols = series_colours(rng, n if many else k)
    single = cols[0]
    legend = rng.random() < (.8 if k > 1 else .12)
    names = [words(rng, 1, 1) for _ in range(k)] if legend else []
    p = Plot(rng, canvas_cls, "hbar" if horizontal else "bar", horizontal, True, names, cols)
    c, th, s = p.c, p.th, p.s
    v = _values(rng, n * k) if style == "grouped" else _values(rng, n)
    gap = rng.uniform(.12, .5)
    slot = (p.h if horizontal else p.w) / n
    rad = rng.choice([0, 0, 0, 3])
    edge = rng.random() < .2
    vlabel = rng.random() < .2
    hi = rng.randrange(n) if style == "single" and not many and rng.random() < .12 else None
    alt = series_colours(rng, 1)[0]
    best = max(range(len(v)), key=lambda i: v[i])
    for i in range(len(v)):
        slot_i, sub = (i // k, i % k) if style == "grouped" else (i, 0)
        bw = slot * (1 - gap) / (k if style == "grouped" else 1)
        off = slot_i * slot + slot * gap / 2 + sub * bw
        col = cols[i] if many else cols[sub]
        if i == hi:
            col = alt
        parts = [(1.0, col)]
        if style == "stacked":
            r = [rng.uniform(.3, 1) for _ in range(k)]
            parts = [(x / sum(r), cols[j]) for j, x in enumerate(r)]
        base = 0
        for frac, pc in parts:
            L = v[i] * frac
            if horizontal:
                q = (p.x + base * p.w, p.y + off, L * p.w, bw)
            else:
                q = (p.x + off, p.y + p.h * (1 - base - L), bw, L * p.h)
            c.rect(*q, fill=pc, stroke=th["fg"] if edge else None, sw=1, r=rad)
            base += L
        tot = (p.x, p.y + off, v[i] * p.w, bw) if horizontal else (p.x + off, p.y + p.h * (1 - v[i]), bw, v[i] * p.h)
        tip = (p.x + v[i] * p.w - 2, p.y + off + bw / 2) if horizontal else (p.x + off + bw / 2, p.y + p.h * (1 - v[i]) + 2)
        s.add("bar", *tot, *tip, rank=i, colour=-1 if style == "stacked" else cid(col), value=v[i])
        if vlabel:
            lab = f"{v[i] * 100:.0f}"
            if horizontal:
                c.text(tip[0] + 6, tip[1], lab, p.font, p.fs * .8, th["muted"])
            else:
                c.text(tip[0], tip[1] - p.fs * .7, lab, p.font, p.fs * .8, th["muted"], "m")
        if i == best:
            bestcol = col
        if sub == 0 and (bw > 8):
            mid = off + bw * (k if style == "grouped" else 1) / 2
            if horizontal:
                c.text(p.x - p.fs * .4, p.y + mid, words(rng, 1, 1)[:6], p.font, p.fs * .8, th["muted"], "r")
            else:
                c.text(p.x + mid, p.y + p.h + p.fs, words(rng, 1, 1)[:6], p.font, p.fs * .8, th["muted"], "m")
    s.facts.update(count=len(v), stacked=style == "stacked", tallest=best, value=v[best], groups=n if style == "grouped" else 0,
                   colour=None if style == "stacked" else colour_name(bestcol), trend=bar_trend(v) if style != "grouped" and n > 2 else None)
    return s


def line(rng, canvas_cls):
    """A line or area chart with one to five lines."""
    k = rng.choice([1, 1, 1, 2, 2, 3, 3, 4, 5])
    n = rng.choice([4, 5, 6, 7, 8, 10, 12, 20, 30])
    cols = series_colours(rng, k)
    names = [words(rng, 1, 1) for _ in range(k)] if rng.random() < (.75 if k > 1 else .15) else []
    p = Plot(rng, canvas_cls, "line", False, True, names, cols)
    c, s = p.c, p.s
    while True:
        vals = [_line_values(rng, n) for _ in range(k)]
        if k == 1:
            break
        vals = [([min(.98, max(.02, x * rng.uniform(.6, 1) if i % 2 else x)) for x in v], t) for i, (v, t) in enumerate(vals)]
        last = sorted((v[-1] for v, _ in vals), reverse=True)
        if all(a - b > .05 for a, b in zip(last, last[1:])):
            break
    inset = rng.choice([0, 0, p.w / n / 2])
    sw = rng.uniform(1.2, 3.6)
    mark, smooth, area, dash = rng.random() < .4, rng.random() < .25, k == 1 and rng.random() < .2, rng.random() < .08
    order = sorted(range(k), key=lambda i: -vals[i][0][-1])
    for i, (v, _) in enumerate(vals):
        pts = [(p.x + inset + (p.w - 2 * inset) * j / (n - 1), p.y + p.h * (1 - y)) for j, y in enumerate(v)]
        if area:
            c.path([(pts[0][0], p.y + p.h)] + pts + [(pts[-1][0], p.y + p.h)], fill=cols[i] + (90,))
        c.path(pts, stroke=cols[i], sw=sw, close=False, smooth=smooth, dash=4 if dash else None)
        for a, b in zip(pts, pts[1:]):
            m = max(1, int(math.hypot(b[0] - a[0], b[1] - a[1]) / 14))
            for q in range(m):
                s.add("line", a[0] + (b[0] - a[0]) * q / m - 1, a[1] + (b[1] - a[1]) * q / m - 1, 2, 2, colour=cid(cols[i]))
        if mark and n <= 12:
            for q in pts:
                c.circle(*q, sw * 1.5, fill=cols[i])
        s.add("line", pts[-1][0] - 2, pts[-1][1] - 1, 2, 2, rank=order.index(i), colour=cid(cols[i]), value=v[-1])
    for j in range(n):
        if n <= 12 and rng.random() < .9:
            c.text(p.x + inset + (p.w - 2 * inset) * j / (n - 1), p.y + p.h + p.fs, words(rng, 1, 1)[:3], p.font, p.fs * .8, p.th["muted"], "m")
    top = order[0]
    s.facts.update(count=k, trend=vals[0][1] if k == 1 else None, value=vals[top][0][-1], colour=colour_name(cols[top]))
    return s


def pie(rng, canvas_cls):
    """A pie or doughnut chart."""
    n = rng.randint(2, 8)
    cols = series_colours(rng, n)
    names = [words(rng, 1, 1) for _ in range(n)] if rng.random() < .55 else []
    p = Plot(rng, canvas_cls, "pie", False, False, names, cols)
    c, s, th = p.c, p.s, p.th
    while True:
        v = [rng.uniform(.25, 1) ** 1.3 for _ in range(n)]
        if rng.random() < .5:
            v[rng.randrange(n)] *= rng.uniform(1.3, 3)
        v = [x / sum(v) for x in v]
        o = sorted(v)
        if o[-1] - o[-2] > .04 and o[0] > .035:
            break
    R = min(p.w, p.h) / 2 * rng.uniform(.75, .98)
    cx, cy = p.x + p.w / 2, p.y + p.h / 2
    hole = R * rng.uniform(.4, .65) if rng.random() < .35 else 0
    a = -math.pi / 2 if rng.random() < .6 else rng.uniform(0, 6.28)
    gap = rng.random() < .5
    lab = rng.random() < .4
    best = max(range(n), key=lambda i: v[i])
    for i in range(n):
        b = a + v[i] * 2 * math.pi
        m = max(2, int(v[i] * 80))
        arc = lambda r: [(cx + r * math.cos(a + (b - a) * t / m), cy + r * math.sin(a + (b - a) * t / m)) for t in range(m + 1)]
        ring = arc(R) + (arc(hole)[::-1] if hole else [(cx, cy)])
        c.path(ring, fill=cols[i], stroke=th["bg"] if gap else None, sw=rng.choice([1, 2]))
        mid = (a + b) / 2
        r = (R + hole) / 2 if hole else R * .62
        x, y = cx + r * math.cos(mid), cy + r * math.sin(mid)
        for t in range(0, m + 1, 3):
            g = a + (b - a) * (t + .5) / (m + 1)
            for rr in (.35, .6, .85):
                if rr * R > hole:
                    s.add("slice", cx + rr * R * math.cos(g) - 1, cy + rr * R * math.sin(g) - 1, 2, 2, colour=cid(cols[i]))
        s.add("slice", x - 2, y - 2, 4, 4, rank=i, colour=cid(cols[i]), value=v[i])
        if lab:
            c.text(x, y, f"{v[i]:.0%}", p.font, p.fs * .9, (255, 255, 255), "m")
        if i == best:
            side = ("right" if math.cos(mid) >= 0 else "left")
            where = ("lower " if math.sin(mid) >= 0 else "upper ") + side
        a = b
    s.facts.update(count=n, value=v[best], colour=colour_name(cols[best]), where=where)
    return s


def scatter(rng, canvas_cls):
    """A scatter plot of one to three groups with a rising, falling or no trend."""
    k = rng.choice([1, 1, 1, 2, 3])
    cols = series_colours(rng, k)
    names = [words(rng, 1, 1) for _ in range(k)] if rng.random() < (.7 if k > 1 else .1) else []
    p = Plot(rng, canvas_cls, "scatter", False, True, names, cols)
    c, s = p.c, p.s
    t = rng.choice(["rising", "falling", "mixed"])
    n = rng.randint(12, 60)
    r = rng.uniform(2, 5)
    alpha = rng.choice([255, 255, 170])
    ring = rng.random() < .15
    for i in range(k):
        ox, oy = rng.uniform(.2, .8), rng.uniform(.2, .8)
        for _ in range(n // k + 3):
            if t == "mixed":
                x, y = (rng.random(), rng.random()) if k == 1 else (ox + rng.gauss(0, .12), oy + rng.gauss(0, .12))
            else:
                x = rng.uniform(.03, .97)
                y = (x if t == "rising" else 1 - x) * rng.uniform(.8, .85) + .08 + rng.gauss(0, .07)
            if not (.01 < x < .99 and .01 < y < .99):
                continue
            q = (p.x + x * p.w, p.y + p.h * (1 - y))
            c.circle(*q, r, None if ring else cols[i] + (alpha,), cols[i] if ring else None, 1.4)
            s.add("point", q[0] - r, q[1] - r, 2 * r, 2 * r, colour=cid(cols[i]))
    s.facts.update(count=k, trend=t if k == 1 else None, colour=colour_name(cols[0]) if k == 1 else None)
    return s
