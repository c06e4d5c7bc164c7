"""What a fleet costs: as measured, and times what is missing to 100,000 nodes; the generated part of docs/fleet.md."""

from figures import megabytes, setting, table

BEGIN, END = "<!-- Written by `make fleet`; do not edit. -->", "<!-- What follows is written by hand. -->"

DAY = 86_400
LARGE = 100_000

# How many vmagent members share so large a fleet, as in deploy/fleet/vmagent.env.
MEMBERS = 16

# As many samples as a block of the storage holds at most.
BLOCK = 8192

TEXT = """\
{setting}
{nodes:,} simulated nodes of two packages and two GPUs each, scraped by one vmagent that writes to one VictoriaMetrics
on the same machine, then by one Prometheus. Each figure is over {seconds} s, once every target has been scraped.

### A node

{pages}

With what the scraper adds for each target, vmagent stores {series:.0f} series of a node.

### {nodes:,} nodes

{loads}

CPU is seconds of CPU time each second. That of wattd is without what the daemons use while nobody scrapes them; a daemon
here renders a page once for the many nodes that it stands for, so a node of one's own costs more than its part of it.

vmagent sends {sent:.1f} bytes a sample to the storage. {carried}

### Disk

{disk}

The samples on disk come from a run of {span} samples a series at an interval of {shortest} s, merged into one part. A day
is counted as its {day:,} samples at the same bytes each, in as few blocks as hold them ({block:,} samples at most), and
the whole index once more, though the storage writes only a part of it anew each day. The simulated powers swing all the
time and have every digit that a double has: measured ones, of fewer digits, pack better.

### 100,000 nodes, one scrape in {interval} s

{large}

These are the measured figures of {nodes:,} nodes at {interval} s times {factor:.0f}.

### One of {members} vmagent members for 100,000 nodes

{share}

Measured, not multiplied: the member is told of all {targets:,} targets, scrapes its share of them every {interval} s,
and writes to a storage of its own on the same machine.
"""


def report(nodes, pages, loads, prometheus, share, seconds):
    """The part of the page that is figures."""
    longest = loads[0]
    disk = loads[-1].disk
    return TEXT.format(
        setting=setting("Measured"),
        nodes=nodes,
        seconds=seconds,
        pages=_pages(pages),
        series=longest.series / nodes,
        loads=_loads([*loads, prometheus]),
        sent=longest.sent_bytes_per_sample,
        carried=_carried(loads),
        disk=_disk(disk, nodes, longest.interval),
        span=round(disk.samples / disk.series),
        interval=longest.interval,
        shortest=loads[-1].interval,
        day=DAY // longest.interval,
        block=BLOCK,
        large=_large(nodes, pages, longest, disk, prometheus),
        factor=LARGE / nodes,
        members=MEMBERS,
        targets=2 * LARGE,
        share=_loads([share]),
    )


def put_into(document, text):
    """Replaces what stands between the marks of a document."""
    before, rest = document.read_text().split(BEGIN)
    document.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.split(END)[1]}")


def _pages(pages):
    named = zip(("cpu", "gpu", "both"), [*pages, tuple(map(sum, zip(*pages)))])
    rows = [[name, series, f"{plain:,}", f"{packed:,}"] for name, (series, plain, packed) in named]
    return table(["page", "series", "bytes a scrape", "bytes with gzip"], rows)


def _loads(loads):
    rows = [
        [
            load.scraper,
            f"{load.interval} s",
            f"{load.targets:,}",
            f"{load.scrapes / load.expected:.1%}",
            f"{load.samples_per_second:,.0f}",
            f"{load.scraper_cores:.3f}",
            megabytes(load.scraper_bytes),
            f"{load.storage_cores:.3f}" if load.storage_bytes else "",
            megabytes(load.storage_bytes) if load.storage_bytes else "",
            f"{load.wattd_cores:.3f}",
        ]
        for load in loads
    ]
    measured = ["scrapes done", "samples/s", "CPU", "memory", "storage CPU", "storage memory", "wattd CPU"]
    return table(["scraper", "interval", "targets", *measured], rows)


def _carried(loads):
    least = min(load.interval for load in loads if load.is_carried)
    return f"At an interval of {least} s no scrape failed and nothing waited to be written: the machine carries that."


def _disk(disk, nodes, interval):
    return table(
        ["on disk", ""],
        [
            ["bytes a sample, values and times", f"{disk.sample_bytes / disk.samples:.3f}"],
            ["bytes a block of one series", f"{disk.block_bytes / disk.blocks:.1f}"],
            ["bytes a series in the index", f"{disk.index_bytes / disk.series:.1f}"],
            [f"a node and day, at {interval} s", megabytes(node_day(disk, nodes, interval))],
        ],
    )


def node_day(disk, nodes, interval):
    """Bytes that one node fills on disk in a day."""
    series, samples = disk.series / nodes, DAY / interval
    blocks = -(-samples // BLOCK)
    of_a_series = samples * disk.sample_bytes / disk.samples + blocks * disk.block_bytes / disk.blocks
    return series * (of_a_series + disk.index_bytes / disk.series)


def _large(nodes, pages, load, disk, prometheus):
    factor = LARGE / nodes
    packed = sum(page[2] for page in pages)
    day = LARGE * node_day(disk, nodes, load.interval)
    return table(
        ["all nodes together", ""],
        [
            ["targets", f"{2 * LARGE:,}"],
            ["series", f"{factor * load.series / 1e6:,.1f} million"],
            ["samples", f"{factor * load.samples_per_second / 1e6:,.2f} million/s"],
            ["from the nodes, with gzip", f"{LARGE * packed / load.interval / 1e6:,.1f} MB/s"],
            ["to the storage", f"{factor * load.samples_per_second * load.sent_bytes_per_sample / 1e6:,.1f} MB/s"],
            ["vmagent, CPU", f"{factor * load.scraper_cores:,.1f} cores"],
            ["vmagent, memory", f"{factor * load.scraper_bytes / 1e9:,.1f} GB"],
            ["storage, CPU", f"{factor * load.storage_cores:,.1f} cores"],
            ["storage, memory", f"{factor * load.storage_bytes / 1e9:,.1f} GB"],
            ["storage, disk", f"{day / 1e9:,.1f} GB/day, {365 * day / 1e12:,.1f} TB/year"],
            ["Prometheus instead, CPU", f"{factor * prometheus.scraper_cores:,.1f} cores"],
            ["Prometheus instead, memory", f"{factor * prometheus.scraper_bytes / 1e9:,.1f} GB"],
        ],
    )
