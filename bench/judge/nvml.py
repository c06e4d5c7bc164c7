"""The stub of libnvidia-ml.so.1 from the tests, with constant values."""

import os
import re
import struct

from judge.workshop import ROOT, compile_c

TESTS = os.path.join(ROOT, "tests/Wattd.Tests")
MOST_GPUS, MOST_SESSIONS = 16, 64
EVENT_QUEUE = 1

# nvmlEventTypeXidCriticalError; no GPU reports any.
EVENT_TYPES = 0x8

# In the units of NVML; all other values are ORDINARY.
ORDINARY = 40
VALUES = {
    "PowerInstant": 110_500, "PowerAverage": 108_250, "PowerUsage": 109_000, "EnforcedPowerLimit": 350_000,
    "PowerManagementLimit": 350_000, "Energy": 7_654_321_000, "MemoryTotal": 48_305_799_168,
    "MemoryReserved": 595_591_168, "MemoryUsed": 1_342_177_280, "GraphicsClock": 2520, "SmClock": 2505,
    "MemoryClock": 9001, "VideoClock": 1965, "PerformanceState": 0, "PcieLinkGeneration": 4, "PcieLinkWidth": 16,
    "EncoderSessions": 4, "EncoderFps": 240, "EncoderLatency": 63_000, "RecoveryAction": 0, "Throttle": 4,
    "EccCorrected": 0, "EccUncorrected": 0, "Persistence": 1, "PowerLimitDefault": 350_000, "PowerLimitMin": 100_000,
    "PowerLimitMax": 350_000, "MaxGraphicsClock": 2520, "MaxSmClock": 2505, "MaxMemoryClock": 9001, "MaxVideoClock": 1965,
    "ThrottleFields": 251, "RetiredPending": 0, "RemappedPending": 0, "RemappedFailure": 0, "HighestField": -1,
    # All samples that a driver keeps are returned at each call: the most that reading them can cost.
    "PowerSamples": 120, "EncoderSamples": 120, "PowerSampleTime": 10_000_000, "EncoderSampleTime": 10_000_000,
    "PowerSamplePeak": 200_000, "EncoderSamplePeak": 90, "SampleFault": 1,
}


def members(enumeration):
    """The members of an enumeration of the tests, which define the layout of the stub's control file."""
    with open(os.path.join(TESTS, f"Support/{enumeration}.cs")) as source:
        return re.findall(r"^    (\w+),$", source.read(), re.MULTILINE)


def plant(workshop, gpus, sessions=None):
    """Compiles the library, writes the control file next to it, and returns the path of the library.

    Each GPU has that many encoder sessions, each of a process of its own, whose values differ in every read."""
    folder = workshop.path("nvml")
    library, layout = os.path.join(folder, "libnvidia-ml.so.1"), os.path.join(folder, "nvml_stub_layout.h")
    functions, values = members("NvmlFunction"), members("NvmlValue")
    if not os.path.exists(library):
        os.makedirs(folder)
        with open(layout, "w") as out:
            out.write(f"enum {{ {', '.join('FUNCTION_' + f for f in functions)}, FUNCTIONS }};\n"
                      f"enum {{ {', '.join('VALUE_' + v for v in values)}, VALUES }};\n"
                      f"enum {{ GPUS = {MOST_GPUS}, LISTED = {MOST_GPUS}, LONGEST = {MOST_SESSIONS} }};\n"
                      f"enum {{ QUEUE = {EVENT_QUEUE} }};\n")
        compile_c(os.path.join(TESTS, "Collectors/Gpu/Nvml/Stub/nvml_stub.c"), library,
                  "-shared", "-fPIC", "-s", "-fvisibility=hidden", "-I", folder)
    control = os.path.join(folder, "nvml_stub.control")
    with open(control, "wb") as out:
        out.write(struct.pack("6q80s", gpus, 0, 0, 0, 0, 0, b"580.95.05"))
        out.write(bytes(8 * (3 + MOST_GPUS) * len(functions)))
        for i in range(MOST_GPUS):
            out.write(struct.pack("96s96s32s32s", b"NVIDIA L40S", b"GPU-%08x-7a1c-4f0e-9b2d-5ca1ab1e%04x" % (i + 1, i),
                                  b"95.02.66.00.01", b"00000000:%02X:00.0" % (1 + 0x0f * i)))
            given = {**VALUES, "EncoderSessions": VALUES["EncoderSessions"] if sessions is None else sessions}
            out.write(struct.pack(f"{1 + len(values)}q", 0, *(given.get(v, ORDINARY) for v in values)))
        for i in range(MOST_GPUS):
            out.write(lists(i, sessions or 0))
        out.write(struct.pack("7q", EVENT_TYPES, 0, 0, 0, 0, 0, 0) + bytes(8 * (3 * EVENT_QUEUE + MOST_GPUS)))
    os.chmod(control, 0o666)
    return library


def lists(gpu, sessions):
    """The sessions, samples and processes of a GPU: struct lists in nvml_stub.c."""
    pids = [10_000 + 100 * gpu + i for i in range(sessions)]
    parts = [
        ([[i + 1, pid, i % 3, 1920, 1080, 60, 9_000] for i, pid in enumerate(pids)], 7),
        ([[pid, 0, 1, 1, 5, 2] for pid in pids], 6),
        ([[pid, 412 << 20] for pid in pids], 2), ([], 2), ([], 2),
    ]
    words = [sessions, sessions, sessions, 0, 0, 2, 0]
    for items, width in parts:
        words += [word for item in items for word in item] + [0] * width * (MOST_SESSIONS - len(items))
    return struct.pack(f"{len(words)}q", *words)
