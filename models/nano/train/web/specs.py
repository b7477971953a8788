"""Random chart and graph data, without any layout, for the renderers that are other people's libraries."""
import math
import random

from draw.charts import _line_values, _values, bar_trend
from draw.flow import _graph
from draw.palette import colour_name, series_colours, theme, words

hexc = lambda c: "#%02x%02x%02x" % tuple(c[:3])


def chart(rng: random.Random, kind=None):
    """One chart: data for the renderer and the facts about it. Axis ranges are fixed to [0, top]."""
    kind = kind or rng.choices(["bar", "hbar", "line", "pie", "scatter"], [17, 9, 12, 9, 6])[0]
    th = theme(rng)
    d = {"kind": kind, "w": rng.randint(300, 640), "h": rng.randint(220, 460), "bg": hexc(th["bg"]), "fg": hexc(th["fg"]), "muted": hexc(th["muted"]), "line": hexc(th["line"]),
         "dark": th["dark"], "title": words(rng, 1, 4) if rng.random() < .5 else "", "legendpos": rng.choice(["top", "bottom", "right"]),
         "r": [rng.random() for _ in range(8)], "font": rng.choice(["Roboto", "DejaVu Sans", "Liberation Sans", "Lato", "Open Sans", "DejaVu Serif"])}
    top = rng.choice([1, 5, 10, 20, 50, 100, 200, 500, 1000])
    d["top"] = top
    grid = kind != "pie" and rng.random() < .55
    f = {"kind": kind, "stacked": False, "grid": grid}
    if kind in ("bar", "hbar"):
        style = rng.choice(["single"] * 6 + ["stacked"] * 2 + ["grouped"] * 2)
        n = rng.randint(2, 4) if style == "grouped" else rng.randint(2, 8)
        k = 1 if style == "single" else rng.randint(2, 3)
        many = style == "single" and rng.random() < .35
        cols = series_colours(rng, n if many else k)
        legend = k > 1 and rng.random() < .8
        v = _values(rng, n * k if style == "grouped" else n)
        best = max(range(len(v)), key=lambda i: v[i])
        if style == "grouped":
            series = [[v[i * k + j] for i in range(n)] for j in range(k)]
        elif style == "stacked":
            parts = [[rng.uniform(.3, 1) for _ in range(k)] for _ in range(n)]
            series = [[v[i] * parts[i][j] / sum(parts[i]) for i in range(n)] for j in range(k)]
        else:
            series = [v]
        col = cols[best % k] if style == "grouped" else cols[best] if many else cols[0]
        d.update(style=style, series=[[x * top for x in s] for s in series], many=many)
        f.update(count=len(v), stacked=style == "stacked", tallest=best, value=v[best], colour=None if style == "stacked" else colour_name(col),
                 trend=bar_trend(v) if style != "grouped" and n > 2 else None)
        d["cats"] = [words(rng, 1, 1)[:7] + (str(i) if rng.random() < .2 else "") for i in range(n)]
    elif kind == "line":
        k, n = rng.choice([1, 1, 1, 2, 2, 3, 3, 4, 5]), rng.choice([4, 5, 6, 7, 8, 10, 12, 20])
        cols = series_colours(rng, k)
        while True:
            vals = [_line_values(rng, n) for _ in range(k)]
            last = sorted((v[-1] for v, _ in vals), reverse=True)
            if all(a - b > .05 for a, b in zip(last, last[1:])):
                break
        best = max(range(k), key=lambda i: vals[i][0][-1])
        legend = k > 1 and rng.random() < .75
        d.update(series=[[min(.99, max(.02, x)) * top for x in v] for v, _ in vals], cats=[words(rng, 1, 1)[:4] for _ in range(n)])
        f.update(count=k, trend=vals[0][1] if k == 1 else None, value=vals[best][0][-1], colour=colour_name(cols[best]))
    elif kind == "pie":
        n = rng.randint(2, 8)
        cols = series_colours(rng, n)
        while True:
            v = [rng.uniform(.25, 1) ** 1.3 for _ in range(n)]
            if rng.random() < .5:
                v[rng.randrange(n)] *= rng.uniform(1.3, 3)
            v = [x / sum(v) for x in v]
            o = sorted(v)
            if o[-1] - o[-2] > .04 and o[0] > .035:
                break
        best = max(range(n), key=lambda i: v[i])
        mid = -math.pi / 2 + 2 * math.pi * (sum(v[:best]) + v[best] / 2)
        legend = rng.random() < .5
        d.update(series=[v], cats=[words(rng, 1, 1)[:8] for _ in range(n)], hole=rng.uniform(.4, .65) if rng.random() < .35 else 0)
        f.update(count=n, value=v[best], colour=colour_name(cols[best]), where=("lower " if math.sin(mid) >= 0 else "upper ") + ("right" if math.cos(mid) >= 0 else "left"))
    else:
        k = rng.choice([1, 1, 1, 2, 3])
        cols = series_colours(rng, k)
        t = rng.choice(["rising", "falling", "mixed"])
        pts = []
        for i in range(k):
            ox, oy = rng.uniform(.2, .8), rng.uniform(.2, .8)
            g = []
            for _ in range(rng.randint(12, 50) // k + 3):
                if t == "mixed":
                    x, y = (rng.random(), rng.random()) if k == 1 else (ox + rng.gauss(0, .12), oy + rng.gauss(0, .12))
                else:
                    x = rng.uniform(.03, .97)
                    y = (x if t == "rising" else 1 - x) * rng.uniform(.8, .85) + .08 + rng.gauss(0, .07)
                if .01 < x < .99 and .01 < y < .99:
                    g.append([x * top, y * top])
            pts.append(g)
        legend = k > 1 and rng.random() < .7
        d["series"] = pts
        f.update(count=k, trend=t if k == 1 else None, colour=colour_name(cols[0]) if k == 1 else None)
    names = set()
    while len(names) < len(d["series"]):
        names.add(words(rng, 1, 1) + str(rng.randint(1, 9)))
    if kind in ("bar", "hbar", "pie"):  # categories must differ
        seen = set()
        d["cats"] = [c if not (c in seen or seen.add(c)) else c + chr(97 + i) for i, c in enumerate(d["cats"])]
    d.update(colours=[hexc(c) for c in cols], names=sorted(names), legend=legend, grid=grid)
    f["legend"] = legend
    return d, f


def graph(rng: random.Random):
    """One flowchart as a graph: nodes with labels and shapes, edges."""
    layers, edges, diamonds, extra = _graph(rng)
    th = theme(rng)
    n = sum(map(len, layers))
    return {"n": n, "edges": edges + extra, "diamonds": sorted(diamonds), "labels": [words(rng, 1, 2) for _ in range(n)], "bg": hexc(th["bg"]), "fg": hexc(th["fg"]),
            "muted": hexc(th["muted"]), "panel": hexc(th["panel"]), "dark": th["dark"], "colour": hexc(series_colours(rng, 1)[0]), "lr": rng.random() < .25,
            "r": [rng.random() for _ in range(8)]}
