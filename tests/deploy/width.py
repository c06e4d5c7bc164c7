"""Counts the series in the panels: width.py ADDRESS NODE DASHBOARD... queries a Prometheus with the data of fleet.py.

With the default variables a chart shows at most twelve series, even if the order of the devices changes, and no panel shows
the target of another exporter. Prints the errors.
"""

import sys

import grafana

MOST = 12
STRANGER = "10.0.0.99"
SPAN, STEP = 3600, 15
# The numbers of that fleet. Its node without a GPU is not a problem.
COUNTED = {"Nodes": "14", "Nodes down": "1", "Critical alerts": "2", "Other alerts": "2", "Collectors down": "0",
           "GPUs lost": "1"}


def answers(prometheus, panel, values, now):
    for target in panel["targets"]:
        expression = grafana.replaced(target["expr"], values)
        if target["instant"]:
            yield from prometheus.instant(expression, now)
        else:
            yield from prometheus.range(expression, now - SPAN, now, STEP)


def faults(prometheus, dashboard, node):
    now = prometheus.newest()
    values = grafana.variables(dashboard, ["wattd"], node, rate_interval="4m", interval=f"{STEP}s", range=f"{SPAN}s")
    for panel in grafana.panels(dashboard):
        series = list(answers(prometheus, panel, values, now))
        if panel["type"] != "table" and len(series) > MOST:
            yield f"{panel['title']}: {len(series)} series"
        if any(STRANGER in each["metric"].values() for each in series):
            yield f"{panel['title']}: shows the target of another exporter"
        expected = COUNTED.get(panel["title"]) if panel["type"] == "stat" else None
        if grafana.takes_many_nodes(dashboard) and expected and series[0]["value"][1] != expected:
            yield f"{panel['title']}: {series[0]['value'][1]}, not {expected}"


def main():
    address, node, *files = sys.argv[1:]
    prometheus, wrong = grafana.Prometheus(address), []
    for file in files:
        dashboard = grafana.load(file)
        wrong += [f"{dashboard['title']}: {fault}" for fault in faults(prometheus, dashboard, node)]
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
