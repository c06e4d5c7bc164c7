"""Checks the components of a bill of materials: components.py FILE nuget | debian ROOTS | compiled RESPONSE-FILE

nuget: they are the packages of the lock file, with the right scope, and the runtime. debian: they are the packages that the root
file systems of the images name. compiled: they are the packages whose assemblies the native compiler was given.
"""

import json
import os
import pathlib
import re
import sys

LOCK_FILE = "src/Wattd/packages.lock.json"
# The analyser, the compiler and the trimmer. The other packages of the lock file are in the binary.
FOR_THE_BUILD = {
    "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.DotNet.ILCompiler", "Microsoft.NET.ILLink.Tasks",
    "runtime.linux-arm64.Microsoft.DotNet.ILCompiler", "runtime.linux-x64.Microsoft.DotNet.ILCompiler",
}
RUNTIME = re.compile(r"Microsoft\.(NETCore\.App\.Runtime\.NativeAOT|AspNetCore\.App\.Runtime)\.linux-(x64|arm64)")
LIBRARIES = {(name, architecture) for name in ("libc6", "libssl3", "libgcc-s1") for architecture in ("amd64", "arm64")}


def components(file, kind):
    bom = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    return [component for component in bom["components"] if component.get("purl", "").startswith(f"pkg:{kind}/")]


def differ(wanted, found):
    for item in sorted(wanted - found):
        print(f"missing: {item}")
    for item in sorted(found - wanted):
        print(f"not expected: {item}")
    return wanted != found or not wanted


def nuget(file):
    packages = json.loads(pathlib.Path(LOCK_FILE).read_text(encoding="utf-8"))["dependencies"]
    wanted = {
        (name, package["resolved"], "excluded" if name in FOR_THE_BUILD else "required")
        for framework in packages.values() for name, package in framework.items() if package["type"] != "Project"}
    found = {(component["name"], component["version"], component["scope"]) for component in components(file, "nuget")}
    runtime = {name for name, _, scope in found if RUNTIME.fullmatch(name) and scope == "required"}
    bare = [component["name"] for component in components(file, "nuget") if not (component["licenses"] and component["hashes"])]
    if bare or len(runtime) != 4:
        print(f"without a license or a hash: {bare}, of the runtime: {sorted(runtime)}")
        return True
    return differ(wanted, {(name, version, scope) for name, version, scope in found if name not in runtime})


def debian(file, roots):
    wanted = set()
    for record in pathlib.Path(roots).glob("*/var/lib/dpkg/status.d/*"):
        lines = record.read_text(encoding="utf-8").splitlines()
        fields = dict(line.split(": ", 1) for line in lines if re.match(r"[\w-]+: ", line))
        wanted.add((fields["Package"], fields["Version"], fields["Architecture"]))
    found = {
        (component["name"], component["version"], re.search(r"\barch=(\w+)", component["purl"])[1])
        for component in components(file, "deb")}
    return differ(wanted, found) or differ(LIBRARIES, LIBRARIES & {(name, architecture) for name, _, architecture in found})


def compiled(file, responses):
    """The response file of the compiler is of one architecture, which the name of the runtime ends in."""
    text = pathlib.Path(responses).read_text(encoding="utf-8")
    wanted = set(re.findall(r"^-r:.*/([^/]+)/(\d[^/]*)/(?:lib|runtimes)/", text, flags=re.M))
    (runtime,) = {name.rpartition(".")[2] for name, _ in wanted if name.startswith("microsoft.netcore.app.runtime.nativeaot.")}
    found = {(component["name"].lower(), component["version"]) for component in components(file, "nuget")
             if component["scope"] == "required"}
    return differ(wanted, {item for item in found if ".linux-" not in item[0] or item[0].endswith(runtime)})


file, check, *arguments = sys.argv[1:]
sys.exit({"nuget": nuget, "debian": debian, "compiled": compiled}[check](file, *arguments))
