"""Finds unknown metrics: names.py METRICS FILE... looks up the names of wattd's metrics in the queries of the files in the
list of all metrics, and recorded names in the rules among the files."""

import json
import re
import sys

import yaml

NAME = r"(?<![\w:])(?:rapl|gpu|wall|encodes?|energy|wattd|process|cpu_exporter)_[a-z0-9_]+(?![\w:(])"
RECORDED = r"\b(?:node|package|gpu|encode):[a-z0-9_:]+"
LABELS = {"gpu_id", "gpu_name", "gpu_uuid"}


def values(document, wanted):
    """The values of a key at any depth."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == wanted:
                yield value
            else:
                yield from values(value, wanted)
    elif isinstance(document, list):
        for value in document:
            yield from values(value, wanted)


def main():
    metrics, *files = sys.argv[1:]
    with open(metrics, encoding="utf-8") as stream:
        known = set(re.findall(r"^\| `(\w+)`", stream.read(), re.M))
    named, wrong, documents = set(), [], {}
    for file in files:
        with open(file, encoding="utf-8") as stream:
            documents[file] = json.load(stream) if file.endswith(".json") else yaml.safe_load(stream)
    recorded = {name for document in documents.values() for name in values(document, "record")}
    for file, document in documents.items():
        for expression in values(document, "expr"):
            text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expression)
            names = {re.sub(r"_(bucket|sum|count)$", "", name) if name not in known else name
                     for name in re.findall(NAME, text)} - LABELS
            named |= names
            wrong += [f"{file}: {name} is not served" for name in sorted(names - known)]
            wrong += [f"{file}: {name} is not recorded" for name in sorted(set(re.findall(RECORDED, text)) - recorded)]
    if not named:
        wrong.append("the files use no metrics")
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
