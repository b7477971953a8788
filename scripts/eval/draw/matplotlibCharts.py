"""Draws charts with matplotlib and writes where each text stands: python3 matplotlibCharts.py FOLDER [COUNT] [SEED]

For tuning reading in place (npm run eval:place -- FOLDER). Needs matplotlib and fonts; which fonts are used follows from what is installed.
"""
import json
import random
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.font_manager as fonts
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter

FONTS = ["DejaVu Sans", "Liberation Sans", "Lato", "Inter", "Liberation Serif", "Go", "DejaVu Serif", "Hack"]
WORDS = """North South East West Central Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Q1 Q2 Q3 Q4 Chrome Safari Firefox
Edge Opera iOS Android Linux Windows macOS api-gateway auth db-1 v1.0 v1.2 v2.0 p50 p95 p99 Oslo São_Paulo Zürich Kraków İzmir Málaga <1_ms
Batch_size=32 n=120 C++ C# Node.js TypeScript Go Rust /api/users /login GET POST 200 404 500 A B C I II III 18–24 25–34 35–44 65+ us-east-1 eu-west-2
Marketing Sales Support R&D Open Closed Won't_fix Critical Blocker Minor Retry cache_hit cache_miss train val test ResNet-50 BERT GPT-2""".split()
TITLES = ["Revenue by Region", "Requests per second", "Latency (p95, ms)", "Errors, last 24 hours", "Memory use: heap vs. RSS", "Coverage by package", "Share of users",
          "Training loss", "Bestellungen je Woche", "Temps de réponse", "CPU % per core", "Cost ($k)", "Tickets closed / opened", "Size [MB]", "Votes, 2019–2024"]


def number_format(kind):
    def plain(v):
        return f"{v:g}"

    return {
        "plain": lambda v, _: plain(v).replace("-", "−"),
        "comma": lambda v, _: f"{v:,.0f}",
        "dollar": lambda v, _: ("-" if v < 0 else "") + f"${abs(v):,.0f}",
        "percent": lambda v, _: f"{v:.0f}%",
        "k": lambda v, _: f"{v / 1000:g}k" if abs(v) >= 1000 else plain(v),
        "M": lambda v, _: f"{v / 1e6:.1f}M",
        "decimal": lambda v, _: f"{v:.2f}",
        "ms": lambda v, _: f"{v:g} ms",
    }[kind]


def label(rng):
    return rng.choice(WORDS).replace("_", " ")


