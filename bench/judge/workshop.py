"""Where the bench works: what it compiles, a folder for what it plants, and the end of all that it started."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(HERE)
WATTD = os.path.join(ROOT, "artifacts/linux-x64/wattd")
BUILT = os.path.join(ROOT, "artifacts/bench")


class Workshop:
    """One run of the bench; used as a context, whose end stops every process and removes every file of it."""

    def __init__(self, quick, say):
        self.quick, self.say = quick, say
        self._ends = contextlib.ExitStack()

    def __enter__(self):
        os.makedirs(BUILT, exist_ok=True)
        # Others than root run what lies here.
        self.folder = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="wattd-bench-"))
        os.chmod(self.folder, 0o755)
        # A counter must not reach a disk: the real ones are no files on one either.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else self.folder
        self.memory = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="wattd-bench-", dir=memory))
        os.chmod(self.memory, 0o755)
        for tool in ("floor", "mover", "clients"):
            compile_c(os.path.join(HERE, f"{tool}.c"), self.path(tool))
        copy_program(WATTD, self.path("wattd"))
        return self

    def __exit__(self, *_):
        self._ends.close()

    def path(self, name):
        """A file of this run."""
        return os.path.join(self.folder, name)

    def pick(self, full, quick):
        """How long, or how often: in the full form, in the short one."""
        return quick if self.quick else full


def copy_program(source, target):
    """Copies a program to the disk itself: pages that are still to be written would count as memory that it dirtied."""
    shutil.copy(source, target)
    with open(target, "rb") as copy:
        os.fsync(copy.fileno())


def compile_c(source, target, *flags):
    """Compiles a program, warnings being errors."""
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", *flags, "-o", target, source], check=True)


@contextlib.contextmanager
def running(command, end=signal.SIGTERM, **options):
    """A process for as long as the context lasts; then SIGTERM, and SIGKILL where that does not end it in 5 s.

    It has a session of its own, as systemd gives to services: the scheduler may share processor time out by session
    first (sched(7), autogroup), so that it matters who is in one with whom."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(end)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
