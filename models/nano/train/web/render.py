"""Pictures by other people's libraries: specs made here, drawn by Node scripts, Graphviz, Chromium, matplotlib or Pygments."""
import io
import json
import os
import random
import subprocess
import tempfile
import zlib

import numpy as np
from PIL import Image

from draw import post
from draw.canvas import CLS
from draw.charts import cid
from draw.flow import order_nodes

from . import specs

HERE = os.path.dirname(os.path.abspath(__file__))
UNKNOWN = -100


def seeded(tag, seed, i):
    return random.Random(zlib.crc32(f"{tag}/{seed}/{i}".encode()))


def to_sample(rng, im, facts, renderer, anchors=()):
    """A finished sample from a picture without patch classes; anchors are element rows in pixels of the picture."""
    a, cls, anc, src = post.finish(rng, im.convert("RGB"), list(anchors))
    return {"image": a, "cls": np.full_like(cls, UNKNOWN), "anchors": anc, "facts": {**facts, "renderer": renderer}, "source": src}


def _node(script, data, folder):
    with open(folder + "/specs.json", "w") as f:
        json.dump(data, f)
    subprocess.run(["node", f"{HERE}/{script}", folder + "/specs.json", folder], check=True, stderr=subprocess.DEVNULL)
    return [Image.open(io.BytesIO(open(f"{folder}/{i}.png", "rb").read())).convert("RGB") for i in range(len(data))]


def mark_rows(d, marks):
    """Element rows of a chart's marks. marks: for each series a list of bars [x, y, width, height], or of one point a slice or a line [x, y], in pixels."""
    rgb = [tuple(int(c[i:i + 2], 16) for i in (1, 3, 5)) for c in d["colours"]]
    k, top, S = d["kind"], d["top"], d["series"]
    dot = lambda c, x, y, rank, col, v: (CLS[c], x - 2, y - 2, x + 2, y + 2, x, y, rank, cid(col), -1, -1, v)
    if k == "pie":
        return [dot("slice", x, y, i, rgb[i], S[0][i]) for i, (x, y) in enumerate(marks[0])]
    if k == "line":
        order = sorted(range(len(S)), key=lambda j: -S[j][-1])
        return [dot("line", *marks[j][-1], order.index(j), rgb[j], S[j][-1] / top) for j in range(len(S))]
    if k == "scatter":
        return []
    rows = []
    for i in range(len(d["cats"])):
        for j in range(1 if d["style"] == "stacked" else len(S)):
            parts = [m[i] for m in marks] if d["style"] == "stacked" else [marks[j][i]]
            x0, y0 = min(min(x, x + w) for x, _, w, _ in parts), min(min(y, y + h) for _, y, _, h in parts)
            x1, y1 = max(max(x, x + w) for x, _, w, _ in parts), max(max(y, y + h) for _, y, _, h in parts)
            tip = (x1 - 2, (y0 + y1) / 2) if k == "hbar" else ((x0 + x1) / 2, y0 + 2)
            value = (sum(s[i] for s in S) if d["style"] == "stacked" else S[j][i]) / top
            colour = -1 if d["style"] == "stacked" else cid(rgb[i if d["many"] else j])
            rows.append((CLS["bar"], x0, y0, x1, y1, *tip, i * len(S) + j if d["style"] == "grouped" else i, colour, -1, -1, value))
    return rows


def charts(renderer, seed, n, kind=None):
    """n charts by 'echarts' or 'vegalite'."""
    rngs = [seeded(renderer, seed, i) for i in range(n)]
    made = [specs.chart(r, kind) for r in rngs]
    with tempfile.TemporaryDirectory() as d:
        ims = _node(renderer + ".mjs", [m[0] for m in made], d)
        marks = json.load(open(d + "/marks.json")) if renderer == "echarts" else None
    return [to_sample(r, im, f, renderer, mark_rows(m, marks[i]) if marks else ()) for i, (r, im, (m, f)) in enumerate(zip(rngs, ims, made))]


