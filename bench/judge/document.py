"""Writes the results to docs/performance.md and its plots."""

import os
import textwrap

from judge import plot
from judge.workshop import HERE

# If other programs use more than this share of the machine, the page says so: they distort the figures.
BUSY = 0.05

INTRODUCTION = """# Performance

The cost of wattd, measured by `make bench` and compared with `prometheus-node-exporter` with only the RAPL collector,
and with a minimal C program, the C floor, which makes the same reads at the same interval and serves two constant pages
([bench/floor.c](../bench/floor.c)). They run in turn, with the same simulated powercap tree and the same scrapes. A
figure is the median of the turns, with minimum and maximum in brackets; ratios are computed within a turn. This page is
generated; [bench/README.md](../bench/README.md) describes the measurements.

Unless stated otherwise: both collectors are on, four zones are read every 100 ms and one GPU every second through a
simulated NVML library, both ports are scraped every second as by Prometheus, and the build is native.
"""


def write(rows, records, machine, into, name):
    """Writes INTO/NAME.md and the plots in INTO/NAME/; `records` are results by row with their conditions."""
    lines = [INTRODUCTION, *machine_lines(machine, records), ""]
    lines += ["| measurement | target | measured | |", "|---|---|---|---|"]
    unmet = []
    for row in rows:
        for figure in records[row][0].figures:
            met = {None: "", True: "met", False: "**not met**"}[figure.met]
            lines.append(f"| {figure.what} | {figure.mark} | {figure.measured} | {met} |")
            if figure.met is False:
                unmet.append(figure)
    reasons = read_reasons()
    if unmet:
        lines += ["", "## Targets not met", ""]
        for figure in unmet:
            reason = reasons.get(figure.key, "the reason is not known yet.")
            lines += wrapped(f"- **{figure.what}** ({figure.mark}; {figure.measured}): {reason}", "  ")
    for row, module in rows.items():
        result = records[row][0]
        lines += ["", f"## {module.TITLE[0].upper()}{module.TITLE[1:]}", "", *wrapped(" ".join(result.notes))]
        for file, script in (module.plot(result.data) if hasattr(module, "plot") else {}).items():
            plot.draw(os.path.join(into, name), file, script)
            lines += ["", f"![{module.TITLE}]({name}/{file}.svg)"]
    os.makedirs(into, exist_ok=True)
    with open(os.path.join(into, f"{name}.md"), "w") as out:
        out.write("\n".join(lines) + "\n")


def wrapped(text, indent=""):
    return textwrap.wrap(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def machine_lines(machine, records):
    dates = sorted({conditions["date"] for _, conditions in records.values()})
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    revisions = sorted({conditions["revision"] for _, conditions in records.values()})
    short = [row for row, (_, conditions) in records.items() if conditions["short"]]
    form = ["", *wrapped(f"Measured in the short form, which is less precise: {', '.join(short)}.")] if short else []
    busy = [f"{row} ({c['busy']:.0%})" for row, (_, c) in records.items() if c["busy"] > BUSY]
    if busy:
        note = f"Other programs used the machine when these rows started: {', '.join(busy)}. Measure them again."
        form += ["", *wrapped(note)]
    return [f"Measured {span}, revision {', '.join(revisions)}, on:", "", *(f"- {line}" for line in machine), *form]


def read_reasons():
    """The reasons by key, from lines of the form `KEY: reason`."""
    with open(os.path.join(HERE, "reasons")) as file:
        lines = [line.partition(":") for line in file if line.strip() and not line.startswith("#")]
    return {key.strip(): reason.strip() for key, _, reason in lines}
