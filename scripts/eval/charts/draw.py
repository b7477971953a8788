"""Draws the charts of OUT_DIR/specs.json (specs.py) that Python, gnuplot and R draw: python draw.py OUT_DIR [LIBRARY ...]

Needs matplotlib, seaborn, vl-convert-python, pygal, cairosvg, pillow, bokeh (only its script: Chromium draws it, see drawBrowser.mjs); gnuplot
and Rscript where they are installed. Writes png/ and adds to truth.json in the form of the scorer. Nothing is downloaded.
"""
import io, json, os, random, re, subprocess, sys

from specs import formatted

DARK = {'bg': '#1b1e25', 'fg': '#d8dbe2'}


def style_of(one):
    rng = random.Random(one['seed'])
    return rng.choice(['default', 'seaborn-v0_8-darkgrid', 'seaborn-v0_8-whitegrid', 'ggplot', 'bmh', 'fivethirtyeight', 'Solarize_Light2', 'grayscale' if one['look'] < .1 else 'default', 'tableau-colorblind10']) if one['theme'] == 'light' else 'dark_background'


def matplotlib_chart(one, path):
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    rng = random.Random(one['seed'])
    style = style_of(one)
    if one['library'] == 'seaborn':
        import seaborn
        style = ['default', seaborn.axes_style(rng.choice(['darkgrid', 'whitegrid', 'white', 'ticks']))] if one['theme'] == 'light' else 'dark_background'
    dpi = 100 * one['scale']
    with plt.style.context(style):
        fig, ax = plt.subplots(figsize=(one['width'] / 100, one['height'] / 100), dpi=dpi)
        colours = one['palette']
        if one['library'] == 'seaborn': colours = colours or seaborn.color_palette(rng.choice(['deep', 'muted', 'Set2', 'colorblind', 'husl']), 6).as_hex()
        if colours: ax.set_prop_cycle(color=colours)
        draw_axes(one, ax, rng, plt, colours or plt.rcParams['axes.prop_cycle'].by_key()['color'])
        if one['title']: ax.set_title(one['title'], loc=rng.choice(['center', 'center', 'left']))
        if one['library'] == 'seaborn' and rng.random() < .6: seaborn.despine(ax=ax)
        fig.tight_layout()
        fig.savefig(path)
        one['texts'] = texts_of(fig)
        plt.close(fig)


def texts_of(fig):
    """What is printed, with its box in pixels: the reading's text may be replaced by it (run.ts --truth-text)."""
    from matplotlib.text import Text
    fig.canvas.draw()
    height, out = fig.canvas.get_width_height(physical=True)[1], []
    for text in fig.findobj(Text):
        if not text.get_text().strip() or not text.get_visible(): continue
        box = text.get_window_extent()
        if box.x1 < 0 or box.y1 < 0 or box.y0 > height: continue
        ticks = [t for axis in fig.axes for t in (*axis.xaxis.get_major_ticks(), *axis.yaxis.get_major_ticks(), *axis.xaxis.get_minor_ticks(), *axis.yaxis.get_minor_ticks())]
        owner = next((t for t in ticks if text in (t.label1, t.label2)), None)
        if owner and not (min(owner.axes.get_ylim()) - 1e-9 <= owner.get_loc() <= max(owner.axes.get_ylim()) + 1e-9 if owner in (*owner.axes.yaxis.get_major_ticks(), *owner.axes.yaxis.get_minor_ticks()) else min(owner.axes.get_xlim()) - 1e-9 <= owner.get_loc() <= max(owner.axes.get_xlim()) + 1e-9): continue
        power = re.search(r'10\^\{(-?\d+)\}', text.get_text().replace('\u2212', '-'))
        words = '10' + power[1].translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹')) if power else text.get_text().replace('\u2212', '-')
        out.append({'text': words, 'box': [box.x0, height - box.y1, box.width, box.height], 'turned': text.get_rotation() in (90, 270), 'role': 'text'})
    return out


