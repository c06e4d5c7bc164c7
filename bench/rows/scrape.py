"""Scrapes per second over ten keep-alive connections."""

from judge import clients, subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread

TITLE = "cached scrapes"


def measure(workshop):
    seconds, turns = workshop.pick((10, 3), (3, 2))
    node = Node(workshop)
    starts = {"wattd": subjects.wattd, "node_exporter": subjects.node_exporter,
              "C floor": lambda shop, n: subjects.floor(shop, n, plain=True)}
    rates, tails, zipped = ({name: [] for name in starts} for _ in range(3))
    with node.moving():
        for turn in range(turns):
            for name, start in starts.items():
                with start(workshop, node) as subject:
                    rate, tail = clients.wrk(subject.ports[0], seconds)
                    gzip_rate, _ = clients.wrk(subject.ports[0], seconds, plain=False)
                rates[name].append(rate)
                tails[name].append(tail)
                zipped[name].append(gzip_rate)
                workshop.say(f"turn {turn + 1} of {turns}: {name} {rate:,.0f}/s, p99 {tail:.2f} ms; "
                             f"like Prometheus {gzip_rate:,.0f}/s")
    ours, ratio = rates["wattd"], [a / b for a, b in zip(rates["wattd"], rates["node_exporter"])]
    zip_ratio = [a / b for a, b in zip(zipped["wattd"], zipped["node_exporter"])]
    return Result([
        Figure("scrape", "cached scrapes, 10 connections", "≥ 60,000/s", spread(ours, "{:,.0f} /s"),
               median(ours) >= 60_000),
        Figure("scrape-ratio", "cached scrapes, relative to node_exporter", "≥ 10 ×", spread(ratio, "{:.1f} ×"),
               median(ratio) >= 10),
        Figure("scrape-tail", "cached scrapes, p99", "≤ 1 ms", spread(tails["wattd"], "{:.2f} ms"),
               median(tails["wattd"]) <= 1),
        Figure("scrape-gzip", "scrapes with the headers of Prometheus (gzip, OpenMetrics)", "",
               spread(zipped["wattd"], "{:,.0f} /s")),
        Figure("scrape-gzip-ratio", "the same, relative to node_exporter", "", spread(zip_ratio, "{:.1f} ×")),
        Figure("scrape-node-exporter", "scrapes of node_exporter", "", spread(rates["node_exporter"], "{:,.0f} /s")),
        Figure("scrape-floor", "scrapes of the C floor", "", spread(rates["C floor"], "{:,.0f} /s")),
        Figure("scrape-allocation", "allocated by a cached scrape, excluding Kestrel", "0 bytes",
               "asserted by tests: `MetricsPageTests.ACachedPageCostsNoAllocation`, "
               "`AcceptedFormatTests.ReadingTheHeadersCostsNoAllocation`"),
    ], [f"wrk with 2 threads on the same machine, {turns} turns of {seconds} s; uncompressed text unless stated otherwise. "
        "wrk takes about half of the processor time."], {"rates": rates, "gzip": zipped})
