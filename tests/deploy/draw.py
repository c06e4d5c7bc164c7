"""Draws dashboards as HTML pages, to review their layout without Grafana: draw.py ADDRESS NODE FOLDER DASHBOARD... queries
a Prometheus with the data of fleet.py. All rows are expanded; the sizes are those of Grafana at a width of 1920 pixels.
"""

import html
import os
import sys

import grafana
from drawing import WIDTH, Drawing

UNIT, GAP = 30, 8
STYLE = """
body { margin: 8px; background: #f4f5f5; font: 12px sans-serif; color: #24292e }
.variables { font-size: 15px; padding: 6px }
.row { position: absolute; font-weight: 600; font-size: 15px; padding-top: 8px }
.panel { position: absolute; background: #fff; border: 1px solid #ddd; overflow: hidden; box-sizing: border-box }
.title { font-weight: 600; padding: 4px 8px; white-space: nowrap }
.stat { font-size: 26px; text-align: center; font-weight: 600 }
.legend { padding: 0 8px; line-height: 18px }
.bar { background: #5794f2; height: 14px; display: inline-block }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #eee; height: 35px; padding: 0 6px; text-align: left; white-space: nowrap }
"""


def box(drawing, panel, shift):
    """The panel at its position, and its lower end."""
    place = panel["gridPos"]
    left, top = place["x"] * WIDTH / 24 + GAP, place["y"] * (UNIT + GAP) + shift
    width, height = place["w"] * WIDTH / 24 - GAP, place["h"] * (UNIT + GAP) - GAP
    title = html.escape(grafana.replaced(panel["title"], drawing.values))
    return (f'<div class="panel" style="left:{left:.0f}px;top:{top}px;width:{width:.0f}px;height:{height}px">'
            f'<div class="title">{title}</div>{drawing.panel(panel, height)}</div>', top + height + GAP)


def page(drawing, dashboard):
    """The page, and its height."""
    text = f"<!doctype html><meta charset=utf-8><title>{dashboard['title']}</title><style>{STYLE}</style><div class=variables>"
    for variable in dashboard["templating"]["list"]:
        text += f"{variable['label']}: <b>{html.escape(str(drawing.values.get(variable['name'], 'default')))}</b> &nbsp; "
    text, shift, end = text + "</div>", 44, 0
    for panel in dashboard["panels"]:
        if panel["type"] != "row":
            drawn, bottom = box(drawing, panel, shift)
            text, end = text + drawn, max(end, bottom)
            continue
        closed = " (collapsed)" if panel["collapsed"] else ""
        top = panel["gridPos"]["y"] * (UNIT + GAP) + shift
        text += f'<div class="row" style="left:8px;top:{top}px">{html.escape(panel["title"])}{closed}</div>'
        for inner in panel["panels"]:
            drawn, bottom = box(drawing, inner, shift)
            text, end = text + drawn, max(end, bottom)
        # The positions below a collapsed row do not include its panels.
        if panel["collapsed"]:
            shift = end - (panel["gridPos"]["y"] + 1) * (UNIT + GAP)
    return text, end + GAP


def main():
    address, node, folder, *files = sys.argv[1:]
    prometheus = grafana.Prometheus(address)
    now = prometheus.newest()
    for file in files:
        dashboard = grafana.load(file)
        values = grafana.variables(dashboard, ["wattd"], node, rate_interval="4m", interval="15s", range="3600s")
        text, height = page(Drawing(prometheus, values, now), dashboard)
        name = os.path.join(folder, dashboard["uid"] + ".html")
        with open(name, "w", encoding="utf-8") as stream:
            stream.write(text)
        print(name, height)


main()
