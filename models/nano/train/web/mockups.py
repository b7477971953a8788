"""UI mockups in headless Chromium: our own CSS (training) or Bootstrap (held out). Many mockups share one page and one screenshot."""
import os
import subprocess
import tempfile

from PIL import Image

from draw.palette import theme, words
from draw.ui import random_spec, spec_html

from .render import HERE, seeded, to_sample
from .specs import hexc

COLUMN = 720


def _text(r, n):
    return " ".join(words(r, 1, 1).lower() for _ in range(n))


def _own(spec, r, w, h):
    """Plain CSS: flex boxes, one theme for each mockup."""
    t = theme(r)
    bg, fg, mu, li, pa, ac = (hexc(t[k]) for k in ("bg", "fg", "muted", "line", "panel", "accent"))
    rad, fs = r.choice([0, 3, 6, 12]), r.uniform(10, 15)
    font = r.choice(["Roboto", "DejaVu Sans", "Liberation Sans", "Lato", "Open Sans", "Liberation Serif"])
    side = r.random() < .15
    link = r.choice([f"color:{ac}", f"color:{fg}", f"color:{ac};text-decoration:underline"])
    hd = r.choice([f"background:{pa}", f"background:{ac};color:#fff", f"border-bottom:1px solid {li}", f"background:{fg};color:{bg}"])
    out = [f'<div style="width:{w}px;height:{h}px;overflow:hidden;display:flex;flex-direction:column;background:{bg};color:{fg};font:{fs}px {font};box-sizing:border-box">']
    if spec["header"] or spec["nav"]:
        out.append(f'<header style="display:flex;align-items:center;gap:{fs}px;padding:{r.uniform(6, 14):.0f}px {r.uniform(10, 24):.0f}px;{hd};justify-content:{r.choice(["space-between", "flex-start"])}">')
        if spec["header"]:
            out.append(f'<b style="font-size:{fs * 1.35:.0f}px">{words(r, 1, 2)}</b>')
        if spec["nav"]:
            pill = f"padding:3px 7px;border-radius:{rad}px;background:{li}" if r.random() < .15 else ""
            out.append(f'<nav style="display:flex;gap:{r.uniform(.8, 1.6) * fs:.0f}px">' + "".join(f'<a style="{pill}">{words(r, 1, 1)}</a>' for _ in range(spec["nav"])) + "</nav>")
        out.append("</header>")
    out.append(f'<div style="flex:1;display:flex;min-height:0;flex-direction:{"row-reverse" if side else "row"}">')
    if spec["aside"]:
        out.append(f'<aside style="width:{r.uniform(17, 27):.0f}%;background:{pa};padding:{fs:.0f}px;display:flex;flex-direction:column;gap:{r.uniform(.6, 1.2) * fs:.0f}px;box-sizing:border-box">' +
                   "".join(f'<a style="{link};text-decoration:none">{words(r, 1, 1)}</a>' for _ in range(spec["aside"])) + "</aside>")
    out.append(f'<main style="flex:1;padding:{fs * 1.1:.0f}px;display:flex;flex-direction:column;gap:{fs * 1.2:.0f}px;min-width:0">')
    img = lambda hh: f'<div style="height:{hh:.0f}px;background:{hexc(t["mix"](.2))};border-radius:{min(rad, 6)}px;display:flex;align-items:center;justify-content:center;color:{mu}">' + r.choice(["", "", "&#9650;", "image"]) + "</div>"
    btn = lambda full="": f'<button style="background:{ac};color:#fff;border:0;border-radius:{rad}px;padding:.5em 1.2em;font:inherit;{full}">{words(r, 1, 1)}</button>'
    for m in spec["main"]:
        if m[0] == "form":
            fw = r.randint(160, 320)
            lab = r.random() < .6
            box = f"border:1px solid {li};padding:14px;border-radius:{rad}px;" if r.random() < .3 else ""
            out.append(f'<form style="width:{min(fw, w - 60)}px;{box}{"margin:0 auto;" if r.random() < .6 else ""}display:flex;flex-direction:column;gap:7px">')
            for _ in range(m[1]):
                s = f'height:{fs * 2:.0f}px;border:1px solid {hexc(t["mix"](.4))};border-radius:{rad}px;background:{bg};display:flex;align-items:center;padding:0 6px;color:{mu}'
                out.append((f'<label style="font-size:.85em;color:{mu}">{words(r, 1, 1)}</label><div style="{s}"></div>' if lab else f'<div style="{s}">{words(r, 1, 1)}</div>'))
            out.append("<div>" + btn("width:100%" if r.random() < .35 else "") + "</div></form>")
        elif m[0] == "table":
            brd = r.choice([f"border:1px solid {li}", f"border-bottom:1px solid {li}"])
            cell = lambda tag, st: f'<{tag} style="{brd};padding:{fs * .4:.0f}px;text-align:left;{st}">{words(r, 1, 1)}</{tag}>'
            hs = r.choice([f"background:{pa}", f"background:{ac};color:#fff", ""])
            out.append('<table style="border-collapse:collapse;width:100%;font-size:1em"><tr>' + "".join(cell("th", hs) for _ in range(m[2])) + "</tr>" +
                       "".join("<tr>" + "".join(cell("td", f"color:{mu}") for _ in range(m[2])) + "</tr>" for _ in range(m[1])) + "</table>")
        elif m[0] == "cards":
            n = m[1]
            per = n if n <= 3 else 2 if n == 4 and r.random() < .6 else 3 if n == 6 else 4
            per = min(per, 2) if w < 320 else per
            ih = r.uniform(40, 80)
            out.append(f'<section style="display:grid;grid-template-columns:repeat({per},1fr);gap:{fs:.0f}px">')
            for _ in range(n):
                out.append(f'<div style="border:1px solid {li};background:{pa};border-radius:{rad}px;padding:{r.choice([0, 7])}px">{img(ih)}<b style="display:block;margin:6px 6px 2px">{words(r, 1, 1)}</b>'
                           f'<span style="display:block;margin:0 6px 8px;font-size:.85em;color:{mu}">{_text(r, 4)}</span></div>')
            out.append("</section>")
        elif m[0] == "hero":
            out.append(f'<section style="padding:{fs * 1.2:.0f}px;{"text-align:center;" if r.random() < .6 else ""}{f"background:{pa};" if r.random() < .5 else ""}border-radius:{rad}px"><div style="font-size:{fs * r.uniform(1.7, 2.4):.0f}px;font-weight:bold">{words(r, 2, 3)}</div>'
                       f'<p style="color:{mu};margin:.6em 0 1em">{_text(r, r.randint(5, 14))}</p>' + (btn() if m[1] else "") + "</section>")
        else:
            out.append(f'<article><div style="font-size:{fs * 1.6:.0f}px;font-weight:bold;margin-bottom:.5em">{words(r, 2, 3)}</div>' + (img(r.uniform(60, 110)) if m[2] else "") +
                       "".join(f'<p style="color:{mu};line-height:1.4;margin:.8em 0 0">{_text(r, r.randint(18, 34))}</p>' for _ in range(m[1])) + "</article>")
    out.append("</main></div>")
    if spec["footer"]:
        out.append(f'<footer style="padding:{fs * .8:.0f}px;{r.choice([f"background:{pa}", f"border-top:1px solid {li}", f"background:{fg};color:{bg}"])};{"text-align:center" if r.random() < .6 else ""};font-size:.85em">{_text(r, 4)}</footer>')
    out.append("</div>")
    return "".join(out)


