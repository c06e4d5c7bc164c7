"""Scrapes a second over ten connections that stay open."""

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
                             f"as Prometheus asks {gzip_rate:,.0f}/s")
    ours, ratio = rates["wattd"], [a / b for a, b in zip(rates["wattd"], rates["node_exporter"])]
    zip_ratio = [a / b for a, b in zip(zipped["wattd"], zipped["node_exporter"])]
    return Result([
        Figure("scrape", "cached scrapes, 10 connections", "≥ 60,000/s", spread(ours, "{:,.0f} /s"),
               median(ours) >= 60_000),
        Figure("scrape-ratio", "cached scrapes, to node_exporter's", "≥ 10 ×", spread(ratio, "{:.1f} ×"),
               median(ratio) >= 10),
        Figure("scrape-tail", "cached scrapes, p99", "≤ 1 ms", spread(tails["wattd"], "{:.2f} ms"),
               median(tails["wattd"]) <= 1),
        Figure("scrape-gzip", "scrapes as Prometheus asks (gzip, OpenMetrics)", "",
               spread(zipped["wattd"], "{:,.0f} /s")),
        Figure("scrape-gzip-ratio", "the same, to node_exporter's", "", spread(zip_ratio, "{:.1f} ×")),
        Figure("scrape-node-exporter", "node_exporter's scrapes", "", spread(rates["node_exporter"], "{:,.0f} /s")),
        Figure("scrape-floor", "the C floor's scrapes", "", spread(rates["C floor"], "{:,.0f} /s")),
        Figure("scrape-allocation", "allocated by a cached scrape beyond Kestrel", "0 bytes",
               "asserted by tests: `MetricsPageTests.ACachedPageCostsNoAllocation`, "
               "`AcceptedFormatTests.ReadingTheHeadersCostsNoAllocation`"),
    ], [f"wrk with 2 threads on the same cores, {turns} turns of {seconds} s; uncompressed text unless it says "
        "otherwise. The same machine runs wrk, which takes about half of the cores."], {"rates": rates, "gzip": zipped})
