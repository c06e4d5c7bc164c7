"""Writes a test for promtool: the totals that the dashboards show of the first node of rules/records.yml.

That node has zones that overlap, an average beside the draw, and an old exporter's job beside ours: totals.py RECORDS
DASHBOARD... prints a test in which each device counts once.
"""

import json
import sys

import yaml

EXPECTED = {
    "Node power": 260, "Fleet power": 260, "CPU power": 180, "GPU power": 80,
    "NVENC sessions": 5, "Power per session": 52,
}
VARIABLES = {"$job": ".*", "$node": "a", "$instance": ".*"}


def queries(dashboard):
    for panel in dashboard["panels"]:
        if panel["type"] == "stat" and panel["title"] in EXPECTED:
            (target,) = panel["targets"]
            expression = target["expr"]
            for name, value in VARIABLES.items():
                expression = expression.replace(name, value)
            yield {
                "expr": expression,
                "eval_time": "5m",
                "exp_samples": [{"labels": "{}", "value": EXPECTED[panel["title"]]}],
            }


def main():
    records, *dashboards = sys.argv[1:]
    with open(records, encoding="utf-8") as stream:
        node = yaml.safe_load(stream)["tests"][0]
    node["promql_expr_test"] = []
    for file in dashboards:
        with open(file, encoding="utf-8") as stream:
            found = list(queries(json.load(stream)))
        if len(found) < 3:
            sys.exit(f"{file}: where are its totals?")
        node["promql_expr_test"] += found
    yaml.safe_dump({"rule_files": [], "evaluation_interval": "1m", "tests": [node]}, sys.stdout)


main()
