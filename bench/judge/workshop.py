"""The environment of the benchmark: compiled programs, temporary folders, and the end of started processes."""

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
    """One run of the benchmark: a context that stops its processes and removes its files at the end."""

    def __init__(self, quick, say):
        self.quick, self.say = quick, say
        self._ends = contextlib.ExitStack()

    def __enter__(self):
        os.makedirs(BUILT, exist_ok=True)
        # Users other than root run programs in here.
        self.folder = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="wattd-bench-"))
        os.chmod(self.folder, 0o755)
        # In memory, because real counters are not on a disk either.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else self.folder
        self.memory = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="wattd-bench-", dir=memory))
        os.chmod(self.memory, 0o755)
        for tool in ("floor", "mover", "clients", "receiver"):
            compile_c(os.path.join(HERE, f"{tool}.c"), self.path(tool))
        copy_program(WATTD, self.path("wattd"))
        return self

    def __exit__(self, *_):
        self._ends.close()

    def path(self, name):
        """A file of this run."""
        return os.path.join(self.folder, name)

    def pick(self, full, quick):
        """The parameter of the full or of the short form."""
        return quick if self.quick else full


def copy_program(source, target):
    """Copies a program and syncs it to disk: unwritten pages would count as its dirty memory."""
    shutil.copy(source, target)
    with open(target, "rb") as copy:
        os.fsync(copy.fileno())


def compile_c(source, target, *flags):
    """Compiles a program; warnings are errors."""
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", *flags, "-o", target, source], check=True)


@contextlib.contextmanager
def running(command, end=signal.SIGTERM, **options):
    """A process that runs while the context lasts; then gets SIGTERM, and SIGKILL if it does not end within 5 s.

    It has its own session, like a service of systemd: the scheduler may distribute processor time by session first
    (sched(7), autogroup)."""
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
