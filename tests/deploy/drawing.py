"""Draws the content of a panel as HTML."""

import html

import chart
import grafana
from shown import NAMED, legend, shown

WIDTH = 1904
HOUR, DAY = 3600, 86400


def natural(value):
    """A sort key: 2 before 10, as in Grafana."""
    return (0, float(value), "") if isinstance(value, float) or value.isdigit() else (1, 0, value)


def field_of(panel, column):
    field = dict(panel["fieldConfig"]["defaults"])
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] == column:
            field.update({each["id"]: each["value"] for each in override["properties"]})
    return field


class Drawing:
    """A method for each type of panel."""

    def __init__(self, prometheus, values, now):
        self.prometheus, self.values, self.now = prometheus, values, now

    def panel(self, panel, height):
        return getattr(self, panel["type"].replace("-", "_"))(panel, height)

    def ask(self, panel):
        """Target, labels and points of each series."""
        span = {"14d": 14 * DAY, "24h": DAY}.get(panel.get("timeFrom"), HOUR)
        step = {"1d": DAY, "1h": HOUR}.get(panel.get("interval"), 15)
        for target in panel["targets"]:
            expression = grafana.replaced(target["expr"], self.values)
            if target["instant"]:
                found = self.prometheus.instant(expression, self.now)
            else:
                found = self.prometheus.range(expression, (self.now - span) // step * step, self.now, step)
            for each in found:
                yield target, each["metric"], [(at, float(value)) for at, value in each.get("values") or [each["value"]]]

    def without_data(self, panel):
        return f'<div class="stat">{html.escape(panel["fieldConfig"]["defaults"].get("noValue", "No data"))}</div>'

    def stat(self, panel, height):
        series = list(self.ask(panel))
        if not series:
            return self.without_data(panel)
        text, color = shown(series[0][2][-1][1], panel["fieldConfig"]["defaults"], self.now)
        filled = f"background:{color};color:#fff" if panel["options"]["colorMode"] == "background" else f"color:{color}"
        return f'<div class="stat" style="{filled};height:{height - 26}px">{html.escape(text)}</div>'

    def rows(self, panel):
        """The rows of all queries, merged by the labels that every query has."""
        series = list(self.ask(panel))
        frames = {target["refId"]: [] for target, _, _ in series}
        for target, labels, points in series:
            frames[target["refId"]].append((labels, points[-1][1]))
        names = [{name for labels, _ in frame for name in labels} for frame in frames.values()]
        shared = sorted(set.intersection(*names)) if names else []
        rows = {}
        for ref, frame in frames.items():
            for labels, value in frame:
                row = rows.setdefault(tuple(labels.get(name) for name in shared), {})
                row.update(labels)
                row[f"Value #{ref}" if len(panel["targets"]) > 1 else "Value"] = value
        return list(rows.values())

    def table(self, panel, _):
        rows, organize = self.rows(panel), panel["transformations"][-1]["options"]
        if not rows:
            return self.without_data(panel)
        columns = sorted({name for row in rows for name in row if not organize["excludeByName"].get(name)},
                         key=lambda name: organize["indexByName"].get(name, 99))
        titles = {name: organize["renameByName"].get(name, name) for name in columns}
        for order in reversed(panel["options"]["sortBy"]):
            for source in (name for name in columns if titles[name] == order["displayName"]):
                present = sorted((row for row in rows if source in row), key=lambda row: natural(row[source]), reverse=order["desc"])
                rows = present + [row for row in rows if source not in row]
        text = "".join(f"<th>{html.escape(titles[name])}</th>" for name in columns)
        return f"<table><tr>{text}</tr>" + "".join(self.row(panel, row, columns, titles) for row in rows) + "</table>"

    def row(self, panel, row, columns, titles):
        text = "<tr>"
        for name in columns:
            field = field_of(panel, titles[name])
            value, color = shown(row[name], field, self.now) if name in row else ("", NAMED["text"])
            linked = ";text-decoration:underline" if "links" in field else ""
            text += f'<td style="color:{color}{linked}">{html.escape(value)}</td>'
        return text + "</tr>"

    def bargauge(self, panel, _):
        series = sorted(self.ask(panel), key=lambda each: -each[2][-1][1])
        most, text = max((points[-1][1] for _, _, points in series), default=1) or 1, ""
        for target, labels, points in series:
            value, _ = shown(points[-1][1], panel["fieldConfig"]["defaults"], self.now)
            text += (f'<div class="legend">{html.escape(legend(target, labels))} '
                     f'<span class="bar" style="width:{points[-1][1] / most * 300:.0f}px"></span> {html.escape(value)}</div>')
        return text

    def timeseries(self, panel, height):
        series = list(self.ask(panel))
        width = panel["gridPos"]["w"] * WIDTH // 24
        return chart.Chart(panel, series, width, height, self.now).drawn() if series else self.without_data(panel)

    def state_timeline(self, panel, height):
        return chart.timeline(panel, list(self.ask(panel)), panel["gridPos"]["w"] * WIDTH // 24 - 10, height, self.now)
