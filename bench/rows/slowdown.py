"""What eight encodes lose by wattd running beside them."""

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
            # With first, without first, in turn: what drifts falls out.
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
        Figure("slowdown", "frames lost, over paired runs", "not measurable (< 0.1 %)",
               f"{middle:+.2f} % [{least:+.2f} to {most:+.2f}]", least < 0.1 and taken < 0.1),
        Figure("slowdown-taken", "processor time it takes from them", "", f"{taken:.3f} % of all cores"),
    ], [
        f"{pairs} pairs of {seconds} s, the encodes running on while wattd is stopped and let go on in turn (SIGSTOP, "
        "SIGCONT), so that nothing differs but wattd running. The median, and in brackets its 95 % interval: where "
        "that holds 0, nothing was measured. The processor time that wattd takes meanwhile is the loss to expect, and "
        "has to be below the mark too.",
    ], {"differences": differences})