def _bootstrap(spec, r, w, h):
    """Bootstrap 5 components with their usual classes."""
    dark = r.random() < .35
    ac = r.choice(["primary", "success", "danger", "dark", "secondary", "info", "warning"])
    out = [f'<div data-bs-theme="{"dark" if dark else "light"}" class="bg-body text-body d-flex flex-column" style="width:{w}px;height:{h}px;overflow:hidden;font-size:{r.uniform(11, 15):.0f}px">']
    if spec["header"] or spec["nav"]:
        out.append(f'<div class="d-flex align-items-center px-3 py-2 {r.choice(["bg-body-tertiary border-bottom", "text-bg-" + ac, "border-bottom"])}">')
        if spec["header"]:
            out.append(f'<span class="navbar-brand fs-5 me-4">{words(r, 1, 2)}</span>')
        if spec["nav"]:
            out.append(f'<div class="nav flex-nowrap {r.choice(["ms-auto", ""])}">' + "".join(f'<a class="nav-link px-2 text-reset">{words(r, 1, 1)}</a>' for _ in range(spec["nav"])) + "</div>")
        out.append("</div>")
    out.append('<div class="d-flex flex-grow-1" style="min-height:0">')
    if spec["aside"]:
        style = r.choice(["list-group", "nav"])
        out.append(f'<div class="bg-body-tertiary p-2 border-end" style="width:{r.randint(18, 27)}%">' + ('<div class="list-group list-group-flush">' if style == "list-group" else '<div class="nav flex-column">') +
                   "".join(f'<a class="{"list-group-item bg-transparent px-2 py-1" if style == "list-group" else "nav-link px-2 py-1"}">{words(r, 1, 1)}</a>' for _ in range(spec["aside"])) + "</div></div>")
    out.append('<div class="flex-grow-1 p-3 d-flex flex-column gap-3" style="min-width:0">')
    img = lambda hh: f'<div class="bg-secondary-subtle d-flex align-items-center justify-content-center text-secondary" style="height:{hh:.0f}px">{r.choice(["", "Image"])}</div>'
    for m in spec["main"]:
        if m[0] == "form":
            out.append(f'<form style="width:{min(r.randint(180, 320), w - 60)}px" class="{r.choice(["mx-auto", ""])}">')
            lab = r.random() < .6
            for _ in range(m[1]):
                out.append(f'<div class="mb-2">' + (f'<label class="form-label mb-0">{words(r, 1, 1)}</label><input class="form-control form-control-sm">' if lab else f'<input class="form-control form-control-sm" placeholder="{words(r, 1, 1)}">') + "</div>")
            out.append(f'<button class="btn btn-sm btn-{ac} {r.choice(["w-100", ""])}">{words(r, 1, 1)}</button></form>')
        elif m[0] == "table":
            out.append(f'<table class="table {r.choice(["table-striped", "table-bordered", "", "table-sm"])}"><thead class="{r.choice(["", "table-" + ac, "table-light"])}"><tr>' + "".join(f"<th>{words(r, 1, 1)}</th>" for _ in range(m[2])) + "</tr></thead><tbody>" +
                       "".join("<tr>" + "".join(f"<td>{words(r, 1, 1)}</td>" for _ in range(m[2])) + "</tr>" for _ in range(m[1])) + "</tbody></table>")
        elif m[0] == "cards":
            n = m[1]
            per = n if n <= 3 else 2 if n == 4 and r.random() < .6 else 3 if n == 6 else 4
            per = min(per, 2) if w < 320 else per
            ih = r.uniform(40, 80)
            out.append(f'<div class="row g-2" style="--bs-columns:{per}">' + "".join(f'<div style="width:{100 / per:.3f}%"><div class="card">{img(ih)}<div class="card-body p-2"><h6 class="card-title mb-1">{words(r, 1, 1)}</h6>'
                       f'<p class="card-text small text-secondary mb-0">{_text(r, 4)}</p></div></div></div>' for _ in range(n)) + "</div>")
        elif m[0] == "hero":
            out.append(f'<div class="p-3 rounded-3 {r.choice(["bg-body-tertiary", ""])} {r.choice(["text-center", "text-center", ""])}"><h2>{words(r, 2, 3)}</h2><p class="text-secondary">{_text(r, r.randint(5, 14))}</p>' +
                       (f'<button class="btn btn-{ac}">{words(r, 1, 1)}</button>' if m[1] else "") + "</div>")
        else:
            out.append(f"<article><h3>{words(r, 2, 3)}</h3>" + (img(r.uniform(60, 110)) if m[2] else "") + "".join(f'<p class="text-secondary mt-2 mb-1">{_text(r, r.randint(18, 34))}</p>' for _ in range(m[1])) + "</article>")
    out.append("</div></div>")
    if spec["footer"]:
        out.append(f'<footer class="px-3 py-2 small {r.choice(["bg-body-tertiary", "text-bg-dark", "border-top"])} {r.choice(["text-center", ""])}">{_text(r, 4)}</footer>')
    return "".join(out) + "</div>"


