"""Formats values and names approximately as Grafana does."""

COLORS = ("#73bf69", "#f2cc0c", "#5794f2", "#ff780a", "#f2495c", "#b877d9", "#8ab8ff", "#ffb357", "#37872d", "#c4162a", "#1f60c4",
          "#8f3bb8")
NAMED = {"green": "#299c46", "red": "#d44a3a", "orange": "#e57c22", "yellow": "#d9a400", "blue": "#3274d9", "purple": "#8f3bb8",
         "text": "#24292e", "transparent": "#fff"}
SUFFIX = {"watt": "W", "kwatth": "kWh", "watth": "Wh", "joule": "J", "percent": "%", "celsius": "°C", "s": "s", "cps": "c/s", "Bps": "B/s"}


def shown(value, field, now):
    """The text and the colour of a value."""
    for mapping in field.get("mappings", []):
        if found := mapping["options"].get(str(value).removesuffix(".0")):
            return found["text"], NAMED[found["color"]]
    if not isinstance(value, float):
        return value, NAMED["text"]
    reached = [step["color"] for step in field["thresholds"]["steps"] if step["value"] is None or value >= step["value"]]
    return with_unit(value, field["unit"], field.get("decimals"), now), NAMED[reached[-1]]


def with_unit(value, unit, decimals, now):
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit == "bytes":
        return f"{value / 2**30:.3g} GiB"
    if unit.startswith("dateTime"):
        return f"{(now - value / 1000) / 60:.0f} minutes ago"
    number = f"{value:.4g}" if decimals is None else f"{value:.{decimals}f}"
    return f"{number} {unit.removeprefix('suffix: ') if unit.startswith('suffix') else SUFFIX.get(unit, '')}".strip()


def legend(target, labels):
    text = target["legendFormat"]
    for name, value in labels.items():
        text = text.replace("{{" + name + "}}", value)
    return text
