"""Finds scrape configurations that do not set the label `node`: scrapes.py FILE... prints the jobs in YAML files, and in
yaml blocks of documents, that lack it. Rules and dashboards join the ports of a machine on it."""

import re
import sys

import yaml


def documents(file):
    with open(file, encoding="utf-8") as stream:
        text = stream.read()
    blocks = re.findall(r"^```ya?ml\n(.*?)^```", text, re.M | re.S) if file.endswith(".md") else [text]
    return [yaml.safe_load(block) for block in blocks]


def main():
    jobs = [(file, job) for file in sys.argv[1:] for document in documents(file)
            if isinstance(document, dict) for job in document.get("scrape_configs", [])]
    wrong = [f"{file}: the job {job['job_name']} does not set the label node" for file, job in jobs
             if "node" not in [rule.get("target_label") for rule in job.get("relabel_configs", [])]]
    if not jobs:
        wrong.append("the files have no jobs")
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
