#!/usr/bin/python3
"""manifests.py FOLDER: writes the Kubernetes objects of standard input (YAML) as TypeScript to FOLDER, each declared to be of the
type that Kubernetes or the Prometheus operator publishes for its kind. The compiler finds keys and values that are wrong."""

import json
import os
import sys

import yaml

PACKAGES = {
    "v1": "kubernetes-models/v1",
    "apps/v1": "kubernetes-models/apps/v1",
    "monitoring.coreos.com/v1": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
}

(folder,) = sys.argv[1:]
for item in yaml.safe_load_all(sys.stdin):
    kind, package = item["kind"], PACKAGES[item["apiVersion"]]
    with open(os.path.join(folder, f"{kind}-{item['metadata']['name']}.ts"), "w", encoding="utf-8") as stream:
        print(f"import type {{ I{kind} }} from '{package}/{kind}';", file=stream)
        print(f"export const manifest: I{kind} = {json.dumps(item, indent=1)};", file=stream)
