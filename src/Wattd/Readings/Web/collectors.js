"use strict";

/** The state of the collectors, and links to their metrics. */
class CollectorList {
  element = html("ul", { class: "collectors sheet" });
  rows = new Map();

  show(readings) {
    for (const [name, collector] of Object.entries(readings)) {
      if (typeof collector?.up !== "boolean") continue;
      if (!this.rows.has(name)) this.rows.set(name, this.row(name.toUpperCase(), collector.port));
      const { row, text } = this.rows.get(name);
      row.className = collector.up ? "" : collector.wanted ? "down" : "absent";
      setText(text, describe(name, collector));
    }
  }

  row(title, port) {
    const text = html("span", { class: "quiet" });
    const link = port === undefined ? [] : [html("a", { href: this.metricsAt(port) }, `Metrics on port ${port}`)];
    const row = html("li", {}, html("b", {}, title), ...link, text);
    this.element.append(row);
    return { row, text };
  }

  metricsAt(port) {
    const here = document.getElementById("metrics").href;
    const there = new URL(here);
    if (there.port) there.port = port;
    return there.href;
  }
}

const MODES = { fifo: "real-time priority", slice: "short time slice" };

/** "up, sampled 0.1 s ago, every 0.1 s", and anything unusual. */
function describe(name, collector) {
  const age = collector.age_seconds;
  if (!collector.up && !collector.wanted) return SECTIONS[name]?.none ?? "no such device on this node";
  return [
    collector.up ? "up" : collector.reason.replace(/_/g, " "),
    age === undefined ? "never sampled" : `sampled ${show(age, age < 10 ? 1 : 0)} s ago`,
    `every ${+collector.interval_seconds.toFixed(3)} s`,
    collector.source && `by ${collector.source}`,
    collector.driver_version && `driver ${collector.driver_version}`,
    MODES[collector.scheduling],
    `${collector.missed_ticks} missed ${collector.missed_ticks === 1 ? "tick" : "ticks"}`,
    ...Object.entries(collector.errors).map(([reason, count]) => `${count} × ${reason.replace(/_/g, " ")}`),
  ].filter(part => part).join(", ");
}
