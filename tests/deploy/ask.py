"""Asks a Prometheus what the panels of a dashboard ask: ask.py ADDRESS DASHBOARD NODE...

Every query, its variables replaced, must be answered with series for at least one of the nodes, every variable with
values, every annotation without an error. Says what is not. A dashboard that takes many nodes gets a pattern for one.
"""

import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

RATE_INTERVAL = "10s"
SPAN, STEP = 10, 1


class Prometheus:
    def __init__(self, address):
        self.base = f"http://{address}/api/v1/"

    def get(self, path, **parameters):
        url = self.base + path + "?" + urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error)["error"]) from None

    def now(self):
        return float(self.get("query", query="time()")["result"][1])

    def series(self, expression, instant):
        """How many series answer, at this instant or over a span up to it."""
        if instant:
            return len(self.get("query", query=expression)["result"])
        now = self.now()
        return len(self.get("query_range", query=expression, start=now - SPAN, end=now, step=STEP)["result"])

    def values(self, query):
        """What label_values(SERIES, LABEL) gives."""
        series, label = re.fullmatch(r"label_values\((.+), (\w+)\)", query).groups()
        return self.get(f"label/{label}/values", **{"match[]": series})


def replaced(expression, node):
    values = {"job": ".*", "instance": ".*", "node": node, "top": "10", "__rate_interval": RATE_INTERVAL}
    for name, value in values.items():
        expression = expression.replace(f"${name}", value)
    if "$" in expression:
        raise ValueError(f"{expression}: a variable that the dashboard does not have")
    return expression


def panels(dashboard):
    for panel in dashboard["panels"]:
        yield from panel["panels"] if panel["type"] == "row" else [panel]


def faults(prometheus, dashboard, nodes):
    asked = 0
    for panel in panels(dashboard):
        for target in panel["targets"]:
            asked += 1
            counts = [prometheus.series(replaced(target["expr"], node), target["instant"]) for node in nodes]
            if not any(counts):
                yield f"{panel['title']}, {target['refId']}: no series: {target['expr']}"
    if asked == 0:
        yield "there is no query"
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query" and not prometheus.values(replaced(variable["query"]["query"], nodes[0])):
            yield f"the variable {variable['name']} has no values"
    for annotation in dashboard["annotations"]["list"]:
        if "expr" in annotation:
            prometheus.series(replaced(annotation["expr"], nodes[0]), instant=False)
    print(f"{dashboard['title']}: {asked} queries")


def main():
    address, file, *nodes = sys.argv[1:]
    with open(file, encoding="utf-8") as stream:
        dashboard = json.load(stream)
    wrong = list(faults(Prometheus(address), dashboard, nodes))
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
