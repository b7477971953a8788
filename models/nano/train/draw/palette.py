"""Colours, their names, fonts and themes shared by our own renderers."""
import colorsys
import glob

COLOURS = ["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "gray", "black", "white"]
# hue in degrees at the centre of each name, saturation range, value range
_SPEC = {
    "red": (0, (.65, .95), (.6, .95)), "orange": (28, (.75, 1), (.85, 1)), "yellow": (50, (.65, 1), (.85, 1)),
    "green": (120, (.4, .85), (.4, .85)), "teal": (178, (.5, .9), (.5, .85)), "blue": (217, (.55, .95), (.5, .98)),
    "purple": (270, (.4, .85), (.5, .9)), "pink": (330, (.35, .75), (.85, 1)), "brown": (24, (.5, .8), (.35, .55)),
    "gray": (0, (0, .06), (.45, .68)),
}


def hexrgb(c):
    """'#rrggbb' to an (r, g, b) tuple of ints."""
    return tuple(int(c[i:i + 2], 16) for i in (1, 3, 5))


def colour_name(rgb):
    """The plain English name of an (r, g, b) colour; one of COLOURS."""
    h, s, v = colorsys.rgb_to_hsv(*[x / 255 for x in rgb[:3]])
    h *= 360
    if v < .18:
        return "black"
    if s < .14:
        return "white" if v > .9 else "gray"
    if h < 14 or h >= 346:
        return "pink" if s < .5 and v > .75 else "red" if v > .5 else "brown"
    if h < 40:
        return "brown" if v < .65 else "orange"
    if h < 66:
        return "yellow" if v > .6 else "brown"
    if h < 160:
        return "green"
    if h < 196:
        return "teal"
    if h < 248:
        return "blue"
    if h < 295:
        return "purple"
    return "pink"


def named(rng, name):
    """A random (r, g, b) shade of a named colour."""
    h, s, v = _SPEC[name]
    while True:
        c = colorsys.hsv_to_rgb(((h + rng.uniform(-9, 9)) % 360) / 360, rng.uniform(*s), rng.uniform(*v))
        c = tuple(int(x * 255) for x in c)
        if colour_name(c) == name:
            return c


def series_colours(rng, n):
    """n different named shades."""
    names = list(_SPEC)
    weights = {"blue": 3, "orange": 2, "green": 2, "red": 2, "gray": .5, "brown": .5}
    out = []
    while len(out) < n:
        c = rng.choices(names, [weights.get(k, 1) for k in names])[0]
        if c not in out or len(out) >= 10:
            out.append(c)
    return [named(rng, c) for c in out]


_WANT = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf",
         "NotoSans-Regular.ttf", "NotoSerif-Regular.ttf", "Roboto-Regular.ttf", "Roboto-Light.ttf", "OpenSans-Regular.ttf",
         "Lato-Regular.ttf", "Lato-Bold.ttf", "NotoSans-Bold.ttf"]
_MONO = ["DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "FiraCode-Regular.ttf", "Inconsolata-Regular.ttf", "Inconsolata.otf",
         "DejaVuSansMono-Bold.ttf"]
_ALL = {f.split("/")[-1]: f for f in sorted(glob.glob("/usr/share/fonts/**/*.?tf", recursive=True))}
SANS = [_ALL[f] for f in _WANT if f in _ALL]
MONO = [_ALL[f] for f in _MONO if f in _ALL]

_WORDS = ("Revenue Users Sales Total Q1 Q2 Q3 Q4 Jan Feb Mar Apr May Jun Jul North South East West Alpha Beta Gamma Cost Profit Time "
          "Rate Load Server Client Data Start End Check Input Output Process Save Login Search Home About Contact Pricing Docs "
          "Product Name Email Status Date Action Settings Profile Report Team Blog Help Open Close Next Back Submit Order Stock "
          "Memory CPU Disk Latency Errors Requests Growth Market Share Index Score Test Build Deploy Review Approve Reject Retry").split()


def words(rng, a=1, b=3):
    """A short random label."""
    n = rng.randint(a, b)
    out = " ".join(rng.choice(_WORDS) for _ in range(n))
    r = rng.random()
    return out.lower() if r < .2 else out.upper() if r < .28 else out


def theme(rng):
    """A page theme: dark flag, background, foreground, muted, line and accent colours."""
    dark = rng.random() < .35
    if dark:
        b = rng.randint(8, 52)
        bg = tuple(min(70, max(0, b + rng.randint(-6, 14))) for _ in range(3))
        fg = tuple([rng.randint(200, 255)] * 3)
    else:
        b = 255 if rng.random() < .6 else rng.randint(232, 254)
        bg = (255,) * 3 if b == 255 else tuple(min(255, b + rng.randint(-6, 3)) for _ in range(3))
        fg = tuple([rng.randint(0, 80)] * 3)
    mix = lambda t: tuple(int(bg[i] + (fg[i] - bg[i]) * t) for i in range(3))
    accent = named(rng, rng.choice(["blue", "blue", "green", "teal", "purple", "red", "orange", "pink"]))
    return {"dark": dark, "bg": bg, "fg": fg, "muted": mix(rng.uniform(.45, .7)), "line": mix(rng.uniform(.1, .3)),
            "panel": mix(rng.uniform(.03, .1)), "accent": accent, "mix": mix}
