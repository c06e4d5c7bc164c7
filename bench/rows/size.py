"""The size of the binary and of the package."""

import glob
import os
import re
import subprocess

from judge.result import Figure, Result
from judge.workshop import ROOT, WATTD

TITLE = "size"


def measure(workshop):
    binary, package = os.path.getsize(WATTD) / 1e6, os.path.getsize(make_package(workshop)) / 1e6
    workshop.say(f"binary {binary:.2f} MB, package {package:.2f} MB")
    return Result([
        Figure("size-binary", "binary", "≤ 9 MB", f"{binary:.2f} MB", binary <= 9),
        Figure("size-deb", ".deb", "≤ 3.5 MB", f"{package:.2f} MB", package <= 3.5),
    ], ["Both for amd64."])


def make_package(workshop):
    """Builds the .deb from the existing binary, like `make packages`."""
    with open(os.path.join(ROOT, "Directory.Build.props")) as properties:
        version = re.search(r"<VersionPrefix>(.*)</VersionPrefix>", properties.read())[1]
    environment = {"VERSION": version, "SOURCE_DATE_EPOCH": "0", "MAINTAINER": "Bench <bench@wattd.invalid>",
                   **os.environ, "ARCH": "amd64", "RID": "linux-x64"}
    folder = workshop.path("packages")
    os.makedirs(folder)
    for command in (["packaging/prepare"], ["packaging/pack", "package", "-f", "nfpm.yaml", "-p", "deb", "-t", folder]):
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return glob.glob(os.path.join(folder, "*.deb"))[0]
