"""NVML in the process compared with nvidia-smi started for every sample."""

import os

from judge import clients, subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import settled_span
from judge.workshop import ROOT

TITLE = "NVML compared with nvidia-smi every second"
DOCUMENT = os.path.join(ROOT, "tests/Wattd.Tests/Collectors/Gpu/NvidiaSmi/Fixtures/driver-570.xml")


def measure(workshop):
    seconds, turns = workshop.pick((30, 3), (15, 1))
    node = Node(workshop)
    program = plant(workshop)
    sources = {"nvml": (), "nvidia-smi": ("--gpu.nvidia-smi", program)}
    shares = {source: [] for source in sources}
    for turn in range(turns):
        for source, settings in sources.items():
            with subjects.wattd(workshop, node, "--cpu", "off", "--gpu.source", source, "--gpu.interval", "1s",
                                *settings) as subject, clients.scraping(workshop, subject.ports):
                span = settled_span(subject, seconds)
            shares[source].append(100 * (span.share + span.children))
            workshop.say(f"turn {turn + 1} of {turns}: {source} {span.share:.3%} itself, {span.children:.3%} children")
    ratio = [b / a for a, b in zip(*shares.values())]
    return Result([
        Figure("nvml", "processor time of the GPU collector, with NVML", "", spread(shares["nvml"], "{:.3f} %")),
        Figure("nvidia-smi", "processor time with nvidia-smi every second, relative to NVML", "",
               f"{spread(ratio, '{:.1f} ×')} ({median(shares['nvidia-smi']):.2f} % of a core)"),
    ], ["nvidia-smi is a shell script that prints a stored document of one GPU. The real program loads NVML and opens the "
        "driver each time, which takes far longer: this is the minimum cost of starting a program."], shares)


def plant(workshop):
    """A substitute for nvidia-smi."""
    path = workshop.path("nvidia-smi")
    with open(path, "w") as out:
        out.write(f"#!/bin/sh\nexec cat '{DOCUMENT}'\n")
    os.chmod(path, 0o755)
    return path