def draw(path, rng):
    dark = rng.random() < 0.3
    matplotlib.rcdefaults()
    plt.style.use("dark_background" if dark else rng.choice(["default", "ggplot", "bmh", "seaborn-v0_8-whitegrid", "fast"]))
    installed = {f.name for f in fonts.fontManager.ttflist}
    plt.rcParams.update({
        "font.family": rng.choice([f for f in FONTS if f in installed]),
        "font.size": rng.choice([7, 8, 9, 10, 11]),
        "axes.unicode_minus": True,
    })
    dpi = rng.choice([72, 80, 96, 100, 144, 160])
    fig, ax = plt.subplots(figsize=(rng.uniform(4.5, 7.5), rng.uniform(3, 5)), dpi=dpi)
    texts = []
    kind = rng.choice(["bar", "barh", "line", "grouped", "stacked", "scatter", "log"])
    top = rng.choice([1, 8, 45, 100, 900, 5200, 78000, 2.4e6])
    fmt = number_format("percent" if top == 100 else "M" if top > 1e6 else "decimal" if top == 1 else rng.choice(["plain", "comma", "dollar", "k", "ms"]))
    count = rng.randint(3, 9)
    names = rng.sample(sorted(set(WORDS)), count)
    names = [n.replace("_", " ") for n in names]
    values = [rng.uniform(0.1, 1) * top for _ in names]
    bars = []
    value_axis = ax.yaxis
    series = [label(rng) for _ in range(rng.randint(2, 4))]
    if kind == "bar":
        bars = ax.bar(names, values, color=rng.choice([None, "tab:blue", "#334", "tab:red", "tab:green"]))
    elif kind == "barh":
        bars = ax.barh(names, values, color=rng.choice([None, "tab:purple", "tab:orange"]))
        value_axis = ax.xaxis
    elif kind in ("grouped", "stacked"):
        base = [0.0] * count
        for i, s in enumerate(series):
            part = [rng.uniform(0.15, 1) * top / len(series) for _ in names]
            if kind == "stacked":
                bars += list(ax.bar(names, part, bottom=base, label=s))
                base = [a + b for a, b in zip(base, part)]
            else:
                bars += list(ax.bar([j + i * 0.8 / len(series) for j in range(count)], part, width=0.75 / len(series), label=s))
        if kind == "grouped":
            ax.set_xticks([j + 0.4 - 0.4 / len(series) for j in range(count)], names)
    elif kind == "scatter":
        for s in series:
            ax.scatter([rng.uniform(-50, 50) for _ in range(12)], [rng.uniform(-top, top) for _ in range(12)], label=s, s=14)
    else:
        for s in series:
            x = range(0, rng.choice([10, 24, 60, 500]))
            ax.plot(x, [10 ** rng.uniform(0, 4) if kind == "log" else rng.uniform(0, top) for _ in x], label=s)
        if kind == "log":
            ax.set_yscale("log")
    if kind != "log":
        value_axis.set_major_formatter(FuncFormatter(fmt))
    if kind in ("bar", "grouped", "stacked") and rng.random() < 0.35:
        ax.tick_params(axis="x", labelrotation=90)
    ax.grid(rng.random() < 0.5)
    if series and kind in ("grouped", "stacked", "line", "scatter", "log"):
        ax.legend(loc=rng.choice(["upper right", "upper left", "lower right", "best"]))
    title = ax.set_title(rng.choice(TITLES))
    x_title = ax.set_xlabel(rng.choice(TITLES)) if rng.random() < 0.7 else None
    y_title = ax.set_ylabel(rng.choice(TITLES)) if rng.random() < 0.7 else None
    marks = []
    if len(bars) and rng.random() < 0.8 and len(bars) < 20:
        middle = kind == "stacked" or rng.random() < 0.3
        for bar in bars:
            along = bar.get_width() if kind == "barh" else bar.get_height()
            text = fmt(along, 0)
            if kind == "barh":
                at = (along / 2 if middle else along, bar.get_y() + bar.get_height() / 2)
                t = ax.text(*at, text, ha="center" if middle else "left", va="center")
            else:
                at = (bar.get_x() + bar.get_width() / 2, bar.get_y() + (along / 2 if middle else along))
                t = ax.text(*at, text, ha="center", va="center" if middle else "bottom")
            if middle:
                t.set_color("white")
            marks.append((t, along))
    fig.tight_layout()
    fig.canvas.draw()
    height = fig.canvas.get_width_height()[1]
    page = fig.get_window_extent()

    def put(t, role, value=None):
        if t is None or not t.get_visible() or not t.get_text().strip():
            return
        box = t.get_window_extent()
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1:
            return
        texts.append({"text": t.get_text(), "role": role, "turned": t.get_rotation() not in (0, 360), "box":
                      [int(box.x0), int(height - box.y1), int(box.x1 - box.x0) + 1, int(box.y1 - box.y0) + 1], **({"value": value} if value is not None else {})})

    put(title, "title")
    put(x_title, "axis-title")
    put(y_title, "axis-title")
    for axis in (ax.xaxis, ax.yaxis):
        if kind == "log" and axis is ax.yaxis:
            continue  # powers with raised exponents
        low, high = sorted(axis.get_view_interval())
        span = high - low
        for tick in axis.get_major_ticks():
            if not low - 1e-6 * span <= tick.get_loc() <= high + 1e-6 * span:
                continue
            category = axis is not value_axis and kind in ("bar", "barh", "grouped", "stacked")
            put(tick.label1, "category" if category else "tick")
    if ax.get_legend():
        for t in ax.get_legend().get_texts():
            put(t, "legend")
    overlapped = [t.get_window_extent() for t, _ in marks]
    for i, (t, value) in enumerate(marks):
        # Marks whose text another one covers are no question.
        if not any(i != j and t.get_window_extent().overlaps(o) for j, o in enumerate(overlapped)):
            put(t, "data-label")
    fig.savefig(path, dpi=dpi)
    plt.close(fig)
    return {"renderer": "matplotlib", "kind": kind, "theme": "dark" if dark else "light", "scale": dpi / 80, "texts": texts}


def main():
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for i in range(count):
        name = f"matplotlib-{i:02}.png"
        truth[name] = draw(folder / name, rng)
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))
    print(sum(len(t["texts"]) for t in truth.values()), "texts")


main()
