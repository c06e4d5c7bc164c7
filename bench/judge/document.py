"""Writes the results down: docs/performance.md and its plots."""

import os
import textwrap

from judge import plot
from judge.workshop import HERE

# A machine of which others take more than this share is told of: what it measures is not wattd's doing alone.
BUSY = 0.05

INTRODUCTION = """# Performance

What wattd costs, measured by `make bench` beside its peers: `prometheus-node-exporter` with its RAPL collector alone,
and a C program of some hundred lines that does the least possible, the same reads on the same grid and two pages that
never change ([bench/floor.c](../bench/floor.c)). Each has the same planted, moving powercap tree and the same scrapes,
in turn. A figure is the median of its turns, with the least and the most in brackets; ratios are those of one turn.
This page is written by the bench; [bench/README.md](../bench/README.md) tells how it measures.

Unless a row says otherwise: both collectors on, four zones each 100 ms, one GPU each second over a planted NVML
library, both ports scraped at 1 Hz as Prometheus does, native build.
"""


def write(rows, records, machine, into, name):
    """Writes INTO/NAME.md and the plots in INTO/NAME/; `records` are results by row with their circumstances."""
    lines = [INTRODUCTION, *machine_lines(machine, records), ""]
    lines += ["| what | mark | measured | |", "|---|---|---|---|"]
    unmet = []
    for row in rows:
        for figure in records[row][0].figures:
            met = {None: "", True: "met", False: "**not met**"}[figure.met]
            lines.append(f"| {figure.what} | {figure.mark} | {figure.measured} | {met} |")
            if figure.met is False:
                unmet.append(figure)
    reasons = read_reasons()
    if unmet:
        lines += ["", "## What is not met", ""]
        for figure in unmet:
            reason = reasons.get(figure.key, "no reason is known yet.")
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
    dates = sorted({circumstances["date"] for _, circumstances in records.values()})
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    revisions = sorted({circumstances["revision"] for _, circumstances in records.values()})
    short = [row for row, (_, circumstances) in records.items() if circumstances["short"]]
    form = ["", *wrapped(f"Measured in the short form, whose figures waver more: {', '.join(short)}.")] if short else []
    loud = [f"{row} ({c['busy']:.0%})" for row, (_, c) in records.items() if c["busy"] > BUSY]
    if loud:
        told = f"Others were at work on the machine as these rows began: {', '.join(loud)}. Measure them anew."
        form += ["", *wrapped(told)]
    return [f"Measured {span}, revision {', '.join(revisions)}, on:", "", *(f"- {line}" for line in machine), *form]


def read_reasons():
    """The hand-kept reasons: a line `KEY: reason` each."""
    with open(os.path.join(HERE, "reasons")) as kept:
        lines = [line.partition(":") for line in kept if line.strip() and not line.startswith("#")]
    return {key.strip(): reason.strip() for key, _, reason in lines}
