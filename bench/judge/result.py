"""What a row tells: figures beside their marks."""

import json
import os
import statistics
from dataclasses import asdict, dataclass, field

from judge.workshop import BUILT


@dataclass
class Figure:
    """One line of the table. `met` is None where there is no mark."""
    key: str
    what: str
    mark: str
    measured: str
    met: bool | None = None


@dataclass
class Result:
    """What one row measured: its figures, what has to be known to read them, and the data of its plots."""
    figures: list
    notes: list = field(default_factory=list)
    data: dict = field(default_factory=dict)


def median(values):
    """The middle one."""
    return statistics.median(values)


def interval(values):
    """The median with the 95 % interval about it that the order of the values gives, whatever their distribution."""
    ordered, half = sorted(values), 0.98 * len(values) ** 0.5
    low, high = int(len(values) / 2 - half), int(len(values) / 2 + half)
    return median(values), ordered[max(0, low)], ordered[min(len(values) - 1, high)]


def spread(values, form):
    """`median [min–max]`, each in a form such as `{:.2f} %`; the form's unit once."""
    number, _, unit = form.partition(" ")
    text = f"{number.format(median(values))}{' ' + unit if unit else ''}"
    return text if len(values) < 2 else f"{text} [{number.format(min(values))}–{number.format(max(values))}]"


def path(name, quick):
    """Where the result of a row is kept."""
    return os.path.join(BUILT, "results", "quick" if quick else "full", f"{name}.json")


def save(name, quick, result, **circumstances):
    """Keeps a result with the circumstances it came about in."""
    file = path(name, quick)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w") as out:
        json.dump({**circumstances, **asdict(result)}, out, indent=1)


def load(name, quick):
    """A kept result and its circumstances; None where there is none."""
    if not os.path.exists(path(name, quick)):
        return None
    with open(path(name, quick)) as kept:
        record = json.load(kept)
    result = Result([Figure(**f) for f in record.pop("figures")], record.pop("notes"), record.pop("data"))
    return result, record
