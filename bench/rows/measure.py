"""The cost of `wattd measure`: its processor time, and how much it lengthens the command that it measures."""

import os
import subprocess
import time

from judge import subjects
from judge.node import Node
from judge.result import Figure, Result, interval, median, spread
from judge.usage import settled_span
from judge.workshop import running

TITLE = "measuring a command"

# Named like ffmpeg, so that wattd asks it for progress. It writes when it starts, and when ffmpeg has ended.
TIMED = """#!/bin/bash
echo $EPOCHREALTIME >"$TIMES"
ffmpeg "$@"
echo $EPOCHREALTIME >>"$TIMES"
"""
ENCODE = ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-t", "2",
          "-c:v", "libx264", "-preset", "ultrafast", "-f", "null", "-"]


def measure(workshop):
    seconds, turns, pairs = workshop.pick((60, 3, 40), (20, 2, 15))
    node = Node(workshop)
    prefix = [workshop.path("wattd"), "measure", "--path.sysfs", node.sysfs, "--gpu.nvml-library", node.nvml,
              "--output", workshop.path("report"), "--"]
    with node.moving():
        shares = [100 * share(workshop, prefix, seconds) for _ in range(turns)]
        starts, ends = lengthening(workshop, prefix, pairs)
    return Result([
        Figure("measure-share", "processor time of `wattd measure`, of one core", "< 0.2 %", spread(shares, "{:.3f} %"),
               median(shares) < 0.2),
        edge("measure-start", "time that it adds before the command starts", starts),
        edge("measure-end", "time that it adds after the command has ended", ends),
    ], [
        f"The processor time over {seconds} s: {turns} turns. The times are from {pairs} pairs of a short x264 encode with "
        "and without `wattd measure`, in turn: from before the fork until the command runs, and from the end of ffmpeg "
        "until the exit code is there. The figure is the median of the differences, with its 95 % interval in brackets.",
    ], {"starts": starts, "ends": ends})


def share(workshop, prefix, seconds):
    """The share of one core that it takes while a command sleeps."""
    with running([*prefix, "sleep", str(seconds + 60)], env=subjects.environment()) as process:
        span = settled_span(subjects.Subject("wattd measure", process, []), seconds)
    workshop.say(f"{span.share:.4%} of a core\n{span.report()}")
    return span.share


def lengthening(workshop, prefix, pairs):
    """The differences at the start and at the end of a command, in milliseconds, of each pair."""
    command = workshop.path("ffmpeg")
    with open(command, "w") as script:
        script.write(TIMED)
    os.chmod(command, 0o755)
    starts, ends = [], []
    for pair in range(pairs):
        # The order alternates, so that drift cancels out.
        order = (True, False) if pair % 2 == 0 else (False, True)
        taken = {measured: run(workshop, [*(prefix if measured else []), command, *ENCODE]) for measured in order}
        starts.append(1e3 * (taken[True][0] - taken[False][0]))
        ends.append(1e3 * (taken[True][1] - taken[False][1]))
        workshop.say(f"pair {pair + 1} of {pairs}: {starts[-1]:+.1f} ms at the start, {ends[-1]:+.1f} ms at the end")
    return starts, ends


def run(workshop, command):
    """Seconds from before the fork until the command runs, and from its end until its exit code is there."""
    times = workshop.path("times")
    began = time.time()
    subprocess.run(command, env=subjects.environment(TIMES=times), stderr=subprocess.DEVNULL, check=True)
    ended = time.time()
    with open(times) as file:
        ran, finished = map(float, file)
    return ran - began, ended - finished


def edge(key, what, differences):
    middle, least, most = interval(differences)
    return Figure(key, what, "< 30 ms", f"{middle:.1f} ms [{least:.1f}–{most:.1f}]", middle < 30)
