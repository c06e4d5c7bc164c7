"""Formats figures and tables."""

import math
import os
import platform
import subprocess
import time

from programs import REPOSITORY


def percentile(values, percent):
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def milliseconds(seconds):
    return f"{seconds * 1e3:.1f} ms"


def megabytes(size):
    return f"{size / 1e6:,.1f} MB"


def table(head, rows):
    """A Markdown table; columns with a number in the first row are aligned right."""
    rows = [[str(cell) for cell in row] for row in rows]
    rule = ["--:" if cell[:1].isdigit() else "---" for cell in rows[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def setting(what):
    """A sentence with the date, commit and machine of a measurement."""
    with open("/proc/cpuinfo") as cpuinfo:
        models = (line.split(":")[1].strip() for line in cpuinfo if line.startswith("model name"))
        model = next(models, platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    described = subprocess.run(
        ["git", "-C", REPOSITORY, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return (
        f"{what} on {time.strftime('%Y-%m-%d', time.gmtime())}, commit {described.stdout.strip() or 'unknown'}: "
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}."
    )
