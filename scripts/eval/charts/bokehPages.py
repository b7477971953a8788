"""Writes the Bokeh charts of OUT_DIR/specs.json as pages, which drawBrowser.mjs draws: python bokehPages.py OUT_DIR. Needs bokeh."""
import datetime, json, os, sys

from bokeh.embed import file_html
from bokeh.models import ColumnDataSource, CustomJSTickFormatter, FactorRange, LabelSet, Legend, LegendItem
from bokeh.palettes import Category10, Set2
from bokeh.plotting import figure
from bokeh.resources import INLINE
from bokeh.transform import dodge

from specs import formatted

FORMATS = {'dollar': "return '$' + tick.toLocaleString('en-US')", 'percent': "return tick + '%'", 'thousands': "return tick.toLocaleString('en-US')", 'si': "return Math.abs(tick) >= 1e6 ? tick / 1e6 + 'M' : Math.abs(tick) >= 1e3 ? tick / 1e3 + 'k' : tick"}


def page(one):
    kind, series = one['kind'], one['series']
    if kind in ('pie', 'donut', 'box', 'heatmap', 'floating', 'mixed'): return None
    labels = [p.get('label') for p in series[0]['points']]
    flat = kind == 'horizontal-bar'
    options = {'width': one['width'], 'height': one['height'], 'title': one['title'] or None, 'toolbar_location': None}
    if one['x_type'] == 'category': options['y_range' if flat else 'x_range'] = FactorRange(factors=labels)
    if one['x_type'] == 'date': options['x_axis_type'] = 'datetime'
    if one['x_scale'] == 'log': options['x_axis_type'] = 'log'
    if one['y_scale'] == 'log': options['y_axis_type'] = 'log'
    plot = figure(**options)
    colours = one['palette'] or (Category10[10] if one['look'] < .6 else Set2[8])
    n, items, base = len(series), [], [0] * len(labels)
    for k, s in enumerate(series):
        ys = [p['y'] for p in s['points']]
        xs = labels if one['x_type'] == 'category' else [datetime.datetime.fromisoformat(p['x']) if one['x_type'] == 'date' else p['x'] for p in s['points']]
        source = ColumnDataSource({'x': xs, 'y': ys, 'low': base, 'high': [a + b for a, b in zip(base, ys)] if kind == 'stacked-bar' else ys, 'text': [formatted(v, one['format']) for v in ys]})
        width = .8 / n
        shift = (k - (n - 1) / 2) * width
        if flat: mark = plot.hbar(y=dodge('x', shift, range=plot.y_range), right='y', height=width * .95, color=colours[k], source=source)
        elif kind == 'histogram': mark = plot.quad(left=one['edges'][:-1], right=one['edges'][1:], bottom=0, top=ys, fill_color=colours[k], line_color='white')
        elif kind == 'stacked-bar':
            mark = plot.vbar(x='x', bottom='low', top='high', width=.8, color=colours[k], source=source)
            base = [a + b for a, b in zip(base, ys)]
        elif kind in ('bar', 'grouped-bar'): mark = plot.vbar(x=dodge('x', shift, range=plot.x_range), top='y', width=width * .95, color=colours[k], source=source)
        elif kind == 'scatter': mark = plot.scatter('x', 'y', size=8, color=colours[k], alpha=.8, source=source)
        elif kind == 'area':
            plot.varea(x='x', y1=0, y2='y', fill_color=colours[k], fill_alpha=.5, source=source)
            mark = plot.line('x', 'y', color=colours[k], line_width=2, source=source)
        elif one['stepped']: mark = plot.step('x', 'y', mode='center', color=colours[k], line_width=2, source=source)
        else: mark = plot.line('x', 'y', color=colours[k], line_width=2, line_dash='dashed' if one['dashed'] and k else 'solid', source=source)
        if kind in ('line', 'area') and one['markers']: plot.scatter('x', 'y', size=7, color=colours[k], source=source)
        if one['labels'] and kind == 'bar': plot.add_layout(LabelSet(x='x', y='y', text='text', source=source, text_align='center', text_font_size='11px', y_offset=2))
        items.append(LegendItem(label=s['name'], renderers=[mark]))
    one['labels'] = one['labels'] and kind == 'bar'
    if n > 1: plot.add_layout(Legend(items=items, orientation='horizontal' if one['legend'] in ('top', 'bottom') else 'vertical'), {'top': 'above', 'bottom': 'below', 'right': 'right', 'inside': 'center'}[one['legend']])
    value, other = (plot.xaxis, plot.yaxis) if flat else (plot.yaxis, plot.xaxis)
    if one['format'] in FORMATS and one['y_scale'] != 'log': value.formatter = CustomJSTickFormatter(code=FORMATS[one['format']])
    value.axis_label, other.axis_label = one['y_title'], one['x_title']
    if not one['grid']: plot.grid.visible = False
    if kind in ('bar', 'grouped-bar', 'stacked-bar', 'area', 'horizontal-bar') and min(p['y'] for s in series for p in s['points']) >= 0: (plot.x_range if flat else plot.y_range).start = 0
    if one['reversed']: plot.y_range.flipped = True
    return file_html(plot, INLINE, theme='dark_minimal' if one['theme'] == 'dark' else None).replace('<body>', '<body style="margin:0">')


if __name__ == '__main__':
    out = sys.argv[1]
    os.makedirs(f'{out}/html', exist_ok=True)
    for one in json.load(open(f'{out}/specs.json')):
        if one['library'] != 'bokeh': continue
        try: text = page(one)
        except Exception as error: print(one['id'], one['kind'], repr(error)[:160]); continue
        if text: open(f'{out}/html/{one["id"]}.html', 'w').write(text)
