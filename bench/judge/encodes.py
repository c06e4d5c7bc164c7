"""Eight simultaneous x264 encodes: more than the cores can process, as on a fully used node."""

import contextlib
import os
import signal
import subprocess

from judge.workshop import running

COUNT = 8


class Encodes:
    """The running encodes."""

    def __init__(self, files):
        self._files = files

    def frames(self):
        """Frames encoded so far by all of them."""
        return sum(last_frame(path) for path in self._files)


def last_frame(path):
    """The last frame count that an encode reported."""
    with open(path, "rb") as progress:
        progress.seek(max(0, os.path.getsize(path) - 2000))
        counts = [line[6:] for line in progress.read().split(b"\n")[:-1] if line.startswith(b"frame=")]
    return int(counts[-1]) if counts else 0


@contextlib.contextmanager
def encoding(workshop, size="1280x720", preset="medium", report_seconds=0.5):
    """Encodes test pictures while the context lasts."""
    with contextlib.ExitStack() as stack:
        files = [os.path.join(workshop.memory, f"encode-{i}.progress") for i in range(COUNT)]
        for path in files:
            open(path, "wb").close()
            stack.callback(os.remove, path)
            command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-stats_period", str(report_seconds),
                       "-progress", f"file:{path}",
                       "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=30", "-c:v", "libx264", "-preset", preset,
                       "-f", "null", "-"]
            stack.enter_context(running(
                command, end=signal.SIGKILL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        yield Encodes(files)
