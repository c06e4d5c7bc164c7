"""The encode node under test: simulated counters that wrap, a GPU simulated by the NVML stub, the daemon, the encodes."""

import subprocess

from programs import REPOSITORY, WATTD, Program, free_ports

# In microjoules: a package wraps every ten seconds or so, memory within half a minute.
RANGE = 1_000_000_000

# The power of each zone by its labels, in the order of the rows in tests/e2e/counters.
WATTS = {
    ("package_0", "0"): 120.0,
    ("dram", "0"): 45.0,
    ("package_1", "1"): 80.0,
    ("dram", "1"): 35.5,
}


class Counters(Program):
    """Advances the counters of a powercap tree under FOLDER/sys at the known power."""

    def __init__(self, folder):
        self.tree = folder / "sys"
        command = [REPOSITORY / "tests/e2e/counters", self.tree, RANGE, *WATTS.values()]
        super().__init__("counters", command, folder)
        self.until(lambda: "ready" in self.log.read_text(), "counters")

    def stop(self):
        """Stops them; returns their longest pause in seconds."""
        super().stop()
        return float(self.log.read_text().split("longest pause ")[1])


class Daemon(Program):
    """wattd with both collectors on free ports."""

    def __init__(self, folder, tree):
        library = folder / "libnvidia-ml.so.1"
        stub = REPOSITORY / "tests/e2e/nvml.c"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, stub], check=True)
        self.ports = free_ports(2)
        flags = {
            "--web.listen-address": "127.0.0.1",
            "--cpu": "required",
            "--cpu.port": self.ports[0],
            "--gpu.port": self.ports[1],
            "--gpu.nvml-library": library,
            "--path.sysfs": tree,
            # The tree has no power meter, and not every host has cgroup v2.
            "--wall": "off",
            "--encodes": "off",
        }
        super().__init__("wattd", [WATTD, *(word for flag in flags.items() for word in flag)], folder)
        for port in self.ports:
            self.until_it_answers(f"http://127.0.0.1:{port}/metrics")

    @property
    def targets(self):
        return [f"127.0.0.1:{port}" for port in self.ports]


class Encode(Program):
    """One endless x264 encode of a test picture at full speed."""

    def __init__(self, number, folder):
        source = "-f lavfi -i testsrc2=size=1280x720:rate=30"
        command = f"ffmpeg -nostdin -hide_banner -loglevel error {source} -c:v libx264 -preset medium -f null -"
        super().__init__(f"encode-{number}", command.split(), folder)

    def stop(self):
        """Kills it: its output is not needed."""
        self.process.kill()
        self.process.wait()