def _flow_facts(g, centres, tol):
    order = order_nodes(centres, tol)
    rank = {u: r for r, u in enumerate(order)}
    E = sorted((rank[u], rank[v]) for u, v in g["edges"])
    return {"kind": "flowchart", "nodes": g["n"], "count": g["n"], "edges": E, "diamonds": sorted(rank[u] for u in g["diamonds"])}, rank


def dagre(seed, n):
    """n flowcharts laid out by dagre and drawn as SVG."""
    rngs = [seeded("dagre", seed, i) for i in range(n)]
    gs = [specs.graph(r) for r in rngs]
    with tempfile.TemporaryDirectory() as d:
        ims = _node("dagre.mjs", gs, d)
        pos = json.load(open(d + "/centres.json"))
    out = []
    for r, g, im, p in zip(rngs, gs, ims, pos):
        facts, rank = _flow_facts(g, [(x, y) for x, y, _, _ in p["pos"]], 22)
        k = p["k"]
        rows = [(CLS["box"], (x - w / 2) * k, (y - h / 2) * k, (x + w / 2) * k, (y + h / 2) * k, x * k, y * k, rank[u], -1, -1, -1, -1.0) for u, (x, y, w, h) in enumerate(p["pos"])]
        out.append(to_sample(r, im, facts, "dagre", rows))
    return out


def graphviz(seed, n):
    """n flowcharts by Graphviz dot (held out of training)."""
    out = []
    for i in range(n):
        r = seeded("dot", seed, i)
        g = specs.graph(r)
        shape = r.choice(["box", "box", "box", "ellipse"])
        style = "filled,rounded" if r.random() < .4 and shape == "box" else "filled"
        dot = [f'digraph {{ rankdir={"LR" if g["lr"] else "TB"}; bgcolor="{g["bg"]}"; splines={r.choice(["true", "true", "polyline", "ortho"])}; pad=0.2;',
               f'node [shape={shape} style="{style}" fillcolor="{g["panel"]}" color="{g["fg"]}" fontcolor="{g["fg"]}" fontname="DejaVu Sans" fontsize=12];',
               f'edge [color="{g["fg"]}" penwidth={1 + g["r"][1]:.2f}];']
        for u in range(g["n"]):
            dot.append(f'{u} [label="{g["labels"][u]}"' + (' shape=diamond]' if u in g["diamonds"] else "]"))
        dot += [f"{u} -> {v};" for u, v in g["edges"]] + ["}"]
        src = "\n".join(dot).encode()
        plain = subprocess.run(["dot", "-Tplain"], input=src, capture_output=True, check=True).stdout.decode()
        pos = {}
        for line in plain.split("\n"):
            if line.startswith("node "):
                w = line.split()
                pos[int(w[1])] = (float(w[2]) * 72, -float(w[3]) * 72)
        png = subprocess.run(["dot", "-Tpng", "-Gdpi=72"], input=src, capture_output=True, check=True).stdout
        facts, _ = _flow_facts(g, [pos[u] for u in range(g["n"])], 22)
        out.append(to_sample(r, Image.open(io.BytesIO(png)), facts, "graphviz"))
    return out


def _matplotlib_marks(kind, series, height):
    """What matplotlib drew of each series as mark_rows() takes it; matplotlib's y axis points up."""
    if kind == "scatter":
        return []
    if kind == "line":
        ends = [line.axes.transData.transform((line.get_xdata()[-1], line.get_ydata()[-1])) for line in series]
        return [[(x, height - y)] for x, y in ends]
    if kind == "pie":
        return [[_middle(w, height) for w in series[0]]]
    boxes = [[b.get_window_extent() for b in bars] for bars in series]
    return [[(b.x0, height - b.y1, b.width, b.height) for b in bars] for bars in boxes]


