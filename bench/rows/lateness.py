"""The lateness of ticks while every core encodes."""

import contextlib
import time

from judge import clients, encodes, page, plot as plots, subjects, units
from judge.node import Node
from judge.result import Figure, Result

TITLE = "lateness of ticks during eight x264 encodes"
NAME = "wattd_collector_lateness_seconds_bucket"
# How it is started: the scheduling that it must get, the command before it, and its settings.
FIFO, BARE, UNITS, SLICE = "fifo", "fifo, without meter and maxima", "fifo, with progress", "slice"
MODES = {
    FIFO: ("fifo", (), ()),
    BARE: ("fifo", (), ("--wall", "off", "--peak.window", "off")),
    UNITS: ("fifo", (), ()),
    SLICE: ("slice", subjects.UNPRIVILEGED, ()),
}
# Units that send progress in one of the modes.
COUNT = 64


def measure(workshop):
    seconds, turns = workshop.pick((60, 3), (45, 1))
    node = Node(workshop, meter=True)
    buckets, missed = {mode: {} for mode in MODES}, {mode: 0 for mode in MODES}
    port = units.free_port()
    with node.moving(), encodes.encoding(workshop), units.cgroups(workshop) as mount:
        for turn in range(turns):
            for mode, (scheduling, prefix, settings) in MODES.items():
                sent = contextlib.nullcontext()
                if mode == UNITS:
                    sent = units.sending(mount, COUNT, port)
                    settings = ("--path.cgroup", mount, "--encodes.progress", f"127.0.0.1:{port}")
                with sent, subjects.wattd(workshop, node, *settings, prefix=prefix) as subject, \
                        clients.scraping(workshop, subject.ports):
                    if mode == UNITS:
                        units.expect(subject, COUNT)
                    time.sleep(3)
                    before = page.read(subject.ports[0])
                    time.sleep(seconds)
                    after = page.read(subject.ports[0])
                expect(scheduling, after)
                add(buckets[mode], before, after)
                missed[mode] += missed_ticks(after) - missed_ticks(before)
                workshop.say(f"turn {turn + 1} of {turns}: {mode} so far: p99 {p99(buckets[mode])}, "
                             f"{missed[mode]:.0f} missed")
    ticks = {mode: max(buckets[mode].values()) for mode in MODES}
    return Result([
        late("lateness-fifo", "lateness p99 with FIFO, during eight encodes", 0.15e-3, "≤ 0.15 ms", buckets[FIFO]),
        Figure("lateness-bare", "the same without the power meter and the maxima", "", p99(buckets[BARE])),
        Figure("lateness-units", f"the same with {COUNT} units that send progress", "", p99(buckets[UNITS])),
        late("lateness-slice", "lateness p99 with a short slice, the same", 5e-3, "≤ 5 ms", buckets[SLICE]),
        Figure("lateness-missed", "missed ticks, the same", "0",
               ", ".join(f"{missed[mode]:.0f} of {ticks[mode]:.0f} ({mode})" for mode in MODES),
               not any(missed.values())),
    ], [
        "From the histogram of the daemon, `wattd_collector_lateness_seconds{collector=\"cpu\"}`. The p99 is interpolated "
        "within its bucket; the bound of the bucket is in parentheses.",
        f"{turns} turns of {seconds} s for each, with a power meter; the short slice as a user without real-time privileges.",
    ], {mode: sorted(counts.items()) for mode, counts in buckets.items()})


def expect(scheduling, series):
    if page.value(series, "wattd_collector_realtime", collector="cpu", scheduling=scheduling) is None:
        raise RuntimeError(f"the kernel did not grant {scheduling}: {series['wattd_collector_realtime']}")


def missed_ticks(series):
    return page.value(series, "wattd_collector_missed_ticks_total", collector="cpu")


def add(counts, before, after):
    """Adds the increase of the histogram; counts are cumulative, by upper bound in seconds."""
    earlier = {labels["le"]: value for labels, value in before[NAME] if labels["collector"] == "cpu"}
    for labels, value in after[NAME]:
        if labels["collector"] == "cpu":
            bound = float(labels["le"])
            counts[bound] = counts.get(bound, 0) + value - earlier[labels["le"]]


def quantile(counts, q):
    """The value, interpolated as by histogram_quantile, and the bound of its bucket."""
    rank = q * max(counts.values())
    low, below = 0.0, 0
    for bound, count in sorted(counts.items()):
        if count >= rank:
            inside = low if bound == float("inf") else low + (bound - low) * (rank - below) / (count - below)
            return inside, bound
        low, below = bound, count
    raise ValueError("an empty histogram")


def p99(counts):
    value, bound = quantile(counts, 0.99)
    return f"{value * 1e3:.3f} ms (≤ {bound * 1e3:g} ms)"


def late(key, what, most, mark, counts):
    return Figure(key, what, mark, p99(counts), quantile(counts, 0.99)[0] <= most)


def plot(data):
    curves = {}
    for mode, counts in data.items():
        total = max(count for _, count in counts)
        curves[mode] = [(bound * 1e3, 100 * (1 - count / total)) for bound, count in counts if count < total]
    return {"lateness": plots.lines("later than, ms", "ticks, %", curves, [
        "set logscale xy", "set xrange [0.01:1000]", "set yrange [0.01:100]", "set key top right",
        'set format x "%g"', 'set format y "%g"'])}
