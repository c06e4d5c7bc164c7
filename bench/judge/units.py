"""Encodes as the collector sees them: processes in control groups of their own, which send progress and use no processor time."""

import contextlib
import os
import signal
import socket
import subprocess
import time

from judge import page
from judge.workshop import running

# As ffmpeg 5 writes it, one block for each datagram.
BLOCK = ("frame={frame}\nfps=30.00\nstream_0_0_q=28.0\nbitrate=1834.6kbits/s\ntotal_size={size}\nout_time_us={us}\n"
         "out_time_ms={us}\nout_time=00:00:00.000000\ndup_frames=0\ndrop_frames=0\nspeed=   1x\nprogress=continue\n")

# Sends a block every half second from the group that it has joined, as ffmpeg does.
SENDER = """
import os, socket, sys, time
group, port, period = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
with open(os.path.join(group, "cgroup.procs"), "w") as procs:
    procs.write(str(os.getpid()))
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
block, frame = sys.argv[4], 0
while True:
    frame += int(30 * period)
    out.sendto(block.format(frame=frame, size=frame * 8000, us=frame * 33333).encode(), ("127.0.0.1", port))
    time.sleep(period)
"""


@contextlib.contextmanager
def cgroups(workshop):
    """The unified hierarchy of this machine, wherever else it is mounted."""
    mount = workshop.path("cgroup")
    os.makedirs(mount, exist_ok=True)
    subprocess.run(["mount", "-t", "cgroup2", "none", mount], check=True)
    try:
        yield mount
    finally:
        subprocess.run(["umount", mount], check=True)


@contextlib.contextmanager
def sending(mount, count, port, period=0.5):
    """That many units below encode.slice, each with a process that sends progress to the port; yields their directories."""
    parent = os.path.join(mount, "encode.slice")
    groups = [os.path.join(parent, f"bench-{i}.service") for i in range(count)]
    with contextlib.ExitStack() as stack:
        for group in (parent, *groups):
            os.makedirs(group, exist_ok=True)
            stack.callback(remove, group)
            if group != parent:
                stack.enter_context(running(["python3", "-c", SENDER, group, str(port), str(period), BLOCK], end=signal.SIGKILL))
        yield groups


def expect(subject, count):
    """Every unit is listed before a measurement begins."""
    deadline = time.monotonic() + 20
    while (found := page.value(page.read(subject.ports[0]), "encodes_running")) != count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{found} of {count} encodes were found")
        time.sleep(0.2)


def remove(group):
    """Removes a group as soon as the kernel has counted out its processes."""
    deadline = time.monotonic() + 5
    while True:
        try:
            return os.rmdir(group)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def free_port():
    """An unused UDP port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