def draw_axes(one, ax, rng, plt, colours):
    from matplotlib.ticker import FuncFormatter
    kind, series = one['kind'], one['series']
    labels = [p.get('label') for p in series[0]['points']]
    n, xs = len(series), list(range(len(labels)))
    values = [[p['y'] for p in s['points']] for s in series]
    flat = kind == 'horizontal-bar'
    colour = lambda k: colours[k % len(colours)]
    if kind in ('bar', 'grouped-bar', 'horizontal-bar'):
        w = rng.choice([.8, .7]) / n
        for k, s in enumerate(series):
            at = [x + (k - (n - 1) / 2) * w for x in xs]
            b = (ax.barh if flat else ax.bar)(at, values[k], w * rng.choice([1, .92]), label=s['name'], color=colour(k), edgecolor=rng.choice([None, 'black', 'white']))
            if one['labels']: ax.bar_label(b, [formatted(v, one['format']) for v in values[k]], padding=2, fontsize=8)
        (ax.set_yticks if flat else ax.set_xticks)(xs, labels)
        if flat and rng.random() < .5: ax.invert_yaxis()
    elif kind == 'stacked-bar':
        base = [0] * len(labels)
        for k, s in enumerate(series):
            ax.bar(labels, values[k], .7, bottom=base, label=s['name'], color=colour(k))
            base = [a + b for a, b in zip(base, values[k])]
    elif kind in ('line', 'area'):
        import datetime
        at = labels if one['x_type'] == 'category' else [p['x'] if one['x_type'] == 'number' else datetime.datetime.fromisoformat(p['x']) for p in series[0]['points']]
        for k, s in enumerate(series):
            marker = rng.choice(['o', 's', '^', 'D']) if one['markers'] else None
            if kind == 'area':
                ax.fill_between(at, values[k], alpha=rng.choice([.3, .5, 1]), color=colour(k))
                ax.set_ylim(0)
            ax.plot(at, values[k], marker=marker, markersize=rng.choice([4, 6]), label=s['name'], color=colour(k), linestyle=rng.choice(['--', ':', '-.']) if one['dashed'] and k else '-', linewidth=rng.choice([1, 1.5, 2.2]), drawstyle='steps-mid' if one['stepped'] else 'default')
        if one['y_scale'] == 'log': ax.set_yscale('log')
        if one['x_type'] == 'date' and rng.random() < .5: plt.gcf().autofmt_xdate()
    elif kind == 'scatter':
        for k, s in enumerate(series): ax.scatter([p['x'] for p in s['points']], values[k], label=s['name'], s=rng.choice([18, 30, 44]), color=colour(k), marker=rng.choice(['o', 'o', 's', '^']) if n > 1 else 'o', alpha=rng.choice([1, .7]))
        if one['x_scale'] == 'log': ax.set_xscale('log')
    elif kind in ('pie', 'donut'):
        by_legend = one['legend'] != 'none'
        wedges = ax.pie(values[0], labels=None if by_legend else labels, autopct='%.1f%%' if one['labels'] else None, wedgeprops={'width': .4} if kind == 'donut' else {'edgecolor': 'white'} if rng.random() < .4 else None, pctdistance=.8 if kind == 'donut' else .6, startangle=rng.choice([0, 90]))[0]
        if by_legend: ax.legend(wedges, labels, loc='center left', bbox_to_anchor=(1, .5))
    elif kind == 'histogram':
        ax.bar(one['edges'][:-1], values[0], [b - a for a, b in zip(one['edges'], one['edges'][1:])], align='edge', edgecolor=rng.choice(['white', 'black', None]), color=colour(0))
    elif kind == 'box':
        ax.bxp([dict(zip(('whislo', 'q1', 'med', 'q3', 'whishi'), b)) | {'fliers': []} for b in one['boxes']], positions=xs, patch_artist=rng.random() < .6, showfliers=False)
        ax.set_xticks(xs, labels)
    elif kind == 'heatmap':
        image = ax.imshow(values, aspect='auto', cmap=rng.choice(['viridis', 'Blues', 'YlOrRd', 'coolwarm']))
        ax.set_xticks(xs, labels)
        ax.set_yticks(range(n), [s['name'] for s in series])
        if one['labels']:
            for r, row in enumerate(values):
                for c, v in enumerate(row): ax.text(c, r, f'{v:g}', ha='center', va='center', color='white' if image.norm(v) < .5 and image.get_cmap().name == 'viridis' or image.norm(v) > .7 and image.get_cmap().name != 'viridis' else 'black', fontsize=8)
        else: plt.colorbar(image)
    elif kind == 'floating':
        low = [p['low'] for p in series[0]['points']]
        ax.bar(labels, [b - a for a, b in zip(low, values[0])], .6, bottom=low, color=colour(0))
        ax.set_ylim(0)
    elif kind == 'mixed':
        bars = ax.bar(labels, values[0], .6, color=colour(0), label=series[0]['name'])
        other = ax.twinx() if series[1]['second'] else ax
        other.plot(labels, values[1], color=colour(1), marker='o' if one['markers'] else None, label=series[1]['name'])
        if series[1]['second']: other.grid(False)
        handles = [bars, *other.get_lines()]
        (plt.gcf() if one['legend'] != 'inside' else ax).legend(handles, [s['name'] for s in series], loc='upper right')
    if kind in ('pie', 'donut', 'heatmap'): return
    value_axis = ax.xaxis if flat else ax.yaxis
    if one['format'] != 'plain': value_axis.set_major_formatter(FuncFormatter(lambda v, _: formatted(round(v, 6), one['format'])))
    if one['x_title']: (ax.set_ylabel if flat else ax.set_xlabel)(one['x_title'])
    if one['y_title']: (ax.set_xlabel if flat else ax.set_ylabel)(one['y_title'])
    if one['grid'] and one['library'] == 'matplotlib': ax.grid(axis='x' if flat else rng.choice(['y', 'both']), alpha=.5); ax.set_axisbelow(True)
    if n > 1 and kind != 'mixed':
        where = {'inside': {}, 'right': {'loc': 'center left', 'bbox_to_anchor': (1, .5)}, 'top': {'loc': 'lower center', 'bbox_to_anchor': (.5, 1), 'ncols': n}, 'bottom': {'loc': 'upper center', 'bbox_to_anchor': (.5, -.14), 'ncols': n}}[one['legend']]
        ax.legend(**where, frameon=rng.random() < .6)
        if one['legend'] == 'top' and one['title']: one['title'] = ''
    if one['reversed']: ax.invert_yaxis()


