"""The processor time of running: both collectors on, scraped at 1 Hz."""

from judge import clients, plot as plots, subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.usage import settled_span

TITLE = "processor time"
SUBJECTS = {"wattd": subjects.wattd, "node_exporter": subjects.node_exporter, "C floor": subjects.floor}


def measure(workshop):
    seconds, turns = workshop.pick((60, 3), (10, 1))
    node = Node(workshop)
    shares = {name: [] for name in SUBJECTS}
    with node.moving():
        for turn in range(turns):
            for name, start in SUBJECTS.items():
                with start(workshop, node) as subject, clients.scraping(workshop, subject.ports):
                    span = settled_span(subject, seconds)
                shares[name].append(span.share * 100)
                workshop.say(f"turn {turn + 1} of {turns}: {name} {span.share:.4%} of a core\n{span.tell()}")
    return Result(figures(shares), [f"{turns} turns of {seconds} s each."], shares)


def figures(shares):
    ours, theirs, least = (shares[name] for name in SUBJECTS)
    to_floor = [a / b for a, b in zip(ours, least)]
    to_theirs = [a / b for a, b in zip(ours, theirs)]
    return [
        Figure("cpu", "processor time of one core", "≤ 0.15 %", spread(ours, "{:.3f} %"), median(ours) <= 0.15),
        Figure("cpu-floor", "processor time, to the C floor's", "≤ 3 ×", spread(to_floor, "{:.2f} ×"),
               median(to_floor) <= 3),
        Figure("cpu-node-exporter", "processor time, to node_exporter's", "< 1 ×", spread(to_theirs, "{:.2f} ×"),
               median(to_theirs) < 1),
        Figure("cpu-of-floor", "the C floor's processor time", "", spread(least, "{:.3f} %")),
        Figure("cpu-of-node-exporter", "node_exporter's processor time", "", spread(theirs, "{:.3f} %")),
    ]


def plot(data):
    return {"cpu": plots.bars("processor time of one core, %", data)}
