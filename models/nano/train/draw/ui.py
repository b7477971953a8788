"""UI mockups. A page is a tree of parts (spec); spec_html gives its HTML; mockup draws it in our own style."""
from .canvas import Scene
from .palette import SANS, theme, words


def random_spec(rng):
    """A random page: dict with header, nav (links), aside (links), main (list of sections), footer."""
    s = {"header": rng.random() < .7, "nav": 0, "aside": 0, "main": [], "footer": rng.random() < .5}
    if rng.random() < .7:
        s["nav"] = rng.randint(2, 5)
    if rng.random() < .35:
        s["aside"] = rng.randint(2, 6)
    kinds = rng.choice([["form"], ["table"], ["cards"], ["hero", "cards"], ["article"], ["hero"], ["hero", "form"], ["cards", "table"],
                        ["article", "form"], ["hero", "table"], ["article", "cards"], ["form"], ["cards"], ["table"]])
    for k in kinds:
        if k == "form":
            s["main"].append(("form", rng.randint(1, 4)))
        elif k == "table":
            s["main"].append(("table", rng.randint(2, 4) if len(kinds) == 1 else rng.randint(2, 3), rng.randint(2, 4)))
        elif k == "cards":
            s["main"].append(("cards", rng.choice([2, 3, 3, 4, 4, 6]) if len(kinds) == 1 else rng.randint(2, 4)))
        elif k == "hero":
            s["main"].append(("hero", rng.randint(0, 1)))
        else:
            s["main"].append(("article", rng.randint(1, 3), rng.randint(0, 1)))
    return s


def spec_html(s):
    """The canonical HTML of a page, one part a line."""
    out = []
    if s["header"] or s["nav"]:
        nav = "<nav>" + "<a>Link</a>" * s["nav"] + "</nav>" if s["nav"] else ""
        out.append("<header>" + ("<h1>Title</h1>" if s["header"] else "") + nav + "</header>")
    if s["aside"]:
        out.append("<aside>" + "<a>Link</a>" * s["aside"] + "</aside>")
    out.append("<main>")
    for m in s["main"]:
        if m[0] == "form":
            out.append("<form>" + "<input>" * m[1] + "<button>Button</button></form>")
        elif m[0] == "table":
            out.append("<table>")
            out.append("<tr>" + "<th>Head</th>" * m[2] + "</tr>")
            out += ["<tr>" + "<td>Cell</td>" * m[2] + "</tr>"] * m[1]
            out.append("</table>")
        elif m[0] == "cards":
            out.append('<section class="grid">')
            out += ["<article><img><h3>Title</h3><p>Text</p></article>"] * m[1]
            out.append("</section>")
        elif m[0] == "hero":
            out.append("<section><h2>Title</h2><p>Text</p>" + "<button>Button</button>" * m[1] + "</section>")
        else:
            out.append("<article><h2>Title</h2>" + "<img>" * m[2] + "<p>Text</p>" * m[1] + "</article>")
    out.append("</main>")
    if s["footer"]:
        out.append("<footer><p>Text</p></footer>")
    return "\n".join(out)