def vega_chart(one, path):
    import vl_convert as vlc
    rng = random.Random(one['seed'])
    kind, series = one['kind'], one['series']
    n = len(series)
    rows = [{'s': s['name'], 'c': p.get('label', p.get('x')), 'v': p['y'], 'o': i, 'k': k, 'low': p.get('low')} for k, s in enumerate(series) for i, p in enumerate(s['points'])]
    axis = {'grid': one['grid']} | ({'format': {'thousands': ',', 'si': '~s', 'dollar': '$,', 'percent': ''}[one['format']]} if one['format'] in ('thousands', 'si', 'dollar') else {'labelExpr': "datum.label + '%'"} if one['format'] == 'percent' else {})
    x = {'field': 'c', 'type': {'category': 'nominal', 'number': 'quantitative', 'date': 'temporal'}[one['x_type']], 'sort': None, 'title': one['x_title'] or None, 'axis': {'grid': one['grid'] and rng.random() < .5} | ({'labelAngle': 0} if rng.random() < .5 else {})}
    y = {'field': 'v', 'type': 'quantitative', 'title': one['y_title'] or None, 'axis': axis, 'scale': {'type': one['y_scale']} | ({'reverse': True} if one['reversed'] else {})}
    if kind in ('line', 'scatter') and rng.random() < .5: y['scale']['zero'] = False
    if one['x_scale'] == 'log': x['scale'] = {'type': 'log'}
    orient = {'none': 'right', 'inside': 'top-right'}.get(one['legend'], one['legend'])
    colour = {'color': {'field': 's', 'type': 'nominal', 'sort': None, 'title': None, 'legend': {'orient': orient}} | ({'scale': {'range': one['palette']}} if one['palette'] else {})} if n > 1 else {}
    spec = {'width': one['width'] - 130, 'height': one['height'] - 90, 'data': {'values': rows}}
    if one['title']: spec['title'] = one['title']
    if kind == 'bar': spec |= {'mark': {'type': 'bar', 'cornerRadiusEnd': rng.choice([0, 0, 4])}, 'encoding': {'x': x, 'y': y}}
    elif kind == 'stacked-bar': spec |= {'mark': 'bar', 'encoding': {'x': x, 'y': y, 'order': {'field': 'k'}} | colour}
    elif kind == 'grouped-bar': spec |= {'mark': 'bar', 'encoding': {'x': x, 'y': y, 'xOffset': {'field': 's', 'sort': None}} | colour}
    elif kind == 'horizontal-bar': spec |= {'mark': 'bar', 'encoding': {'y': x | {'axis': {}}, 'x': y} | ({'yOffset': {'field': 's', 'sort': None}} if n > 1 else {}) | colour}
    elif kind == 'line': spec |= {'mark': {'type': 'line', 'point': one['markers'], 'interpolate': 'monotone' if one['smooth'] else 'step' if one['stepped'] else 'linear'}, 'encoding': {'x': x, 'y': y} | colour | ({'strokeDash': {'field': 's', 'sort': None, 'legend': None}} if one['dashed'] and n > 1 else {})}
    elif kind == 'area': spec |= {'mark': {'type': 'area', 'line': rng.random() < .6, 'opacity': rng.choice([.4, .7, 1])}, 'encoding': {'x': x, 'y': y}}
    elif kind == 'scatter': spec |= {'mark': {'type': 'point', 'filled': rng.random() < .6}, 'encoding': {'x': x, 'y': y} | colour}
    elif kind in ('pie', 'donut'): spec |= {'encoding': {'theta': {'field': 'v', 'type': 'quantitative', 'stack': True}, 'color': {'field': 'c', 'type': 'nominal', 'sort': None, 'title': None, 'legend': {'orient': orient}} | ({'scale': {'range': one['palette'] + ['#888', '#cc9', '#a4c', '#4ac', '#993', '#357', '#b66', '#6b6']}} if one['palette'] else {}), 'order': {'field': 'o', 'type': 'quantitative'}}, 'layer': [{'mark': {'type': 'arc', 'innerRadius': 60 if kind == 'donut' else 0, 'outerRadius': 110}}] + ([{'mark': {'type': 'text', 'radius': 128}, 'encoding': {'text': {'field': 'v'}}}] if one['labels'] else [])}; one['legend'] = 'right'
    elif kind == 'histogram': spec |= {'mark': 'bar', 'data': {'values': [{'a': a, 'b': b, 'v': p['y']} for a, b, p in zip(one['edges'], one['edges'][1:], series[0]['points'])]}, 'encoding': {'x': {'field': 'a', 'bin': {'binned': True}, 'title': one['x_title']}, 'x2': {'field': 'b'}, 'y': y}}
    elif kind == 'heatmap': spec |= {'encoding': {'x': x, 'y': {'field': 's', 'type': 'nominal', 'sort': None, 'title': None}}, 'layer': [{'mark': 'rect', 'encoding': {'color': {'field': 'v', 'type': 'quantitative', 'title': None}}}] + ([{'mark': 'text', 'encoding': {'text': {'field': 'v'}}}] if one['labels'] else [])}
    elif kind == 'floating': spec |= {'mark': 'bar', 'encoding': {'x': x, 'y': y, 'y2': {'field': 'low'}}}
    elif kind == 'mixed':
        spec |= {'layer': [{'transform': [{'filter': 'datum.k == 0'}], 'mark': 'bar', 'encoding': {'x': x, 'y': y, 'color': {'datum': 'Volume'}}}, {'transform': [{'filter': 'datum.k == 1'}], 'mark': 'line', 'encoding': {'x': x, 'y': {'field': 'v', 'type': 'quantitative', 'title': None}, 'color': {'datum': 'Rate'}}}]}
        if series[1]['second']: spec['resolve'] = {'scale': {'y': 'independent'}}
    else: raise ValueError(kind)
    if one['labels'] and kind in ('bar', 'horizontal-bar', 'grouped-bar'):
        flat = kind == 'horizontal-bar'
        spec = {k: v for k, v in spec.items() if k not in ('mark', 'encoding')} | {'encoding': spec['encoding'], 'layer': [{'mark': spec['mark']}, {'mark': {'type': 'text', 'dy': 0 if flat else -7, 'dx': 4 if flat else 0, 'align': 'left' if flat else 'center'}, 'encoding': {'text': {'field': 'v'}, 'color': {'value': '#ddd' if one['theme'] == 'dark' else '#333'}}}]}
    theme = 'dark' if one['theme'] == 'dark' else rng.choice([None, None, 'fivethirtyeight', 'latimes', 'vox', 'quartz', 'ggplot2', 'googlecharts', 'powerbi'])
    if theme is None: spec['background'] = 'white'
    open(path, 'wb').write(vlc.vegalite_to_png(json.dumps(spec), scale=one['scale'], theme=theme))


