"""Checks the provisioning files against the keys and types that Grafana documents: provisioning.py FOLDER"""

import sys

import yaml

TEXT, FLAG, NUMBER = str, bool, int
DATASOURCE = {
    "name": TEXT, "uid": TEXT, "type": TEXT, "access": TEXT, "url": TEXT, "isDefault": FLAG, "editable": FLAG,
    "jsonData": {"httpMethod": TEXT, "timeInterval": TEXT},
}
PROVIDER = {
    "name": TEXT, "folder": TEXT, "type": TEXT, "disableDeletion": FLAG, "allowUiUpdates": FLAG,
    "updateIntervalSeconds": NUMBER, "options": {"path": TEXT},
}


def faults(value, shape, where):
    if not isinstance(shape, dict):
        if type(value) is not shape:
            yield f"{where} must be of type {shape.__name__}"
        return
    for key in value.keys() | shape.keys():
        if key not in shape or key not in value:
            yield f"{where}.{key} is {'unknown' if key in value else 'missing'}"
        else:
            yield from faults(value[key], shape[key], f"{where}.{key}")


def main():
    folder = sys.argv[1]
    wrong = []
    for name, key, shape in (("datasources", "datasources", DATASOURCE), ("dashboards", "providers", PROVIDER)):
        with open(f"{folder}/{name}/wattd.yaml", encoding="utf-8") as stream:
            document = yaml.safe_load(stream)
        wrong += faults(document, {"apiVersion": NUMBER, key: list}, name)
        wrong += [fault for entry in document[key] for fault in faults(entry, shape, name)]
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


main()
