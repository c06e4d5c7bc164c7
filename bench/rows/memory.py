"""Resident memory, idle and after a hundred clients at once."""

import time

from judge import clients, plot as plots, subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import memory

TITLE = "memory"
SUBJECTS = {"wattd": subjects.wattd, "node_exporter": subjects.node_exporter, "C floor": subjects.floor}
CLIENTS, REQUESTS = 100, 100
MEGABYTE = 1e6


def measure(workshop):
    seconds, turns = workshop.pick((30, 3), (10, 1))
    node = Node(workshop)
    found = {name: {"idle": [], "loaded": [], "private idle": [], "private loaded": []} for name in SUBJECTS}
    with node.moving():
        for turn in range(turns):
            for name, start in SUBJECTS.items():
                with start(workshop, node) as subject:
                    with clients.scraping(workshop, subject.ports):
                        time.sleep(seconds)
                    idle = memory(subject.pid)
                    clients.load(workshop, subject.ports, CLIENTS, REQUESTS)
                    time.sleep(1)
                    loaded = memory(subject.pid)
                for key, size in zip(found[name], (idle[0], loaded[0], idle[1], loaded[1])):
                    found[name][key].append(size / MEGABYTE)
                workshop.say(f"turn {turn + 1} of {turns}: {name} resident {idle[0] / 1e6:.1f} MB idle, "
                             f"{loaded[0] / 1e6:.1f} after; private {idle[1] / 1e6:.1f}, {loaded[1] / 1e6:.1f}")
    return Result(figures(found), [
        "Resident is Rss of `/proc/PID/smaps_rollup`, the pages of the program file included; private is its "
        "Private_Dirty, what the process alone has written. 1 MB is 10⁶ bytes.",
        f"Idle is after {seconds} s of scrapes at 1 Hz; after is 1 s after {CLIENTS} clients at once made {REQUESTS} "
        "requests each, half of them to each port where there are two.",
    ], found)


def figures(found):
    ours = found["wattd"]

    def marked(key, what, mark, most, sizes):
        return Figure(key, what, mark, spread(sizes, "{:.1f} MB"), median(sizes) <= most)

    told = [
        marked("memory-idle", "resident, idle", "≤ 12 MB", 12, ours["idle"]),
        marked("memory-loaded", "resident, after 100 clients × 100 requests", "≤ 16 MB", 16, ours["loaded"]),
        marked("memory-private-idle", "private, idle", "≤ 5 MB", 5, ours["private idle"]),
        marked("memory-private-loaded", "private, after the same", "≤ 8 MB", 8, ours["private loaded"]),
    ]
    for name in ("node_exporter", "C floor"):
        text = " → ".join(spread(found[name][key], "{:.1f} MB") for key in ("idle", "loaded"))
        told.append(Figure(f"memory-{name}", f"{name}: resident, idle → after", "", text))
    return told


def plot(data):
    groups = {f"{name}\\n{key}": data[name][key] for name in data for key in ("idle", "loaded")}
    return {"memory": plots.bars("resident, MB", groups)}
