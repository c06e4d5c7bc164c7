"""rate() as computed by Prometheus."""


def rate(samples, at, window):
    """rate(counter[window]) at a time, from samples (time, value); None if there are too few.

    A decrease is a reset: the value before it is added to all later ones. The difference is extrapolated to the ends of
    the window, or by half of the mean interval if the samples end further away, and never below a counter of 0."""
    inside = [(t, v) for t, v in samples if at - window < t <= at]
    if len(inside) < 2:
        return None
    (first, start), (last, end) = inside[0], inside[-1]
    total = end - start
    for (_, before), (_, after) in zip(inside, inside[1:]):
        if after < before:
            total += before
    sampled, mean = last - first, (last - first) / (len(inside) - 1)
    to_start, to_end = first - (at - window), at - last
    if total > 0 and start >= 0:
        to_start = min(to_start, sampled * start / total)
    covered = sampled
    for gap in (to_start, to_end):
        covered += gap if gap < 1.1 * mean else mean / 2
    return total * covered / sampled / window
