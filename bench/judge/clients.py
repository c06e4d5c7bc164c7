"""Clients: scrapes on a schedule, and as many as go."""

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
    """So many connections in all, spread over the ports, each with so many requests; returns what the clients tell."""
    numbers = (period_ms, connections // len(ports), requests, *ports)
    command = [workshop.path("clients"), *map(str, numbers)]
    told = words(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout)
    if told.get("failed", 1):
        raise RuntimeError(f"requests failed: {told}")
    return told


@contextlib.contextmanager
def scraping(workshop, ports, period_ms=1000, connections=1):
    """Scrapes every port on a grid for as long as the context lasts; what it tells then is in the dictionary given."""
    command = [workshop.path("clients"), str(period_ms), str(connections), "0", *map(str, ports)]
    told = {}
    with running(command, stdout=subprocess.PIPE, text=True) as process:
        yield told
        process.terminate()
        told.update(words(process.stdout.read()))
        process.wait()
    if told.get("failed", 1):
        raise RuntimeError(f"scrapes failed: {told}")


def wrk(port, seconds, connections=10, plain=True):
    """wrk's requests a second and its p99 in milliseconds."""
    headers = [] if plain else [word for name, text in page.PROMETHEUS.items() for word in ("-H", f"{name}: {text}")]
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", *headers,
               f"http://127.0.0.1:{port}/metrics"]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]
