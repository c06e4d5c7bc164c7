"""Processor time and memory of a process."""

import os
import time

TICK = os.sysconf("SC_CLK_TCK")


def processor_time(pid):
    """Processor time of all threads of the process in seconds, including ended ones.

    The clock of the process (clock_getcpuclockid(3)) is the sum of /proc/PID/task/*/schedstat, in nanoseconds, and of
    the ended threads, which are missing there."""
    return time.clock_gettime_ns(~pid << 3 | 2) / 1e9


def children_time(pid):
    """Processor time of ended children of the process in seconds, in steps of 10 ms."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(") ")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICK


def threads(pid):
    """{(thread id, name): (processor time in seconds, number of sleeps)} of the current threads."""
    found = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        folder = f"/proc/{pid}/task/{task}"
        try:
            with open(f"{folder}/comm") as comm, open(f"{folder}/schedstat") as run, open(f"{folder}/status") as status:
                sleeps = next(int(line.split()[1]) for line in status if line.startswith("voluntary"))
                found[int(task), comm.read().strip()] = (int(run.read().split()[0]) / 1e9, sleeps)
        except FileNotFoundError:
            pass  # The thread has ended.
    return found


def memory(pid):
    """Resident memory (Rss) and memory written by the process (Private_Dirty) in bytes, from smaps_rollup.

    Private_Clean is not included: it is the pages of the program file, which count as private while only one process
    runs it, and which the kernel can drop."""
    sizes = {}
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        for line in rollup:
            name, _, rest = line.partition(":")
            if rest.endswith("kB\n"):
                sizes[name] = int(rest.split()[0]) * 1024
    return sizes["Rss"], sizes["Private_Dirty"]


class Span:
    """The processor time of a process between two points in time."""

    def __init__(self, pid):
        self.pid = pid
        self._begin = (time.monotonic(), processor_time(pid), children_time(pid), threads(pid))

    def end(self):
        """Shares of one core: of the process, of its ended children, and of each thread with its wake-ups per second."""
        began, own, children, by_thread = self._begin
        seconds = time.monotonic() - began
        self.seconds = seconds
        self.share = (processor_time(self.pid) - own) / seconds
        self.children = (children_time(self.pid) - children) / seconds
        self.threads = {}
        for (task, name), (run, sleeps) in threads(self.pid).items():
            before = by_thread.get((task, name), (0, 0))
            self.threads[f"{name}/{task}"] = ((run - before[0]) / seconds, (sleeps - before[1]) / seconds)
        self.ended_threads = self.share - sum(share for share, _ in self.threads.values())
        return self

    def report(self):
        """The threads, the busiest first."""
        threads = sorted(self.threads.items(), key=lambda item: -item[1][0])
        lines = [f"{share:8.3%} {wakes:6.1f}/s  {name}" for name, (share, wakes) in threads if share >= 5e-6]
        return "\n".join([*lines, f"{self.ended_threads:8.3%}          ended threads"])


def settled_span(subject, seconds):
    """The processor time of a program over some seconds, excluding its start."""
    time.sleep(5)
    span = Span(subject.pid)
    time.sleep(seconds)
    return span.end()
