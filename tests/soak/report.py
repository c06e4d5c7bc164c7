"""Writes the results of the soak test as docs/soak.md."""

from evidence import seconds_apart
from figures import megabytes, milliseconds, percentile, setting, table

TEXT = """\
# Soak test

<!-- Written by `make soak`; do not edit. -->

Prometheus and VictoriaMetrics (vmagent and the single-node storage), both from Debian's packages, scrape both ports of
one wattd every second for {seconds} s, while {encodes} x264 encodes use every core. The energy counters are simulated:
they advance at known power and wrap every few seconds. The GPU is simulated by a stub of the NVML library. The checks of
these figures are in `tests/soak`, and `make test` runs a short form of them.

{setting}

## Scrapes

No scrape failed, every page was complete, and each series has a sample from each scrape.

{scrapes}

## Energy across counter wraps

`rate(rapl_energy_joules_total[30s])` at each second, compared with the known power of the counters. The counters
themselves paused for at most {standstill}. A reading is up to one tick of 100 ms old when it is scraped, and the encodes
delay scrapes; 100 ms are 0.33 % of 30 s.

{energy}

The two databases scrape at different times. Their energies differ by at most what the zone uses in {apart}.

## Cost

{cost}
"""


def report(stored, cost, standstill, seconds, encodes):
    """The whole page."""
    return TEXT.format(
        seconds=seconds,
        encodes=encodes,
        setting=setting("Measured"),
        scrapes=_scrapes(stored),
        energy=_energy(stored),
        standstill=milliseconds(standstill),
        apart=milliseconds(max(seconds_apart(*stored).values())),
        cost=_cost(stored[0], cost),
    )


def _scrapes(stored):
    rows = []
    for evidence in stored:
        for labels, samples in sorted(evidence.named("scrape_duration_seconds").items()):
            durations = [value for _, value in samples]
            times = percentile(durations, 50), percentile(durations, 99), max(durations)
            page = dict(labels)["page"]
            size = next(iter(evidence.of_page("scrape_samples_scraped", page).values()))[0][1]
            rows.append([evidence.name, page, len(samples), f"{size:.0f}", *map(milliseconds, times)])
    return table(["scraped by", "page", "scrapes", "series", "duration p50", "p99", "max"], rows)


def _energy(stored):
    rows = []
    errors = [evidence.rate_errors() for evidence in stored]
    for (zone, package), wraps in sorted(stored[0].wraps().items()):
        worst = [f"{max(map(abs, each[zone, package])):.3%}" for each in errors]
        rows.append([f"{zone}, package {package}", f"{wraps:.0f}", *worst])
    return table(["zone", "wraps", *(f"largest error, {each.name}" for each in stored)], rows)


def _cost(evidence, cost):
    missed = {page: _moved(evidence.of_page("wattd_collector_missed_ticks_total", page)) for page in ("cpu", "gpu")}
    return table(
        ["wattd", ""],
        [
            ["CPU time", f"{cost.cores:.2%} of one core"],
            ["resident memory at the start", megabytes(cost.resident_before)],
            ["resident memory at the end", megabytes(cost.resident_after)],
            ["scheduling of the CPU sampler", _scheduling(evidence)],
            ["lateness of CPU ticks, p99", f"less than {_lateness(evidence)}"],
            ["missed ticks, CPU and GPU", f"{missed['cpu']:.0f} and {missed['gpu']:.0f}"],
        ],
    )


def _moved(series):
    return sum(samples[-1][1] - samples[0][1] for samples in series.values())


def _scheduling(evidence):
    (labels,) = evidence.of_page("wattd_collector_realtime", "cpu")
    return dict(labels)["scheduling"]


def _lateness(evidence):
    """The smallest bound of the histogram that contains 99 % of the ticks of the window."""
    buckets = evidence.of_page("wattd_collector_lateness_seconds_bucket", "cpu")
    grown = sorted((float(dict(labels)["le"]), samples[-1][1] - samples[0][1]) for labels, samples in buckets.items())
    return f"{next(bound for bound, ticks in grown if ticks >= 0.99 * grown[-1][1]) * 1e3:g} ms"
