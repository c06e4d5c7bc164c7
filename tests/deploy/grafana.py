"""Does with a dashboard what Grafana does: opens its rows, replaces its variables and queries Prometheus."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request

# The values of All, and the default values of the other variables.
DEFAULTS = {"site": ".*", "node": ".+", "gpu": ".+", "encode": ".+", "top": "10", "price": "0.30", "currency": "EUR"}


class Prometheus:
    def __init__(self, address):
        self.base = f"http://{address}/api/v1/"

    def get(self, path, **parameters):
        url = self.base + path + "?" + urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error)["error"]) from None

    def now(self):
        return float(self.get("query", query="time()")["result"][1])

    def newest(self):
        """The time of the newest sample, if it was within the last hour."""
        return float(self.instant("max(max_over_time(timestamp(up)[1h:15s]))", self.now())[0]["value"][1])

    def instant(self, expression, moment):
        return self.get("query", query=expression, time=moment)["result"]

    def range(self, expression, start, end, step):
        return self.get("query_range", query=expression, start=start, end=end, step=step)["result"]

    def values(self, query, regex):
        """The values of a variable: label_values(SERIES, LABEL), or query_result(EXPRESSION) with a regular expression."""
        if match := re.fullmatch(r"query_result\((.+)\)", query):
            lines = (f"{{{','.join(f'{name}={json.dumps(value)}' for name, value in each['metric'].items())}}} 1"
                     for each in self.instant(match[1], self.now()))
            pattern = re.compile(regex.strip("/").replace("(?<", "(?P<"))
            return [found["value"] for line in lines if (found := pattern.search(line))]
        series, label = re.fullmatch(r"label_values\((.+), (\w+)\)", query).groups()
        return self.get(f"label/{label}/values", **{"match[]": series})


def load(file):
    with open(file, encoding="utf-8") as stream:
        return json.load(stream)


def panels(dashboard):
    """Every panel except the rows, including those in collapsed rows."""
    for panel in dashboard["panels"]:
        yield from panel["panels"] if panel["type"] == "row" else [panel]


def takes_many_nodes(dashboard):
    return next(each["multi"] for each in dashboard["templating"]["list"] if each["name"] == "node")


def variables(dashboard, jobs, node, **times):
    """The values of the variables: All nodes, or one if the dashboard shows only one."""
    values = {**DEFAULTS, "job": "|".join(jobs), **{f"__{name}": span for name, span in times.items()}}
    return values if takes_many_nodes(dashboard) else {**values, "node": node}


def replaced(text, values):
    """The text with its variables replaced, except $1 of label_replace."""
    def value(match):
        name = match[1] or match[2]
        if name not in values:
            raise ValueError(f"{text}: ${name} is not a variable of the dashboard")
        return str(values[name])

    return re.sub(r"\$([a-z_]\w*)|\$\{([a-z_]\w*)(?::\w+)?\}", value, text)
