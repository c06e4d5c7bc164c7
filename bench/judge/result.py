"""The result of a row: figures and their targets."""

import json
import os
import statistics
from dataclasses import asdict, dataclass, field

from judge.workshop import BUILT


@dataclass
class Figure:
    """One line of the table. `mark` is the target; `met` is None if there is none."""
    key: str
    what: str
    mark: str
    measured: str
    met: bool | None = None


@dataclass
class Result:
    """The figures of one row, notes that explain them, and the data of its plots."""
    figures: list
    notes: list = field(default_factory=list)
    data: dict = field(default_factory=dict)


def median(values):
    """The median."""
    return statistics.median(values)


def interval(values):
    """The median with its 95 % confidence interval, from the order of the values, for any distribution."""
    ordered, half = sorted(values), 0.98 * len(values) ** 0.5
    low, high = int(len(values) / 2 - half), int(len(values) / 2 + half)
    return median(values), ordered[max(0, low)], ordered[min(len(values) - 1, high)]


def spread(values, form):
    """`median [min–max]`, each in a form such as `{:.2f} %`; the unit occurs once."""
    number, _, unit = form.partition(" ")
    text = f"{number.format(median(values))}{' ' + unit if unit else ''}"
    return text if len(values) < 2 else f"{text} [{number.format(min(values))}–{number.format(max(values))}]"


def path(name, quick):
    """The file with the result of a row."""
    return os.path.join(BUILT, "results", "quick" if quick else "full", f"{name}.json")


def save(name, quick, result, **conditions):
    """Stores a result with the conditions of the measurement."""
    file = path(name, quick)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w") as out:
        json.dump({**conditions, **asdict(result)}, out, indent=1)


def load(name, quick):
    """A stored result and its conditions; None if there is none."""
    if not os.path.exists(path(name, quick)):
        return None
    with open(path(name, quick)) as file:
        record = json.load(file)
    result = Result([Figure(**f) for f in record.pop("figures")], record.pop("notes"), record.pop("data"))
    return result, record
