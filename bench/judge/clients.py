"""Clients: scrapes at an interval, and as many as possible."""

import contextlib
import re
import subprocess

from judge import page
from judge.workshop import running


def words(line):
    """`requests 5 failed 0 ...` as numbers by name."""
    parts = line.split()
    return dict(zip(parts[::2], map(float, parts[1::2])))


def load(workshop, ports, connections, requests, period_ms=0):
    """Makes requests over connections that are distributed over the ports; returns the summary of the clients."""
    numbers = (period_ms, connections // len(ports), requests, *ports)
    command = [workshop.path("clients"), *map(str, numbers)]
    summary = words(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout)
    if summary.get("failed", 1):
        raise RuntimeError(f"requests failed: {summary}")
    return summary


@contextlib.contextmanager
def scraping(workshop, ports, period_ms=1000, connections=1):
    """Scrapes every port at an interval while the context lasts; yields a dictionary that then has the summary."""
    command = [workshop.path("clients"), str(period_ms), str(connections), "0", *map(str, ports)]
    summary = {}
    with running(command, stdout=subprocess.PIPE, text=True) as process:
        yield summary
        process.terminate()
        summary.update(words(process.stdout.read()))
        process.wait()
    if summary.get("failed", 1):
        raise RuntimeError(f"scrapes failed: {summary}")


def wrk(port, seconds, connections=10, plain=True):
    """The requests per second of wrk, and its p99 in milliseconds."""
    headers = [] if plain else [word for name, text in page.PROMETHEUS.items() for word in ("-H", f"{name}: {text}")]
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", *headers,
               f"http://127.0.0.1:{port}/metrics"]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]
