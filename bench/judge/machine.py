"""The machine on which the figures are measured."""

import os
import platform
import re
import subprocess
import time

from judge.workshop import ROOT


def describe():
    """One line each: processor and memory, kernel, compared programs."""
    with open("/proc/cpuinfo") as file:
        processor = file.read()
    with open("/proc/meminfo") as file:
        memory = int(re.search(r"MemTotal:\s+(\d+)", file.read())[1]) / 1e6
    model = re.search(r"model name\s*: (.*)", processor)
    virtual = ", a virtual machine" if re.search(r"^flags.*\bhypervisor\b", processor, re.MULTILINE) else ""
    return [
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB{virtual}",
        f"Linux {platform.release()}, {first_line(['ldd', '--version']).rpartition(' ')[2]} glibc",
        f"node_exporter {node_exporter_version()}; wrk {first_line(['wrk', '--version']).split()[1]}; "
        f"ffmpeg {first_line(['ffmpeg', '-version']).split()[2]}",
    ]


def busy(seconds=2):
    """The share of all cores, 0 to 1, that other programs use now, including other virtual machines (steal)."""
    def idle_and_all():
        with open("/proc/stat") as stat:
            times = [int(word) for word in stat.readline().split()[1:9]]
        return times[3] + times[4], sum(times)

    idle, total = idle_and_all()
    time.sleep(seconds)
    idle_then, total_then = idle_and_all()
    return 1 - (idle_then - idle) / (total_then - total)


def revision():
    """The measured commit, with + if files differ from it."""
    return first_line(["git", "-C", ROOT, "describe", "--always", "--dirty=+"])


def node_exporter_version():
    path = os.path.join(ROOT, "artifacts/tools/usr/bin/prometheus-node-exporter")
    program = path if os.path.exists(path) else "prometheus-node-exporter"
    return first_line([program, "--version"]).split()[2].rstrip(",")


def first_line(command):
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout
    return said.partition("\n")[0]
