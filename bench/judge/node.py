"""A simulated machine: powercap zones whose counters advance at known power, and GPUs of a stub of NVML."""

import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass

from judge import nvml
from judge.workshop import running

# The ranges that the kernel reports for the zones of a server: microjoules until a counter wraps.
PACKAGE_RANGE, DRAM_RANGE = 262_143_328_850, 65_712_999_613

# The sub-zones of a package: name and watts. The standard machine has packages with DRAM.
SERVER = (("dram", 20),)
CLIENT = (("core", 70), ("uncore", 15), ("dram", 20))
PACKAGE_WATTS = 180

# How often the counters advance: rarely where cost is measured, so that the mover causes no load; often for accuracy.
RARELY_US, OFTEN_US = 20_000, 1_000


@dataclass
class Zone:
    """One zone: the path of its counter, its labels in the series of wattd, and the course of its counter."""
    path: str
    zone: str
    package: int
    watts: int
    start: int
    range: int


@dataclass
class Moved:
    """The true energy of one counter at the end: microjoules since the start, and wraps."""
    microjoules: int
    wraps: int


class Node:
    """The machine. Its counters do not advance until `moving`."""

    def __init__(self, workshop, packages=2, below=SERVER, gpus=1, wraps_within=None, meter=False, sessions=None):
        self._workshop = workshop
        self.sysfs = os.path.join(workshop.memory, "sys")
        shutil.rmtree(self.sysfs, ignore_errors=True)
        self.zones = plant(self.sysfs, packages, below, wraps_within)
        self.nvml = nvml.plant(workshop, gpus, sessions) if gpus else None
        if meter:
            plant_meter(self.sysfs)
        self.standstill = None

    @contextlib.contextmanager
    def moving(self, period_us=RARELY_US):
        """Advances the counters while the context lasts; yields a list that then has the true energy of each."""
        words = [word for z in self.zones for word in (z.path, z.watts, z.start, z.range)]
        command = [self._workshop.path("mover"), str(period_us), *map(str, words)]
        truth = []
        with running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mover:
            if mover.stdout.readline() != "moving\n":
                raise RuntimeError("the mover did not start")
            yield truth
            mover.stdin.close()
            for line in mover.stdout:
                if line.startswith("standstill"):
                    self.standstill = int(line.split()[1]) / 1e9
                else:
                    truth.append(Moved(*map(int, line.split()[1:])))
            mover.wait()


def plant(sysfs, packages, below, wraps_within):
    """Creates the tree and its flat view, as in /sys; returns the zones.

    With `wraps_within`, every counter wraps once in the middle of that many seconds, each at another time."""
    devices, flat = os.path.join(sysfs, "devices/virtual/powercap/intel-rapl"), os.path.join(sysfs, "class/powercap")
    os.makedirs(devices)
    os.makedirs(flat)
    os.symlink(os.path.relpath(devices, flat), os.path.join(flat, "intel-rapl"))
    zones = []
    count = packages * (1 + len(below))
    for package in range(packages):
        folder = os.path.join(devices, f"intel-rapl:{package}")
        names = [(f"package-{package}", PACKAGE_WATTS - 10 * package, folder)]
        names += [(n, w, os.path.join(folder, f"intel-rapl:{package}:{i}")) for i, (n, w) in enumerate(below)]
        for name, watts, path in names:
            most = PACKAGE_RANGE if name.startswith("package") else DRAM_RANGE
            until_wrap = wraps_within * (0.4 + 0.2 * len(zones) / count) if wraps_within else most / watts / 1e6 * 0.9
            zone = Zone(os.path.join(path, "energy_uj"), name.replace("-", "_"), package, watts,
                        max(0, int(most - until_wrap * watts * 1e6)), most)
            write_zone(path, name, zone)
            os.symlink(os.path.relpath(path, flat), os.path.join(flat, os.path.basename(path)))
            zones.append(zone)
    return zones


def plant_meter(sysfs):
    """An ACPI power meter of 412 W, in the layout of current kernels."""
    folder = os.path.join(sysfs, "class/hwmon/hwmon0")
    os.makedirs(folder)
    write(folder, {"name": "power_meter", "power1_average": 412_000_000, "power1_average_interval": 1000})


def write_zone(folder, name, zone):
    """The files of one zone."""
    os.makedirs(folder)
    files = {
        "name": name, "enabled": 1, "energy_uj": f"{zone.start:020}", "max_energy_range_uj": zone.range,
        "constraint_0_name": "long_term", "constraint_0_power_limit_uw": 200_000_000,
        "constraint_0_max_power_uw": 200_000_000, "constraint_0_time_window_us": 999_424,
    }
    write(folder, files)


def write(folder, files):
    """Writes each file, with a line break as sysfs has it."""
    for file, value in files.items():
        with open(os.path.join(folder, file), "w") as out:
            out.write(f"{value}\n")
