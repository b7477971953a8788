"""Draws charts with known data: python draw.py OUT_DIR [SEED]. Needs matplotlib, seaborn, vl-convert-python, pygal, cairosvg; gnuplot and
Rscript where they are installed. OUT_DIR gets png/ and truth.json in the form of the scorer. gnuplot, base R and pygal's other styles
are held apart: nothing is tuned to them."""
import io, json, math, os, random, subprocess, sys, tempfile

out, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7
rng = random.Random(seed)
os.makedirs(f'{out}/png', exist_ok=True)
truths = {}
TOPICS = [('Revenue by Region', ['North', 'South', 'East', 'West', 'Central', 'Overseas'], 'Revenue'), ('Tickets per Weekday', ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], 'Tickets'),
          ('Build Time by Project', ['api', 'web', 'mobile', 'docs', 'infra'], 'Seconds'), ('Energy by Source', ['Coal', 'Gas', 'Solar', 'Wind', 'Hydro', 'Nuclear'], 'TWh'),
          ('Monthly Users', ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug'], 'Users'), ('Score by Team', ['Red', 'Blue', 'Green', 'Gold', 'Silver'], 'Points'), ('Sales per Year', ['2017', '2018', '2019', '2020', '2021', '2022', '2023'], 'Units')]
NAMES = [['Plan', 'Actual'], ['Alpha', 'Beta', 'Gamma'], ['Online', 'Retail', 'Partner'], ['2022', '2023'], ['Errors', 'Warnings', 'Notes', 'Hints']]


def data(kind):
    title, labels, unit = rng.choice(TOPICS)
    labels = labels[:rng.randint(4, len(labels))]
    top = rng.choice([12, 95, 480, 2600, 43000, 1.7])
    digits = 2 if top < 5 else 1 if top < 20 else 0
    names = [''] if kind in ('bar', 'horizontal-bar', 'pie', 'donut') or (kind in ('line', 'scatter', 'area') and rng.random() < .35) else rng.choice(NAMES)
    series = []
    if kind == 'scatter':
        for n in names:
            slope = rng.uniform(-1, 1)
            pts = []
            for _ in range(rng.randint(10, 22)):
                x = rng.uniform(3, 97)
                pts.append({'x': round(x, 1), 'y': round(top * (.5 + .004 * slope * (x - 50) + rng.uniform(-.25, .25)), digits + 1)})
            series.append({'name': n, 'points': pts})
        return title, labels, unit, series
    negative = kind == 'bar' and rng.random() < .25
    for n in names:
        v, pts = rng.uniform(.3, .8), []
        for l in labels:
            v = min(.98, max(.06, v + rng.uniform(-.3, .3)))
            y = round(top * v * (-1 if negative and rng.random() < .4 else 1), digits)
            pts.append({'label': l, 'y': y})
        series.append({'name': n, 'points': pts})
    if kind in ('pie', 'donut'):
        total = sum(p['y'] for p in series[0]['points'])
        for p in series[0]['points']: p['y'] = round(100 * p['y'] / total, 1)
    return title, labels, unit, series


def keep(name, renderer, kind, series, scale=1, labels=False, legend=None, x_type=None):
    truths[name] = {'id': name[:-4], 'renderer': renderer, 'kind': kind, 'scale': scale, 'labels': labels, 'legend': legend or ('right' if len(series) > 1 else 'none'),
                    'x_type': x_type or ('number' if kind == 'scatter' else 'category'), 'y_scale': 'linear', 'x_scale': 'linear', 'series': series, 'texts': []}


def draw_matplotlib(i, kind, style):
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    title, labels, unit, series = data(kind)
    dpi = rng.choice([72, 100, 100, 144])
    with plt.style.context(style if style != 'default' else 'default'):
        fig, ax = plt.subplots(figsize=rng.choice([(6.4, 4.8), (8, 4.5), (7, 5)]), dpi=dpi)
        printed = kind in ('bar', 'horizontal-bar') and rng.random() < .4
        n = len(series)
        xs = list(range(len(labels)))
        if kind in ('bar', 'grouped-bar'):
            w = .8 / n
            for k, s in enumerate(series):
                b = ax.bar([x + (k - (n - 1) / 2) * w for x in xs], [p['y'] for p in s['points']], w * .95, label=s['name'])
                if printed: ax.bar_label(b)
            ax.set_xticks(xs, labels)
        elif kind == 'stacked-bar':
            base = [0] * len(labels)
            for s in series:
                ys = [p['y'] for p in s['points']]
                ax.bar(labels, ys, .7, bottom=base, label=s['name'])
                base = [a + b for a, b in zip(base, ys)]
        elif kind == 'horizontal-bar':
            b = ax.barh(labels, [p['y'] for p in series[0]['points']])
            if printed: ax.bar_label(b)
        elif kind == 'line':
            for s in series: ax.plot(labels, [p['y'] for p in s['points']], marker=rng.choice(['o', 's', None, '^']), label=s['name'], linestyle=rng.choice(['-', '-', '--']))
        elif kind == 'area':
            ys = [p['y'] for p in series[0]['points']]; series = series[:1]; n = 1
            ax.fill_between(labels, ys, alpha=.4); ax.plot(labels, ys); ax.set_ylim(0)
        elif kind == 'scatter':
            for s in series: ax.scatter([p['x'] for p in s['points']], [p['y'] for p in s['points']], label=s['name'], s=rng.choice([20, 36]))
        elif kind in ('pie', 'donut'):
            ax.pie([p['y'] for p in series[0]['points']], labels=labels, autopct='%.1f%%' if rng.random() < .6 else None, wedgeprops={'width': .4} if kind == 'donut' else None, pctdistance=.8 if kind == 'donut' else .6)
        ax.set_title(title)
        if kind not in ('pie', 'donut', 'horizontal-bar'): ax.set_ylabel(unit)
        if n > 1: ax.legend()
        if rng.random() < .4 and kind not in ('pie', 'donut'): ax.grid(axis='y' if kind != 'horizontal-bar' else 'x', alpha=.4); ax.set_axisbelow(True)
        fig.tight_layout()
        name = f'matplotlib-{style.replace("seaborn-v0_8-", "sns-").replace("_", "")}-{i:02}.png'
        fig.savefig(f'{out}/png/{name}')
        plt.close(fig)
    keep(name, 'matplotlib' if style == 'default' else 'seaborn-styles' if 'seaborn' in style else 'mpl-styles', kind, series, dpi / 72, printed)


def draw_vega(i, kind):
    import vl_convert as vlc
    title, labels, unit, series = data(kind)
    rows = [{'s': s['name'], 'c': p.get('label', p.get('x')), 'v': p['y']} for s in series for p in s['points']]
    n = len(series)
    spec = {'$schema': 'https://vega.github.io/schema/vega-lite/v5.json', 'title': title, 'width': rng.choice([400, 520]), 'height': rng.choice([260, 320]), 'data': {'values': rows}, 'background': 'white'}
    x, y = {'field': 'c', 'type': 'nominal', 'sort': None, 'title': None}, {'field': 'v', 'type': 'quantitative', 'title': unit}
    colour = {'color': {'field': 's', 'type': 'nominal', 'sort': None, 'title': None}} if n > 1 else {}
    if kind == 'bar' or kind == 'stacked-bar': spec |= {'mark': 'bar', 'encoding': {'x': x, 'y': y} | colour | ({'order': {'field': 's'}} if n > 1 else {})}
    elif kind == 'grouped-bar': spec |= {'mark': 'bar', 'encoding': {'x': x, 'y': y, 'xOffset': {'field': 's', 'sort': None}} | colour}
    elif kind == 'horizontal-bar': spec |= {'mark': 'bar', 'encoding': {'y': x, 'x': y}}
    elif kind == 'line': spec |= {'mark': {'type': 'line', 'point': rng.random() < .5}, 'encoding': {'x': x, 'y': y} | colour}
    elif kind == 'area': series = series[:1]; spec |= {'mark': {'type': 'area', 'line': True, 'opacity': .5}, 'data': {'values': [r for r in rows if r['s'] == series[0]['name']]}, 'encoding': {'x': x, 'y': y}}
    elif kind == 'scatter': spec |= {'mark': {'type': 'point', 'filled': rng.random() < .7}, 'encoding': {'x': {'field': 'c', 'type': 'quantitative', 'title': 'Load'}, 'y': y} | colour}
    elif kind in ('pie', 'donut'): spec |= {'mark': {'type': 'arc', 'innerRadius': 60 if kind == 'donut' else 0}, 'encoding': {'theta': {'field': 'v', 'type': 'quantitative', 'sort': None}, 'color': {'field': 'c', 'type': 'nominal', 'sort': None, 'title': None}, 'order': {'field': 'o', 'type': 'quantitative'}}}
    for k, r in enumerate(rows): r['o'] = k
    scale = rng.choice([1, 1, 2])
    name = f'vega-lite-{i:02}.png'
    open(f'{out}/png/{name}', 'wb').write(vlc.vegalite_to_png(json.dumps(spec), scale=scale))
    keep(name, 'vega-lite', kind, series, scale)


def draw_pygal(i, kind):
    import cairosvg, pygal
    from pygal.style import CleanStyle, LightColorizedStyle, NeonStyle, DarkStyle
    title, labels, unit, series = data(kind)
    made = {'bar': pygal.Bar, 'grouped-bar': pygal.Bar, 'stacked-bar': pygal.StackedBar, 'horizontal-bar': pygal.HorizontalBar, 'line': pygal.Line, 'area': pygal.Line, 'pie': pygal.Pie, 'donut': pygal.Pie, 'scatter': pygal.XY}[kind]
    options = {'inner_radius': .55} if kind == 'donut' else {'stroke': False} if kind == 'scatter' else {'fill': True} if kind == 'area' else {}
    if kind == 'area': series = series[:1]
    chart = made(width=720, height=430, title=title, style=rng.choice([CleanStyle, DarkStyle, LightColorizedStyle]), show_legend=len(series) > 1 or kind in ('pie', 'donut'), **options)
    if kind in ('pie', 'donut'):
        for p in series[0]['points']: chart.add(p['label'], p['y'])
    else:
        if kind != 'scatter': chart.x_labels = labels
        for s in series: chart.add(s['name'] or 'All', [(p['x'], p['y']) for p in s['points']] if kind == 'scatter' else [p['y'] for p in s['points']])
    name = f'pygal-{i:02}.png'
    cairosvg.svg2png(chart.render(), write_to=f'{out}/png/{name}')
    keep(name, 'pygal-styles*', kind, series)


def draw_gnuplot(i, kind):
    if kind in ('pie', 'donut', 'horizontal-bar', 'area'): kind = 'bar'
    title, labels, unit, series = data(kind)
    name = f'gnuplot-{i:02}.png'
    head = f'set terminal pngcairo size {rng.choice(["640,480", "800,500"])} font "{rng.choice(["DejaVu Sans,10", "Liberation Sans,12"])}"\nset output "{out}/png/{name}"\nset title "{title}"\nset ylabel "{unit}"\n'
    if kind == 'scatter':
        body = 'plot ' + ', '.join(f"'-' with points pt 7 title \"{s['name']}\"" if s['name'] else "'-' with points pt 7 notitle" for s in series) + '\n'
        for s in series: body += '\n'.join(f"{p['x']} {p['y']}" for p in s['points']) + '\ne\n'
    else:
        rows = '\n'.join(f'"{l}" ' + ' '.join(str(s['points'][k]['y']) for s in series) for k, l in enumerate(labels))
        body = f'$d << EOD\n{rows}\nEOD\n'
        if kind == 'line': body += 'set grid\nplot ' + ', '.join(f'$d using 0:{k + 2}:xtic(1) with linespoints lw 2 ' + (f'title "{s["name"]}"' if s['name'] else 'notitle') for k, s in enumerate(series)) + '\n'
        else:
            body += f'set style data histograms\nset style histogram {"rowstacked" if kind == "stacked-bar" else "clustered"}\nset style fill solid 0.8\nset boxwidth 0.8\n' + ('' if any(p['y'] < 0 for s in series for p in s['points']) else 'set yrange [0:*]\n')
            body += 'plot ' + ', '.join(f'$d using {k + 2}:xtic(1) ' + (f'title "{s["name"]}"' if s['name'] else 'notitle') for k, s in enumerate(series)) + '\n'
    subprocess.run(['gnuplot'], input=(head + body).encode(), check=True)
    keep(name, 'gnuplot*', kind, series)


def draw_r(i, kind):
    if kind in ('donut', 'area'): kind = 'pie'
    title, labels, unit, series = data(kind)
    name = f'r-{i:02}.png'
    vec = lambda values: 'c(' + ','.join(json.dumps(v) for v in values) + ')'
    code = f'png("{out}/png/{name}", width={rng.choice([640, 760])}, height=440, type="cairo")\n'
    m = 'rbind(' + ','.join(vec([p['y'] for p in s['points']]) for s in series) + ')' if kind != 'scatter' else ''
    legend = f', legend.text={vec([s["name"] for s in series])}' if len(series) > 1 else ''
    palette = ['"#1b9e77"', '"#d95f02"', '"#7570b3"', '"#e7298a"'][:len(series)]
    cols = 'c(' + ','.join(palette) + ')'
    if kind in ('bar', 'grouped-bar', 'stacked-bar'): code += f'barplot({m}, names.arg={vec(labels)}, main="{title}", ylab="{unit}", col={cols if len(series) > 1 else chr(34) + "steelblue" + chr(34)}, beside={"FALSE" if kind == "stacked-bar" else "TRUE"}{legend})\n'
    elif kind == 'horizontal-bar': code += f'par(mar=c(4,7,3,1)); barplot({vec([p["y"] for p in series[0]["points"]])}, names.arg={vec(labels)}, main="{title}", horiz=TRUE, las=1, col="tomato")\n'
    elif kind == 'line':
        ys = [p['y'] for s in series for p in s['points']]
        code += f'plot(NULL, xlim=c(1,{len(labels)}), ylim=c({min(ys)},{max(ys)}), xaxt="n", xlab="", ylab="{unit}", main="{title}"); axis(1, at=1:{len(labels)}, labels={vec(labels)})\n'
        for s, c in zip(series, palette): code += f'lines({vec([p["y"] for p in s["points"]])}, col={c}, lwd=2, type="o", pch=16)\n'
        if len(series) > 1: code += f'legend("topright", legend={vec([s["name"] for s in series])}, col={cols}, lwd=2)\n'
    elif kind == 'scatter':
        xs, ys = [p['x'] for s in series for p in s['points']], [p['y'] for s in series for p in s['points']]
        code += f'plot({vec(xs)}, {vec(ys)}, col=rep({cols}, c({",".join(str(len(s["points"])) for s in series)})), pch=16, xlab="Load", ylab="{unit}", main="{title}")\n'
        if len(series) > 1: code += f'legend("topright", legend={vec([s["name"] for s in series])}, col={cols}, pch=16)\n'
    else: code += f'pie({vec([p["y"] for p in series[0]["points"]])}, labels={vec(labels)}, main="{title}")\n'
    code += 'invisible(dev.off())\n'
    subprocess.run(['Rscript', '-e', code], check=True, stdout=subprocess.DEVNULL)
    keep(name, 'r-base*', kind, series)


KINDS = ['bar', 'grouped-bar', 'stacked-bar', 'horizontal-bar', 'line', 'line', 'area', 'scatter', 'pie', 'donut']
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1
for i in range(count * len(KINDS)):
    kind = KINDS[i % len(KINDS)]
    for draw in (lambda: draw_matplotlib(i, kind, 'default'), lambda: draw_matplotlib(i, kind, rng.choice(['seaborn-v0_8-darkgrid', 'seaborn-v0_8-whitegrid', 'ggplot', 'dark_background', 'fivethirtyeight'])), lambda: draw_vega(i, kind), lambda: draw_pygal(i, kind), lambda: draw_gnuplot(i, kind), lambda: draw_r(i, kind)):
        try: draw()
        except Exception as error: print(i, kind, repr(error)[:200])
json.dump(truths, open(f'{out}/truth.json', 'w'))
print(len(truths))
