"""The cost of the collector of encodes: without an encode, and with 64 that send progress twice a second."""

import contextlib
import os
import time

from judge import clients, page, subjects, units
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import memory, settled_span

TITLE = "energy of encodes"
COUNT = 64
OFF, NONE, MANY = "collector off", "no encode", f"{COUNT} encodes"


def measure(workshop):
    if os.geteuid() != 0:
        raise RuntimeError("this row creates control groups: run it as root")
    seconds, turns = workshop.pick((60, 3), (15, 2))
    node, port = Node(workshop), units.free_port()
    shares, private = {OFF: [], NONE: [], MANY: []}, {OFF: [], NONE: [], MANY: []}
    with node.moving(), units.cgroups(workshop) as mount:
        on = ("--path.cgroup", mount, "--encodes.progress", f"127.0.0.1:{port}")
        for turn in range(turns):
            for name, settings in {OFF: ("--encodes", "off"), NONE: on, MANY: on}.items():
                sent = units.sending(mount, COUNT, port) if name == MANY else contextlib.nullcontext()
                with sent, subjects.wattd(workshop, node, *settings) as subject, clients.scraping(workshop, subject.ports):
                    if name == MANY:
                        expect(subject)
                    span = settled_span(subject, seconds)
                    private[name].append(memory(subject.pid)[1] / 1e6)
                shares[name].append(span.share * 100)
                workshop.say(f"turn {turn + 1} of {turns}: {name} {span.share:.4%} of a core, private {private[name][-1]:.1f} MB\n"
                             f"{span.report()}")
    added, written = more(shares, MANY), more(private, MANY)
    return Result([
        Figure("encodes-none", "more processor time of one core without an encode", "not measurable", spread(more(shares, NONE), "{:+.3f} %")),
        Figure("encodes-share", f"the same with {COUNT} encodes", "≤ 0.1 %", spread(added, "{:+.3f} %"), median(added) <= 0.1),
        Figure("encodes-private", f"more private memory with {COUNT} encodes", "≤ 2 MB", spread(written, "{:+.2f} MB"), median(written) <= 2),
    ], [
        f"Turns of {seconds} s: {turns}, each beside the same daemon with `encodes = off`. Every encode is a process in a control group "
        "of its own, which sends a block of progress every half second; a scrape every second on both ports also renders their series.",
    ], shares)


def expect(subject):
    """Every encode is listed before the measurement begins."""
    deadline = time.monotonic() + 20
    while (found := page.value(page.read(subject.ports[0]), "encodes_running")) != COUNT:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{found} of {COUNT} encodes were found")
        time.sleep(0.2)


def more(figures, name):
    """The differences to the daemon without the collector, within each turn."""
    return [a - b for a, b in zip(figures[name], figures[OFF])]