class _Pen:
    def __init__(self, rng, canvas_cls, w, h):
        self.rng, self.th = rng, theme(rng)
        self.c = canvas_cls(w, h, self.th["bg"])
        self.s = Scene(self.c, kind="ui")
        self.font = rng.choice(SANS)
        self.fs = rng.uniform(9, 13)
        self.rad = rng.choice([0, 2, 4, 8])
        self.greek = rng.random() < .3
        self.btn = self.th["accent"]
        self.ghost_img = rng.choice(["x", "flat", "hill", "hill", "flat"])
        self.inline = rng.random() < .5

    def words(self, x, y, size, colour, a=1, b=2, anchor="l", width=None):
        """A run of text; greeked (a bar) in wireframe style."""
        if self.greek:
            w = width or size * self.rng.uniform(3, 6)
            x -= w / 2 if anchor == "m" else 0
            self.c.rect(x, y - size * .35, w, size * .7, fill=tuple(colour[:3]) + (150,), r=size * .2)
            return w
        return self.c.text(x, y, words(self.rng, a, b), self.font, size, colour, anchor)

    def para(self, x, y, w, lines):
        for i in range(lines):
            lw = w * (1 if i < lines - 1 else self.rng.uniform(.4, .85))
            yy = y + (i + .5) * self.fs * 1.35
            if self.greek:
                self.c.rect(x, yy - self.fs * .25, lw, self.fs * .5, fill=self.th["mix"](.3), r=2)
            else:
                t = ""
                while len(t) * self.fs * .52 < lw - 14:
                    t += words(self.rng, 1, 1).lower() + " "
                self.c.text(x, yy, t, self.font, self.fs * .9, self.th["muted"])
        self.s.add("para", x, y, w, lines * self.fs * 1.35)
        return y + lines * self.fs * 1.35

    def button(self, x, y, w=None):
        w = w or self.rng.uniform(56, 92)
        h = self.fs * 2.1
        solid = self.rng.random() < .85
        self.c.rect(x, y, w, h, fill=self.btn if solid else None, stroke=None if solid else self.btn, sw=1.5, r=self.rad)
        self.words(x + w / 2, y + h / 2, self.fs * .95, (255, 255, 255) if solid else self.btn, 1, 1, "m", w * .5)
        self.s.add("button", x, y, w, h)
        return y + h

    def img(self, x, y, w, h):
        g = self.th["mix"](self.rng.uniform(.14, .3))
        self.c.rect(x, y, w, h, fill=g, r=min(self.rad, 4))
        if self.ghost_img == "x":
            self.c.path([(x, y), (x + w, y + h)], stroke=self.th["muted"], close=False)
            self.c.path([(x + w, y), (x, y + h)], stroke=self.th["muted"], close=False)
        elif self.ghost_img == "hill":
            m = self.th["muted"]
            self.c.path([(x + w * .1, y + h * .85), (x + w * .38, y + h * .4), (x + w * .55, y + h * .65), (x + w * .7, y + h * .5),
                         (x + w * .9, y + h * .85)], fill=m)
            self.c.circle(x + w * .72, y + h * .25, min(w, h) * .08, fill=m)
        self.s.add("img", x, y, w, h)

    def main(self, m, x, y, w, h):
        """Draws one section of main into the given box."""
        rng, c, th, fs, s = self.rng, self.c, self.th, self.fs, self.s
        if m[0] == "form":
            fw = min(w, rng.uniform(150, 300))
            fx = x + (w - fw) / 2 if rng.random() < .6 else x
            lab = rng.random() < .6
            row = (fs * 2.2 + (fs * 1.4 if lab else 0) + 6)
            need = row * m[1] + fs * 2.4
            y += max(0, (h - need) * rng.choice([0, .3]))
            if rng.random() < .3:
                c.rect(fx - 10, y - 8, fw + 20, need + 18, fill=th["panel"], stroke=th["line"], r=self.rad)
            s.add("form", fx, y, fw, need)
            for _ in range(m[1]):
                if lab:
                    self.words(fx, y + fs * .6, fs * .85, th["muted"], 1, 1)
                    y += fs * 1.4
                c.rect(fx, y, fw, fs * 2.1, fill=th["bg"], stroke=th["mix"](.35), r=self.rad)
                if not lab:
                    self.words(fx + 6, y + fs * 1.05, fs * .85, th["mix"](.4), 1, 1)
                s.add("input", fx, y, fw, fs * 2.1)
                y += fs * 2.2 + 6
            self.button(fx, y + 2, fw if rng.random() < .35 else None)
        elif m[0] == "table":
            rows, cols = m[1] + 1, m[2]
            rh = min(h / rows, fs * rng.uniform(1.9, 2.8))
            cw = w / cols
            lines, zebra, head = rng.choice(["all", "rows", "rows"]), rng.random() < .3, rng.random() < .6
            for r in range(rows):
                if r == 0 and head:
                    c.rect(x, y, w, rh, fill=th["mix"](.12) if rng.random() < .7 else th["accent"])
                elif zebra and r % 2:
                    c.rect(x, y + r * rh, w, rh, fill=th["mix"](.05))
                for k in range(cols):
                    if lines == "all":
                        c.rect(x + k * cw, y + r * rh, cw, rh, stroke=th["line"])
                    self.words(x + k * cw + 6, y + (r + .5) * rh, fs * (.95 if r == 0 else .88), th["fg"] if r == 0 else th["muted"], 1, 1, width=cw * .5)
                    s.add("cell", x + k * cw + 2, y + r * rh + 2, cw * .7, rh - 4, rank=k)
                if lines == "rows":
                    c.path([(x, y + (r + 1) * rh), (x + w, y + (r + 1) * rh)], stroke=th["line"], close=False)
        elif m[0] == "cards":
            n = m[1]
            per = n if n <= 3 else 2 if n == 4 and rng.random() < .6 else 3 if n == 6 else 4
            rows = -(-n // per)
            g = rng.uniform(8, 16)
            cw, ch = (w - g * (per - 1)) / per, min((h - g * (rows - 1)) / rows, rng.uniform(110, 170))
            for i in range(n):
                cx, cy = x + (i % per) * (cw + g), y + (i // per) * (ch + g)
                c.rect(cx, cy, cw, ch, fill=th["panel"], stroke=th["line"], r=self.rad)
                s.add("card", cx, cy, cw, ch, rank=i)
                ih = ch * rng.uniform(.42, .5) if i == 0 else ih
                pad = 0 if i and pad == 0 or i == 0 and rng.random() < .5 else 6
                self.img(cx + pad, cy + pad, cw - 2 * pad, ih - pad)
                self.words(cx + 6, cy + ih + fs * 1.1, fs, th["fg"], 1, 1)
                self.para(cx + 6, cy + ih + fs * 2, cw - 12, 1 if ch - ih < fs * 5 else 2)
        elif m[0] == "hero":
            if rng.random() < .5:
                c.rect(x, y, w, h, fill=th["panel"], r=self.rad)
            mid = rng.random() < .6
            k = rng.uniform(1.7, 2.4)
            hy = y + max(fs * k * .8, h * rng.uniform(.15, .3))
            tw = self.words(x + w / 2 if mid else x + 10, hy, fs * k, th["fg"], 2, 3, "m" if mid else "l", w * .4)
            s.add("heading", x + w / 2 - tw / 2 if mid else x + 10, hy - fs, tw, fs * 2)
            pw = w * rng.uniform(.45, .7)
            py = self.para(x + (w - pw) / 2 if mid else x + 10, hy + fs * k * .8, pw, rng.randint(1, 2))
            if m[1]:
                self.button(x + w / 2 - 36 if mid else x + 10, py + fs * .7, 72)
        else:
            hy = y + fs
            tw = self.words(x, hy, fs * rng.uniform(1.4, 1.9), th["fg"], 2, 3, width=w * .5)
            s.add("heading", x, hy - fs, tw, fs * 2)
            y += fs * 2.6
            if m[2]:
                ih = (h - fs * 2.6) * rng.uniform(.3, .5)
                self.img(x, y, w * rng.choice([1, 1, .6]), ih)
                y += ih + fs * .7
                h -= ih + fs * .7
            left = (h - fs * 3) / m[1]
            nl = max(1, min(4, int((left - fs) / (fs * 1.35))))
            for _ in range(m[1]):
                y = self.para(x, y, w * .96, nl) + fs * 1.1


def mockup(rng, canvas_cls):
    """A page or app mockup drawn as a wireframe or a finished design."""
    spec = random_spec(rng)
    two = len(spec["main"]) > 1
    if rng.random() < .2 and not spec["aside"] and not (spec["main"][0][0] == "table"):
        w, h = rng.randint(230, 300), rng.randint(380, 520)
        spec["nav"] = min(spec["nav"], 3)
        spec["main"] = [("cards", min(m[1], 4)) if m[0] == "cards" else m for m in spec["main"]]
    else:
        w, h = rng.randint(380, 680), rng.randint(340, 520) + (70 if two else 0)
    p = _Pen(rng, canvas_cls, w, h)
    c, th, fs, s = p.c, p.th, p.fs, p.s
    pad = rng.uniform(12, 24)
    y = 0
    if spec["header"] or spec["nav"]:
        hh = fs * rng.uniform(2.6, 4)
        style = rng.choice(["fill", "accent", "line"])
        col, fg = (th["panel"], th["fg"]) if style == "fill" else (th["accent"], (255, 255, 255)) if style == "accent" else (th["bg"], th["fg"])
        c.rect(0, 0, w, hh, fill=col)
        if style == "line":
            c.path([(0, hh), (w, hh)], stroke=th["line"], close=False)
        s.add("header", 0, 0, w, hh)
        x = pad
        if spec["header"]:
            tw = p.words(pad, hh / 2, fs * 1.35, fg, 1, 2 if w > 380 else 1, width=fs * 6)
            s.add("heading", pad, hh * .2, tw, hh * .6)
            x += tw + fs * 1.5
        if spec["nav"]:
            lw = min(fs * 5.2, (w - pad - x) / spec["nav"])
            x0 = x if rng.random() < .4 else w - pad - lw * spec["nav"] + fs
            for i in range(spec["nav"]):
                small = min(fs * .95, lw / 4.4)
                p.words(x0 + i * lw, hh / 2, small, fg, 1, 1, width=lw * .62)
                s.add("link", x0 + i * lw, hh * .25, lw * .6, hh * .5, rank=i)
        y = hh
    foot = fs * rng.uniform(2.4, 3.6) if spec["footer"] else 0
    x, W = pad, w - 2 * pad
    if spec["aside"]:
        aw = w * rng.uniform(.18, .27)
        right = rng.random() < .12
        ax = w - aw if right else 0
        c.rect(ax, y, aw, h - foot - y, fill=th["panel"] if rng.random() < .8 else th["mix"](.8))
        dark = False
        s.add("aside", ax, y, aw, h - foot - y)
        gap = rng.uniform(2, 2.8) * fs
        for i in range(spec["aside"]):
            yy = y + pad + i * gap
            lw = p.words(ax + 10, yy + fs / 2, fs * .95, th["accent"] if i == 0 or dark else th["mix"](.5), 1, 1, width=aw * .6)
            s.add("link", ax + 10, yy, lw, fs, rank=i)
        x, W = (pad if right else aw + pad), W - aw
    if foot:
        fy = h - foot
        c.rect(0, fy, w, foot, fill=th["mix"](rng.choice([.05, .1, .85])))
        mid = rng.random() < .6
        p.words(w / 2 if mid else pad, fy + foot / 2, fs * .85, th["mix"](.5), 2, 4, "m" if mid else "l", w * .3)
        s.add("footer", 0, fy, w, foot)
    y += pad
    H = h - foot - y - pad * .5
    weight = [{"form": 1.2, "table": 1, "cards": 1.4, "hero": .75, "article": 1}[m[0]] for m in spec["main"]]
    for m, k in zip(spec["main"], weight):
        bh = H * k / sum(weight)
        p.main(m, x, y, W, bh - (8 if two else 0))
        y += bh
    s.facts.update(spec=spec, html=spec_html(spec))
    return s
