"""The processor time of a reading of sixteen GPUs, with and without the driver's own samples."""

from judge import subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import settled_span

TITLE = "a reading of sixteen GPUs"
GPUS, INTERVAL_MS, WINDOW = 16, 100, "60s"


def measure(workshop):
    seconds, turns = workshop.pick((20, 3), (6, 1))
    node = Node(workshop, gpus=GPUS)
    settings = {"with samples": ("--peak.window", WINDOW), "without samples": ("--peak.window", "off")}
    cost = {name: [] for name in settings}
    for turn in range(turns):
        for name, words in settings.items():
            with subjects.wattd(workshop, node, "--cpu", "off", "--gpu.interval", f"{INTERVAL_MS}ms", *words) as subject:
                span = settled_span(subject, seconds)
            cost[name].append(span.share * INTERVAL_MS * 1e3)
            workshop.say(f"turn {turn + 1} of {turns}: {name}: {cost[name][-1]:.0f} µs a reading\n{span.report()}")
    both, least = cost["with samples"], cost["without samples"]
    share = [us / 1e6 * 100 for us in both]
    return Result([
        Figure("gpus-share", f"processor time for {GPUS} GPUs at 1 s, of one core", "≤ 0.5 %", spread(share, "{:.3f} %"),
               median(share) <= 0.5),
        Figure("gpus-reading", "processor time of one GPU and reading", "", spread([us / GPUS for us in both], "{:.1f} µs")),
        Figure("gpus-samples", "of this, for the driver's own samples", "",
               spread([(a - b) / GPUS for a, b in zip(both, least)], "{:.1f} µs")),
    ], [
        f"{GPUS} GPUs of the simulated library, read every {INTERVAL_MS} ms without scrapes, over {seconds} s. The share "
        "is what the same readings take once a second. The library returns 120 samples of power and as many of encoder "
        "utilization at each call, the most that a driver keeps. Calls of a real driver take longer.",
    ], cost)
