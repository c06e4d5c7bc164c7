"""Runs the queries of a dashboard in Prometheus: query.py ADDRESS DASHBOARD NODE...

Every query, with its variables replaced, must return series for at least one of the nodes; every variable must have
values, and no annotation may fail. Prints the errors. A dashboard of many nodes uses all of them.
"""

import sys

import grafana

SPAN, STEP = 10, 1
# The targets of this test have no site.
OPTIONAL = {"site"}


def count(prometheus, target, values):
    """How many series answer, at this instant or over a span up to it."""
    expression, now = grafana.replaced(target["expr"], values), prometheus.now()
    if target["instant"]:
        return len(prometheus.instant(expression, now))
    return len(prometheus.range(expression, now - SPAN, now, STEP))


def faults(prometheus, dashboard, nodes):
    asked, jobs = 0, prometheus.values("label_values(wattd_build_info, job)", "")
    times = {"rate_interval": "10s", "interval": f"{STEP}s", "range": f"{SPAN}s"}
    every = [grafana.variables(dashboard, jobs, node, **times) for node in nodes]
    for panel in grafana.panels(dashboard):
        for target in panel["targets"]:
            asked += 1
            if not any([count(prometheus, target, values) for values in every]):
                yield f"{panel['title']}, {target['refId']}: no series: {target['expr']}"
    if asked == 0:
        yield "there is no query"
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query" and variable["name"] not in OPTIONAL:
            query = grafana.replaced(variable["query"]["query"], every[0])
            if not prometheus.values(query, variable["regex"]):
                yield f"the variable {variable['name']} has no values"
    for annotation in dashboard["annotations"]["list"]:
        if "expr" in annotation:
            count(prometheus, {"expr": annotation["expr"], "instant": False}, every[0])
    print(f"{dashboard['title']}: {asked} queries")


def main():
    address, file, *nodes = sys.argv[1:]
    wrong = list(faults(grafana.Prometheus(address), grafana.load(file), nodes))
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