def pygal_chart(one, path):
    import cairosvg, pygal
    from pygal import style as styles
    rng = random.Random(one['seed'])
    kind, series = one['kind'], one['series']
    made = {'bar': pygal.Bar, 'grouped-bar': pygal.Bar, 'stacked-bar': pygal.StackedBar, 'horizontal-bar': pygal.HorizontalBar, 'line': pygal.Line, 'area': pygal.Line, 'pie': pygal.Pie, 'donut': pygal.Pie, 'scatter': pygal.XY, 'histogram': pygal.Histogram, 'box': pygal.Box}[kind]
    options = {'inner_radius': .55} if kind == 'donut' else {'stroke': False} if kind == 'scatter' else {'fill': True, 'zero': 0} if kind == 'area' else {}
    if one['x_type'] != 'category' and kind in ('line', 'area'):
        if one['x_type'] == 'date': raise ValueError('dates')
        made = pygal.XY
    if one['x_scale'] == 'log' or one['y_scale'] == 'log': raise ValueError('log')
    look = rng.choice([styles.DarkStyle, styles.NeonStyle, styles.DarkSolarizedStyle]) if one['theme'] == 'dark' else rng.choice([styles.DefaultStyle, styles.CleanStyle, styles.LightColorizedStyle, styles.LightSolarizedStyle, styles.RedBlueStyle])
    chart = made(width=one['width'], height=one['height'], title=one['title'] or None, style=look, show_legend=len(series) > 1 or kind in ('pie', 'donut'), legend_at_bottom=one['legend'] == 'bottom', print_values=one['labels'], show_dots=one['markers'] or kind == 'scatter', x_title=one['x_title'] or None, y_title=one['y_title'] or None, value_formatter=lambda v: formatted(v, one['format']), show_y_guides=one['grid'], **options)
    if kind in ('pie', 'donut'):
        one['legend'] = 'right'
        for p in series[0]['points']: chart.add(p['label'], p['y'])
    elif kind == 'histogram': chart.add('', [(p['y'], a, b) for a, b, p in zip(one['edges'], one['edges'][1:], series[0]['points'])])
    else:
        if one['x_type'] == 'category': chart.x_labels = [p['label'] for p in series[0]['points']]
        # Horizontal bars are drawn from below.
        for s in series: chart.add(s['name'], [(p['x'], p['y']) for p in s['points']] if one['x_type'] == 'number' else [p['y'] for p in s['points']])
    cairosvg.svg2png(chart.render(), write_to=path, scale=one['scale'])


