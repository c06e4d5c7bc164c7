"""The processor time per zone and tick, excluding the read of the counter."""

from judge import subjects
from judge.node import CLIENT, Node
from judge.result import Figure, Result, median, spread
from judge.usage import settled_span

TITLE = "a sampling tick"
INTERVAL_MS = 10
FEW, MANY = 1, 8


def measure(workshop):
    seconds, turns = workshop.pick((20, 3), (6, 1))
    shares = {}
    for packages in (FEW, MANY):
        node = Node(workshop, packages, CLIENT, gpus=0)
        zones = len(node.zones)
        starts = {
            "wattd": lambda n=node: subjects.wattd(workshop, n, "--cpu.interval", f"{INTERVAL_MS}ms", "--gpu", "off"),
            "C floor": lambda n=node: subjects.floor(workshop, n, INTERVAL_MS),
        }
        with node.moving():
            for turn in range(turns):
                for name, start in starts.items():
                    with start() as subject:
                        span = settled_span(subject, seconds)
                    shares.setdefault(name, {}).setdefault(zones, []).append(span.share)
                    workshop.say(f"turn {turn + 1} of {turns}: {name}, {zones} zones: {span.share:.4%} of a core")
    costs = {name: slopes(by_zones) for name, by_zones in shares.items()}
    own = [a - b for a, b in zip(costs["wattd"], costs["C floor"])]
    return Result([
        Figure("tick", "wattd per zone and tick, excluding the read", "≤ 3 µs", spread(own, "{:.2f} µs"),
               median(own) <= 3),
        Figure("tick-zone", "wattd per zone and tick", "", spread(costs["wattd"], "{:.2f} µs")),
        Figure("tick-floor", "the C floor per zone and tick: only the read", "",
               spread(costs["C floor"], "{:.2f} µs")),
        Figure("tick-allocation", "allocated by a steady tick", "0 bytes",
               "asserted by tests: `CpuSamplerTests.ASteadyTickAllocatesNothing`, "
               "`GpuSamplerTests.ATickAllocatesNothingOnEitherThread`, `NvmlSourceTests.ATickAllocatesNothing`"),
    ], [f"Computed from the processor time with {4 * FEW} and {4 * MANY} zones at an interval of {INTERVAL_MS} ms, without "
        "scrapes: the increase per zone and tick."], {"shares": shares})


def slopes(by_zones):
    """Microseconds per zone and tick, for each turn."""
    (few, low), (many, high) = sorted(by_zones.items())
    ticks = 1000 / INTERVAL_MS
    return [(b - a) / (many - few) / ticks * 1e6 for a, b in zip(low, high)]