def _middle(wedge, height):
    """The middle of a slice, in pixels from the upper left."""
    angle = np.radians((wedge.theta1 + wedge.theta2) / 2)
    r = wedge.r - wedge.width / 2 if wedge.width else wedge.r * .62
    x, y = wedge.axes.transData.transform((wedge.center[0] + r * np.cos(angle), wedge.center[1] + r * np.sin(angle)))
    return x, height - y


def matplotlib_charts(seed, n):
    """n charts by matplotlib."""
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    out = []
    for i in range(n):
        r = seeded("matplotlib", seed, i)
        d, f = specs.chart(r)
        sty = r.choice(["default", "default", "ggplot", "bmh", "seaborn-v0_8", "seaborn-v0_8-whitegrid", "fivethirtyeight", "dark_background"])
        with plt.style.context(sty):
            fig, ax = plt.subplots(figsize=(d["w"] / 90, d["h"] / 90), dpi=90)
            k, top = d["kind"], d["top"]
            marks = []  # for each series what is drawn of it
            if k in ("bar", "hbar"):
                m, S = len(d["cats"]), d["series"]
                wid = r.uniform(.5, .9)
                base = np.zeros(m)
                for j, s in enumerate(S):
                    x = np.arange(m)
                    w = wid
                    if d["style"] == "grouped":
                        w = wid / len(S)
                        x = x - wid / 2 + w * (j + .5)
                    col = d["colours"] if d["many"] else d["colours"][j]
                    lab = d["names"][j] if d["legend"] else None
                    b = base if d["style"] == "stacked" else None
                    marks.append(ax.bar(x, s, w, bottom=b, color=col, label=lab) if k == "bar" else ax.barh(x, s, w, left=b, color=col, label=lab))
                    base = base + np.array(s)
                if k == "bar":
                    ax.set_xticks(range(m), d["cats"])
                    ax.set_ylim(0, top)
                else:
                    ax.set_yticks(range(m), d["cats"])
                    ax.set_xlim(0, top)
                    ax.invert_yaxis()
                ax.grid(d["grid"], axis="y" if k == "bar" else "x")
                if not d["grid"]:
                    ax.grid(False)
                ax.set_axisbelow(True)
            elif k == "line":
                for j, s in enumerate(d["series"]):
                    marks += ax.plot(s, color=d["colours"][j], lw=r.uniform(1.2, 3), marker="o" if r.random() < .3 else None, label=d["names"][j] if d["legend"] else None)
                ax.set_ylim(0, top)
                ax.grid(d["grid"])
            elif k == "scatter":
                for j, s in enumerate(d["series"]):
                    a = np.array(s).reshape(-1, 2)
                    ax.scatter(a[:, 0], a[:, 1], color=d["colours"][j], s=r.uniform(10, 50), label=d["names"][j] if d["legend"] else None)
                ax.grid(d["grid"])
            else:
                pie = ax.pie(d["series"][0], colors=d["colours"], startangle=90, counterclock=False, labels=d["cats"] if r.random() < .5 and not d["legend"] else None,
                       autopct="%d%%" if r.random() < .4 else None, wedgeprops={"width": 1 - d["hole"]} if d["hole"] else None)
                marks.append(pie.wedges)
            if d["legend"]:
                ax.legend(d["cats"] if k == "pie" else None, loc="best" if k != "pie" else "center left", bbox_to_anchor=None if k != "pie" else (1, .5)) if k == "pie" else ax.legend()
            if d["title"]:
                ax.set_title(d["title"])
            if k != "pie" and r.random() < .3:
                for s in ("top", "right"):
                    ax.spines[s].set_visible(False)
            b = io.BytesIO()
            fig.savefig(b, format="png")
            rows = mark_rows(d, _matplotlib_marks(k, marks, fig.bbox.height))
            plt.close(fig)
        out.append(to_sample(r, Image.open(b), f, "matplotlib", rows))
    return out
