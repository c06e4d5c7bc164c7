"""Memory over as many scrapes as in an hour at one per second."""

import time

from judge import clients, plot as plots, subjects
from judge.node import Node
from judge.result import Figure, Result
from judge.usage import memory

TITLE = "memory over an hour of scrapes"
PERIOD_MS = 100
MOST_GROWTH = 0.2


def measure(workshop):
    scrapes = workshop.pick(3600, 400)
    node = Node(workshop)
    seconds = scrapes * PERIOD_MS / 1000
    with node.moving(), subjects.wattd(workshop, node, "--gpu.interval", f"{PERIOD_MS}ms") as subject:
        with clients.scraping(workshop, subject.ports, PERIOD_MS) as summary:
            sizes = []
            begin = time.monotonic()
            while time.monotonic() - begin < seconds:
                time.sleep(seconds / 120)
                sizes.append([(time.monotonic() - begin) * 1000 / PERIOD_MS, memory(subject.pid)[0] / 1e6])
    third = len(sizes) // 3
    early, late = (max(size for _, size in part) for part in (sizes[third:2 * third], sizes[2 * third:]))
    workshop.say(f"resident at most {early:.2f} MB in the second third, {late:.2f} MB in the last")
    return Result(
        [Figure("hour", "growth over an hour of scrapes", "none",
                f"{late - early:+.2f} MB ({early:.1f} → {late:.1f} MB)", late - early <= MOST_GROWTH)],
        [f"{summary['requests']:.0f} scrapes, as many as in an hour at one per second, ten per second on each port, with a "
         "new GPU sample for each. The growth is the difference between the maximum resident memory in the last third and "
         f"in the second third. Up to {MOST_GROWTH} MB counts as none, because the size of the heap varies."],
        {"sizes": sizes})


def plot(data):
    return {"hour": plots.lines("scrapes of each port", "resident, MB", {"wattd": data["sizes"]}, ["set yrange [0:*]"])}
