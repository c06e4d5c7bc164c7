"""Simulates a fleet for tests of the dashboards: fleet.py CPU_PAGE GPU_PAGE [DAYS] prints the samples of the last hour, and
the energy of DAYS, for `promtool tsdb create-blocks-from openmetrics`.

The series are those of wattd's pages. One node has 16 GPUs and 8 packages, one has no GPU, and one is down; one GPU is
throttled and one is lost. The node without a GPU has no power meter either. All nodes encode. The load of each device varies, so that their
order changes every minute. A node_exporter is also down.
"""

import math
import random
import re
import sys
import time

STEP, SPAN = 60, 3600
NODES = 15
LARGE, WITHOUT_GPU, DOWN = 0, 13, 14
# Node and index of the GPU.
HOT, LOST = (LARGE, 2), (6, 1)
MODELS = ("NVIDIA L40S", "NVIDIA L4")


def address(node):
    return f"10.0.0.{node + 1}"


def load(device, now):
    """Between 0 and 1, and different for each device."""
    phase = random.Random(device).random()
    slow = math.sin(2 * math.pi * (now / 2700 + phase))
    fast = math.sin(2 * math.pi * (now / 420 + 7 * phase))
    return min(1.0, max(0.0, 0.35 + 0.5 * phase + 0.3 * slow + 0.15 * fast))


def gpu_reading(name, labels, busy):
    sessions = round(10 * busy)
    readings = {
        "gpu_power_draw_watts": 35 + 260 * busy, "gpu_power_draw_max_watts": 60 + 270 * busy,
        "gpu_power_average_watts": 36 + 258 * busy, "gpu_power_limit_watts": 300,
        "gpu_temperature_celsius": 34 + 48 * busy, "gpu_utilization_percent": round(60 * busy),
        "gpu_memory_utilization_percent": round(30 * busy), "gpu_encoder_utilization_percent": min(100, round(108 * busy)),
        "gpu_decoder_utilization_percent": round(40 * busy), "gpu_encoder_sessions": sessions,
        "gpu_encoder_average_fps": 60 - max(0, round(120 * (busy - 0.9))) if sessions else 0,
        "gpu_encoder_average_latency_seconds": 0.004 + 0.02 * busy**4 if sessions else 0,
        "gpu_memory_used_bytes": 1e9 + 6e8 * sessions, "gpu_memory_total_bytes": 48e9, "gpu_fan_speed_percent": 30 + 50 * busy,
        "gpu_clocks_graphics_mhz": 2520 - 600 * busy, "gpu_clocks_sm_mhz": 2520 - 600 * busy,
        "gpu_clocks_video_mhz": 1965 - 300 * busy, "gpu_pstate": 0 if sessions else 8,
    }
    if name == "gpu_throttle_active":
        return int('"sw_power_cap"' in labels and busy > 0.95 or '"gpu_idle"' in labels and not sessions)
    return readings.get(name)


def read(page):
    """Name, labels and value of each sample."""
    with open(page, encoding="utf-8") as stream:
        for line in stream:
            sample = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)\n", line)
            if sample:
                yield sample[1], sample[2] or "", float(sample[3])


class Writer:
    def __init__(self, now):
        self.now = now

    def write(self, name, labels, value_at, step=STEP, span=SPAN):
        for moment in range(self.now - span, self.now + 1, step):
            value = value_at(moment)
            if value is not None:
                print(f"{name}{{{','.join(label for label in labels if label)}}} {value:.10g} {moment}")

    def counter(self, name, labels, per_second):
        self.write(name, labels, lambda moment: per_second * (moment - self.now + SPAN))

    def sample(self, name, labels, value):
        """A series with the constant value of a page, or a counter that increases to it."""
        if re.search(r"_(total|bucket|count|sum)$", name):
            self.counter(name, labels, value / SPAN)
        else:
            self.write(name, labels, lambda _: value)


