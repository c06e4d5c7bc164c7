"""The generated part of docs/fleet.md: the cost of a fleet as measured, and extrapolated to 100,000 nodes."""

from figures import megabytes, setting, table

BEGIN, END = "<!-- Written by `make fleet`; do not edit. -->", "<!-- What follows is written by hand. -->"

DAY = 86_400
LARGE = 100_000

# The number of vmagent members for a fleet of that size, as in deploy/fleet/vmagent.env.
MEMBERS = 16

# The maximum number of samples in a block of the storage.
BLOCK = 8192

TEXT = """\
{setting}
{nodes:,} simulated nodes with two packages and two GPUs each, scraped by one vmagent that writes to one VictoriaMetrics
on the same machine, then by one Prometheus. Each measurement takes {seconds} s and starts after the first scrape of every
target.

### One node

{pages}

Including the series that the scraper adds for each target, vmagent stores {series:.0f} series per node.

### {nodes:,} nodes

{loads}

CPU is in seconds of CPU time per second. The CPU of wattd excludes what the daemons use without scrapes. Each daemon here
simulates many nodes and renders a page once for all of them, so a real node uses more than its share of this figure.

vmagent sends {sent:.1f} bytes per sample to the storage. {keeping_up}

### Disk

{disk}

The samples on disk come from a run with {span} samples per series at an interval of {shortest} s, merged into one part. The
figure per day assumes {day:,} samples of the same size, in as few blocks as possible (at most {block:,} samples each), and a
complete new index, of which the storage in fact writes only a part each day. Watts have three digits
after the point and joules six, in the simulation as on a real node.

### 100,000 nodes, one scrape every {interval} s

{large}

These are the measured figures of {nodes:,} nodes at {interval} s, multiplied by {factor:.0f}.

### One of {members} vmagent members for 100,000 nodes

{share}

Measured, not multiplied: the member reads the list of all {targets:,} targets, scrapes its share of them every
{interval} s, and writes to its own storage on the same machine.
"""


def report(nodes, pages, loads, prometheus, share, seconds):
    """The figures of the page."""
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
        keeping_up=_keeping_up(loads),
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
    """Replaces the text between the markers of a document."""
    before, rest = document.read_text().split(BEGIN)
    document.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.split(END)[1]}")


def _pages(pages):
    named = zip(("cpu", "gpu", "both"), [*pages, tuple(map(sum, zip(*pages)))])
    rows = [[name, series, f"{plain:,}", f"{packed:,}"] for name, (series, plain, packed) in named]
    return table(["page", "series", "bytes per scrape", "bytes with gzip"], rows)


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
    measured = ["scrapes completed", "samples/s", "CPU", "memory", "storage CPU", "storage memory", "wattd CPU"]
    return table(["scraper", "interval", "targets", *measured], rows)


def _keeping_up(loads):
    least = min(load.interval for load in loads if load.keeps_up)
    return f"At an interval of {least} s the machine keeps up: no scrape failed, and no samples waited to be written."


def _disk(disk, nodes, interval):
    return table(
        ["on disk", ""],
        [
            ["bytes per sample, values and timestamps", f"{disk.sample_bytes / disk.samples:.3f}"],
            ["bytes per block of one series", f"{disk.block_bytes / disk.blocks:.1f}"],
            ["bytes per series in the index", f"{disk.index_bytes / disk.series:.1f}"],
            [f"per node and day, at {interval} s", megabytes(node_day(disk, nodes, interval))],
        ],
    )


def node_day(disk, nodes, interval):
    """Bytes on disk per node and day."""
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
