"use strict";

/** Everything below the header. Built anew when zones or GPUs come or go, else only told what has changed. */
class View {
  tiles = [];
  back = 0;
  shape = null;

  constructor(place) {
    this.place = place;
  }

  /** Takes over new readings. */
  show(readings) {
    this.readings = readings;
    this.groups = groupsOf(readings);
    const shape = JSON.stringify(this.groups.map(group => [group.key, group.title, group.items.map(item => item.key)]));
    if (shape !== this.shape) this.build(shape);
    const items = this.groups.flatMap(group => group.items);
    this.tiles.forEach(({ tile, index }) => {
      const { item } = items[index];
      tile.merge(item, readings.second);
      tile.draw(item, this.intervalOf(item));
    });
    this.groups.forEach((group, i) => this.tell(group, this.heads[i]));
    this.power.show(this.tiles, items);
    this.collectors.show(readings);
    this.point(this.back);
  }

  /** Shows what was so many seconds ago, here and in every graph; 0 is now. */
  point(back) {
    this.back = back;
    for (const { tile } of this.tiles) tile.point(back);
    this.power.point(back);
  }

  intervalOf(item) {
    return ("bus_id" in item ? this.readings.gpu : this.readings.cpu).interval_seconds;
  }

  build(shape) {
    this.shape = shape;
    const known = new Map(this.tiles.map(({ key, tile }) => [key, tile]));
    this.tiles = [];
    this.heads = [];
    this.power ??= new PowerPanel(back => this.point(back));
    this.collectors ??= new CollectorList();
    const sections = { cpu: [], gpu: [] };
    let index = 0;
    for (const group of this.groups) {
      const badges = html("span", {}), detail = html("span", { class: "quiet" });
      const list = html("dl", { class: "tiles" });
      for (const { key, tiles } of group.items) {
        for (const what of tiles) {
          const name = `${key} ${what.label}`;
          const tile = known.get(name) ?? new Tile(what, group.kind);
          this.tiles.push({ key: name, tile, index });
          list.append(tile.element);
        }
        index++;
      }
      this.heads.push({ badges, detail });
      sections[group.kind].push(html("article", { class: "sheet" },
        html("div", { class: "title" }, html("h3", {}, group.title), detail, badges),
        list));
    }
    this.place.replaceChildren(
      this.power.element,
      ...this.section("Processors", sections.cpu), ...this.section("GPUs", sections.gpu),
      html("section", { class: "state", "aria-label": "Collectors" }, html("h2", {}, "Collectors"), this.collectors.element));
  }

  section(title, articles) {
    return articles.length
      ? [html("section", { "aria-label": title }, html("h2", {}, title), html("div", { class: "sheets" }, ...articles))] : [];
  }

  tell(group, head) {
    setText(head.detail, group.detail ?? "");
    const badges = group.badges ?? [];
    const told = badges.join();
    if (head.told === told) return;
    head.told = told;
    head.badges.replaceChildren(...badges.flatMap(([badge, kind]) => [html("span", { class: `badge ${kind}` }, badge), " "]));
  }
}

/** What the node draws as a whole: figures, the graph of ten minutes, and the way to look back. */
class PowerPanel {
  stack = new Stack();
  bands = [];

  constructor(point) {
    this.figures = ["Together", "Packages", "GPUs", "Platform"].map(label => {
      const value = document.createTextNode(ABSENT);
      const note = html("span", { class: "note" });
      const element = html("div", {}, html("dt", { class: "quiet" }, label),
        html("dd", { class: "figure" }, value, html("small", {}, "W")), html("dd", { class: "note" }, note));
      return { label, value, note, element };
    });
    this.top = html("span", {});
    this.middle = html("span", {});
    this.legend = html("ul", { class: "legend" });
    this.slider = html("input", { type: "range", min: -SECONDS + 1, max: 0, step: 1, value: 0, id: "back" });
    this.output = html("output", { for: "back" }, "now");
    this.slider.addEventListener("input", () => point(-this.slider.valueAsNumber));
    const plot = html("div", { class: "plot" }, this.stack.element);
    plot.addEventListener("pointermove", event => {
      const box = plot.getBoundingClientRect();
      point(Math.round(Math.min(Math.max(1 - (event.clientX - box.left) / box.width, 0), 1) * (SECONDS - 1)));
    });
    plot.addEventListener("pointerleave", () => point(0));
    this.element = html("section", { "aria-label": "Power" }, html("h2", {}, "Power"),
      html("div", { class: "sheet" },
        html("dl", { class: "figures" }, ...this.figures.map(figure => figure.element)),
        html("div", { class: "chart" },
          html("div", { class: "scale", "aria-hidden": "true" }, this.top, this.middle, html("span", {}, "0 W")), plot,
          html("div", { class: "times", "aria-hidden": "true" }, ...["10 min ago", "5 min", "now"].map(time => html("span", {}, time))),
          html("div", { class: "lookback" }, html("label", { for: "back" }, "Look back"), this.slider, this.output)),
        this.legend));
  }