def write_gpus(writer, page, node, target):
    count = 16 if node == LARGE else 2
    for index in range(count):
        bus, model, device = f"00000000:{index + 1:02X}:00.0", MODELS[node % 2], f"{node} gpu {index}"
        lost = (node, index) == LOST
        for name, labels, value in page:
            if '"00000000:01:00.0"' not in labels or lost and name not in ("gpu_up", "gpu_info"):
                continue
            mine = labels.replace("00000000:01:00.0", bus).replace("NVIDIA L40S", model).replace('index="0"', f'index="{index}"')
            if name == "gpu_energy_joules_total":
                writer.counter(name, [target, mine], 165)
            elif name == "gpu_up":
                writer.write(name, [target, mine], lambda _, up=not lost: int(up))
            elif gpu_reading(name, labels, 0.5) is None:
                writer.sample(name, [target, mine], value)
            else:
                hot = (node, index) == HOT and '"hw_thermal_slowdown"' in labels
                writer.write(name, [target, mine],
                             lambda at, n=name, l=labels, d=device, h=hot: int(h) or gpu_reading(n, l, load(d, at)))
        if not lost:
            recorded = [f'node="{address(node)}"', f'gpu_id="{bus}"', f'gpu_name="{model}"']
            writer.write("gpu:joules_per_frame", recorded, lambda at, d=device: 0.4 + load(d, at))
            writer.write("gpu:nvenc_streams_left", recorded, lambda at, d=device: round(9 * (1 - load(d, at))))
    return count


def write_cpus(writer, node, target):
    count = 8 if node == LARGE else 2
    for index in range(count):
        device = f"{node} cpu {index}"
        for zone, share in ((f"package_{index}", 1), ("core", 0.7), ("uncore", 0.15), ("dram", 0.12)):
            labels = [target, f'zone="{zone}"', f'package="{index}"']
            writer.write("rapl_power_watts", labels, lambda at, d=device, s=share: s * (60 + 140 * load(d, at)))
            writer.write("rapl_power_max_watts", labels, lambda at, d=device, s=share: s * (90 + 150 * load(d, at)))
            writer.counter("rapl_energy_joules_total", labels, share * 130)
            writer.write("rapl_wraps_total", labels, lambda _: 0)
            for constraint, limit in (("long_term", 205), ("short_term", 246)):
                if zone.startswith("package"):
                    writer.write("rapl_power_limit_watts", labels + [f'constraint="{constraint}"'], lambda _, w=limit: w)


def write_encodes(writer, node, gpus, target):
    """Three encodes, on the large node forty. Every fourth sends no progress, and the third of a node has ended."""
    names = [f"channel-{index}" for index in range(40 if node == LARGE else 3)]
    for index, name in enumerate(names):
        device, running = f"{node} encode {name}", index != 2
        labels, recorded = [target, f'encode="{name}"'], [f'node="{address(node)}"', f'encode="{name}"']
        writer.write("encode_info", labels + [f'unit="{name}.service"', 'found_by="match"'], lambda _: 1)
        writer.write("encode_running", labels, lambda _, r=running: int(r))
        writer.write("encode_start_time_seconds", labels, lambda _, i=index: writer.now - 4000 - 600 * i)
        writer.counter("encode_restarts_total", labels, 0)
        writer.counter("encode_cpu_seconds_total", labels, 1.5 + index % 5)
        for component, watts in (("cpu", 12 + index % 7), ("dram", 1)):
            writer.counter("encode_energy_joules_total", labels + [f'component="{component}"'], watts)
        if gpus:
            bus = f'gpu_id="00000000:{index % gpus + 1:02X}:00.0"'
            writer.counter("encode_energy_joules_total", labels + ['component="gpu"', bus], 8)
        writer.write("encode:watts", recorded, lambda at, d=device: 15 + 10 * load(d, at))
        writer.write("encode:full_watts", recorded, lambda at, d=device: 35 + 10 * load(d, at))
        if index % 4 == 3:
            continue
        for counter, rate in (("frames", 60), ("dropped_frames", 0.01), ("media_seconds", 1)):
            writer.counter(f"encode_{counter}_total", labels, rate)
        for gauge, least, more in (("fps", 52, 8), ("speed_ratio", 0.9, 0.1), ("progress_age_seconds", 0.1, 0.4)):
            writer.write(f"encode_{gauge}", labels, lambda at, d=device, l=least, m=more: l + m * load(d, at))
        writer.write("encode:joules_per_frame", recorded, lambda at, d=device: 0.3 + 0.2 * load(d, at))
        writer.write("encode:wh_per_video_hour", recorded, lambda at, d=device: 15 + 10 * load(d, at))
    writer.write("encodes_running", [target], lambda _: len(names) - 1)
    writer.write("encodes_unlisted", [target], lambda _: 0)
    for counter in ("started", "ended"):
        writer.counter(f"encodes_{counter}_total", [target], 1 / 900)
    for result, rate in (("taken", 2 * len(names)), ("unknown_sender", 0), ("malformed", 0)):
        writer.counter("wattd_progress_datagrams_total", [target, f'result="{result}"'], rate)
    parts = [("cpu", "", (15 * len(names), 40, 60)), ("dram", "", (len(names), 5, 10))]
    parts += [("gpu", f'gpu_id="00000000:{index + 1:02X}:00.0"', (20, 5, 35)) for index in range(gpus)]
    for component, gpu, watts in parts:
        writer.write("wattd_idle_watts", [target, f'component="{component}"', gpu, 'source="learned"'], lambda _, w=watts: w[2])
        for part, each in zip(("encodes", "other", "idle"), watts):
            writer.counter("energy_split_joules_total", [target, f'component="{component}"', gpu, f'part="{part}"'], each)


