"""Starts and stops programs, and measures their cost."""

import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
WATTD = REPOSITORY / "artifacts/linux-x64/wattd"
TOOLS = REPOSITORY / "artifacts/tools/usr/bin"

TICKS = os.sysconf("SC_CLK_TCK")


def tool(name):
    """The path of a program installed by `make install-tools`, or the name of one that is on the PATH."""
    path = TOOLS / name
    return str(path) if path.exists() else name


def free_ports(count):
    """Unused TCP ports."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def get(url, headers=None):
    """The body of a page as received, in bytes."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=60) as answer:
        return answer.read()


class Program:
    """A running process, and a context that stops it at its end. Its output goes to FOLDER/NAME.log."""

    def __init__(self, name, command, folder):
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Terminates it, and kills it after 20 s."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def until(self, is_ready, what, seconds=60):
        """Waits until is_ready() is true and returns itself; fails if the process ends before that."""
        end = time.monotonic() + seconds
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                said = self.log.read_text(errors="replace")[-2000:]
                raise SystemExit(f"{self.process.args[0]}: no {what}\n{said}")
            time.sleep(0.05)
        return self

    def until_it_answers(self, url):
        """Waits until a page can be fetched."""

        def answers():
            try:
                return get(url) is not None
            except (urllib.error.URLError, OSError):
                return False

        return self.until(answers, f"answer from {url}")

    def cpu_seconds(self):
        """User and system CPU time used so far, in seconds."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_bytes(self):
        """Resident memory (VmRSS), in bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))