def gnuplot_chart(one, path):
    rng = random.Random(one['seed'])
    kind, series = one['kind'], one['series']
    if kind in ('pie', 'donut', 'horizontal-bar'): raise ValueError(kind)
    k = one['scale']
    ink = DARK['fg'] if one['theme'] == 'dark' else '#000000'
    head = f'set terminal pngcairo size {one["width"] * k},{one["height"] * k} font "{rng.choice(["DejaVu Sans", "Liberation Sans"])},{rng.choice([9, 11])}" fontscale {k} linewidth {k}' + (f' background rgb "{DARK["bg"]}"' if one['theme'] == 'dark' else '') + f'\nset output "{path}"\nset border lc rgb "{ink}"\nset key textcolor rgb "{ink}" {dict(inside="top right", right="outside right", top="outside top center horizontal", bottom="outside bottom center horizontal", none="off")[one["legend"]]}\nset tics textcolor rgb "{ink}"\n'
    if one['title']: head += f'set title "{one["title"]}" textcolor rgb "{ink}"\n'
    if one['y_title']: head += f'set ylabel "{one["y_title"]}" textcolor rgb "{ink}"\n'
    if one['x_title']: head += f'set xlabel "{one["x_title"]}" textcolor rgb "{ink}"\n'
    if one['format'] == 'dollar': head += "set format y '$%g'\n"
    if one['format'] == 'percent': head += "set format y '%g%%'\n"
    if one['format'] == 'si': head += "set format y '%.0s%c'\n"
    if one['grid']: head += 'set grid ytics\n'
    if one['y_scale'] == 'log': head += 'set logscale y\n'
    if one['x_scale'] == 'log': head += 'set logscale x\n'
    if one['reversed']: head += 'set yrange [:] reverse\n'
    for i, c in enumerate(one['palette'] or []): head += f'set linetype {i + 1} lc rgb "{c}"\n'
    title = lambda s: f'title "{s["name"]}"' if len(series) > 1 else 'notitle'
    style = 'with linespoints pt 7 ps .8 lw 2' if one['markers'] else 'with lines lw 2'
    if kind == 'scatter' or (kind == 'line' and one['x_type'] != 'category'):
        if one['x_type'] == 'date': head += "set xdata time\nset timefmt '%Y-%m-%dT%H:%M:%S'\n" + ("set format x '%b %y'\n" if 'T' not in series[0]['points'][0]['x'] else "set format x '%H:%M\\n%m/%d'\n")
        def at(p): return p['x'] if one['x_type'] == 'number' else p['x'] if 'T' in p['x'] else p['x'] + 'T00:00:00'
        body = ''.join(f'$d{i} << EOD\n' + '\n'.join(f"{at(p)} {p['y']}" for p in s['points']) + '\nEOD\n' for i, s in enumerate(series))
        body += 'plot ' + ', '.join(f'$d{i} using 1:2 {f"with points pt {rng.choice([7, 7, 5, 9])} ps 1" if kind == "scatter" else style} {title(s)}' for i, s in enumerate(series)) + '\n'
    else:
        if one['x_type'] != 'category': raise ValueError('area over numbers')
        labels = [p['label'] for p in series[0]['points']]
        body = '$d << EOD\n' + '\n'.join(f'"{l}" ' + ' '.join(str(s['points'][i]['y']) for s in series) for i, l in enumerate(labels)) + '\nEOD\n'
        if kind == 'line': body += 'plot ' + ', '.join(f'$d using 0:{i + 2}:xtic(1) {style} {title(s)}' for i, s in enumerate(series)) + '\n'
        elif kind == 'area': body += f'set yrange [0:*]\nset style fill {rng.choice(["solid 0.4", "solid 1"])}\nplot $d using 0:2:xtic(1) with filledcurves x1 notitle\n'
        elif kind in ('bar', 'grouped-bar', 'stacked-bar'):
            body += f'set style data histograms\nset style histogram {"rowstacked" if kind == "stacked-bar" else "clustered gap 1"}\nset style fill {rng.choice(["solid 0.8", "solid 1 border -1", "solid 0.5 border"])}\nset boxwidth 0.8\n' + ('' if any(p['y'] < 0 for s in series for p in s['points']) else 'set yrange [0:*]\n')
            body += 'plot ' + ', '.join(f'$d using {i + 2}:xtic(1) {title(s)}' for i, s in enumerate(series)) + (f", $d using 0:2:2 with labels offset 0,.6 textcolor rgb '{ink}' notitle" if one['labels'] and kind == 'bar' else '') + '\n'
        else: raise ValueError(kind)
    one['labels'] = one['labels'] and kind == 'bar'
    subprocess.run(['gnuplot'], input=(head + body).encode(), check=True, stderr=subprocess.PIPE)