def mockups(renderer, seed, n):
    """n mockups by 'css' (ours) or 'bootstrap' (held out); 24 to a page of Chromium."""
    out = []
    for p in range(0, n, 24):
        items, y = [], 0
        body = []
        for i in range(p, min(n, p + 24)):
            r = seeded(renderer, seed, i)
            spec = random_spec(r)
            if r.random() < .2 and not spec["aside"] and spec["main"][0][0] != "table":
                w, h = r.randint(250, 330), r.randint(400, 560)
                spec["nav"] = min(spec["nav"], 3)
                spec["main"] = [("cards", min(m[1], 4)) if m[0] == "cards" else m for m in spec["main"]]
                h += 160 if any(m[0] == "cards" and m[1] > 2 for m in spec["main"]) else 0
            else:
                w, h = r.randint(420, 700), r.randint(340, 520)
            h += 150 if len(spec["main"]) > 1 else 0
            body.append(f'<div style="position:absolute;left:0;top:{y}px">{(_own if renderer == "css" else _bootstrap)(spec, r, w, h)}</div>')
            items.append((r, spec, y, w, h))
            y += h + 4
        with tempfile.TemporaryDirectory() as d:
            css = f'<style>{open(HERE + "/node_modules/bootstrap/dist/css/bootstrap.min.css").read()}</style>' if renderer == "bootstrap" else "<style>*{box-sizing:border-box}</style>"
            open(d + "/p.html", "w").write(f'<!doctype html><meta charset="utf8">{css}<body style="margin:0;position:relative;height:{y}px">{"".join(body)}')
            subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={d}/u", f"--screenshot={d}/p.png", f"--window-size={COLUMN},{y}",
                            f"file://{d}/p.html"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180, env={**os.environ, "HOME": d})
            page = Image.open(d + "/p.png").convert("RGB")
            page.load()
        for r, spec, y0, w, h in items:
            out.append(to_sample(r, page.crop((0, y0, w, y0 + h)), {"kind": "ui", "spec": spec, "html": spec_html(spec)}, renderer))
    return out
