"""Draws series as SVG: lines, stacks and bars over time, and states over time."""

import html
import time

from shown import COLORS, NAMED, legend, shown

LEFT, LINE = 60, 18


def text_at(x, y, text, anchor="end"):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="11">{html.escape(text)}</text>'


def overridden(panel, ref, name):
    """The value of a property that an override sets for a query."""
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] == ref:
            for each in override["properties"]:
                if each["id"] == name:
                    return each["value"]
    return None


def stack(panel, series):
    """The series with the values at which they are drawn."""
    below = {}
    for target, labels, points in series:
        if panel["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"] == "normal" and \
                not overridden(panel, target["refId"], "custom.stacking"):
            points = [(at, value + below.get(at, 0)) for at, value in points]
            below.update(points)
        yield target, labels, points


def color_of(panel, index, target):
    fixed = overridden(panel, target["refId"], "color")
    return NAMED[fixed["fixedColor"]] if fixed else COLORS[index % len(COLORS)]


class Chart:
    def __init__(self, panel, series, width, height, now):
        self.panel, self.field, self.now = panel, panel["fieldConfig"]["defaults"], now
        self.lines = list(stack(panel, series))
        self.bars = self.field["custom"]["drawStyle"] == "bars"
        letters = sum(6 + len(legend(target, labels)) for target, labels, _ in series)
        self.width = width - LEFT - 10
        self.height = max(60, height - 60 - LINE * (1 + letters * 7 // self.width))
        times = sorted({at for _, _, points in series for at, _ in points})
        values = [value for _, _, points in self.lines for _, value in points]
        self.top = max(values + [self.field.get("max", 0)]) or 1
        self.low = 0 if "min" in self.field else min(values)
        self.count, self.first = len(times), times[0]
        # A bar extends to the right of its time.
        self.last = max(times[-1] + ((times[-1] - times[0]) / max(1, len(times) - 1) if self.bars else 0), times[0] + 1)

    def place(self, at, value):
        x = LEFT + (at - self.first) / (self.last - self.first) * self.width
        return x, 8 + (1 - (value - self.low) / ((self.top - self.low) or 1)) * self.height

    def axes(self):
        for share in (0, 0.5, 1):
            value = float(self.low + share * (self.top - self.low))
            _, y = self.place(self.first, value)
            yield f'<line x1="{LEFT}" x2="{LEFT + self.width}" y1="{y:.0f}" y2="{y:.0f}" stroke="#eee"/>'
            yield text_at(LEFT - 4, y + 4, shown(value, self.field, self.now)[0])
            moment = time.strftime("%m-%d" if self.bars else "%H:%M", time.gmtime(self.first + share * (self.last - self.first)))
            yield text_at(LEFT + share * self.width, self.height + 22, moment, ("start", "middle", "end")[int(2 * share)])

    def line(self, target, points, color):
        places = [self.place(at, value) for at, value in points]
        if self.bars:
            wide = self.width / self.count * 0.9
            return "".join(f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{self.height + 8 - y:.0f}" fill="{color}"/>'
                           for x, y in places)
        dash = ' stroke-dasharray="6 6"' if overridden(self.panel, target["refId"], "custom.lineStyle") else ""
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        return f'<polyline points="{path}" fill="none" stroke="{color}"{dash}/>'

    def drawn(self):
        text = f'<svg width="{LEFT + self.width + 10}" height="{self.height + 24}">' + "".join(self.axes())
        for index, (target, _, points) in reversed(list(enumerate(self.lines))):
            text += self.line(target, points, color_of(self.panel, index, target))
        text += "</svg>"
        if self.panel["options"]["legend"]["showLegend"]:
            names = (f'<span style="color:{color_of(self.panel, index, target)}">▬</span> {html.escape(legend(target, labels))}'
                     for index, (target, labels, _) in enumerate(self.lines))
            text += f'<div class="legend">{" &nbsp; ".join(names)}</div>'
        return text


def timeline(panel, series, width, height, now):
    """A row for each series, with the colours of its states."""
    field, names = panel["fieldConfig"]["defaults"], 310
    high = (height - 40) / max(1, len(series))
    first = min((points[0][0] for _, _, points in series), default=0)
    text = f'<svg width="{width}" height="{height - 30}">'
    for index, (target, labels, points) in enumerate(series):
        y = index * high
        text += text_at(names - 10, y + high / 2 + 4, legend(target, labels))
        for at, value in points:
            x = names + (at - first) / max(1, now - first) * (width - names - 10)
            text += f'<rect x="{x:.1f}" y="{y:.0f}" width="8" height="{0.8 * high:.0f}" fill="{shown(value, field, now)[1]}"/>'
    return text + "</svg>"
