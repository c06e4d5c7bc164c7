"""Checks the alerts against the runbook and the tests: alerts.py ALERTS RUNBOOK TEST... prints the errors.

An alert has a severity, the label by which Alertmanager routes it, a summary, a description and the address of its
section. A section has four parts and belongs to an alert. Tests check that each alert fires and that it does not, and
that it has the label `node` by which Alertmanager groups it.
"""

import re
import sys

import yaml

RUNBOOK = "/usr/share/doc/wattd/runbook.md"
WITHOUT_NODE = {"WattdAbsent"}
PARTS = ["What it means", "How to see it", "What to do", "When to silence it"]


def load(file):
    with open(file, encoding="utf-8") as stream:
        return yaml.safe_load(stream)


def sections(file):
    with open(file, encoding="utf-8") as stream:
        text = stream.read()
    return {title: body for title, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S)}


def faults(alerts, runbook, tests):
    names = [alert["alert"] for alert in alerts]
    for alert in alerts:
        name, annotations = alert["alert"], alert["annotations"]
        if alert["labels"].get("severity") not in ("critical", "warning", "info"):
            yield f"{name}: no severity"
        if alert["labels"].get("service") != "wattd":
            yield f"{name}: no label service with the value wattd"
        if not annotations.get("summary") or not annotations.get("description"):
            yield f"{name}: no summary or no description"
        if annotations.get("runbook_url") != f"{RUNBOOK}#{name.lower()}":
            yield f"{name}: runbook_url is not {RUNBOOK}#{name.lower()}"
        parts = re.findall(r"^\*\*(.+?)\.\*\*", runbook.get(name, ""), re.M)
        if parts != PARTS:
            yield f"{name}: its section has {parts}, not {PARTS}"
        if "```sh" not in runbook.get(name, ""):
            yield f"{name}: its section has no command"
        cases = [test["exp_alerts"] for test in tests if test["alertname"] == name]
        if {bool(fired) for fired in cases} != {True, False}:
            yield f"{name}: the tests do not check both that it fires and that it does not"
        nodes = {"node" in fired["exp_labels"] for case in cases for fired in case}
        if name not in WITHOUT_NODE and True not in nodes:
            yield f"{name}: no test checks its label node"
    for title in runbook:
        if title not in names:
            yield f"{title}: a section without an alert"


def main():
    alerts, runbook, *tests = sys.argv[1:]
    rules = [rule for group in load(alerts)["groups"] for rule in group["rules"]]
    cases = [case for file in tests for test in load(file)["tests"] for case in test.get("alert_rule_test", [])]
    wrong = list(faults(rules, sections(runbook), cases))
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
