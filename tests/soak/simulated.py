"""A fleet of simulated nodes: many loopback addresses, and a few daemons that answer on all of them."""

import gzip
import json
import time

from programs import REPOSITORY, WATTD, Program, free_ports, get

# A scraper keeps a connection to each port of each node; a daemon allows 1,200.
CONNECTIONS = 1000


class Fleet:
    """Simulated nodes; `scraped` of their targets are scraped at a time. The list of targets is in FOLDER/targets."""

    def __init__(self, nodes, folder, running, scraped=None):
        self.nodes, self.folder = nodes, folder
        (folder / "targets").mkdir(parents=True)
        self.daemons, groups = [], []
        count = -(-(scraped or 2 * nodes) // CONNECTIONS)
        for number in range(count):
            ports = free_ports(2)
            self.daemons.append(running.enter_context(self._daemon(number, ports)))
            addresses = (_address(node) for node in range(number, nodes, count))
            groups.append({"targets": [f"{address}:{port}" for address in addresses for port in ports]})
        self.targets = groups
        (folder / "targets/fleet.json").write_text(json.dumps(groups))
        # The CPU time of the daemons without scrapes.
        before = self.cpu_seconds()
        time.sleep(10)
        self.idle_cores = (self.cpu_seconds() - before) / 10

    def _daemon(self, number, ports):
        flags = ["--simulate", "on", "--cpu.port", ports[0], "--gpu.port", ports[1]]
        daemon = Program(f"wattd-{number}", [WATTD, *flags], self.folder)
        return daemon.until_it_answers(f"http://127.0.0.1:{ports[0]}/metrics")

    def configuration(self, shipped, interval):
        """A scrape configuration of deploy/fleet with another interval, next to its targets."""
        text = (REPOSITORY / "deploy/fleet" / shipped).read_text()
        text = text.replace("scrape_interval: 15s", f"scrape_interval: {interval}s")
        text = text.replace("scrape_timeout: 5s", f"scrape_timeout: {min(interval, 5)}s")
        file = self.folder / f"every-{interval}s-{shipped}"
        file.write_text(text)
        return file

    def cpu_seconds(self):
        return sum(daemon.cpu_seconds() for daemon in self.daemons)

    def resident_bytes(self):
        return sum(daemon.resident_bytes() for daemon in self.daemons)

    def pages(self):
        """The size of one scrape of each port of a node: (series, bytes, bytes with gzip)."""
        return [_page(f"http://{target}/metrics") for target in self.targets[0]["targets"][:2]]


def _address(node):
    """The whole of 127.0.0.0/8 is this machine."""
    return f"127.{1 + node // 62_500}.{node // 250 % 250}.{1 + node % 250}"


def _page(url):
    text, packed = get(url), get(url, {"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed)
    return sum(not line.startswith(b"#") for line in text.splitlines()), len(text), len(packed)
