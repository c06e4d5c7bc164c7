"""The accuracy of wattd while a hundred clients and eight encodes load the machine."""

import contextlib
import os
import time

from judge import clients, encodes, page, plot as plots, promql, subjects
from judge.node import OFTEN_US, Node
from judge.result import Figure, Result

TITLE = "accuracy under load"
CLIENTS = 100


def measure(workshop):
    seconds, window, intervals = workshop.pick((150, 60, (1, 15)), (32, 15, (1, 5)))
    node = Node(workshop, wraps_within=seconds)
    with subjects.wattd(workshop, node) as ours, subjects.node_exporter(workshop, node) as theirs:
        with encodes.encoding(workshop), clients.scraping(workshop, ours.ports, 0, CLIENTS // 2) as load:
            with node.moving(OFTEN_US) as truth:
                scrapes = watch(ours, theirs, seconds)
            time.sleep(1.5)
        final = page.read(ours.ports[0])
    workshop.say(f"{load['requests']:.0f} scrapes by {CLIENTS} clients, p99 {load['p99_us'] / 1e3:.1f} ms; "
                 f"longest pause of the counters {node.standstill * 1e3:.1f} ms")
    power = deviations(node, scrapes)
    furthest = max(abs(d) for _, *of_zones in power for d in of_zones)
    energy = energy_error(node, truth, final)
    zone = node.zones[0]
    wattd_rates = rates(zone, window, intervals, [(t, joules(zone, s)) for t, s, _ in scrapes])
    their_rates = rates(zone, window, intervals, [(t, their_joules(zone, s)) for t, _, s in scrapes])
    seen = [page.value(final, "rapl_wraps_total", **labels(z)) for z in node.zones]
    return Result([
        Figure("truth-power", "power: largest error", "≤ 0.5 %", f"{furthest:.3f} %", furthest <= 0.5),
        Figure("truth-energy", "energy: largest error", "≤ 0.01 %", f"{energy:.6f} %", energy <= 0.01),
        Figure("truth-rate", f"rate(rapl_energy_joules_total[{window}s]), across a wrap, largest error", "",
               off(wattd_rates)),
        Figure("truth-rate-node-exporter", f"rate(node_rapl_package_joules_total[{window}s]), the same", "",
               off(their_rates)),
    ], [
        f"{seconds} s with {CLIENTS} clients that scrape continuously "
        f"({load['requests'] / load['seconds']:,.0f} scrapes/s) and eight encodes. "
        f"{len(node.zones)} counters advance at known power every millisecond, and each wraps once "
        f"({sum(seen):.0f} wraps counted); their longest pause was {node.standstill * 1e3:.1f} ms.",
        "Energy is compared after the counters have stopped, over the whole run. rate() is computed as in Prometheus from "
        "the pages scraped in this run, at two scrape intervals; the figure is the largest error.",
    ], {"power": power, "wattd": wattd_rates, "node_exporter": their_rates})


def labels(zone):
    return {"zone": zone.zone, "package": str(zone.package)}


def watch(ours, theirs, seconds):
    """Scrapes both once a second: (time, wattd's series, node_exporter's).

    A real Prometheus runs on another machine without encodes, so this process gets a higher priority if permitted."""
    scrapes, begin = [], time.monotonic()
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    while (now := time.monotonic()) < begin + seconds:
        scrapes.append((now, page.read(ours.ports[0]), page.read(theirs.ports[0])))
        time.sleep(max(0, now + 1 - time.monotonic()))
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, 0)
    return scrapes


def deviations(node, scrapes):
    """By time, the error of each zone's power in percent, once the window of the gauge begins after the start of the
    counters. A missing gauge is an error."""
    begin = scrapes[0][0]
    return [[t - begin, *(100 * (page.value(series, "rapl_power_watts", **labels(zone)) / zone.watts - 1)
                          for zone in node.zones)]
            for t, series, _ in scrapes if t > begin + 2.5]


def energy_error(node, truth, final):
    return max(100 * abs(page.value(final, "rapl_energy_joules_total", **labels(zone)) * 1e6 / moved.microjoules - 1)
               for zone, moved in zip(node.zones, truth))


def joules(zone, series):
    return page.value(series, "rapl_energy_joules_total", **labels(zone))


def their_joules(zone, series):
    """node_exporter has a family for each kind of zone, and distinguishes the zones of a kind by index or path."""
    return page.value(series, "node_rapl_package_joules_total", index=str(zone.package))


def rates(zone, window, intervals, scrapes):
    """For each scrape interval: by time, the rate in percent of the zone's watts."""
    begin = scrapes[0][0]
    return {str(interval): [[t - begin, 100 * promql.rate(scrapes[::interval], t, window) / zone.watts]
                            for t, _ in scrapes if t - begin > window + interval]
            for interval in intervals}


def off(by_interval):
    return ", ".join(f"{max((r for _, r in points), key=lambda r: abs(r - 100)) - 100:+.2f} % at {interval} s"
                     for interval, points in by_interval.items() if points)


def plot(data):
    curves = {f"{name}, scraped every {interval} s": points
              for name in ("wattd", "node_exporter") for interval, points in data[name].items()}
    return {"truth-rate": plots.lines("seconds", "rate() of a package, % of its true watts", curves,
                                      ["set key bottom right"])}
