"""Facts of a picture as the integer targets of the training-only heads."""
from draw.palette import COLOURS
from model import Heads

KINDS = ["bar", "hbar", "line", "pie", "scatter", "flowchart", "ui", "code", "photo"]
SECTIONS = ["none", "form", "table", "cards", "hero", "article"]
TRENDS = ["rising", "falling", "mixed"]
WHERE = ["upper left", "upper right", "lower left", "lower right"]


def targets(f):
    """Facts dict to a list of ints, one for each entry of Heads.GLOBAL; -1 where it does not apply."""
    t = dict.fromkeys(Heads.GLOBAL, -1)
    t["kind"] = KINDS.index(f["kind"])
    if f["kind"] in KINDS[:5]:
        t["count"] = f["count"]
        t["legend"], t["grid"] = int(f["legend"]), int(f["grid"])
        if f["kind"] in ("bar", "hbar"):
            t["stacked"], t["tallest"] = int(f["stacked"]), f["tallest"]
        if f.get("trend"):
            t["trend"] = TRENDS.index(f["trend"])
        if f.get("value") is not None:
            t["share"] = min(20, round(f["value"] * 20))
        if f.get("colour"):
            t["colour"] = COLOURS.index(f["colour"])
        if f.get("where"):
            t["where"] = WHERE.index(f["where"])
    elif f["kind"] == "flowchart":
        t["count"], t["edges"] = f["count"], len(f["edges"])
    elif f["kind"] == "ui":
        s = f["spec"]
        t.update(header=int(s["header"]), nav=s["nav"], aside=s["aside"], footer=int(s["footer"]), sec1=SECTIONS.index(s["main"][0][0]),
                 sec2=SECTIONS.index(s["main"][1][0]) if len(s["main"]) > 1 else 0)
        for m in s["main"]:
            if m[0] == "form":
                t["inputs"] = m[1]
            elif m[0] == "table":
                t["rows"], t["cols"] = m[1], m[2]
            elif m[0] == "cards":
                t["cards"] = m[1]
    return list(t.values())
