"""Fetches a page of metrics and reads its series."""

import gzip
import http.client
import re

# The headers of Prometheus 3.
ACCEPT = ("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
          "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
          "text/plain;version=0.0.4;q=0.2,*/*;q=0.1")
PROMETHEUS = {"Accept": ACCEPT, "Accept-Encoding": "gzip", "User-Agent": "Prometheus/3.5.0",
              "X-Prometheus-Scrape-Timeout-Seconds": "10"}


def fetch(port, plain=False, timeout=10):
    """Scrapes once; returns the status and the body as received, possibly compressed. Plain: with the headers of curl."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", "/metrics", headers={} if plain else PROMETHEUS)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def read(port, timeout=10):
    """Scrapes once; returns {(name, label values by name): value}."""
    status, body = fetch(port, timeout=timeout)
    if status != 200:
        raise RuntimeError(f"port {port} answered {status}")
    return parse(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)


def parse(body):
    """The series of a page: {name: [(labels, value)]}."""
    series = {}
    for line in body.decode().splitlines():
        match = re.match(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)", line)
        if match:
            labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or ""))
            series.setdefault(match[1], []).append((labels, float(match[3])))
    return series


def value(series, name, **labels):
    """The value of the series with that name and these labels; None if there is none."""
    for has, number in series.get(name, ()):
        if all(has.get(k) == v for k, v in labels.items()):
            return number
    return None
