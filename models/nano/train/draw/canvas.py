"""One small drawing surface with two independent back ends: Skia and Pillow."""
import math

import numpy as np
import skia
from PIL import Image, ImageDraw, ImageFont

_faces, _pilfonts = {}, {}


def _rgba(c):
    return skia.Color(*c) if len(c) == 3 else skia.Color(c[0], c[1], c[2], c[3])


class SkiaCanvas:
    """Anti-aliased drawing with Skia. All coordinates are pixels; colours are (r, g, b[, a])."""

    def __init__(self, w, h, bg):
        self.w, self.h = w, h
        self.a = np.zeros((h, w, 4), np.uint8)
        self.s = skia.Surface(self.a)
        self.c = self.s.getCanvas()
        self.c.clear(_rgba(bg))

    def _p(self, c, width=None, dash=None):
        p = skia.Paint(AntiAlias=True, Color=_rgba(c))
        if width is not None:
            p.setStyle(skia.Paint.kStroke_Style)
            p.setStrokeWidth(width)
            p.setStrokeJoin(skia.Paint.kRound_Join)
            if dash:
                p.setPathEffect(skia.DashPathEffect.Make([dash, dash], 0))
        return p

    def rect(self, x, y, w, h, fill=None, stroke=None, sw=1, r=0):
        R = skia.Rect.MakeXYWH(x, y, max(w, .5), max(h, .5))
        for p in ([self._p(fill)] if fill else []) + ([self._p(stroke, sw)] if stroke else []):
            self.c.drawRoundRect(R, r, r, p) if r else self.c.drawRect(R, p)

    def path(self, pts, fill=None, stroke=None, sw=1, close=True, smooth=False, dash=None):
        p = skia.Path()
        p.moveTo(*pts[0])
        if smooth and len(pts) > 2:
            for (x0, y0), (x1, y1) in zip(pts, pts[1:]):
                m = (x0 + x1) / 2
                p.cubicTo(m, y0, m, y1, x1, y1)
        else:
            for q in pts[1:]:
                p.lineTo(*q)
        if close:
            p.close()
        if fill:
            self.c.drawPath(p, self._p(fill))
        if stroke:
            self.c.drawPath(p, self._p(stroke, sw, dash))

    def circle(self, x, y, r, fill=None, stroke=None, sw=1):
        self.ellipse(x - r, y - r, 2 * r, 2 * r, fill, stroke, sw)

    def ellipse(self, x, y, w, h, fill=None, stroke=None, sw=1):
        R = skia.Rect.MakeXYWH(x, y, w, h)
        if fill:
            self.c.drawOval(R, self._p(fill))
        if stroke:
            self.c.drawOval(R, self._p(stroke, sw))

    def text(self, x, y, s, font, size, colour, anchor="l"):
        """y is the vertical middle of the text; anchor l, m or r. Returns the width."""
        if font not in _faces:
            _faces[font] = skia.Typeface.MakeFromFile(font)
        f = skia.Font(_faces[font], size)
        w = f.measureText(s)
        x -= w / 2 if anchor == "m" else w if anchor == "r" else 0
        self.c.drawString(s, x, y + size * .35, f, self._p(colour))
        return w

    def image(self):
        """The picture as a Pillow RGB image."""
        self.s.flushAndSubmit()
        return Image.fromarray(self.a[:, :, :3].copy())


class PilCanvas:
    """The same surface with Pillow at double size (its own rasteriser and FreeType text)."""

    def __init__(self, w, h, bg):
        self.w, self.h, self.k = w, h, 2
        self.im = Image.new("RGB", (w * 2, h * 2), tuple(bg[:3]))
        self.d = ImageDraw.Draw(self.im, "RGBA")

    def rect(self, x, y, w, h, fill=None, stroke=None, sw=1, r=0):
        k = self.k
        box = (x * k, y * k, max(x + w, x + .5) * k, max(y + h, y + .5) * k)
        args = dict(fill=fill, outline=stroke, width=max(1, round(sw * k)) if stroke else 0)
        self.d.rounded_rectangle(box, r * k, **args) if r else self.d.rectangle(box, **args)

    def path(self, pts, fill=None, stroke=None, sw=1, close=True, smooth=False, dash=None):
        if smooth and len(pts) > 2:
            out = []
            for (x0, y0), (x1, y1) in zip(pts, pts[1:]):
                for t in np.linspace(0, 1, 9):
                    e = 3 * t * t - 2 * t ** 3
                    out.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * e))
            pts = out
        P = [(x * self.k, y * self.k) for x, y in pts]
        if fill:
            self.d.polygon(P, fill=fill)
        if stroke:
            w = max(1, round(sw * self.k))
            if dash:
                for a, b in zip(P, P[1:]):
                    n = max(1, int(math.hypot(b[0] - a[0], b[1] - a[1]) / (dash * self.k)))
                    for i in range(0, n, 2):
                        q = [(a[0] + (b[0] - a[0]) * j / n, a[1] + (b[1] - a[1]) * j / n) for j in (i, min(n, i + 1))]
                        self.d.line(q, fill=stroke, width=w)
            else:
                self.d.line(P + P[:1] if close else P, fill=stroke, width=w, joint="curve")

    def circle(self, x, y, r, fill=None, stroke=None, sw=1):
        self.ellipse(x - r, y - r, 2 * r, 2 * r, fill, stroke, sw)

    def ellipse(self, x, y, w, h, fill=None, stroke=None, sw=1):
        k = self.k
        self.d.ellipse((x * k, y * k, (x + w) * k, (y + h) * k), fill=fill, outline=stroke, width=max(1, round(sw * k)) if stroke else 0)

    def text(self, x, y, s, font, size, colour, anchor="l"):
        key = (font, round(size * self.k))
        if key not in _pilfonts:
            _pilfonts[key] = ImageFont.truetype(*key)
        f = _pilfonts[key]
        self.d.text((x * self.k, y * self.k), s, font=f, fill=colour, anchor=anchor + "m")
        return f.getlength(s) / self.k

    def image(self):
        """The picture as a Pillow RGB image."""
        return self.im.resize((self.w, self.h), Image.BOX)


# element classes: what a patch of the picture shows (training-only supervision)
CLASSES = ["bg", "text", "axis", "bar", "line", "slice", "point", "legend", "box", "diamond", "arrow", "tip", "header", "link",
           "aside", "input", "button", "img", "cell", "card", "footer", "form", "heading", "para", "code", "photo"]
CLS = {c: i for i, c in enumerate(CLASSES)}


class Scene:
    """A canvas, the facts about what was drawn and its elements.

    elements: rows (class, x0, y0, x1, y1, anchor x, anchor y, rank, colour, source, target, value), -1 where not applicable.
    """

    def __init__(self, canvas, **facts):
        self.c, self.facts, self.el = canvas, facts, []

    def add(self, cls, x, y, w, h, ax=None, ay=None, rank=-1, colour=-1, src=-1, dst=-1, value=-1.0):
        self.el.append((CLS[cls], x, y, x + w, y + h, x + w / 2 if ax is None else ax, y + h / 2 if ay is None else ay,
                        rank, colour, src, dst, value))
