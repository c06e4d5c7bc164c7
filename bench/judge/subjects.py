"""The compared programs: wattd, node_exporter, and a minimal C program. Each is a context."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass

from judge import page
from judge.workshop import ROOT, running

# Runs as a user without real-time priority.
UNPRIVILEGED = ["prlimit", "--rtprio=0", "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                "--inh-caps=-all", "--bounding-set=-all"]


@dataclass
class Subject:
    """A running program and its ports."""
    name: str
    process: subprocess.Popen
    ports: list

    @property
    def pid(self):
        return self.process.pid


def free_ports(count):
    """Unused ports."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def environment(**more):
    """The current environment without variables that affect wattd."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("WATTD_") and not k.endswith("_EXPORTER_PORT")}
    for name in ("NOTIFY_SOCKET", "JOURNAL_STREAM", "LISTEN_FDS"):
        ours.pop(name, None)
    return {**ours, **more}


def wattd_command(workshop, node, ports, *settings):
    """The command that starts wattd for a simulated node."""
    command = [workshop.path("wattd"), "--path.sysfs", node.sysfs, "--web.listen-address", "127.0.0.1",
               "--cpu.port", str(ports[0]), "--gpu.port", str(ports[1]), "--log.level", "warning"]
    if node.nvml:
        command += ["--gpu.nvml-library", node.nvml]
    return command + list(settings)


@contextlib.contextmanager
def wattd(workshop, node, *settings, prefix=()):
    """wattd on two ports, with both collectors unless the settings disable one."""
    ports = free_ports(2)
    command = [*prefix, *wattd_command(workshop, node, ports, *settings)]
    with running(command, env=environment(), stdout=subprocess.DEVNULL) as process:
        off = {flag for flag, value in zip(settings, settings[1:]) if value == "off"}
        ports = [port for flag, port in zip(("--cpu", "--gpu"), ports) if flag not in off]
        wait_for(process, ports)
        yield Subject("wattd", process, ports)


@contextlib.contextmanager
def node_exporter(workshop, node):
    """node_exporter with only the RAPL collector, and without its limit of 40 concurrent requests."""
    program = shutil.which("prometheus-node-exporter") or os.path.join(
        ROOT, "artifacts/tools/usr/bin/prometheus-node-exporter")
    ports = free_ports(1)
    command = [program, "--collector.disable-defaults", "--collector.rapl", "--web.max-requests=0",
               f"--path.sysfs={node.sysfs}", f"--web.listen-address=127.0.0.1:{ports[0]}"]
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for(process, ports)
        yield Subject("node_exporter", process, ports)


@contextlib.contextmanager
def floor(workshop, node, interval_ms=100, plain=False):
    """The C program, with pages of the same size as those of wattd for the same node."""
    pages = [workshop.path("cpu.page"), workshop.path("gpu.page")]
    with wattd(workshop, node) as model:
        for path, port in zip(pages, model.ports):
            with open(path, "wb") as out:
                out.write(page.fetch(port, plain=plain)[1])
    ports = free_ports(2)
    command = [workshop.path("floor"), *map(str, ports), *pages, str(interval_ms), node.nvml or "-",
               *(zone.path for zone in node.zones)]
    with running(command) as process:
        wait_for(process, ports)
        yield Subject("C floor", process, ports)


@contextlib.contextmanager
def receiver(workshop, port, groups):
    """The C program that reads what control groups used, and receives what is sent to a UDP port."""
    with running([workshop.path("receiver"), str(port), *(os.path.join(group, "cpu.stat") for group in groups)]) as process:
        yield Subject("C floor", process, [])


def wait_for(process, ports):
    """Waits until every port answers."""
    deadline = time.monotonic() + 10
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        try:
            for port in ports:
                page.fetch(port)
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
