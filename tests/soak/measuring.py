"""Measures the cost of scraping and storing a fleet: with vmagent and VictoriaMetrics, and with Prometheus."""

import dataclasses
import re
import time

import databases
from programs import get


# Bytes that are on their way to the storage at any moment.
LITTLE = 5_000_000


@dataclasses.dataclass
class Load:
    """One scraper at one interval. CPU in cores, that is, seconds of CPU time each second; memory and disk in bytes."""

    scraper: str
    interval: int
    targets: int
    expected: float
    scrapes: float = 0
    failed: float = 0
    samples_per_second: float = 0
    series: int = 0
    scraper_cores: float = 0
    scraper_bytes: int = 0
    storage_cores: float = 0
    storage_bytes: int = 0
    wattd_cores: float = 0
    wattd_bytes: int = 0
    sent_bytes_per_sample: float = 0
    waiting_bytes: float = 0
    disk: object = None

    def faults(self):
        """Signs that the machine does not keep up."""
        if self.failed:
            yield f"{self.failed:.0f} scrapes failed"
        if self.scrapes < 0.99 * self.expected:
            yield f"{self.scrapes:.0f} scrapes of {self.expected:.0f}"
        if self.waiting_bytes > LITTLE:
            yield f"{self.waiting_bytes:.0f} bytes wait to be written"

    @property
    def keeps_up(self):
        return not list(self.faults())


@dataclasses.dataclass
class Disk:
    """The contents of the storage on disk after merging."""

    samples: int
    series: int
    blocks: int
    sample_bytes: int
    block_bytes: int
    index_bytes: int


class Meter:
    """CPU time of processes, and counters on the metrics page of a program, over a window."""

    def __init__(self, url, processes):
        self.url, self.processes = url, processes
        self.before, self.start, self.cpu = _page(url), time.monotonic(), self._cpu()

    def take(self):
        self.after = _page(self.url)
        seconds = time.monotonic() - self.start
        self.seconds = seconds
        self.cores = [(after - before) / seconds for before, after in zip(self.cpu, self._cpu())]

    def moved(self, name):
        """The increase of a counter, over all its series."""
        return _sum(self.after, name) - _sum(self.before, name)

    def now(self, name):
        return _sum(self.after, name)

    def _cpu(self):
        return [process.cpu_seconds() for process in self.processes]


def measure_vmagent(fleet, interval, seconds, flags=(), measures_disk=False):
    """The fleet, or with flags a part of it, scraped by a new vmagent into a new storage."""
    folder = fleet.folder / f"vmagent-{interval}s"
    folder.mkdir()
    config = fleet.configuration("vmagent.yml", interval)
    with databases.victoria_metrics(folder, "-search.latencyOffset=1ms") as (storage, process):
        with databases.vmagent(config, storage.url, folder, *flags) as (agent, scraper):
            _until_steady(
                interval,
                series=lambda: _sum(_page(f"{storage.url}/metrics"), "vm_new_timeseries_created_total"),
                waiting=lambda: _sum(_page(f"{agent}/metrics"), "vmagent_remotewrite_pending_data_bytes"),
            )
            meter, stored = Meter(f"{agent}/metrics", [scraper, process, fleet]), Meter(f"{storage.url}/metrics", [])
            time.sleep(seconds)
            meter.take()
            stored.take()
            rows = stored.moved("vm_rows_inserted_total")
            targets = int(meter.now("vm_promscrape_targets"))
            load = Load(
                "vmagent",
                interval,
                targets,
                expected=targets * meter.seconds / interval,
                scrapes=meter.moved("vm_promscrape_scrape_duration_seconds_count"),
                failed=meter.moved("vm_promscrape_scrapes_failed_total")
                + meter.moved("vm_promscrape_scrapes_timed_out_total"),
                samples_per_second=rows / stored.seconds,
                series=int(stored.now("vm_new_timeseries_created_total")),
                scraper_cores=meter.cores[0],
                scraper_bytes=scraper.resident_bytes(),
                storage_cores=meter.cores[1],
                storage_bytes=process.resident_bytes(),
                wattd_cores=meter.cores[2] - fleet.idle_cores,
                wattd_bytes=fleet.resident_bytes(),
                sent_bytes_per_sample=meter.moved("vmagent_remotewrite_bytes_sent_total") / rows,
                waiting_bytes=meter.now("vmagent_remotewrite_pending_data_bytes"),
            )
        load.disk = measures_disk and _disk(storage.url, folder / "victoria-metrics")
    return load


