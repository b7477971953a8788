"""Pictures outside the structured kinds: code and terminals, photographs and procedural images."""
import glob
import os
import re

import numpy as np
from PIL import Image, ImageFilter

from .canvas import Scene
from .palette import MONO, SANS, named, theme, words

_LIB = os.path.dirname(os.__file__)
_code = []


def _sources():
    if not _code:
        for f in sorted(glob.glob(_LIB + "/*.py"))[:120]:
            _code.append(open(f, encoding="utf8", errors="ignore").read().split("\n"))
    return _code


_TOK = re.compile(r"(#.*|\"[^\"]*\"?|'[^']*'?|\b(?:def|class|return|if|else|elif|for|while|import|from|in|not|and|or|with|as|try|except|"
                  r"raise|None|True|False|self|lambda|yield|pass)\b|\d+|\w+|\s+|.)")


def code(rng, canvas_cls):
    """An editor or a terminal full of monospaced text."""
    w, h = rng.randint(280, 700), rng.randint(180, 520)
    th = theme(rng)
    term = rng.random() < .4
    if term and rng.random() < .75:
        b = rng.randint(0, 45)
        th.update(bg=(b, b, min(255, b + rng.randint(0, 15))), fg=rng.choice([(220, 220, 220), (90, 230, 110), (200, 210, 220)]))
    c = canvas_cls(w, h, th["bg"])
    s = Scene(c, kind="code")
    font = rng.choice(MONO)
    fs = rng.uniform(8, 15)
    lh = fs * rng.uniform(1.2, 1.55)
    lines = rng.choice(_sources())
    i0 = rng.randrange(max(1, len(lines) - 60))
    num = not term and rng.random() < .6
    side = rng.uniform(60, 140) if not term and rng.random() < .25 and w > 400 else 0
    y0 = 6
    if not term and rng.random() < .4:
        c.rect(0, 0, w, fs * 2, fill=th["panel"])
        for k in range(rng.randint(1, 4)):
            c.text(side + 10 + k * fs * 7, fs, words(rng, 1, 1).lower() + ".py", rng.choice(SANS), fs * .85, th["muted"])
        y0 = fs * 2 + 4
    if side:
        c.rect(0, 0, side, h, fill=th["panel"])
        for k in range(rng.randint(4, 14)):
            c.text(8 + 8 * rng.randint(0, 2), y0 + 14 + k * fs * 1.6, words(rng, 1, 1).lower() + ".py", SANS[0], fs * .85, th["muted"])
    pal = {k: named(rng, rng.choice(["blue", "green", "purple", "orange", "teal", "pink", "red"])) for k in ("kw", "str", "com", "num")}
    mono = rng.random() < .15 or (term and rng.random() < .6)
    x0 = side + 8 + (fs * 2.2 if num else 0)
    cwid = fs * .6
    n = int((h - y0) / lh) + 1
    if rng.random() < .2:
        n = rng.randint(2, max(3, n))
    for i in range(n):
        y = y0 + (i + .5) * lh
        t = lines[(i0 + i) % len(lines)]
        if num:
            c.text(x0 - fs * .8, y, str(i0 + i), font, fs * .9, th["muted"], "r")
        x = x0
        if term:
            r = rng.random()
            if r < .2:
                t = rng.choice(["$ ", "user@host:~$ ", "> ", "PS C:\\> "]) + rng.choice(["npm test", "git status", "ls -la", "make build", "python main.py"])
            elif r < .3:
                t = rng.choice(["ERROR ", "WARN ", "INFO ", "  at "]) + t.strip()
        for m in _TOK.findall(t):
            k = "com" if m[0] == "#" else "str" if m[0] in "\"'" else "num" if m.isdigit() else "kw" if re.match(
                r"(def|class|return|if|else|elif|for|while|import|from|in|not|and|or|with|as|try|except|raise|None|True|False|self|lambda|yield|pass)$", m) else ""
            if m.strip():
                c.text(x, y, m, font, fs, th["fg"] if mono or not k else pal[k])
                s.add("code", x, y - fs / 2, len(m) * cwid, fs)
            x += len(m) * cwid
            if x > w:
                break
    return s


