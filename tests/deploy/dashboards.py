"""What the types of a dashboard do not tell: dashboards.py DASHBOARD... says what is wrong with panels and links."""

import json
import sys

COLUMNS = 24


def panels(dashboard):
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def overlap(one, other):
    return (one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"] and
            one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"])


def faults(dashboard, uids):
    every = list(panels(dashboard))
    for number in (each["id"] for each in every):
        if sum(each["id"] == number for each in every) > 1:
            yield f"two panels have the id {number}"
    for index, panel in enumerate(every):
        place = panel["gridPos"]
        if place["x"] + place["w"] > COLUMNS:
            yield f"{panel['title']}: wider than the page"
        if any(overlap(place, other["gridPos"]) for other in every[:index]):
            yield f"{panel['title']}: lies on another panel"
        if panel["type"] == "row":
            continue
        if not panel["description"].strip().endswith("."):
            yield f"{panel['title']}: no description"
        if panel["datasource"]["uid"] != "${datasource}":
            yield f"{panel['title']}: another data source than the variable's"
        letters = [target["refId"] for target in panel["targets"]]
        if not letters or len(set(letters)) < len(letters):
            yield f"{panel['title']}: no query, or two of one name"
    names = [variable["name"] for variable in dashboard["templating"]["list"]]
    for name in ("datasource", "job", "node", "instance"):
        if name not in names:
            yield f"no variable {name}"
    for link in dashboard["links"]:
        if link["url"].removeprefix("/d/") not in uids:
            yield f"the link {link['title']} leads nowhere"


def main():
    dashboards = []
    for file in sys.argv[1:]:
        with open(file, encoding="utf-8") as stream:
            dashboards.append(json.load(stream))
    uids = [dashboard["uid"] for dashboard in dashboards]
    wrong = [f"{dashboard['title']}: {fault}" for dashboard in dashboards for fault in faults(dashboard, uids)]
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
