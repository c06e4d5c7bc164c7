"""Checks what the types of a dashboard do not cover: dashboards.py DASHBOARD... prints errors in panels, variables and
links."""

import re
import sys

import grafana

COLUMNS = 24
# Every link keeps these variables.
KEPT = ("${datasource:queryparam}", "${job:queryparam}", "${site:queryparam}")
DRAWN = ("timeseries", "bargauge", "state-timeline")
# The values of All. The label site is optional. The others can match anything, because every query also selects the job.
ALL = {"job": None, "site": ".*", "node": ".+", "gpu": ".+", "encode": ".+"}
SELECTOR = re.compile(r"\b((?:up|rapl_\w+|gpu_\w+|wall_\w+|encodes?_\w+|energy_split_\w+|wattd_\w+|process_\w+|ALERTS|\w+:\w+))(?:\{([^}]*)\})")
SYNONYMS = re.compile(r"held (down|back)|hold(s|ing)? (down|back)", re.I)


def overlap(one, other):
    return (one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"] and
            one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"])


def place_faults(panels):
    """Checks panels that are visible together: the panels of a collapsed row may overlap those of the next row."""
    for index, panel in enumerate(panels):
        place = panel["gridPos"]
        if place["x"] + place["w"] > COLUMNS:
            yield f"{panel['title']}: wider than the page"
        if any(overlap(place, other["gridPos"]) for other in panels[:index]):
            yield f"{panel['title']}: overlaps another panel"


def query_faults(panel):
    letters = [target["refId"] for target in panel["targets"]]
    if not letters or len(set(letters)) < len(letters):
        yield "no query, or two with the same name"
    for target in panel["targets"]:
        for name, matchers in SELECTOR.findall(target["expr"]):
            wanted = 'service="wattd"' if name == "ALERTS" else "$node" if ":" in name else 'job=~"$job",site=~"$site",'
            if wanted not in matchers:
                yield f"{name}{{{matchers}}} has no {wanted}"
        if "[1d" in target["expr"] and (target.get("interval") != "1d" or "offset -1d" not in target["expr"]):
            yield "queries a whole day on each refresh, or no calendar day"


def link_faults(panel, uids):
    links = list(panel["fieldConfig"]["defaults"].get("links", []))
    for override in panel["fieldConfig"]["overrides"]:
        links += [link for each in override["properties"] if each["id"] == "links" for link in each["value"]]
    if panel["type"] in DRAWN and not links:
        yield "no link to the other dashboard"
    for link in links:
        if not all(part in link["url"] for part in KEPT + ("${__url_time_range}",)):
            yield f"the link {link['title']} loses the data source, the job, the site or the time"
        if link["url"].removeprefix("/d/").partition("?")[0] not in uids:
            yield f"the link {link['title']} has no target"


def panel_faults(panel, uids):
    if not panel["description"].strip().endswith("."):
        yield "no description"
    if SYNONYMS.search(panel["title"] + panel["description"]):
        yield "the term is throttled"
    if panel["datasource"]["uid"] != "${datasource}":
        yield "the data source is not the variable"
    yield from query_faults(panel)
    yield from link_faults(panel, uids)


def variable_faults(variables):
    for name in ("datasource", "job", "site", "node", "top", "price", "currency"):
        if name not in variables:
            yield f"no variable {name}"
    for name, expected in ALL.items():
        if name in variables and variables[name].get("includeAll") and variables[name].get("allValue") != expected:
            yield f"All of the variable {name} is {variables[name].get('allValue')}"


def row_faults(dashboard):
    """Problems come first, and rows that are rarely needed are collapsed and send no queries."""
    rows = [panel for panel in dashboard["panels"] if panel["type"] == "row"]
    if rows[0]["collapsed"] or not rows[-1]["collapsed"] or rows[-1]["title"] != "wattd itself":
        yield "the first row is collapsed, or the last is not 'wattd itself' and collapsed"
    first = [panel["title"] for panel in dashboard["panels"] if panel["gridPos"]["y"] < 10]
    if "Firing alerts" not in first:
        yield "the firing alerts are not at the top"


def faults(dashboard, uids):
    every = [panel for panel in dashboard["panels"] if panel["type"] == "row"] + list(grafana.panels(dashboard))
    if len({panel["id"] for panel in every}) < len(every):
        yield "two panels have the same id"
    yield from place_faults(dashboard["panels"])
    for row in dashboard["panels"]:
        yield from place_faults(row.get("panels", []))
    for panel in grafana.panels(dashboard):
        yield from (f"{panel['title']}: {fault}" for fault in panel_faults(panel, uids))
    yield from variable_faults({variable["name"]: variable for variable in dashboard["templating"]["list"]})
    yield from row_faults(dashboard)
    for link in dashboard["links"]:
        if not link["keepTime"] or not all(part in link["url"] for part in KEPT):
            yield f"the link {link['title']} loses the data source, the job, the site or the time"
        if link["url"].removeprefix("/d/").partition("?")[0] not in uids:
            yield f"the link {link['title']} has no target"


def main():
    dashboards = [grafana.load(file) for file in sys.argv[1:]]
    uids = [dashboard["uid"] for dashboard in dashboards]
    wrong = [f"{dashboard['title']}: {fault}" for dashboard in dashboards for fault in faults(dashboard, uids)]
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
