"""The scrapers: Prometheus, and VictoriaMetrics with vmagent, with a common query interface."""

import contextlib
import json
import math
import urllib.parse

from programs import Program, free_ports, get, tool


class Database:
    """A running time series database with Prometheus's HTTP interface."""

    def __init__(self, name, url):
        self.name, self.url = name, url

    def query(self, expression, at):
        """The series of an expression at a point in time: labels with [time, text] in "value" or "values"."""
        return self._ask("query", query=expression, time=f"{at:.3f}")

    def query_range(self, expression, start, end):
        """The same for each second from start to end."""
        return self._ask("query_range", query=expression, start=f"{start:.3f}", end=f"{end:.3f}", step=1)

    def samples(self, selector, seconds, at):
        """Every sample as it was stored, in a window that ends at a point in time: {labels: [(time, value), ...]}."""
        found = {}
        for series in self.query(f"{selector}[{seconds}s]", at):
            values = ((time, float(value)) for time, value in series["values"])
            found[tuple(sorted(series["metric"].items()))] = [pair for pair in values if not math.isnan(pair[1])]
        return found

    def _ask(self, what, **parameters):
        answer = get(f"{self.url}/api/v1/{what}?{urllib.parse.urlencode(parameters | {'nocache': 1})}")
        return json.loads(answer)["data"]["result"]


@contextlib.contextmanager
def prometheus(config, folder):
    """A Prometheus with the scrape configuration; yields the database and its process."""
    (port,) = free_ports(1)
    command = [
        tool("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    url = f"http://127.0.0.1:{port}"
    with Program("prometheus", command, folder) as process:
        process.until_it_answers(f"{url}/-/ready")
        yield Database("Prometheus", url), process


@contextlib.contextmanager
def victoria_metrics(folder, *flags):
    """A single-node VictoriaMetrics; yields the database and its process."""
    (port,) = free_ports(1)
    command = [
        tool("victoria-metrics"),
        f"-storageDataPath={folder / 'victoria-metrics'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        "-retentionPeriod=1",
        "-loggerLevel=WARN",
        *flags,
    ]
    url = f"http://127.0.0.1:{port}"
    with Program("victoria-metrics", command, folder) as process:
        process.until_it_answers(f"{url}/health")
        yield Database("VictoriaMetrics", url), process


@contextlib.contextmanager
def vmagent(config, storage, folder, *flags):
    """A vmagent with the scrape configuration that writes to a storage; yields its address and its process."""
    (port,) = free_ports(1)
    command = [
        tool("vmagent"),
        f"-promscrape.config={config}",
        f"-remoteWrite.url={storage}/api/v1/write",
        f"-remoteWrite.tmpDataPath={folder / 'vmagent'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        "-loggerLevel=WARN",
        *flags,
    ]
    url = f"http://127.0.0.1:{port}"
    with Program("vmagent", command, folder) as process:
        process.until_it_answers(f"{url}/health")
        yield url, process
