"""The samples that a database stored in a soak test, and the errors in them."""

import node
INTERVAL = 1.0

# The sampling interval of the daemon: the maximum age of a reading when it is scraped.
GRID = 0.1

RATE_WINDOW = 30
RATE_TOLERANCE = 0.005

ENERGY = 'rapl_energy_joules_total{job="wattd"}'


class Evidence:
    """All samples of a window as stored by one database, and its own resets() and rate(). Outlives the database."""

    def __init__(self, database, seconds, end):
        self.name, self.seconds = database.name, seconds
        self.series = database.samples('{job="wattd"}', seconds, end)
        self.reported_resets = {
            _zone(series["metric"]): float(series["value"][1])
            for series in database.query(f"resets({ENERGY}[{seconds}s])", end)
        }
        # The rates of each zone, at each second that is preceded by a whole window.
        first = end - seconds + RATE_WINDOW + INTERVAL
        self.reported_rates = {
            _zone(series["metric"]): [float(watts) for _, watts in series["values"]]
            for series in database.query_range(f"rate({ENERGY}[{RATE_WINDOW}s])", first, end)
        }

    def named(self, name):
        """The series with a name, by their labels (the items of a dictionary): [(time, value), ...]."""
        return {labels: samples for labels, samples in self.series.items() if dict(labels)["__name__"] == name}

    def of_page(self, name, page):
        """The same, on the page of one collector."""
        return {labels: samples for labels, samples in self.named(name).items() if dict(labels)["page"] == page}

    def values(self, name):
        return [value for samples in self.named(name).values() for _, value in samples]

    def energies(self):
        """The energy of each zone by its labels."""
        return {_zone(dict(labels)): samples for labels, samples in self.named("rapl_energy_joules_total").items()}

    @property
    def scrapes(self):
        """The times of the scrapes of each target."""
        return {dict(labels)["instance"]: [time for time, _ in samples] for labels, samples in self.named("up").items()}

    def slowest_scrape(self):
        return max(self.values("scrape_duration_seconds"))

    def gaps(self):
        """Targets that were not scraped each second, and series that miss a scrape of their target."""
        for target, times in self.scrapes.items():
            if len(times) < self.seconds - 1:
                yield f"{target}: {len(times)} scrapes in {self.seconds} s"
            for before, after in zip(times, times[1:]):
                if after - before >= 1.5 * INTERVAL:
                    yield f"{target}: {after - before:.3f} s between two scrapes"
        for labels, samples in self.series.items():
            scrapes = len(self.scrapes[dict(labels)["instance"]])
            if len(samples) != scrapes:
                yield f"{dict(labels)}: {len(samples)} samples of {scrapes} scrapes"

    def failed_scrapes(self):
        if len(self.scrapes) != 2:
            yield f"scrapes of {sorted(self.scrapes)} only"
        for labels, samples in self.named("up").items():
            failed = sum(value != 1 for _, value in samples)
            if failed:
                yield f"{dict(labels)['instance']}: {failed} scrapes failed"
        for labels, samples in self.named("scrape_samples_scraped").items():
            sizes = {value for _, value in samples}
            if len(sizes) != 1:
                yield f"{dict(labels)['instance']}: pages of {sorted(sizes)} samples"

    def collectors_down(self):
        for labels, samples in self.named("wattd_collector_up").items():
            if any(value != 1 for _, value in samples):
                yield f"{dict(labels)} went down"

    def resets(self):
        """Energies that decreased, according to the database and to the samples; and zones that never wrapped."""
        for zone, resets in self.reported_resets.items():
            if resets != 0:
                yield f"{zone}: {resets} resets"
        for zone, samples in self.energies().items():
            if any(after < before for (_, before), (_, after) in zip(samples, samples[1:])):
                yield f"{zone} decreased"
        if len(self.wraps()) != len(node.WATTS):
            yield f"wraps of {sorted(self.wraps())} only"
        for zone, wraps in self.wraps().items():
            if wraps < 1:
                yield f"{zone} did not wrap in the window: nothing was tested"

    def wraps(self):
        series = self.named("rapl_wraps_total")
        return {_zone(dict(labels)): samples[-1][1] - samples[0][1] for labels, samples in series.items()}

    def rate_errors(self):
        """The relative error of each rate()."""
        return {zone: [watts / node.WATTS[zone] - 1 for watts in rates] for zone, rates in self.reported_rates.items()}

    def wrong_rates(self, standstill):
        """
        A reading is taken at the tick, not at the scrape. Pauses of the counters and the duration of scrapes on the loaded
        machine shift it within the window.
        """
        allowed = RATE_TOLERANCE + (standstill + self.slowest_scrape()) / RATE_WINDOW
        errors = self.rate_errors()
        if set(errors) != set(node.WATTS):
            yield f"rate() of {sorted(errors)} only"
        for zone, shares in errors.items():
            worst = max(map(abs, shares))
            if worst > allowed:
                yield f"{zone}: error of {worst:.3%}, {allowed:.3%} allowed"


def disagreements(one, other, standstill):
    """Series that only one of two has; zones whose energies differ by more than two ticks explain."""
    ours, theirs = set(_names(one)), set(_names(other))
    for series in ours ^ theirs:
        yield f"only {(one if series in ours else other).name} has {series}"
    allowed = 2 * GRID + standstill + max(one.slowest_scrape(), other.slowest_scrape())
    for zone, apart in seconds_apart(one, other).items():
        if apart > allowed:
            yield f"{zone}: energies differ by that of {apart:.3f} s, {allowed:.3f} s allowed"


def seconds_apart(one, other):
    """The largest difference between the energies of two, as the time in which the zone uses it."""
    energies = other.energies()
    return {
        zone: max(abs(value - line) / node.WATTS[zone] for value, line in _interpolated(samples, energies[zone]))
        for zone, samples in one.energies().items()
    }


def _interpolated(samples, others):
    """The values of samples, each with the value of the others interpolated at its time."""
    index = 0
    for time, value in samples:
        while index + 1 < len(others) and others[index + 1][0] < time:
            index += 1
        if index + 1 < len(others) and others[index][0] <= time:
            (start, low), (end, high) = others[index], others[index + 1]
            yield value, low + (high - low) * (time - start) / (end - start)


def _names(evidence):
    """The series of the pages themselves, without those that each scraper adds about the scrape."""
    for labels in evidence.series:
        if not dict(labels)["__name__"].startswith("scrape_"):
            # Prometheus requests OpenMetrics, which writes a bound of 1 as 1.0; vmagent requests the text format.
            yield tuple((name, float(value) if name == "le" else value) for name, value in labels)


def _zone(labels):
    return labels["zone"], labels["package"]