def r_chart(one, path):
    rng = random.Random(one['seed'])
    kind, series = one['kind'], one['series']
    if kind in ('donut', 'area', 'mixed', 'heatmap', 'floating') or one['x_type'] == 'date': raise ValueError(kind)
    vec = lambda values: 'c(' + ','.join(json.dumps(v) for v in values) + ')'
    labels = [p.get('label') for p in series[0]['points']]
    fg = DARK['fg'] if one['theme'] == 'dark' else 'black'
    code = f'png("{path}", width={one["width"] * one["scale"]}, height={one["height"] * one["scale"]}, res={72 * one["scale"]}, type="cairo")\npar(bg="{DARK["bg"] if one["theme"] == "dark" else "white"}", fg="{fg}", col.axis="{fg}", col.lab="{fg}", col.main="{fg}"' + (', mar=c(5,7,4,2)' if kind == 'horizontal-bar' else '') + (', las=1' if rng.random() < .6 or kind == 'horizontal-bar' else '') + ')\n'
    cols = vec((one['palette'] or rng.choice([['#4e79a7', '#f28e2b', '#59a14f', '#e15759'], ['grey30', 'grey60', 'grey85', 'white'], ['black', 'red', 'green3', 'blue']]))[:max(1, len(series))])
    names = vec([s['name'] for s in series])
    heights = 'rbind(' + ','.join(vec([p['y'] for p in s['points']]) for s in series) + ')'
    flat = kind == 'horizontal-bar'
    title = f'main="{one["title"]}"'
    lab = f'xlab="{(one["y_title"] if flat else one["x_title"])}", ylab="{"" if flat else one["y_title"]}"'
    if kind in ('bar', 'horizontal-bar', 'grouped-bar', 'stacked-bar'):
        code += f'x <- barplot({heights}, names.arg={vec(labels)}, beside={"FALSE" if kind == "stacked-bar" else "TRUE"}, horiz={"TRUE" if flat else "FALSE"}, col={cols}, {title}, {lab}' + (f', legend.text={names}, args.legend=list(x="topright", bty="n")' if len(series) > 1 else '') + ')\n'
    elif kind == 'line':
        xs = [p.get('x') for p in series[0]['points']] if one['x_type'] == 'number' else list(range(1, len(labels) + 1))
        code += f'matplot({vec(xs)}, t({heights}), type="{"b" if one["markers"] else "l"}", pch=19, lty={vec([1, 2, 3, 4]) if one["dashed"] else 1}, lwd=2, col={cols}, {title}, {lab}, log="{"y" if one["y_scale"] == "log" else ""}"' + (', xaxt="n"' if one['x_type'] == 'category' else '') + ')\n'
        if one['x_type'] == 'category': code += f'axis(1, at={vec(xs)}, labels={vec(labels)})\n'
        if len(series) > 1: code += f'legend("topleft", legend={names}, col={cols}, lwd=2, bty="n")\n'
    elif kind == 'scatter':
        xs, ys = [p['x'] for s in series for p in s['points']], [p['y'] for s in series for p in s['points']]
        code += f'plot({vec(xs)}, {vec(ys)}, col=rep({cols}, c({",".join(str(len(s["points"])) for s in series)})), pch={rng.choice([16, 19, 1, 15])}, {title}, {lab}, log="{"x" if one["x_scale"] == "log" else ""}")\n'
        if len(series) > 1: code += f'legend("topright", legend={names}, col={cols}, pch=16)\n'
    elif kind == 'pie':
        one['legend'] = 'none'
        one['labels'] = False
        code += f'pie({vec([p["y"] for p in series[0]["points"]])}, labels={vec(labels)}, {title})\n'
    elif kind == 'box': code += 'bxp(list(stats=cbind(' + ','.join(vec(b) for b in one['boxes']) + f'), n=rep(9, {len(labels)}), conf=NULL, out=c(), group=c(), names={vec(labels)}), notch=FALSE, {title}, {lab})\n'
    elif kind == 'histogram': code += f'h <- list(breaks={vec(one["edges"])}, counts={vec([p["y"] for p in series[0]["points"]])}, xname="x", equidist=TRUE)\nclass(h) <- "histogram"\nplot(h, {title}, {lab}, col={cols})\n'
    else: raise ValueError(kind)
    if not flat and kind != 'pie' or flat: one['format'] = 'plain'
    one['labels'] = False
    subprocess.run(['Rscript', '-e', code + 'invisible(dev.off())\n'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finished(path, one):
    """As screenshots are: saved as JPEG once, in a window's frame."""
    from PIL import Image, ImageDraw
    picture = Image.open(path).convert('RGBA')
    picture = Image.alpha_composite(Image.new('RGBA', picture.size, 'white'), picture).convert('RGB')
    if one['frame']:
        for text in one.get('texts', []): text['box'][0] += one['scale']; text['box'][1] += 34 * one['scale']
        k, bar = one['scale'], 34 * one['scale']
        around = Image.new('RGB', (picture.width + 2 * k, picture.height + bar + k), '#d0d4dc')
        around.paste(picture, (k, bar))
        pen = ImageDraw.Draw(around)
        for i, c in enumerate(('#ff5f57', '#febc2e', '#28c840')): pen.ellipse([12 * k + i * 20 * k, 11 * k, 24 * k + i * 20 * k, 23 * k], fill=c)
        picture = around
    if one['jpeg']:
        buffer = io.BytesIO()
        picture.save(buffer, 'JPEG', quality=70)
        picture = Image.open(buffer)
    picture.save(path)


def truth_of(one):
    kind = {'floating': 'bar', 'mixed': 'bar'}.get(one['kind'], one['kind'])
    return {k: one[k] for k in ('title', 'x_title', 'y_title', 'x_type', 'x_scale', 'y_scale', 'format', 'theme', 'scale', 'labels', 'markers', 'legend', 'series')} | {'id': one['id'], 'renderer': one['library'], 'kind': kind, 'drawn': one['kind'], 'texts': one.get('texts', [])} | ({'boxes': one['boxes']} if 'boxes' in one else {})


DRAW = {'matplotlib': matplotlib_chart, 'seaborn': matplotlib_chart, 'vega-lite': vega_chart, 'pygal': pygal_chart, 'gnuplot': gnuplot_chart, 'r-base': r_chart}

if __name__ == '__main__':
    out, wanted = sys.argv[1], sys.argv[2:] or list(DRAW)
    truths = json.load(open(f'{out}/truth.json')) if os.path.exists(f'{out}/truth.json') else {}
    for one in json.load(open(f'{out}/specs.json')):
        if one['library'] not in wanted or one['library'] not in DRAW: continue
        path = f'{out}/png/{one["id"]}.png'
        try:
            DRAW[one['library']](one, path)
            finished(path, one)
            truths[f'{one["id"]}.png'] = truth_of(one)
        except FileNotFoundError as error: sys.exit(str(error))
        except Exception as error: print(one['id'], one['kind'], repr(error)[:160])
    json.dump(truths, open(f'{out}/truth.json', 'w'))
    print(len(truths))