def write_records(writer, node, gpus, span):
    labels = [f'node="{address(node)}"']
    idle = 60 * (8 if node == LARGE else 2) + 35 * gpus
    writer.write("node:power_watts:idle7d", labels, lambda _: idle)
    writer.write("node:energy_kwh:increase1d", labels, lambda _: idle * 24 / 600)
    if gpus:
        writer.write("node:marginal_watts_per_session", labels, lambda at: 20 + 30 * load(f"{node} marginal", at))
    if node != WITHOUT_GPU:
        writer.write("node:wall_power_watts:sum", labels, lambda at: 2 * idle + 300 * load(f"{node} wall", at))
        writer.write("node:wall_power_watts_outside_parts:ratio", labels, lambda at: 0.1 + 0.3 * load(f"{node} rest", at))
    writer.write("node:energy_joules:increase5m", labels, lambda at: idle * 300 * (1.2 + load(f"{node} day", at / 40)), 300, span)


def write_alerts(writer):
    def on(node, index):
        return f'node="{address(node)}",gpu_id="00000000:{index + 1:02X}:00.0"'

    for alert, severity, more in (
            ("WattdDown", "critical", f'node="{address(DOWN)}"'),
            ("GpuLost", "critical", on(*LOST)),
            ("GpuThermalThrottled", "warning", on(*HOT) + ',reason="hw_thermal_slowdown"'),
            ("NvencSaturated", "warning", on(3, 0))):
        labels = [f'alertname="{alert}"', f'severity="{severity}"', 'service="wattd"', more]
        writer.write("ALERTS", labels + ['alertstate="firing"'], lambda _: 1)
        writer.write("ALERTS_FOR_STATE", labels, lambda _: writer.now - 1500)


def write_node(writer, node, pages, days):
    site = 'site="ams"' if node < 5 else 'site="fra"' if node < 9 else ""
    gpus, span = 0, max(SPAN, days * 86400)
    for port, page in pages.items():
        target = ",".join(filter(None, (f'job="wattd",instance="{address(node)}:{port}",node="{address(node)}"', site)))
        writer.write("up", [target], lambda _: int(node != DOWN), 300 if days else STEP, span)
        if node == DOWN:
            continue
        for name, labels, value in page:
            if "gpu_id" in labels or name.startswith("rapl_") and "zone" in labels or name == "gpu_count":
                continue
            if name.startswith(("encode", "energy_split_", "wattd_idle_", "wattd_progress_")):
                continue
            if node == WITHOUT_GPU and name.startswith("wall_") and name != "wall_meters_discovered":
                continue
            absent = 'collector="gpu"' in labels or 'collector="wall"' in labels or name == "wall_meters_discovered"
            idle = node == WITHOUT_GPU and absent
            writer.sample(name, [target, labels], 0 if idle else value)
        if port == 9500:
            write_cpus(writer, node, target)
            write_encodes(writer, node, 16 if node == LARGE else 0 if node == WITHOUT_GPU else 2, target)
            continue
        if node == WITHOUT_GPU:
            writer.write("wattd_collector_down_reason", [target, 'collector="gpu",reason="no_devices"'], lambda _: 1)
        else:
            gpus = write_gpus(writer, page, node, target)
        writer.write("gpu_count", [target], lambda _: gpus)
    if node != DOWN:
        write_records(writer, node, gpus, span)


def main():
    cpu, gpu = (list(read(page)) for page in sys.argv[1:3])
    days = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    writer = Writer(int(time.time()) // 300 * 300)
    for node in range(NODES):
        write_node(writer, node, {9500: cpu, 9505: gpu}, days)
    writer.write("up", ['job="node",instance="10.0.0.99:9100",node="10.0.0.99"'], lambda _: 0)
    write_alerts(writer)
    print("# EOF")


main()