def measure_prometheus(fleet, interval, seconds):
    """The fleet scraped by one Prometheus, as the only shard, without remote write."""
    folder = fleet.folder / "prometheus"
    folder.mkdir()
    config = fleet.configuration("prometheus.yml", interval)
    config.write_text(config.read_text().replace("modulus: 32", "modulus: 1").partition("# For queries")[0])
    with databases.prometheus(config, folder) as (database, process):
        _until_steady(interval, lambda: _sum(_page(f"{database.url}/metrics"), "prometheus_tsdb_head_series"))
        meter = Meter(f"{database.url}/metrics", [process, fleet])
        time.sleep(seconds)
        meter.take()
        # Samples scraped before then are stored now.
        end = time.time() - 2
        (scrapes,) = database.query(f"sum(count_over_time(up[{seconds}s]))", end)
        (succeeded,) = database.query(f"sum(sum_over_time(up[{seconds}s]))", end)
        return Load(
            "Prometheus",
            interval,
            targets=2 * fleet.nodes,
            expected=2 * fleet.nodes * (seconds // interval),
            scrapes=float(scrapes["value"][1]),
            failed=float(scrapes["value"][1]) - float(succeeded["value"][1]),
            samples_per_second=meter.moved("prometheus_tsdb_head_samples_appended_total") / meter.seconds,
            series=int(meter.now("prometheus_tsdb_head_series")),
            scraper_cores=meter.cores[0],
            scraper_bytes=process.resident_bytes(),
            wattd_cores=meter.cores[1] - fleet.idle_cores,
            wattd_bytes=fleet.resident_bytes(),
        )


def _until_steady(interval, series, waiting=lambda: 0):
    """
    Waits until every target has been scraped, every series registered (which costs more than later scrapes), and pending
    data written. After three minutes it measures anyway: the machine does not keep up.
    """
    time.sleep(10)
    end, before, now = time.monotonic() + 180, 0, 0
    while time.monotonic() < end and (now == 0 or now != before or waiting() > LITTLE):
        time.sleep(interval)
        before, now = now, series()


def _disk(storage, path):
    """Sizes on disk with all data in one part, as after some hours of normal use."""
    get(f"{storage}/internal/force_flush")
    get(f"{storage}/internal/force_merge")
    end = time.monotonic() + 180
    while _sum(_page(f"{storage}/metrics"), "vm_parts", 'type="storage') > 1:
        if time.monotonic() > end:
            raise SystemExit("the storage does not merge")
        time.sleep(0.5)
    page = _page(f"{storage}/metrics")
    return Disk(
        samples=int(_sum(page, "vm_rows", 'type="storage')),
        series=int(_sum(page, "vm_new_timeseries_created_total")),
        blocks=int(_sum(page, "vm_blocks", 'type="storage')),
        sample_bytes=_size(path, "data/*/*/*/values.bin") + _size(path, "data/*/*/*/timestamps.bin"),
        block_bytes=_size(path, "data/*/*/*/index.bin") + _size(path, "data/*/*/*/metaindex.bin"),
        index_bytes=_size(path, "indexdb/*/*/*"),
    )


def _size(path, files):
    return sum(file.stat().st_size for file in path.glob(files))


def _page(url):
    return get(url).decode()


def _sum(page, name, label=""):
    """The sum of a metric on a page, over the series that have the label."""
    series = re.findall(rf"^{name}(?:\{{(.*)\}})? (\S+)$", page, re.MULTILINE)
    return sum(float(value) for labels, value in series if label in labels)
