"""From exec to READY=1."""

import os
import socket
import time

from judge import plot as plots, subjects
from judge.node import Node
from judge.result import Figure, Result, median, spread
from judge.workshop import running

TITLE = "start"


def measure(workshop):
    runs = workshop.pick(20, 20)
    node = Node(workshop)
    taken = []
    with node.moving():
        for run in range(runs):
            taken.append(start(workshop, node) * 1e3)
    workshop.say(" ".join(f"{t:.1f}" for t in taken) + " ms")
    return Result(
        [Figure("start", "start to READY", "≤ 60 ms", spread(taken, "{:.1f} ms"), median(taken) <= 60)],
        [f"{runs} runs with both collectors, from before the fork until READY=1 is received."], {"taken": taken})


def start(workshop, node):
    """The duration of one start in seconds."""
    path = workshop.path("notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(path)
        notify.settimeout(20)
        command = subjects.wattd_command(workshop, node, subjects.free_ports(2))
        began = time.monotonic()
        with running(command, env=subjects.environment(NOTIFY_SOCKET=path)):
            while b"READY=1" not in notify.recv(4096).split(b"\n"):
                pass
            taken = time.monotonic() - began
    os.remove(path)
    return taken


def plot(data):
    return {"start": plots.bars("start to READY, ms", {"wattd": data["taken"]})}
