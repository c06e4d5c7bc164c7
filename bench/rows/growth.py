"""The growth of the cost with zones and GPUs."""

from judge import clients, page, plot as plots, subjects
from judge.node import CLIENT, Node
from judge.result import Figure, Result
from judge.usage import memory, settled_span

TITLE = "growth"


def measure(workshop):
    seconds, some_packages, some_gpus = workshop.pick((30, (1, 2, 4, 8), (1, 2, 4, 8, 16)), (6, (1, 8), (1, 16)))
    cases = [(p, 1) for p in some_packages] + [(1, g) for g in some_gpus[1:]] + [(some_packages[-1], some_gpus[-1])]
    found = {}
    for packages, gpus in cases:
        node = Node(workshop, packages, CLIENT, gpus)
        with node.moving(), subjects.wattd(workshop, node) as subject:
            with clients.scraping(workshop, subject.ports):
                span = settled_span(subject, seconds)
            sizes = [len(page.fetch(port)[1]) for port in subject.ports]
            found[packages, gpus] = (span.share * 100, memory(subject.pid)[0] / 1e6, sum(sizes) / 1e3)
        workshop.say("{} packages, {} GPUs: {:.3f} % of a core, {:.1f} MB, pages of {:.1f} kB".format(
            packages, gpus, *found[packages, gpus]))
    zones = [(4 * p, *found[p, 1]) for p in some_packages]
    gpus = [(g, *found[1, g]) for g in some_gpus]
    far = found[cases[-1]]
    return Result([
        Figure("growth-far", "processor time at 8 packages (32 zones) and 16 GPUs", "≤ 1 %",
               f"{far[0]:.2f} %", far[0] <= 1),
        growth("growth-zones", "4 → 32 zones", "per zone", zones),
        growth("growth-gpus", "1 → 16 GPUs", "per GPU", gpus),
        Figure("growth-far-memory", "resident at 8 packages and 16 GPUs; both pages, compressed", "",
               f"{far[1]:.1f} MB; {far[2]:.1f} kB"),
    ], [f"{seconds} s each, scraped once a second; a package has core, uncore and DRAM zones. Growth counts as linear if "
        "no point deviates from a straight line by more than a tenth of the range plus 0.03 % of a core, the noise of a "
        "measurement of this length."], {"zones": zones, "gpus": gpus})


def growth(key, what, unit, points):
    (base, slope), off = line([(x, y) for x, y, *_ in points])
    allowed = 0.1 * abs(points[-1][1] - points[0][1]) + 0.03
    text = f"{base:.3f} % {'+' if slope >= 0 else '−'} {abs(slope):.4f} % {unit}; deviation at most {off:.3f} %"
    return Figure(key, f"processor time, {what}", "linear", text, off <= allowed if len(points) > 2 else None)


def line(points):
    """The straight line of least squares, and the largest deviation from it."""
    count, mx, my = len(points), sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    base = my - slope * mx
    return (base, slope), max(abs(y - base - slope * x) for x, y in points[:count])


def plot(data):
    return {
        "growth-zones": plots.lines("RAPL zones", "processor time of one core, %",
                                    {"wattd": [p[:2] for p in data["zones"]]}, ["set yrange [0:*]"]),
        "growth-gpus": plots.lines("GPUs", "processor time of one core, %",
                                   {"wattd": [p[:2] for p in data["gpus"]]}, ["set yrange [0:*]"]),
    }
