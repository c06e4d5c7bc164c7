"""Processor time with one scrape per second: the CPU collector compared with node_exporter, and both collectors."""

from judge import clients, plot as plots, subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import settled_span

TITLE = "processor time"
EVERY_SECOND, EVERY_100_MS = "CPU, 1 s", "CPU, 100 ms"
BOTH, THEIRS, FLOOR = "CPU and GPU", "node_exporter", "C floor"

# Measured manually with two builds.
REUSED_STREAM = (
    "wattd reuses its deflate stream: a simulated node with both ports scraped with gzip once a second took 0.186 % of a "
    "core [0.177–0.201], and 0.226 % [0.200–0.243] with a new GZipStream for each page (2026-11-26, six runs of 60 s of "
    "each, at the same time, on a busy machine).")


def starts(workshop, node):
    """How each program is started: wattd with the work of node_exporter, at the default interval, and in full."""
    def wattd(*settings):
        return lambda: subjects.wattd(workshop, node, *settings)

    return {
        EVERY_SECOND: wattd("--gpu", "off", "--cpu.interval", "1s"),
        EVERY_100_MS: wattd("--gpu", "off"),
        THEIRS: lambda: subjects.node_exporter(workshop, node),
        BOTH: wattd(),
        FLOOR: lambda: subjects.floor(workshop, node),
    }


def measure(workshop):
    seconds, turns = workshop.pick((60, 3), (10, 1))
    node = Node(workshop)
    shares = {}
    with node.moving():
        for turn in range(turns):
            for name, start in starts(workshop, node).items():
                with start() as subject, clients.scraping(workshop, subject.ports):
                    span = settled_span(subject, seconds)
                shares.setdefault(name, []).append(span.share * 100)
                workshop.say(f"turn {turn + 1} of {turns}: {name} {span.share:.4%} of a core\n{span.report()}")
    return Result(figures(shares), [
        f"Turns of {seconds} s: {turns}. node_exporter reads the zones when it is scraped, once a second. The CPU "
        "collector alone with an interval of 1 s does the same work. The C floor does the work of both collectors.",
        REUSED_STREAM,
    ], shares)


def figures(shares):
    def ratio(key, what, mark, most, ours):
        ratios = [a / b for a, b in zip(shares[ours], shares[THEIRS])]
        return Figure(key, what, mark, spread(ratios, "{:.2f} ×"), median(ratios) < most)

    def share(key, what, name):
        return Figure(key, what, "", spread(shares[name], "{:.3f} %"))

    return [
        ratio("cpu-1s", "processor time of the CPU collector every 1 s, relative to node_exporter", "< 0.5 ×", 0.5,
              EVERY_SECOND),
        ratio("cpu-100ms", "the same every 100 ms, relative to node_exporter", "< 1 ×", 1, EVERY_100_MS),
        share("cpu-of-1s", "processor time of one core, CPU collector every 1 s", EVERY_SECOND),
        share("cpu-of-100ms", "the same every 100 ms", EVERY_100_MS),
        share("cpu-of-both", "both collectors", BOTH),
        share("cpu-of-node-exporter", "node_exporter", THEIRS),
        share("cpu-of-floor", "C floor, the reads of both collectors", FLOOR),
    ]


def plot(data):
    return {"cpu": plots.bars("processor time of one core, %", data)}