def procedural(rng):
    """An image with no structure of the other kinds: textures, gradients, blobs, sketches."""
    g = np.random.default_rng(rng.randrange(1 << 30))
    w, h = rng.randint(220, 520), rng.randint(220, 520)
    kind = rng.choice(["fractal", "gradient", "blobs", "texture", "shapes", "landscape", "face"])
    yy, xx = np.mgrid[0:h, 0:w] / max(w, h)
    if kind in ("fractal", "landscape"):
        z = np.zeros((h, w))
        for o in range(2, 7):
            n = g.normal(size=(2 ** o, 2 ** o)).astype(np.float32)
            z += np.asarray(Image.fromarray(n).resize((w, h), Image.BICUBIC)) / 1.9 ** o
        z = (z - z.min()) / (z.max() - z.min())
        a, b, d = g.uniform(0, 255, (3, 3))
        im = np.where(z[..., None] < .5, a + (b - a) * z[..., None] * 2, b + (d - b) * (z[..., None] * 2 - 1))
        if kind == "landscape":
            sky = np.array([g.uniform(90, 200), g.uniform(140, 220), g.uniform(190, 255)])
            hor = .3 + .25 * np.cumsum(g.normal(size=w)) / w ** .5 / 2
            m = yy < hor[None, :]
            im = np.where(m[..., None], sky * (1 - .3 * yy[..., None]), im * .7)
    elif kind == "gradient":
        a, b, d = g.uniform(0, 255, (3, 3))
        t = xx * g.normal() + yy * g.normal() + .3 * np.sin(g.uniform(2, 14) * xx + g.uniform(0, 6))
        t = (t - t.min()) / np.ptp(t)
        im = a + (b - a) * t[..., None] + (d - a) * (t[..., None] ** 2) * .4
    elif kind == "texture":
        f = g.uniform(10, 90, 2)
        t = np.sin(f[0] * xx + 3 * np.sin(f[1] * yy * .3)) * np.cos(f[1] * yy)
        a, b = g.uniform(0, 255, (2, 3))
        im = a + (b - a) * (t[..., None] * .5 + .5)
    else:
        im = np.ones((h, w, 3)) * g.uniform(30, 240, 3)
        if kind == "face":
            cx, cy, r = w / 2 / max(w, h), h / 2 / max(w, h), g.uniform(.2, .35)
            skin = np.array([g.uniform(120, 245), g.uniform(90, 200), g.uniform(70, 170)])
            im[((xx - cx) / .8) ** 2 + (yy - cy) ** 2 < r * r] = skin
            for sgn in (-1, 1):
                im[(xx - cx - sgn * r * .32) ** 2 + (yy - cy + r * .2) ** 2 < (r * .12) ** 2] = 30
            im[(np.abs(xx - cx) < r * .3) & (np.abs(yy - cy - r * .45) < r * .06)] = (150, 40, 40)
            im[(((xx - cx) / .85) ** 2 + (yy - cy) ** 2 < r * r * 1.05) & (yy < cy - r * .5)] = g.uniform(0, 120, 3)
        for _ in range(int(g.integers(3, 40)) if kind != "face" else 3):
            cx, cy, r = g.uniform(0, 1), g.uniform(0, 1), g.uniform(.02, .25 if kind == "blobs" else .12)
            if kind == "shapes" and g.random() < .5:
                m = (np.abs(xx - cx) + g.uniform(.2, 1) * np.abs(yy - cy + .4 * (xx - cx))) < r
            else:
                m = (xx - cx) ** 2 / g.uniform(.5, 2) + (yy - cy) ** 2 < r * r
            im[m] = im[m] * .2 + g.uniform(0, 255, 3) * .8
    im = im + g.normal(size=im.shape) * g.uniform(0, 22)
    out = Image.fromarray(np.clip(im, 0, 255).astype(np.uint8))
    return out.filter(ImageFilter.GaussianBlur(g.uniform(0, 2.5))) if rng.random() < .5 else out


_photos = {}


def photo_files(split):
    """Real photographs that Debian packages and scikit-image/scikit-learn carry; split 'train' or 'test' (one in four)."""
    if not _photos:
        fs = []
        for d in ("/usr/share/backgrounds", "/usr/share/wallpapers"):
            fs += [f for e in ("jpg", "png", "webp") for f in glob.glob(f"{d}/**/*.{e}", recursive=True) if os.path.getsize(f) > 60000 and "screenshot" not in f]
        keep = {}
        for f in sorted(fs):  # one file for each picture: wallpapers come in many sizes
            top = f.split("/wallpapers/")[1].split("/")[0] if "/wallpapers/" in f else f
            if top not in keep or os.path.getsize(f) < os.path.getsize(keep[top]):
                keep[top] = f
        fs = sorted(keep.values())
        for pkg, sub in (("skimage", "data"), ("sklearn", "datasets/images")):
            try:
                mod = __import__(pkg)
            except ImportError:
                continue
            fs += sorted(glob.glob(os.path.join(os.path.dirname(mod.__file__), sub, "*.jpg")) + glob.glob(os.path.join(os.path.dirname(mod.__file__), sub, "*.png")))
        fs = [f for f in fs if os.path.basename(f).split(".")[0] not in ("page", "text", "microaneurysms", "horse", "checker_bilevel", "clock_motion", "phantom")]
        _photos["test"], _photos["train"] = fs[::4], [f for i, f in enumerate(fs) if i % 4]
    return _photos[split]


_open = {}


def photo(rng, split="train"):
    """A random crop of a real photograph."""
    f = rng.choice(photo_files(split))
    if f not in _open:
        im = Image.open(f).convert("RGB")
        im.thumbnail((1400, 1400))
        _open[f] = im
    im = _open[f]
    w, h = im.size
    k = rng.uniform(.3, 1)
    cw, ch = int(w * k), int(h * min(1, k * rng.uniform(.7, 1.4)))
    x, y = rng.randint(0, w - cw), rng.randint(0, h - ch)
    im = im.crop((x, y, x + cw, y + ch))
    if rng.random() < .5:
        im = im.transpose(Image.FLIP_LEFT_RIGHT)
    im.thumbnail((480, 480))
    return im
