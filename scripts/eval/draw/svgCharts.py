"""Writes charts whose texts stay texts, by programs that write SVG or HTML: python3 svgCharts.py FOLDER [COUNT] [SEED]

pygal and plotly (for tuning), gnuplot and leather (held apart). `pageTexts.mjs FOLDER` then draws them and writes where each text stands.
Needs pygal, plotly, leather (pip) and gnuplot. FOLDER/pages.json: {"name.svg": {"roles": {text: role}, "width", "height"}}.
"""
import json
import random
import subprocess
import sys
from pathlib import Path

WORDS = """North South East West Central Mon Tue Wed Thu Fri Jan Feb Mar Apr May Jun Q1 Q2 Q3 Q4 Chrome Safari Firefox Edge iOS Android Linux
api-gateway auth db-1 v1.0 v1.2 p50 p95 Oslo Zürich Kraków C++ Node.js TypeScript Go Rust 18–24 25–34 65+ us-east-1 Marketing Sales Support R&D""".split()
TITLES = ["Revenue by Region", "Requests per second", "Latency (p95, ms)", "Errors, last 24 hours", "Coverage by package", "Share of users",
          "Temps de réponse", "CPU % per core", "Tickets closed", "Size [MB]"]
AXES = ["Month", "Count", "Seconds", "Requests", "Units sold", "Price ($)", "Employees", "Share (%)", "Temperature (°C)", "Service"]


def data(rng):
    labels = rng.sample(WORDS, rng.randint(4, 7))
    top = rng.choice([9, 60, 100, 450, 8000, 120000])
    names = rng.sample([w for w in WORDS if w not in labels], rng.choice([1, 2, 3]))
    digits = 1 if top < 50 else 0
    series = {n: [round(rng.uniform(0.15, 1) * top, digits) if digits else int(rng.uniform(0.15, 1) * top) for _ in labels] for n in names}
    title, (x, y) = rng.choice(TITLES), rng.sample(AXES, 2)
    return labels, series, title, x, y, rng.random() < 0.4


def roles(labels, names, title, x, y):
    return {**{n: "legend" for n in names}, **{n: "category" for n in labels}, x: "axis-title", y: "axis-title", title: "title"}


def pygal_chart(path, rng):
    import pygal
    from pygal import style
    labels, series, title, x, y, printed = data(rng)
    kind = rng.choice([pygal.Bar, pygal.Line, pygal.HorizontalBar, pygal.StackedBar])
    chart = kind(width=rng.choice([640, 760]), height=rng.choice([400, 460]), style=rng.choice([style.DefaultStyle, style.CleanStyle, style.LightStyle, style.DarkStyle, style.BlueStyle]),
                 print_values=printed, js=[], title=title, x_title=x, y_title=y, legend_at_bottom=rng.random() < 0.4, disable_xml_declaration=True)
    chart.x_labels = labels
    for name, values in series.items():
        chart.add(name, values)
    svg = chart.render(is_unicode=True)
    path.write_text(svg)
    return {"renderer": "pygal", "roles": roles(labels, series, title, x, y), "width": chart.config.width, "height": chart.config.height}


def plotly_chart(path, rng):
    import plotly.graph_objects as go
    labels, series, title, x, y, printed = data(rng)
    kind = rng.choice(["bar", "line", "barh"])
    figure = go.Figure()
    for name, values in series.items():
        text = [str(v) for v in values] if printed and kind != "line" else None
        if kind == "line":
            figure.add_scatter(x=labels, y=values, name=name)
        elif kind == "bar":
            figure.add_bar(x=labels, y=values, name=name, text=text, textposition=rng.choice(["auto", "outside", "inside"]))
        else:
            figure.add_bar(y=labels, x=values, name=name, text=text, orientation="h")
    width, height = rng.choice([(700, 450), (640, 400), (860, 480)])
    figure.update_layout(title=title, xaxis_title=x, yaxis_title=y, template=rng.choice(["plotly", "plotly_white", "plotly_dark", "ggplot2", "seaborn", "simple_white"]), width=width, height=height,
                         showlegend=len(series) > 1)
    figure.update_xaxes(type="category" if kind != "barh" else "linear")
    figure.update_yaxes(type="category" if kind == "barh" else "linear")
    path.write_text(figure.to_html(include_plotlyjs="inline", config={"displayModeBar": False}))
    return {"renderer": "plotly", "roles": roles(labels, series if len(series) > 1 else [], title, x, y), "width": width, "height": height}


def gnuplot_chart(path, rng):
    labels, series, title, x, y, printed = data(rng)
    width, height = rng.choice([(640, 420), (720, 480)])
    style = rng.choice(["histogram", "lines", "linespoints"])
    names = list(series)
    quoted = lambda text: '"' + text.replace('"', "") + '"'
    rows = "\n".join(" ".join([quoted(label)] + [str(series[n][i]) for n in names]) for i, label in enumerate(labels))
    draw = [f"$d using {k + 2}:xtic(1) title {quoted(n)} " + ("with histogram" if style == "histogram" else f"with {style}") for k, n in enumerate(names)]
    if printed and style != "histogram":
        draw.append("$d using 0:2:2 with labels offset 0,0.8 notitle")
    script = f"""set terminal svg size {width},{height} font '{rng.choice(["Liberation Sans", "DejaVu Sans", "Arial"])},{rng.choice([10, 12, 13])}'
set output '{path}'
set encoding utf8
$d << EOD
{rows}
EOD
set title {quoted(title)} noenhanced
set xlabel {quoted(x)} noenhanced
set ylabel {quoted(y)} noenhanced
set style data histogram
set style fill solid {rng.choice(["0.5", "0.9"])} border -1
set yrange [0:*]
set xtics {rng.choice(["", "rotate by 90 right", ""])} noenhanced
set key {rng.choice(["top right", "outside", "top left"])} noenhanced
{rng.choice(["set grid ytics", ""])}
plot {", ".join(draw)}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    return {"renderer": "gnuplot", "roles": roles(labels, names, title, x, y), "width": width, "height": height}


def leather_chart(path, rng):
    import leather
    labels, series, title, x, y, _ = data(rng)
    chart = leather.Chart(title)
    name = next(iter(series))
    if rng.random() < 0.5:
        chart.add_columns(list(zip(labels, series[name])))
    else:
        chart.add_bars([(v, l) for l, v in zip(labels, series[name])])
    chart.add_x_axis(name=x)
    chart.add_y_axis(name=y)
    chart.to_svg(str(path), width=640, height=400)
    return {"renderer": "leather", "roles": roles(labels, [], title, x, y), "width": 640, "height": 400}


def main():
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {}
    for i in range(count):
        for kind, end, draw in [("pygal", "svg", pygal_chart), ("plotly", "html", plotly_chart), ("gnuplot", "svg", gnuplot_chart), ("leather", "svg", leather_chart)]:
            name = f"{kind}-{i:02}.{end}"
            pages[name] = {**draw(folder / name, rng), "scale": rng.choice([1, 1, 1, 2])}
    (folder / "pages.json").write_text(json.dumps(pages, ensure_ascii=False, indent=1))


main()
