"""Holds the alerts to their runbook and to their tests: alerts.py ALERTS RUNBOOK TEST... says what is not so.

An alert has a severity, a summary, a description and the address of its section; a section has its four parts and
belongs to an alert; a test has each alert fire and has it not fire.
"""

import re
import sys

import yaml

RUNBOOK = "/usr/share/doc/wattd/runbook.md"
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
        if not annotations.get("summary") or not annotations.get("description"):
            yield f"{name}: no summary or no description"
        if annotations.get("runbook_url") != f"{RUNBOOK}#{name.lower()}":
            yield f"{name}: the address of its section is {RUNBOOK}#{name.lower()}"
        parts = re.findall(r"^\*\*(.+?)\.\*\*", runbook.get(name, ""), re.M)
        if parts != PARTS:
            yield f"{name}: its section has {parts}, not {PARTS}"
        if "```sh" not in runbook.get(name, ""):
            yield f"{name}: its section shows no command"
        fired = [bool(test["exp_alerts"]) for test in tests if test["alertname"] == name]
        if set(fired) != {True, False}:
            yield f"{name}: not tested both to fire and not to"
    for title in runbook:
        if title not in names:
            yield f"{title}: a section of no alert"


def main():
    alerts, runbook, *tests = sys.argv[1:]
    rules = [rule for group in load(alerts)["groups"] for rule in group["rules"]]
    cases = [case for file in tests for test in load(file)["tests"] for case in test.get("alert_rule_test", [])]
    wrong = list(faults(rules, sections(runbook), cases))
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
