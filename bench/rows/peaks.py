"""The processor time of the power meter, the maxima and the histograms: each beside the same daemon without it."""

from judge import clients, subjects
from judge.node import Node
from judge.result import Figure, Result, spread
from judge.usage import settled_span

TITLE = "power meter, maxima and histograms"
WITHOUT, METER, MAXIMA, HISTOGRAMS = "without them", "power meter", "maxima", "maxima and histograms"
NO_METER, NO_MAXIMA = ("--wall", "off"), ("--peak.window", "off")
SETTINGS = {
    WITHOUT: (*NO_METER, *NO_MAXIMA),
    METER: NO_MAXIMA,
    MAXIMA: NO_METER,
    HISTOGRAMS: (*NO_METER, "--peak.histogram", "on"),
}


def measure(workshop):
    seconds, turns = workshop.pick((60, 3), (15, 2))
    node = Node(workshop, meter=True)
    shares = {name: [] for name in SETTINGS}
    with node.moving():
        for turn in range(turns):
            for name, settings in SETTINGS.items():
                with subjects.wattd(workshop, node, *settings) as subject, clients.scraping(workshop, subject.ports):
                    span = settled_span(subject, seconds)
                shares[name].append(span.share * 100)
                workshop.say(f"turn {turn + 1} of {turns}: {name} {span.share:.4%} of a core\n{span.report()}")
    return Result([
        Figure("peaks-without", "processor time of one core, without power meter and maxima", "",
               spread(shares[WITHOUT], "{:.3f} %")),
        more("peaks-meter", "more with a power meter, read every second", shares, METER),
        more("peaks-maxima", "more with the maxima", shares, MAXIMA),
        more("peaks-histograms", "more with the maxima and the histograms", shares, HISTOGRAMS),
    ], [f"Turns of {seconds} s: {turns}. The meter is a file in memory; the firmware behind a real one takes longer."], shares)


def more(key, what, shares, name):
    """The difference within each turn, in hundredths of a core."""
    return Figure(key, what, "", spread([a - b for a, b in zip(shares[name], shares[WITHOUT])], "{:+.3f} %"))