  show(tiles, items) {
    const of = test => tiles.filter(({ tile, index }) => tile.what.unit === "W" && test(items[index].item)).map(({ tile }) => tile);
    this.packages = of(item => !("bus_id" in item) && isPackage(item));
    this.gpus = of(item => "bus_id" in item);
    this.platform = of(item => item.zone === "psys");
    this.lacksPackages = this.packages.length === 0;
    this.bands = [...this.packages.map((tile, i) => this.band(tile, `cpu${i % 4}`, `Package ${tile.item.package}`)),
      ...this.gpus.map((tile, i) => this.band(tile, `gpu${i % 4}`, `${tile.item.index} ${tile.item.name ?? "GPU"}`))];
    const most = this.stack.draw(this.bands);
    setText(this.top, `${most} W`);
    setText(this.middle, `${most / 2} W`);
    const names = this.bands.map(band => band.name).join("\n");
    if (this.names !== names) {
      this.names = names;
      this.legend.replaceChildren(...this.bands.map(band => html("li", { class: band.colour }, html("span", {}, band.name))));
    }
    const range = rangeOf(this.sums([...this.packages, ...this.gpus]));
    this.stack.element.setAttribute("aria-label", range
      ? `Power of packages and GPUs together in the last ten minutes: ${show(range.least)} to ${show(range.most)} W`
      : "Power of packages and GPUs together: not known");
  }

  band(tile, colour, name) {
    return { key: `${colour} ${name}`, colour, name, values: tile.held };
  }

  /** The sum of those that are known, second by second. */
  sums(tiles) {
    return Array.from({ length: SECONDS }, (_, i) => {
      const known = tiles.map(tile => tile.held[i]).filter(value => value !== null);
      return known.length ? known.reduce((sum, value) => sum + value) : null;
    });
  }

  point(back) {
    this.slider.value = -back;
    const text = back > 0 ? `${Math.floor(back / 60)} min ${back % 60} s ago` : "now";
    setText(this.output, text);
    this.slider.setAttribute("aria-valuetext", text);
    const parts = [[...this.packages, ...this.gpus], this.packages, this.gpus, this.platform];
    this.figures.forEach((figure, i) => {
      const values = parts[i].map(tile => back > 0 ? tile.held[SECONDS - 1 - back] : tile.now);
      const known = values.filter(value => value !== null);
      const sum = show(known.length ? known.reduce((total, value) => total + value) : null, 1);
      if (figure.value.data !== sum) figure.value.data = sum;
      figure.element.hidden = parts[i].length === 0 && figure.label === "Platform";
      const lacksPackages = figure.label === "Together" && this.lacksPackages;
      setText(figure.note, joined(
        known.length < values.length ? `${known.length} of ${values.length} known` : "", lacksPackages ? "without packages" : ""));
    });
    this.stack.point(back);
  }
}

/** How the collectors fare, and where their metrics are. */
class CollectorList {
  element = html("ul", { class: "collectors sheet" });
  rows = new Map();

  show(readings) {
    for (const [name, title] of [["cpu", "CPU"], ["gpu", "GPU"]]) {
      const collector = readings[name];
      if (!collector) continue;
      if (!this.rows.has(name)) this.rows.set(name, this.row(title, collector.port));
      const { row, text } = this.rows.get(name);
      row.className = collector.up ? "" : "down";
      setText(text, describe(collector));
    }
  }

  row(title, port) {
    const text = html("span", { class: "quiet" });
    const link = html("a", { href: this.metricsAt(port) }, `Metrics on port ${port}`);
    const row = html("li", {}, html("b", {}, title), link, text);
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

/** "up, sampled 0.1 s ago, every 0.1 s", and what else is out of the ordinary. */
function describe(collector) {
  const age = collector.age_seconds;
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
