"""Writes tests for promtool from the queries of a document: queries.py DOCUMENT TESTS.

TESTS has the series and what each query must answer. In it, `expr` is the title of a section with one query; a section with
several has `TITLE 1`, `TITLE 2` and so on. Every query of the document must be tested.
"""

import os
import re
import sys

import yaml


def queries(file):
    """The `promql` blocks by their names."""
    with open(file, encoding="utf-8") as stream:
        sections = re.split(r"^#+ ", stream.read(), flags=re.M)
    for section in sections:
        title, _, text = section.partition("\n")
        blocks = re.findall(r"^```promql\n(.*?)^```$", text, re.M | re.S)
        for number, block in enumerate(blocks, 1):
            yield f"{title} {number}" if len(blocks) > 1 else title, block


def main():
    document, file = sys.argv[1:]
    known = dict(queries(document))
    with open(file, encoding="utf-8") as stream:
        tests = yaml.safe_load(stream)
    folder = os.path.dirname(os.path.abspath(file))
    tests["rule_files"] = [os.path.join(folder, rules) for rules in tests["rule_files"]]
    cases = [case for test in tests["tests"] for case in test["promql_expr_test"]]
    if untested := known.keys() - {case["expr"] for case in cases if case["exp_samples"]}:
        sys.exit(f"no test of the queries: {', '.join(sorted(untested))}")
    for case in cases:
        if case["expr"] not in known:
            sys.exit(f"{document} has no query '{case['expr']}'")
        case["expr"] = known[case["expr"]]
    yaml.safe_dump(tests, sys.stdout)


main()
