"""Private and resident memory, idle and after a hundred simultaneous clients."""

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
        "Resident is Rss of `/proc/PID/smaps_rollup`, which includes the pages of the program file. Private is its "
        "Private_Dirty, the memory that the process has written. 1 MB is 10⁶ bytes.",
        f"Idle is after {seconds} s with one scrape per second. The second value is 1 s after {CLIENTS} simultaneous "
        f"clients made {REQUESTS} requests each, half of them to each port if there are two.",
    ], found)


def figures(found):
    ours, theirs = found["wattd"], found["node_exporter"]

    def private(key, what, most, sizes):
        return Figure(key, what, f"≤ {most} MB", spread(sizes, "{:.1f} MB"), median(sizes) <= most)

    def resident(key, what, state):
        ratios = [a / b for a, b in zip(ours[state], theirs[state])]
        return Figure(key, what, "< 1 ×", f"{spread(ratios, '{:.2f} ×')} ({spread(ours[state], '{:.1f} MB')})",
                      median(ratios) < 1)

    def information(name, what, *states):
        return Figure(f"memory-{name}-{what}", f"{name}: {what}, idle → after", "",
                      " → ".join(spread(found[name][state], "{:.1f} MB") for state in states))

    return [
        private("memory-private-idle", "private, idle", 6, ours["private idle"]),
        private("memory-private-loaded", f"private, after {CLIENTS} clients × {REQUESTS} requests", 8,
                ours["private loaded"]),
        resident("memory-idle", "resident, idle, relative to node_exporter", "idle"),
        resident("memory-loaded", "resident, after the same, relative to node_exporter", "loaded"),
        *(information(name, what, *states) for name in ("node_exporter", "C floor")
          for what, states in (("private", ("private idle", "private loaded")), ("resident", ("idle", "loaded")))),
    ]


def plot(data):
    groups = {f"{name}\\n{state}": data[name][f"private {state}"] for name in data for state in ("idle", "loaded")}
    return {"memory": plots.bars("private, MB", groups)}
