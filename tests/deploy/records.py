"""Finds recording rules without a test: records.py RULES TEST... prints those whose value no test checks."""

import re
import sys

import yaml


def load(file):
    with open(file, encoding="utf-8") as stream:
        return yaml.safe_load(stream)


def main():
    rules, *tests = sys.argv[1:]
    records = [rule["record"] for group in load(rules)["groups"] for rule in group["rules"]]
    tested = {name for file in tests for test in load(file)["tests"] for case in test.get("promql_expr_test", [])
             if case["exp_samples"] for name in re.findall(r"[a-z0-9_]+(?::[a-z0-9_]+)+", case["expr"])}
    wrong = [f"{record}: no test checks its value" for record in records if record not in tested]
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
