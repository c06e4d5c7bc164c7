"use strict";

const GIBIBYTE = 2 ** 30, KILOWATT_HOUR = 3.6e6;

const isPackage = zone => zone.is_package;

/** What a zone is called within its package. */
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
      ? "" : told(item.rapl_energy_joules_total / KILOWATT_HOUR, 3, "kWh")),
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
    note: gpu => joined(told(gpu.gpu_encoder_average_fps, 0, "fps"),
      gpu.gpu_encoder_average_latency_seconds === undefined ? "" : told(gpu.gpu_encoder_average_latency_seconds * 1000, 0, "ms")),
  },
  {
    label: "NVDEC", unit: "%", digits: 0, history: "gpu_decoder_utilization_percent",
    read: gpu => gpu.gpu_decoder_utilization_percent,
    ceiling: () => 100,
    note: gpu => told(gpu.gpu_clocks_video_mhz, 0, "MHz"),
  },
  {
    label: "GPU", unit: "%", digits: 0, history: "gpu_utilization_percent",
    read: gpu => gpu.gpu_utilization_percent,
    ceiling: () => 100,
    note: gpu => told(gpu.gpu_clocks_graphics_mhz, 0, "MHz"),
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

/** What an operator has to know of a GPU at a glance: [text, class] each. */
function gpuBadges(gpu) {
  if (!gpu.gpu_up) return [["lost", "bad"]];
  const badges = [];
  if (gpu.recovery) badges.push([`${gpu.recovery} needed`, "bad"]);
  if (gpu.gpu_ecc_errors_total.uncorrected) badges.push([`${show(gpu.gpu_ecc_errors_total.uncorrected)} uncorrected memory errors`, "bad"]);
  for (const reason of gpu.held_back ?? []) badges.push([`held back: ${reason.replace(/_/g, " ")}`, "warn"]);
  return badges;
}

/** What lies together on the page: a package with its parts, the platform, each GPU. */
function groupsOf(readings) {
  const groups = new Map();
  // A package before its parts.
  for (const zone of [...readings.cpu?.zones ?? []].sort((left, right) => isPackage(right) - isPackage(left))) {
    const key = `cpu ${zone.package ?? zone.zone}`;
    if (!groups.has(key)) {
      groups.set(key, { key, kind: "cpu", title: zone.package === undefined ? "Platform" : `Package ${zone.package}`, items: [] });
    }
    if ((isPackage(zone) || zone.package === undefined) && zone.rapl_energy_joules_total !== undefined) {
      groups.get(key).detail = `${show(zone.rapl_energy_joules_total / KILOWATT_HOUR, 3)} kWh`;
    }
    groups.get(key).items.push({ key: `${key} ${zone.zone}`, tiles: [zoneTile(zone)], item: zone });
  }
  for (const gpu of readings.gpu?.gpus ?? []) {
    const key = `gpu ${gpu.bus_id}`;
    groups.set(key, {
      key, kind: "gpu", title: `${gpu.index} ${gpu.name ?? "GPU"}`, detail: gpu.bus_id, badges: gpuBadges(gpu),
      items: [{ key, tiles: gpuTiles, item: gpu }],
    });
  }
  return [...groups.values()];
}
