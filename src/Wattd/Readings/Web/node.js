"use strict";

const GIBIBYTE = 2 ** 30, WATT_HOUR = 3600;

/** The sections of the page by collector: the title, and what says that the node has no such device. */
const SECTIONS = {
  cpu: { title: "Processors", none: "no RAPL zone on this node" },
  gpu: { title: "GPUs", none: "no NVIDIA GPU on this node" },
  wall: { title: "Wall", none: "no power meter on this node" },
  encodes: { title: "Encodes", none: "no cgroup v2 on this node" },
};

/** Energy as text: in Wh below 1 kWh. */
const energy = joules => joules < 1000 * WATT_HOUR ? withUnit(joules / WATT_HOUR, 1, "Wh") : withUnit(joules / (1000 * WATT_HOUR), 3, "kWh");

const isPackage = zone => zone.is_package;

/** The highest power of the last peak.window; nothing where peaks are off. */
const peakOf = watts => watts === undefined ? "" : `peak ${show(watts)} W`;

/** Names of zones within a package. */
const ZONES = { dram: "DRAM", core: "Cores", uncore: "Uncore", psys: "Whole platform" };
const zoneName = zone => isPackage(zone) ? "Package" : ZONES[zone.zone] ?? zone.zone;

const limitOf = zone => zone.rapl_power_limit_watts?.long_term;

const zoneTile = zone => ({
  label: zoneName(zone), unit: "W", digits: 1, history: "rapl_power_watts", limit: true, least: 10,
  read: item => item.rapl_power_watts,
  ceiling: limitOf,
  note: item => joined(
    shareOf(item.rapl_power_watts, limitOf(item)),
    isPackage(item) || item.package === undefined || item.rapl_energy_joules_total === undefined
      ? "" : energy(item.rapl_energy_joules_total)),
});

const gpuTiles = [
  {
    label: "Power", unit: "W", digits: 1, history: "gpu_power_draw_watts", limit: true, least: 10,
    read: gpu => gpu.gpu_power_draw_watts,
    ceiling: gpu => gpu.gpu_power_limit_watts,
    note: gpu => shareOf(gpu.gpu_power_draw_watts, gpu.gpu_power_limit_watts),
  },
  {
    label: "NVENC", unit: "%", digits: 0, history: "gpu_encoder_utilization_percent",
    read: gpu => gpu.gpu_encoder_utilization_percent,
    ceiling: () => 100,
    note: gpu => Object.values(gpu.gpu_encoder_supported).some(supported => supported === 0)
      && !Object.values(gpu.gpu_encoder_supported).includes(1) ? "has no encoder"
      : Object.entries(gpu.gpu_encoder_supported).filter(([, supported]) => supported).map(([codec]) => codec).join(", "),
  },
  {
    label: "Sessions", unit: "", digits: 0, history: "gpu_encoder_sessions", least: 5,
    read: gpu => gpu.gpu_encoder_sessions,
    note: gpu => joined(withUnit(gpu.gpu_encoder_average_fps, 0, "fps"),
      gpu.gpu_encoder_average_latency_seconds === undefined ? "" : withUnit(gpu.gpu_encoder_average_latency_seconds * 1000, 0, "ms")),
  },
  {
    label: "NVDEC", unit: "%", digits: 0, history: "gpu_decoder_utilization_percent",
    read: gpu => gpu.gpu_decoder_utilization_percent,
    ceiling: () => 100,
    note: gpu => withUnit(gpu.gpu_clocks_video_mhz, 0, "MHz"),
  },
  {
    label: "GPU", unit: "%", digits: 0, history: "gpu_utilization_percent",
    read: gpu => gpu.gpu_utilization_percent,
    ceiling: () => 100,
    note: gpu => withUnit(gpu.gpu_clocks_graphics_mhz, 0, "MHz"),
  },
  {
    label: "Temperature", unit: "°C", digits: 0, history: "gpu_temperature_celsius",
    read: gpu => gpu.gpu_temperature_celsius,
    ceiling: () => 100,
    note: gpu => gpu.gpu_fan_speed_percent === undefined ? "" : `fan ${show(gpu.gpu_fan_speed_percent)} %`,
  },
  {
    label: "Memory", unit: "GiB", digits: 1,
    read: gpu => gpu.gpu_memory_used_bytes === undefined ? undefined : gpu.gpu_memory_used_bytes / GIBIBYTE,
    bar: gpu => gpu.gpu_memory_used_bytes / gpu.gpu_memory_total_bytes,
    note: gpu => gpu.gpu_memory_total_bytes === undefined ? "" : `of ${show(gpu.gpu_memory_total_bytes / GIBIBYTE, 1)} GiB`,
  },
];

