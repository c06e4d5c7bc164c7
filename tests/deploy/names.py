"""Finds metrics that nobody serves: names.py METRICS FILE... looks up every name of ours that the queries of the files
have in the list of all metrics."""

import json
import re
import sys

import yaml

NAME = r"(?<![\w:])(?:rapl|gpu|wattd|process|cpu_exporter)_[a-z0-9_]+(?![\w:(])"
LABELS = {"gpu_id", "gpu_name", "gpu_uuid"}


def expressions(document):
    """Every `expr`, however deep."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "expr":
                yield value
            else:
                yield from expressions(value)
    elif isinstance(document, list):
        for value in document:
            yield from expressions(value)


def main():
    metrics, *files = sys.argv[1:]
    with open(metrics, encoding="utf-8") as stream:
        known = set(re.findall(r"^\| `(\w+)`", stream.read(), re.M))
    named, wrong = set(), []
    for file in files:
        with open(file, encoding="utf-8") as stream:
            document = json.load(stream) if file.endswith(".json") else yaml.safe_load(stream)
        for expression in expressions(document):
            text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expression)
            names = {re.sub(r"_(bucket|sum|count)$", "", name) if name not in known else name
                     for name in re.findall(NAME, text)} - LABELS
            named |= names
            wrong += [f"{file}: {name} is in no page" for name in sorted(names - known)]
    if not named:
        wrong.append("the files name no metric")
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
