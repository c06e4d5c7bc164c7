"""The slowdown of eight encodes while wattd runs."""

import os
import signal
import statistics
import time

from judge import clients, encodes, subjects
from judge.node import Node
from judge.result import Figure, Result, interval
from judge.usage import processor_time

TITLE = "slowdown of eight encodes"


def measure(workshop):
    seconds, pairs = workshop.pick((8, 30), (3, 6))
    node = Node(workshop)
    differences, shares = [], []
    with node.moving(), subjects.wattd(workshop, node) as subject, clients.scraping(workshop, subject.ports), \
            encodes.encoding(workshop, "320x180", "veryfast", 0.02) as work:
        time.sleep(5)
        for pair in range(pairs):
            # The order alternates, so that drift cancels out.
            order = (True, False) if pair % 2 == 0 else (False, True)
            rate = {}
            for present in order:
                os.kill(subject.pid, signal.SIGCONT if present else signal.SIGSTOP)
                time.sleep(0.3)
                frames, ran, began = work.frames(), processor_time(subject.pid), time.monotonic()
                time.sleep(seconds)
                elapsed = time.monotonic() - began
                rate[present] = (work.frames() - frames) / elapsed
                if present:
                    shares.append((processor_time(subject.pid) - ran) / elapsed / os.cpu_count())
            differences.append(100 * (1 - rate[True] / rate[False]))
            workshop.say(f"pair {pair + 1} of {pairs}: {rate[True]:.0f} frames/s with, {rate[False]:.0f} without: "
                         f"{differences[-1]:+.2f} %")
        os.kill(subject.pid, signal.SIGCONT)
    middle, least, most = interval(differences)
    taken = 100 * statistics.fmean(shares)
    return Result([
        Figure("slowdown", "frames lost, in paired runs", "not measurable (< 0.1 %)",
               f"{middle:+.2f} % [{least:+.2f} to {most:+.2f}]", least < 0.1 and taken < 0.1),
        Figure("slowdown-taken", "processor time used by wattd", "", f"{taken:.3f} % of all cores"),
    ], [
        f"{pairs} pairs of {seconds} s. The encodes run continuously while wattd is stopped and resumed in turn (SIGSTOP, "
        "SIGCONT), so that nothing else differs. The figure is the median, with its 95 % interval in brackets: if that "
        "contains 0, no effect was measured. The processor time of wattd is the expected loss, and must be below the "
        "target too.",
    ], {"differences": differences})
