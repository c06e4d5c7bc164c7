"""Writes tests for promtool: totals.py RECORDS DASHBOARD... tests the dashboards' totals of the first node of RECORDS, and
the energy of two days.

That node has overlapping zones, an average as well as the power draw, and an old exporter as a second job. The test
checks that each device counts once.
"""

import sys

import yaml

import grafana

EXPECTED = {
    "Node power": 260, "Fleet power": 260, "CPU power": 180, "GPU power": 80,
    "NVENC sessions": 5, "Power per session": 52,
    "Encodes running": 2, "Power of encodes": 60, "Power of other work": 30, "Idle power": 90,
}
# The jobs that measure the node.
JOBS = ["wattd", "cpu_exporter"]


def queries(dashboard):
    for panel in dashboard["panels"]:
        if panel["type"] == "stat" and panel["title"] in EXPECTED:
            (target,) = panel["targets"]
            yield {
                "expr": grafana.replaced(target["expr"], grafana.variables(dashboard, JOBS, "a", rate_interval="4m")),
                "eval_time": "5m",
                "exp_samples": [{"labels": "{}", "value": EXPECTED[panel["title"]]}],
            }


# Joules in five minutes. The energy of the second day is twice that of the first. At midnight itself it is 0, because
# versions of Prometheus differ in which of the two days includes that sample.
DAYS = "0 12500x286 0 25000x286 0"
ENERGY = {"Energy per calendar day": 1, "Cost per calendar day (${currency})": 0.30}


def days(dashboards):
    """Each day has its energy at the midnight that begins it. promtool loads samples until the last evaluation."""
    yield {"expr": "vector(1)", "eval_time": "2d", "exp_samples": [{"labels": "{}", "value": 1}]}
    for dashboard in dashboards:
        for panel in grafana.panels(dashboard):
            for day in range(2) if panel["title"] in ENERGY else ():
                expression = grafana.replaced(panel["targets"][0]["expr"], grafana.variables(dashboard, ["wattd"], "a"))
                joules = 287 * 12500 * (day + 1)
                yield {
                    "expr": f"round(sum({expression}), 0.0001)",
                    "eval_time": f"{day}d",
                    "exp_samples": [{"labels": "{}", "value": round(joules / 3.6e6 * ENERGY[panel["title"]], 4)}],
                }


def main():
    records, *dashboards = sys.argv[1:]
    with open(records, encoding="utf-8") as stream:
        node = yaml.safe_load(stream)["tests"][0]
    node["promql_expr_test"] = []
    dashboards = [grafana.load(file) for file in dashboards]
    for dashboard in dashboards:
        found = list(queries(dashboard))
        if len(found) < 3:
            sys.exit(f"{dashboard['title']}: where are its totals?")
        node["promql_expr_test"] += found
    energy = {
        "name": "Two days of a node",
        "interval": "5m",
        "input_series": [
            {"series": 'node:energy_joules:increase5m{node="a"}', "values": DAYS},
            {"series": 'up{job="wattd",node="a"}', "values": "1x576"},
        ],
        "promql_expr_test": list(days(dashboards)),
    }
    yaml.safe_dump({"rule_files": [], "evaluation_interval": "1m", "tests": [node, energy]}, sys.stdout)


main()