const meterTile = {
  label: "Power", unit: "W", digits: 1, history: "wall_power_watts", least: 10,
  read: meter => meter.wall_power_watts,
  note: meter => joined(
    peakOf(meter.wall_power_max_watts), meter.wall_energy_joules_total === undefined ? "" : energy(meter.wall_energy_joules_total)),
};

const words = name => name.replace(/_/g, " ");
const capitalized = text => text[0].toUpperCase() + text.slice(1);

/** The important states of a GPU, each as [text, class]; none while its collector is down. */
function gpuBadges(gpu, isCollectorUp) {
  if (!isCollectorUp) return [];
  const xids = (gpu.xids ?? []).map(xid =>
    [`XID ${xid.xid}: ${xid.meaning}, ${show(xid.count)} since wattd started, last ${xid.last}`, xid.critical ? "bad" : "warn"]);
  if (!gpu.gpu_up) return [[gpu.timed_out ? "no answer in time" : "lost", "bad"], ...xids];
  const badges = [...xids];
  if (gpu.recovery) badges.push([`${gpu.recovery} needed`, "bad"]);
  if (gpu.gpu_ecc_errors_total.uncorrected) badges.push([`${show(gpu.gpu_ecc_errors_total.uncorrected)} uncorrected memory errors`, "bad"]);
  if (gpu.throttled?.length) badges.push([`throttled: ${gpu.throttled.map(words).join(", ")}`, "warn"]);
  return badges;
}

/** The groups of the page: a package with its parts, the platform, each GPU, each power meter. */
function groupsOf(readings) {
  const groups = new Map();
  // A package before its parts.
  for (const zone of [...readings.cpu?.zones ?? []].sort((left, right) => isPackage(right) - isPackage(left))) {
    const key = `cpu ${zone.package ?? zone.zone}`;
    if (!groups.has(key)) {
      groups.set(key, { key, kind: "cpu", title: zone.package === undefined ? "Platform" : `Package ${zone.package}`, items: [] });
    }
    if ((isPackage(zone) || zone.package === undefined) && zone.rapl_energy_joules_total !== undefined) {
      groups.get(key).detail = energy(zone.rapl_energy_joules_total);
      groups.get(key).peak = peakOf(zone.rapl_power_max_watts);
    }
    groups.get(key).items.push({ key: `${key} ${zone.zone}`, tiles: [zoneTile(zone)], item: zone });
  }
  for (const gpu of readings.gpu?.gpus ?? []) {
    const key = `gpu ${gpu.bus_id}`;
    groups.set(key, {
      key, kind: "gpu", title: `${gpu.index} ${gpu.name ?? "GPU"}`, detail: gpu.bus_id, peak: peakOf(gpu.gpu_power_draw_max_watts),
      sessions: sessionsOf(gpu),
      badges: gpuBadges(gpu, readings.gpu.up),
      items: [{ key, tiles: gpuTiles, item: gpu }],
    });
  }
  for (const meter of readings.wall?.meters ?? []) {
    const key = `wall ${meter.source} ${meter.meter}`;
    groups.set(key, {
      key, kind: "wall", title: meter.meter, detail: joined(meter.model, meter.oem),
      items: [{ key, tiles: [meterTile], item: meter }],
    });
  }
  return [...groups.values()];
}
