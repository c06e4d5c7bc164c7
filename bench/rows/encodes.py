"""The cost of the collector of encodes: without an encode, and with 64 that send progress twice a second."""

import contextlib
import os

from judge import clients, subjects, units
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import memory, settled_span

TITLE = "energy of encodes"
COUNT = 64
# Seconds between scrapes: those of the other rows, and those of most Prometheus servers.
OFTEN, USUAL = 1, 15
# The threads of the collector, as /proc names them.
THREADS = ("sampler encodes", "progress", "cgroup events")
OFF, NONE, MANY = "collector off", "no encode", f"{COUNT} encodes"
MODES = [(OFF, OFTEN), (NONE, OFTEN), (MANY, OFTEN), (OFF, USUAL), (NONE, USUAL), (MANY, USUAL)]


def measure(workshop):
    if os.geteuid() != 0:
        raise RuntimeError("this row creates control groups: run it as root")
    seconds, turns = workshop.pick((60, 3), (15, 2))
    # The encodes of this row use no GPU.
    node, port = Node(workshop, sessions=0), units.free_port()
    shares, private = {mode: [] for mode in MODES}, {mode: [] for mode in MODES}
    own = {mode: [] for mode in MODES}
    floor = []
    with node.moving(), units.cgroups(workshop) as mount:
        on = ("--path.cgroup", mount, "--encodes.progress", f"127.0.0.1:{port}")
        for turn in range(turns):
            for mode in MODES:
                name, period = mode
                settings = ("--encodes", "off") if name == OFF else on
                sent = units.sending(mount, COUNT, port) if name == MANY else contextlib.nullcontext()
                with sent, subjects.wattd(workshop, node, *settings) as subject:
                    if name == MANY:
                        units.expect(subject, COUNT)
                    with clients.scraping(workshop, subject.ports, period_ms=1000 * period):
                        span = settled_span(subject, seconds)
                    private[mode].append(memory(subject.pid)[1] / 1e6)
                shares[mode].append(span.share * 100)
                own[mode].append(100 * sum(share for thread, (share, _) in span.threads.items() if thread.split("/")[0] in THREADS))
                workshop.say(f"turn {turn + 1} of {turns}: {name}, a scrape every {period} s: {span.share:.4%} of a core, "
                             f"private {private[mode][-1]:.1f} MB\n{span.report()}")
            with units.sending(mount, COUNT, port) as groups, subjects.receiver(workshop, port, groups) as subject:
                floor.append(settled_span(subject, seconds).share * 100)
            workshop.say(f"turn {turn + 1} of {turns}: C floor {floor[-1]:.4f} % of a core")

    def more(figures, name, period):
        """The differences to the daemon without the collector, within each turn."""
        return [a - b for a, b in zip(figures[name, period], figures[OFF, period])]

    none, resting = more(shares, NONE, OFTEN), more(shares, NONE, USUAL)
    often, usual, written = more(shares, MANY, OFTEN), more(shares, MANY, USUAL), more(private, MANY, OFTEN)
    return Result([
        Figure("encodes-none", f"more processor time of one core without an encode, a scrape every {OFTEN} s", "not measurable",
               spread(none, "{:+.3f} %"), min(none) <= 0),
        Figure("encodes-resting", f"the same, a scrape every {USUAL} s", "not measurable",
               spread(resting, "{:+.3f} %"), min(resting) <= 0),
        Figure("encodes-threads", "of this, in threads of the collector", "", spread(own[NONE, OFTEN] + own[NONE, USUAL], "{:.3f} %")),
        Figure("encodes-share", f"the same with {COUNT} encodes, a scrape every {OFTEN} s", "≤ 0.1 %",
               spread(often, "{:+.3f} %"), median(often) <= 0.1),
        Figure("encodes-usual", f"the same with {COUNT} encodes, a scrape every {USUAL} s", "≤ 0.1 %",
               spread(usual, "{:+.3f} %"), median(usual) <= 0.1),
        Figure("encodes-floor", "a C program that makes the same reads and receives the same datagrams", "", spread(floor, "{:.3f} %")),
        Figure("encodes-private", f"more private memory with {COUNT} encodes", "≤ 2 MB", spread(written, "{:+.2f} MB"), median(written) <= 2),
    ], [
        f"Turns of {seconds} s: {turns}, each beside the same daemon with `encodes = off`. Every encode is a process in a control group "
        "of its own, which sends a block of progress every half second. A scrape of both ports also renders their series, about "
        "a thousand.",
    ], {f"{name}, {period} s": values for (name, period), values in shares.items()})
